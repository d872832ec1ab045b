from django.contrib import admin

from ..models import Indicator, IndicatorRecord
from .base import TrackedAdmin, marked
from .forms import FigureSlugForm
from .record import RecordAdmin, RecordForm

ADDS = marked("counts_as_participation", "参加の合計に入れる")


@admin.register(Indicator)
class IndicatorAdmin(TrackedAdmin):
    form = FigureSlugForm
    list_display = ("label", "programme", "basis", "style", "unit", ADDS)
    list_filter = ("programme", "basis")
    list_select_related = ("programme",)
    search_fields = ("label", "label_en", "slug", "definition")
    prepopulated_fields = {"slug": ("label_en",)}
    fieldsets = (
        (None, {"fields": ("programme", ("label", "label_en"), "slug")}),
        ("何をどう数えるか", {"fields": ("definition", "definition_en", "basis")}),
        ("書き方", {"fields": (("unit", "unit_en", "unit_en_one"), "style")}),
        ("ページでの扱い", {"fields": ("counts_as_participation", "position")}),
    )


class IndicatorRecordForm(RecordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first = "期間の合計なら、その初日（例：2026-02-19）。累計や現在の数なら空欄。"
        self.word("starts_on", help_text=first)
        last = "期間の合計なら、その最終日。累計や現在の数なら、いつの時点の数か。"
        self.word("ends_on", help_text=last)


@admin.register(IndicatorRecord)
class IndicatorRecordAdmin(RecordAdmin):
    form = IndicatorRecordForm
    autocomplete_fields = ("indicator", "source")
    list_filter = (("indicator", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("indicator__label", "note", "source__title")
    date_hierarchy = "ends_on"

    def total(self, records):
        """Only for one indicator, and one whose counts may be added."""
        kinds = set(records.order_by().values_list("indicator", "indicator__basis").distinct())
        if {basis for _pk, basis in kinds} != {Indicator.Basis.PERIOD} or len(kinds) > 1:
            return None
        return super().total(records)
