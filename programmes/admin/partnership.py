from django.contrib import admin
from django.utils.html import format_html

from ..models import Area, Municipality, Note, Partner, Partnership, Programme, Source
from .base import TrackedAdmin, marked
from .inlines import StackedInline, TrackedInline
from .next_year import copy_view


@admin.register(Partnership)
class PartnershipAdmin(TrackedAdmin):
    list_display = ("title", "slug", "prefecture", "company", "agreed_text")
    list_display += (marked("is_fictional", "架空"),)
    list_select_related = ("prefecture", "company")
    search_fields = ("title", "title_en", "slug")
    autocomplete_fields = ("prefecture", "company", "source")
    inlines = (TrackedInline.of(Area),)
    fieldsets = (
        (None, {"fields": ("title", "slug", "prefecture", "company")}),
        ("締結", {"fields": (("agreed_on", "agreed_precision"), "purpose", "source")}),
        ("練習", {"fields": ("is_fictional",)}),
    )

    @admin.display(description="締結日", ordering="agreed_on")
    def agreed_text(self, partnership):
        return partnership.agreed_text

    def view_on_site(self, partnership):
        public = Programme.objects.visible().filter(partnership=partnership).exists()
        return partnership.get_absolute_url() if public else None


@admin.register(Programme)
class ProgrammeAdmin(TrackedAdmin):
    list_display = ("name", "partnership", "fiscal_year", "starts_on", "ends_on", "visible_from")
    list_filter = ("partnership", "fiscal_year")
    list_select_related = ("partnership",)
    search_fields = ("title", "title_en", "slug")
    autocomplete_fields = ("source", "declared_headline_source")
    inlines = (StackedInline.of(Note, autocomplete_fields=("source",)),)
    change_form_template = "admin/programmes/programme/change_form.html"
    pages = {"copy": copy_view}
    fieldsets = (
        (None, {"fields": ("partnership", "fiscal_year", "slug", "title", "lead")}),
        ("期間と公開", {"fields": (("starts_on", "ends_on"), "visible_from")}),
        (
            "出典と発表された数",
            {
                "fields": (
                    "source",
                    ("declared_headline", "declared_headline_is_approximate"),
                    "declared_headline_source",
                )
            },
        ),
    )

    class Media:
        css = {"all": ["css/admin-copy.css"]}

    @admin.display(description="名称", ordering="title")
    def name(self, programme):
        if not programme.partnership.is_fictional:
            return programme.title
        return format_html('{} <span class="fp-mark">架空</span>', programme.title)

    def view_on_site(self, programme):
        return programme.get_absolute_url() if programme.is_visible else None


@admin.register(Partner)
class PartnerAdmin(TrackedAdmin):
    list_display = ("name", "short_name", "kind", "municipality", "as_of")
    list_filter = ("kind",)
    list_select_related = ("municipality",)
    search_fields = ("name", "name_en", "short_name", "slug")
    autocomplete_fields = ("municipality", "source")
    prepopulated_fields = {"slug": ("name_en",)}
    fieldsets = (
        (None, {"fields": ("kind", "name", "name_en", "slug", "short_name", "municipality")}),
        ("紹介", {"fields": ("representative", "profile", "as_of", "source")}),
    )


@admin.register(Source)
class SourceAdmin(TrackedAdmin):
    list_display = ("title", "publisher", "published_on", "url")
    search_fields = ("title", "title_en", "publisher", "slug")
    date_hierarchy = "published_on"
    fieldsets = (
        (None, {"fields": ("title", "slug", "publisher", "published_on", "url")}),
        ("お問い合わせ先", {"fields": ("contact", "contact_email")}),
    )


@admin.register(Municipality)
class MunicipalityAdmin(admin.ModelAdmin):
    """Reference data: to look at and to choose from."""

    list_display = ("code", "name", "kana", "name_en", "region", "subregion")
    list_filter = ("region", "subregion")
    search_fields = ("name", "kana", "name_en", "code")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
