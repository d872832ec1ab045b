"""Counts to a date that changed after they were known, or fell, as their history tells it."""

from datetime import date
from itertools import groupby, pairwise
from typing import NamedTuple

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils.translation import get_language, gettext

from ... import figures
from ...lib import periods, rounding
from .table import both


class Count(NamedTuple):
    """What a record said: a count to a date."""

    as_of: date
    value: int
    approximate: bool
    unit: rounding.Unit
    style: rounding.Style

    def text(self):
        """約140名（2026年3月13日時点）"""
        style = self.style if self.style.is_bound else rounding.EXACT
        language = get_language()
        printed = rounding.printed(
            self.value, self.unit, style, approximate=self.approximate, language=language
        )
        told = {"count": printed, "as_of": periods.as_of_text(self.as_of, language)}
        return gettext("%(count)s（%(as_of)s）") % told


class Restated(NamedTuple):
    """A count that was known as `before` and since `known_on` is `after`; None: taken back."""

    before: Count
    after: Count | None
    known_on: date

    def before_text(self):
        return self.before.text()

    def after_text(self):
        return self.after.text() if self.after else gettext("取り消し")

    def data(self):
        return {
            "known_on": self.known_on,
            "as_of": self.before.as_of,
            "before": self.before.value,
            "after": self.after and self.after.value,
            "after_as_of": self.after and self.after.as_of,
            **both("before_text", self.before_text),
            **both("after_text", self.after_text),
        }


class Fall(NamedTuple):
    """A cumulative count that is lower than the one of an earlier date."""

    before: Count
    after: Count

    def data(self):
        return {"before": self.before.value, "after": self.after.value} | {
            f"{name}_as_of": getattr(self, name).as_of for name in self._fields
        }


class Past:
    """What a figure that counts to a date said before; nothing of others. At most one query."""

    def __init__(self, result):
        self._result = result
        versions = list(_versions(result)) if result.counts_to_a_date else []
        self._records = [
            [(_said(version, result), version) for version in of_one]
            for _pk, of_one in groupby(versions, key=lambda version: version.id)
        ]

    def restated(self):
        """Every Restated, the newest first."""
        found = [change for told in self._records for change in _changes(told)]
        return sorted(found, key=lambda one: one.known_on, reverse=True)

    def falls(self):
        """Every Fall among the counts as they stand, line by line; a stock may fall."""
        if self._result.figure.basis != figures.CUMULATIVE:
            return []
        lines = {}
        for count, version in (told[-1] for told in self._records):
            if count:
                lines.setdefault(self._line(version), []).append(count)
        in_time = (sorted(counts, key=lambda count: count.as_of) for counts in lines.values())
        pairs = (pair for counts in in_time for pair in pairwise(counts))
        return [Fall(*pair) for pair in pairs if pair[1].value < pair[0].value]

    def _line(self, version):
        model = self._result.figure.record_class
        return tuple(
            getattr(version, model._meta.get_field(name).attname) for name in model.stands_for
        )


def _changes(told):
    """The Restated of one record, from what each of its versions said (None: nothing)."""
    known = None
    for (before, _version), (after, version) in pairwise(told):
        known = before or known
        if known and before != after:
            on = version.history_date.astimezone(periods.TOKYO).date()
            yield Restated(known, after, on)


def _versions(result):
    """Every version of the records that are or once were of a figure, record by record."""
    model, figure = result.figure.record_class, result.figure
    mine = Q(figure.only, programme=result.programme.pk)
    every = model.history.filter(id__in=model.history.filter(mine).order_by().values("id"))
    counts = ~Q(history_type="-") & Q(mine, is_comparison=False)
    is_mine = Case(When(counts, then=Value(True)), default=False, output_field=BooleanField())
    return every.annotate(is_mine=is_mine).order_by("id", "history_id")


def _said(version, result):
    if not version.is_mine:
        return None
    figure = result.figure
    value = figure.contribution(version)
    return Count(version.ends_on, value, version.is_approximate, figure.unit, figure.style)
