"""Counts to a date that changed after they were known, or fell, as their history tells it."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Field, Q, Value, When
from django.utils.translation import get_language, gettext

from ... import figures
from ...lib import periods, rounding
from .table import DataRow, bilingual


class DatedCount(NamedTuple):
    """What a record said: a count to a date."""

    as_of: date
    value: int
    approximate: bool
    unit: rounding.Unit
    style: rounding.Style

    def text(self) -> str:
        """約140名（2026年3月13日時点）"""
        style = self.style if self.style.is_bound else rounding.EXACT
        language = get_language()
        printed = rounding.printed(
            self.value, self.unit, style, approximate=self.approximate, language=language
        )
        values = {"count": printed, "as_of": periods.as_of_text(self.as_of, language)}
        return gettext("%(count)s（%(as_of)s）") % values


class Restated(NamedTuple):
    """A count that was known as `before` and since `known_on` is `after`; None: taken back."""

    before: DatedCount
    after: DatedCount | None
    known_on: date

    def before_text(self) -> str:
        return self.before.text()

    def after_text(self) -> str:
        return self.after.text() if self.after else gettext("取り消し")

    def data(self) -> DataRow:
        return {
            "known_on": self.known_on,
            "as_of": self.before.as_of,
            "before": self.before.value,
            "after": self.after and self.after.value,
            "after_as_of": self.after and self.after.as_of,
            **bilingual("before_text", self.before_text),
            **bilingual("after_text", self.after_text),
        }


class Fall(NamedTuple):
    """A cumulative count that is lower than the one of an earlier date."""

    before: DatedCount
    after: DatedCount

    def data(self) -> DataRow:
        return {"before": self.before.value, "after": self.after.value} | {
            f"{name}_as_of": getattr(self, name).as_of for name in self._fields
        }


class CountHistory:
    """What a figure that counts to a date said before; nothing of others. At most one query."""

    def __init__(self, result: figures.Result) -> None:
        self._result = result
        versions = list(_versions(result)) if result.counts_to_a_date else []
        self._records = [
            [(_count_of(version, result), version) for version in of_one]
            for _pk, of_one in groupby(versions, key=lambda version: version.id)
        ]

    def restated(self) -> list[Restated]:
        found = [change for versions in self._records for change in _changes(versions)]
        return sorted(found, key=lambda one: one.known_on, reverse=True)

    def falls(self) -> list[Fall]:
        """Every Fall among the counts as they stand, line by line; a stock may fall."""
        if self._result.figure.basis != figures.CUMULATIVE:
            return []
        lines: dict[tuple[object, ...], list[DatedCount]] = {}
        for count, version in (versions[-1] for versions in self._records):
            if count:
                lines.setdefault(self._line(version), []).append(count)
        in_time = (sorted(counts, key=lambda count: count.as_of) for counts in lines.values())
        pairs = (pair for counts in in_time for pair in pairwise(counts))
        return [Fall(*pair) for pair in pairs if pair[1].value < pair[0].value]

    def _line(self, version: Any) -> tuple[object, ...]:
        model = self._result.aggregate.record_class
        fields = (model._meta.get_field(name) for name in model.stands_for)
        return tuple(
            getattr(version, field.attname) for field in fields if isinstance(field, Field)
        )


def _changes(versions: list[tuple[DatedCount | None, Any]]) -> Iterator[Restated]:
    known = None
    for (before, _version), (after, version) in pairwise(versions):
        known = before or known
        if known and before != after:
            on = version.history_date.astimezone(periods.TOKYO).date()
            yield Restated(known, after, on)


def _versions(result: figures.Result) -> Iterable[Any]:
    model, figure = result.aggregate.record_class, result.aggregate
    mine = Q(figure.only, programme=result.programme.pk)
    every = model.history.filter(id__in=model.history.filter(mine).order_by().values("id"))
    counts = ~Q(history_type="-") & Q(mine, is_comparison=False)
    is_mine = Case(When(counts, then=Value(True)), default=False, output_field=BooleanField())
    return every.annotate(is_mine=is_mine).order_by("id", "history_id")


def _count_of(version: Any, result: figures.Result) -> DatedCount | None:
    figure = result.aggregate
    value = figure.contribution(version) if version.is_mine else None
    if value is None:
        return None
    return DatedCount(version.ends_on, value, version.is_approximate, figure.unit, figure.style)
