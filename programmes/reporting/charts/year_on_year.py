"""The years of a partnership side by side, for the figures that were counted alike in all."""

from dataclasses import replace
from datetime import date

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ...figures import Composite, Result, Results, results_of
from ...lib import periods
from ...models import Programme
from .. import tables
from ..tables import DataRow
from . import bars
from .chart import Chart

TITLE = _("年度ごとのあゆみ")
#: as many years stand side by side
MOST = 4
#: with more figures than this only those of participation are drawn; the table of years has all
ROOM = 6


def years(programme: Programme) -> list[Programme]:
    return [programme, *programme.earlier[: MOST - 1]]


def chart(programme: Programme, results: Results) -> Chart | None:
    if not programme.year_before:
        return None
    beside = years(programme)
    known = results.together
    if not all(one.pk in known for one in beside):
        known = results_of(beside)
    pairs = [(one, known[one.pk]) for one in beside]
    whole = tables.years(programme.partnership, pairs)
    lines = _drawable(list(whole.lines or ()), programme)
    if not lines:
        return None
    return Chart(
        _reading(lines[0]),
        _table(programme, whole, lines),
        bars.drawn([_group(line, programme) for line in lines]),
        as_of=max(filter(None, map(_last, lines)), default=None),
    )


def _drawable(lines: list[list[DataRow]], programme: Programme) -> list[list[DataRow]]:
    found = [line for line in lines if _is_comparable(line, programme)]
    counted = [line for line in found if _is_participation(line[0]["result"])]
    return counted if len(found) > ROOM and counted else found


def _is_participation(result: Result) -> bool:
    return isinstance(result.figure, Composite) or result.figure.counts_as_participation


def _last(line: list[DataRow]) -> date | None:
    """The last day of a line's newest number; what goes on has none, and stands by its first."""
    result = line[0]["result"]
    return result.last or result.period_start


def _is_comparable(line: list[DataRow], programme: Programme) -> bool:
    """Whether it has a value of this year and, counted in the same way, one of the year before.

    What a source gives as a bound (以上) has no length, and so no bar.
    """
    newest = line[0]
    is_of_now = newest["result"].programme.pk == programme.pk
    is_bound = newest["result"].figure.style.is_bound
    return bool(is_of_now and not is_bound and newest["compared_with"] and not newest["differs_in"])


def _drawn(line: list[DataRow]) -> list[DataRow]:
    """The rows of the years in which it was counted as it is now, the oldest first."""
    found = [line[0]]
    for row in line[1:]:
        if not found[-1]["compared_with"] or found[-1]["differs_in"]:
            break
        found.append(row)
    return found[::-1]


def year_name(programme: Programme) -> str:
    return periods.fiscal_year_name(programme.fiscal_year, get_language()).partition("（")[0]


def _group(line: list[DataRow], programme: Programme) -> bars.BarGroup:
    drawn = _drawn(line)
    found = [
        bars.BarRow(
            row["value"],
            _text(row["result"]),
            year=year_name(row["result"].programme),
            ink="now" if row["result"].programme.pk == programme.pk else "earlier",
        )
        for row in drawn
    ]
    highest = max(row["value"] for row in drawn)
    return bars.BarGroup(found, highest, str(line[0]["result"].figure.label), "title")


def _text(result: Result) -> str:
    if result.programme.is_over or result.counts_to_a_date:
        return result.text()
    return gettext("%(count)s（途中）") % {"count": result.text()}


def _reading(line: list[DataRow]) -> str:
    new, old = line[0]["result"], _drawn(line)[-2]["result"]
    now, before = _text(new), old.text()
    if now == before:
        text = gettext("%(label)sは、%(year_before)sも%(year)sも%(now)sです。")
    else:
        text = gettext("%(label)sは、%(year_before)sの%(before)sに対して、%(year)sは%(now)sです。")
    return text % {
        "label": new.figure.label,
        "year_before": year_name(old.programme),
        "before": before,
        "year": year_name(new.programme),
        "now": now,
    }


def _table(programme: Programme, whole: tables.Table, lines: list[list[DataRow]]) -> tables.Table:
    kept = {(row["strand"], row["figure"]) for line in lines for row in line}
    return tables.of_chart(
        replace(
            whole,
            slug="year-on-year",
            title=TITLE,
            owner=programme,
            path=(programme.partnership.slug, programme.slug),
            rows=[row for row in whole.rows if (row["strand"], row["figure"]) in kept],
            results=[row["result"] for line in lines for row in line],
            lines=lines,
        )
    )
