"""What a figure is: a declared aggregate over records, or a formula over such figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    F,
    Field,
    Max,
    Min,
    Model,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.functional import Promise, cached_property, lazy
from django.utils.translation import gettext_lazy as _

from ..lib import rounding
from ..models import Programme, Record, RecordQuerySet, in_language

#: a text in the active language, perhaps a lazy one
StrOrPromise = str | Promise

PERIOD, FISCAL_YEAR, CALENDAR_YEAR = "period", "fiscal_year", "calendar_year"
CUMULATIVE, STOCK = "cumulative", "stock"
#: what the count of a figure refers to, with its word for readers
BASES = {
    PERIOD: _("期間"),
    FISCAL_YEAR: _("年度"),
    CALENDAR_YEAR: _("暦年"),
    CUMULATIVE: _("累計"),
    STOCK: _("現在"),
}
GROSS, DISTINCT = "gross", "distinct"
#: how a figure counts people who come more than once
HEADS = {
    GROSS: _("延べ人数：同じ人も、参加するたびに数えます。"),
    DISTINCT: _("実人数：同じ人は一度だけ数えます。"),
}
PROVISIONAL, FINAL = "provisional", "final"
STATUSES = {PROVISIONAL: _("速報"), FINAL: _("確定")}
#: names that tables, the headline and parts of a page have, and so no strand and no figure
RESERVED = {"headline", "participations", "summary", "years", "main", "notes", "empty"}
RECORDS_SUFFIX = "-records"
#: why a count that is due is not there: no record stands, or one that says it is not known yet
MISSING, UNKNOWN = "missing", "unknown"


class Gap(NamedTuple):
    """A day on which a count of `subject` (such as an outlet) is due and not there.

    `str(subject)` names it in the active language; `state` is MISSING or UNKNOWN.
    """

    day: date
    subject: object
    state: str = MISSING


@dataclass(frozen=True)
class Figure:
    """A declared aggregate over a queryset of records.

    `model` is a Record class or its "app.Model" name, `value` a Sum or Count over it, `only` a
    filter. `group` is set on figures that come from data: the lookup that yields their slug, so
    that all figures of one model are one part of the query. `gaps` returns the Gaps of a programme
    up to today, the earliest first; a figure that nobody counts day by day has no such function.
    `heads` is GROSS or DISTINCT for a count of people, "" for one of things or where neither the
    source nor the records tell.
    """

    slug: str
    label: StrOrPromise
    unit: rounding.Unit
    model: type[Record] | str
    value: Aggregate
    definition: StrOrPromise
    only: Q = Q()
    basis: str = PERIOD
    style: rounding.Style = field(default_factory=rounding.approx)
    counts_as_participation: bool = False
    group: str = ""
    gaps: Callable[[Programme], list[Gap]] | None = None
    heads: str = ""

    @property
    def record_class(self) -> type[Record]:
        return apps.get_model(self.model) if isinstance(self.model, str) else self.model

    def listed(self, programme: Programme) -> RecordQuerySet:
        """All its records, those that do not give the value included."""
        return self.record_class.objects.filter(self.only, programme=programme)

    def records(self, programme: Programme) -> RecordQuerySet:
        return self.listed(programme).effective()

    def missing(self, programme: Programme) -> list[Gap]:
        gaps = self.gaps(programme) if self.gaps else []
        return [gap for gap in gaps if gap.state == MISSING]

    def contribution(self, record: Record) -> int | None:
        if isinstance(self.value, Count):
            return 1
        return getattr(record, getattr(self.value.source_expressions[0], "name", "*"))

    def part(self, programmes: Sequence[Programme]) -> QuerySet[Record, dict[str, Any]]:
        """Its part of the one query: a row per source, and per span of records for comparison."""
        return self._rows.filter(programme__in=programmes)

    @cached_property
    def _rows(self) -> QuerySet[Record, dict[str, Any]]:
        """Its part for every programme: to put this together takes longer than to ask it."""
        key = F(self.group) if self.group else Value(self.slug, output_field=CharField())
        records = self.record_class.objects.all()
        if not self.group:
            records = records.filter(self.only)
        return (
            records.filter(records.compared() | records.giving_value())
            .order_by()
            .values(
                "programme",
                key=key,
                compared=F("is_comparison"),
                compared_first=Case(When(is_comparison=True, then=F("starts_on"))),
                compared_last=Case(When(is_comparison=True, then=F("ends_on"))),
                source_slug=F("source__slug"),
                source_title=F("source__title"),
                source_title_en=F("source__title_en"),
                source_url=F("source__url"),
                source_publisher=F("source__publisher"),
                source_publisher_en=F("source__publisher_en"),
            )
            .annotate(
                total=self.value,
                number=Count("pk"),
                approximate=Count("pk", filter=Q(is_approximate=True)),
                first=Min("starts_on"),
                last=Max("ends_on"),
                narrow=self._number_of_parts(),
                open=Count("pk", filter=Q(ends_on=None)),
            )
        )

    def _number_of_parts(self) -> Count | Value:
        part = Q()
        for name in self.record_class.stands_for:
            field = self.record_class._meta.get_field(name)
            if isinstance(field, Field) and field.blank:
                part |= Q(**{f"{name}__isnull": False}) if field.null else ~Q(**{name: ""})
        return Count("pk", filter=part) if part else Value(0)


@dataclass(frozen=True)
class Composite:
    """A declared formula over figures: the sum of those that count as participation."""

    slug: str
    label: StrOrPromise
    unit: rounding.Unit
    definition: StrOrPromise
    basis: str = PERIOD
    style: rounding.Style = field(default_factory=lambda: rounding.approx(1))
    heads: str = GROSS


HEADLINE = Composite(
    "participations",
    _("参加の合計"),
    rounding.Unit("人", "people", "person"),
    _(
        "食数、販売点数、参加者数を足した、のべの参加数です。一人が何度も数えられることがあります。"
        "この数え方は当サイトの読みです。"
    ),
)


def text_of(obj: Model, name: str) -> StrOrPromise:
    """A field's text that follows the active language, as a label in code does."""
    return lazy(lambda: in_language(obj, name), str)()
