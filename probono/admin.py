from datetime import timedelta

from django.contrib import admin
from django.db.models import F, OuterRef, Subquery

from programmes.admin import FigureSlugForm, RecordAdmin, TrackedAdmin, TrackedInline
from programmes.lib import periods
from programmes.lib.rounding import grouped
from programmes.models import Programme

from .models import (
    ClickCount,
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


class WithClicks:
    """An admin that tells how often people went out to sign up, in the list and in the form.

    `clicked` leads from a click to the object, `campaign` is the first day of its campaign.
    """

    clicked = {}
    campaign = None
    readonly_fields = ("clicks",)

    def get_queryset(self, request):
        clicks = ClickCount.objects.filter(**self.clicked)
        today = periods.today()
        return (
            super()
            .get_queryset(request)
            .annotate(campaign_from=self.campaign)
            .annotate(
                clicks_of_7=clicks.filter(day__gt=today - timedelta(days=7)).together(),
                clicks_of_28=clicks.filter(day__gt=today - timedelta(days=28)).together(),
                clicks_since=clicks.filter(day__gte=OuterRef("campaign_from")).together(),
            )
        )

    @admin.display(description="登録ページへのクリック", ordering="clicks_of_28")
    def clicks(self, obj):
        counted = [("7日間", obj.clicks_of_7), ("28日間", obj.clicks_of_28)]
        if obj.campaign_from:
            counted.append(("期間の初めから", obj.clicks_since))
        return "、".join(f"{when}{grouped(number or 0)}回" for when, number in counted)


@admin.register(Community)
class CommunityAdmin(WithClicks, TrackedAdmin):
    clicked = {"community": OuterRef("pk")}
    # Of the newest programme that counts it and has dates.
    campaign = Subquery(
        Programme.objects.filter(
            counting_lines__communities=OuterRef("pk"), starts_on__isnull=False
        )
        .order_by("-starts_on")
        .values("starts_on")[:1]
    )
    list_display = ("name", "clicks", "join_url", "host", "partnership", "position")
    list_filter = ("partnership",)
    list_select_related = ("host", "partnership")
    search_fields = ("name", "name_en", "slug")
    autocomplete_fields = ("host",)
    fieldsets = (
        (None, {"fields": ("partnership", "name", "slug", "host", "join_url", "clicks")}),
        ("紹介", {"fields": ("description", "position")}),
    )


@admin.register(CountingLine)
class CountingLineAdmin(TrackedAdmin):
    form = FigureSlugForm
    list_display = ("label", "programme", "position")
    list_filter = ("programme",)
    list_select_related = ("programme",)
    search_fields = ("label", "label_en", "slug")
    autocomplete_fields = ("communities",)
    fieldsets = ((None, {"fields": ("programme", "label", "slug", "communities", "position")}),)


@admin.register(SignUpCount)
class SignUpCountAdmin(WithClicks, RecordAdmin):
    clicked = {"community__counting_lines": OuterRef("line")}
    campaign = F("programme__starts_on")
    readonly_fields = (*RecordAdmin.readonly_fields, "clicks")
    autocomplete_fields = ("line", "source")
    list_filter = (("line", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("line__label", "note", "source__title")

    def get_list_display(self, request):
        return [*super().get_list_display(request), "clicks"]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj:
            fieldsets.append(("登録ページ", {"fields": ["clicks"]}))
        return fieldsets


@admin.register(Workation, LocalEvent)
class PlaceAdmin(RecordAdmin):
    autocomplete_fields = ("municipality", "source")
    search_fields = ("title", "municipality__name", "note", "source__title")


@admin.register(Need)
class NeedAdmin(TrackedAdmin):
    list_display = ("text", "municipality", "heard_on", "programme")
    list_filter = ("programme", ("municipality", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("municipality", "programme")
    date_hierarchy = "heard_on"
    search_fields = ("text", "text_en", "slug")
    autocomplete_fields = ("municipality",)
    fieldsets = ((None, {"fields": ("programme", "text", "slug", "municipality", "heard_on")}),)


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    what = ("title", "slug", "client", "municipality", "support")
    more = ("members", "need")
    autocomplete_fields = ("client", "municipality", "need", "source")
    search_fields = ("title", "client__name", "support", "note", "source__title")


@admin.register(Club)
class ClubAdmin(TrackedAdmin):
    list_display = ("partner", "partnership", "first_year", "founded_year")
    list_select_related = ("partner", "partnership")
    search_fields = ("partner__name",)
    autocomplete_fields = ("partner",)
    inlines = (TrackedInline.of(ClubItem),)
    fieldsets = (
        (None, {"fields": ("partnership", "partner")}),
        ("始まり", {"fields": ("first_year", "claim", "founded_year", "founded_by")}),
    )


@admin.register(ClubCount)
class ClubCountAdmin(RecordAdmin):
    days = (("starts_on", "ends_on"),)
    list_filter = ("measure",)
