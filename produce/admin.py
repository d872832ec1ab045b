from django.contrib import admin, messages

from programmes.admin import PersonAdmin, RecordAdmin, TrackedAdmin, TrackedInline
from programmes.admin.base import ENGLISH

from .grid.pages import grid
from .models import ClosedDay, Meal, Menu, Outlet, OutletDuty, Product, Sale
from .planning import ServingInline

admin.site.add_page("produce/grid/", grid, "produce_grid")


class OutletDutyInline(admin.StackedInline):
    model = OutletDuty
    extra = 0
    autocomplete_fields = ("outlet",)
    verbose_name_plural = "担当の拠点（食堂・売店の数を入れる拠点）"


PersonAdmin.add_inline(OutletDutyInline)


@admin.register(Outlet)
class OutletAdmin(TrackedAdmin):
    list_display = ("name", "kind", "partnership", "position")
    list_filter = ("partnership", "kind")
    list_select_related = ("partnership",)
    search_fields = ("name", "name_en", "slug")
    inlines = (TrackedInline.of(ClosedDay),)
    fieldsets = (
        (None, {"fields": ("partnership", "kind", "name", "slug", "position")}),
        ("行き方と時間", {"fields": ("place", "hours", "url")}),
    )


@admin.register(Product)
class OfferingAdmin(TrackedAdmin):
    list_display = ("name", "origin", "municipality", "producer", "programme")
    list_filter = ("programme", "origin", ("municipality", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("municipality", "programme")
    search_fields = ("name", "name_en", "producer", "slug")
    autocomplete_fields = ("municipality", "photo")
    fieldsets = (
        (None, {"fields": ("programme", "name", "photo")}),
        ("福島とのつながり", {"fields": ("origin", "municipality", "producer")}),
        (ENGLISH, {"fields": ("name_en", "producer_en"), "classes": ("collapse",)}),
        ("データ", {"fields": ("slug",), "classes": ("collapse",)}),
    )


@admin.register(Menu)
class MenuAdmin(OfferingAdmin):
    inlines = (ServingInline,)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        plan = form.instance.plan.select_related("menu__programme", "outlet")
        for serving in plan.prefetch_related("outlet__closed_days"):
            for text in serving.warnings():
                messages.warning(request, text)


class OutletRecordAdmin(RecordAdmin):
    """Offers only the outlets where such a record can come from."""

    more = ("state",)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "outlet":
            field.queryset = field.queryset.filter(kind__in=self.model.outlet_kinds())
            field.empty_label = "すべての拠点の合計（拠点ごとでない数）"
        return field


@admin.register(Meal)
class MealAdmin(OutletRecordAdmin):
    what = ("outlet", "menu")
    autocomplete_fields = ("menu", "source")
    list_filter = (("outlet", admin.RelatedOnlyFieldListFilter), "state")
    search_fields = ("outlet__name", "menu__name", "note", "source__title")


@admin.register(Sale)
class SaleAdmin(OutletRecordAdmin):
    what = ("kind", "outlet", "product")
    autocomplete_fields = ("product", "source")
    list_filter = ("kind", ("outlet", admin.RelatedOnlyFieldListFilter), "state")
    search_fields = ("outlet__name", "product__name", "note", "source__title")
