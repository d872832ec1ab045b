from django.contrib import admin

from programmes.admin import FigureSlugForm, RecordAdmin, ShownAdmin, ShownInline
from programmes.admin.base import ENGLISH

from .models import (
    Club,
    ClubCount,
    ClubItem,
    Community,
    CountingLine,
    LocalEvent,
    Need,
    Project,
    SignUpCount,
    Workation,
)


@admin.register(Community)
class CommunityAdmin(ShownAdmin):
    list_display = ("name", "host", "join_url", "partnership", "position")
    list_filter = ("partnership",)
    list_select_related = ("host", "partnership")
    search_fields = ("name", "name_en", "slug")
    autocomplete_fields = ("host",)
    fieldsets = (
        (None, {"fields": ("partnership", "name", "slug", "host", "join_url")}),
        ("紹介", {"fields": ("description", "position")}),
        (ENGLISH, {"fields": ("name_en", "description_en"), "classes": ("collapse",)}),
    )


@admin.register(CountingLine)
class CountingLineAdmin(ShownAdmin):
    form = FigureSlugForm
    list_display = ("label", "programme", "position")
    list_filter = ("programme",)
    list_select_related = ("programme",)
    search_fields = ("label", "label_en", "slug")
    autocomplete_fields = ("communities",)
    fieldsets = (
        (None, {"fields": ("programme", "label", "slug", "communities", "position")}),
        (ENGLISH, {"fields": ("label_en",), "classes": ("collapse",)}),
    )


@admin.register(SignUpCount)
class SignUpCountAdmin(RecordAdmin):
    what = ("line",)
    autocomplete_fields = ("line", "source")
    list_filter = (("line", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("line__label", "note", "source__title")


@admin.register(Workation, LocalEvent)
class PlaceAdmin(RecordAdmin):
    what = ("title", "municipality")
    autocomplete_fields = ("municipality", "source")
    search_fields = ("title", "municipality__name", "note", "source__title")


@admin.register(Need)
class NeedAdmin(ShownAdmin):
    list_display = ("text", "municipality", "heard_on", "programme")
    list_filter = ("programme", ("municipality", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("municipality", "programme")
    date_hierarchy = "heard_on"
    search_fields = ("text", "text_en", "slug")
    autocomplete_fields = ("municipality",)
    fieldsets = (
        (None, {"fields": ("programme", "text", "slug", "municipality", "heard_on")}),
        (ENGLISH, {"fields": ("text_en",), "classes": ("collapse",)}),
    )


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    what = ("title", "slug", "client", "municipality", "support")
    more = ("members", "need")
    autocomplete_fields = ("client", "municipality", "need", "source")
    search_fields = ("title", "client__name", "support", "note", "source__title")


class ClubItemInline(ShownInline):
    model = ClubItem


@admin.register(Club)
class ClubAdmin(ShownAdmin):
    list_display = ("partner", "partnership", "first_year", "founded_year")
    list_select_related = ("partner", "partnership")
    search_fields = ("partner__name",)
    autocomplete_fields = ("partner",)
    inlines = (ClubItemInline,)
    fieldsets = (
        (None, {"fields": ("partnership", "partner")}),
        ("始まり", {"fields": ("first_year", "claim", "founded_year", "founded_by")}),
        (ENGLISH, {"fields": ("claim_en", "founded_by_en"), "classes": ("collapse",)}),
    )


@admin.register(ClubCount)
class ClubCountAdmin(RecordAdmin):
    what = ("measure",)
    days = (("starts_on", "ends_on"),)
    list_filter = ("measure",)
