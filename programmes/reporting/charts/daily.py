"""What the figures of programmes counted from day to day, summed by the database."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import CharField, Count, F, Q, QuerySet, Value

from ...figures import PERIOD, Figure, Results
from ...lib import periods
from ...models import Programme, Record

#: two days make no way: a line between them would tell what nobody counted
FEWEST = 3
#: how far from a campaign its counts may lie
AROUND = timedelta(days=31)


class SpanSum(NamedTuple):
    """All records of a figure over one span of days. `key` is the figure's slug."""

    programme: int
    key: str
    first: date
    last: date
    total: int
    approximate: bool


#: by the id of a programme and the slug of a figure, the earliest first
SpanSums = dict[tuple[int, str], list[SpanSum]]


def sums(programme: Programme, results: Results) -> SpanSums:
    """One query for all charts, of this programme and of the year before.

    Of figures that have a value and count over a span of days; however many records there are, the
    rows are no more than the spans that they cover.
    """
    if results.sums is None:
        known = [result.figure for result in results if result.value is not None]
        figures = [one for one in known if isinstance(one, Figure) and one.basis == PERIOD]
        both = [one.pk for one in (programme, programme.year_before) if one]
        results.sums = _sums(both, figures)
    return results.sums


def _sums(programmes: list[int], figures: Iterable[Figure]) -> SpanSums:
    found: SpanSums = {}
    for row in _rows(programmes, figures):
        if row["total"] is not None and row["last"] is not None:
            one = SpanSum(**{**row, "approximate": row["approximate"] > 0})
            found.setdefault((one.programme, one.key), []).append(one)
    return {place: sorted(each, key=lambda one: one.last) for place, each in found.items()}


def _rows(programmes: list[int], figures: Iterable[Figure]) -> Iterable[dict[str, Any]]:
    parts: dict[object, Figure] = {}
    for figure in figures:
        key = (figure.record_class, figure.group) if figure.group else figure.slug
        parts.setdefault(key, figure)
    querysets = [_part(programmes, figure) for figure in parts.values()]
    return querysets[0].union(*querysets[1:], all=True) if querysets else []


def _part(programmes: list[int], figure: Figure) -> QuerySet[Record, dict[str, Any]]:
    key = F(figure.group) if figure.group else Value(figure.slug, output_field=CharField())
    records = figure.record_class.objects.filter(programme__in=programmes)
    if not figure.group:
        records = records.filter(figure.only)
    spans = records.effective().order_by()
    return spans.values("programme", key=key, first=F("starts_on"), last=F("ends_on")).annotate(
        total=figure.value, approximate=Count("pk", filter=Q(is_approximate=True))
    )


def bounds(programme: Programme) -> tuple[date, date]:
    """The first and the last day that its drawings show at most.

    A date that lies further off is a slip of the pen: staff are warned, and no page breaks.
    """
    begins, ends = periods.fiscal_year_span(programme.fiscal_year)
    return (programme.starts_on or begins) - AROUND, (programme.ends_on or ends) + AROUND


def within(found: SpanSums, programme: Programme | None, slug: str) -> list[SpanSum]:
    if programme is None:
        return []
    first, last = bounds(programme)
    every = found.get((programme.pk, slug), [])
    return [one for one in every if first <= one.first and one.last <= last]


def is_daily(found: list[SpanSum]) -> bool:
    return sum(one.first == one.last for one in found) >= FEWEST


def by_day(found: list[SpanSum]) -> dict[date, int]:
    return {one.last: one.total for one in found if one.first == one.last}
