from django import forms
from django.contrib import admin

from ..figures import all_strands
from ..models import Activity, Event
from .base import TrackedAdmin, marked
from .inlines import Extensible, TrackedInline

ONLINE = marked("is_online", "オンライン")


def strand_choices():
    return [
        (strand.slug, f"{strand.number}. {strand.title}" if strand.number else str(strand.title))
        for strand in all_strands()
    ]


class StrandFilter(admin.SimpleListFilter):
    title = "取り組みの柱"
    parameter_name = "strand"

    def lookups(self, request, model_admin):
        return strand_choices()

    def queryset(self, request, queryset):
        return queryset.filter(strand=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(Extensible, TrackedAdmin):
    list_display = ("starts_on", "title", "kind", "strand_title", "programme", ONLINE)
    list_display_links = ("starts_on", "title")
    list_filter = ("programme", StrandFilter, "kind", "is_online")
    list_select_related = ("programme",)
    search_fields = ("title", "title_en", "slug", "venue", "summary")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("municipality", "host", "source", "photo")
    inlines = (TrackedInline.of(Activity),)
    fieldsets = (
        (None, {"fields": ("programme", "strand", "kind", "title", "slug")}),
        ("いつ", {"fields": (("starts_on", "ends_on"), ("start_time", "end_time"))}),
        ("どこで", {"fields": ("is_online", "venue", "address", "municipality")}),
        ("内容", {"fields": ("host", "summary", "photo", "source")}),
    )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "strand":
            choices = [("", "---------"), *strand_choices()]
            return forms.ChoiceField(label=db_field.verbose_name, choices=choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="取り組みの柱", ordering="strand")
    def strand_title(self, event):
        return dict(strand_choices()).get(event.strand, event.strand)

    def view_on_site(self, event):
        return event.get_absolute_url() if event.programme.is_visible else None
