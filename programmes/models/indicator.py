"""Figures that staff define for a programme, without a deploy."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, Q

from ..lib import rounding
from . import change_reasons
from .fields import CountField, SlugField
from .partnership import Programme
from .record import Record, RecordQuerySet, RecordSubject
from .relations import refuse_foreign


class Indicator(RecordSubject):
    """An own indicator (その他の指標): its label, unit, basis and style are data."""

    class Basis(models.TextChoices):
        PERIOD = "period", "期間の合計"
        CUMULATIVE = "cumulative", "累計（いつの時点までの数か）"
        STOCK = "stock", "現在の数（いつの時点か）"

    class Style(models.TextChoices):
        APPROX = "approx", "約（上から2けた。例：約6,600）"
        EXACT = "exact", "すべてのけた（例：2,013）"
        AT_LEAST = "at_least", "以上（例：850以上）"

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="indicators", verbose_name="プログラム"
    )
    slug = SlugField()
    label = models.CharField("名称", max_length=60, help_text="例：ボランティア参加者数")
    label_en = models.CharField("名称（英語）", max_length=100, help_text="例：Volunteers")
    unit = models.CharField("単位", max_length=10, help_text="例：名、回、冊")
    unit_en = models.CharField("単位（英語・複数形）", max_length=40, help_text="例：people, books")
    unit_en_one = models.CharField(
        "単位（英語・単数形）",
        max_length=40,
        blank=True,
        help_text="複数形からsを取った形なら空欄。",
    )
    basis = models.CharField("数え方", max_length=10, choices=Basis)
    style = models.CharField("書き方", max_length=8, choices=Style, default=Style.APPROX)
    definition = models.CharField("定義", max_length=200, help_text="何を数えたかを一文で。")
    definition_en = models.CharField("定義（英語）", max_length=300)
    counts_as_participation = models.BooleanField(
        "参加の合計に入れる", default=False, help_text="期間の合計のときだけ入れられます。"
    )
    position = models.PositiveSmallIntegerField("順番", default=1)

    named_by = "label"
    identity = ("programme", "slug")
    fixed = ("programme", "basis")
    names_a_figure = True
    #: what decides how its count is printed and added
    meaning = ("counts_as_participation", "unit", "unit_en", "style", "definition")

    class Meta:
        verbose_name = verbose_name_plural = "その他の指標"
        ordering = ["position", "slug"]
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="indicator_slug")]

    def clean(self):
        if self.counts_as_participation and self.basis != self.Basis.PERIOD:
            message = "累計と現在の数は、期間の合計に足せません。印を外してください。"
            raise ValidationError({"counts_as_participation": message})
        if not self.unit_en_one and not self.unit_en.endswith("s"):
            message = "1のときの形も入れてください（例：person）。"
            raise ValidationError({"unit_en_one": message})
        super().clean()

    def require_reason(self, is_deletion=False):
        change_reasons.require_reason_for_meaning(self, self.meaning, "counts_as_participation")

    def printing(self):
        unit = rounding.Unit(self.unit, self.unit_en, self.unit_en_one)
        return {"unit": unit, "style": rounding.STYLES[self.style]}


class IndicatorRecordQuerySet(RecordQuerySet):
    def newest(self):
        return Q(indicator__basis=Indicator.Basis.PERIOD) | ~Q(Exists(self.newer()))


class IndicatorRecord(Record):
    """A count of an own indicator."""

    stands_for = ("indicator",)
    knows_its_basis = False  # the indicator does
    decide_overlap = (*Record.decide_overlap, "indicator__basis")
    count_field = "value"
    related = ("indicator",)
    identity = ("indicator", "starts_on", "ends_on")

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="records", verbose_name="指標"
    )
    value = CountField("数")

    objects = IndicatorRecordQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "その他の指標の実績"

    @property
    def unit(self):
        """Its indicator's; none of a count in the history whose indicator is gone."""
        indicator = getattr(self, "indicator", None)
        return indicator.printing()["unit"] if indicator else rounding.Unit("", "")

    def complete(self, given):
        super().complete(given)
        if self.counts_to_a_date() and self.starts_on and "ends_on" not in given:
            self.starts_on, self.ends_on = None, self.starts_on

    def counts_to_a_date(self):
        return self.indicator_id is not None and self.indicator.basis != Indicator.Basis.PERIOD

    def clean_alone(self):
        super().clean_alone()
        refuse_foreign(self, "indicator", "指標")
