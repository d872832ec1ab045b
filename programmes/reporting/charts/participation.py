"""What the headline is made of: a bar for each of its parts, strand by strand."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...figures import Result, Results, all_strands
from ...models import Programme
from .. import tables
from . import bars
from .chart import Chart
from .scale import shared

TITLE = _("参加の内訳")


def chart(programme: Programme, results: Results) -> Chart | None:
    headline = results.headline
    if not headline or len([part for part in headline.parts if part.value]) < 2:
        return None
    parts = headline.parts
    table = tables.some_figures(programme, "participation", TITLE, [*parts, headline])
    return Chart(
        _reading(headline),
        tables.of_chart(table),
        bars.drawn(_groups(parts)),
        as_of=headline.last,
    )


def _reading(headline: Result) -> str:
    largest = max(headline.parts, key=_value)
    return gettext(
        "参加の合計%(total)sのうち、いちばん多いのは%(label)sの%(count)sで、"
        "全体の約%(percent)s%%です。"
    ) % {
        "total": headline.text(),
        "label": largest.figure.label,
        "count": largest.text(),
        "percent": shared(_value(largest), _value(headline)),
    }


def _value(result: Result) -> int:
    return result.value or 0


def _groups(parts: list[Result]) -> Iterator[bars.BarGroup]:
    titles = {strand.slug: str(strand.title) for strand in all_strands()}
    highest = max(map(_value, parts))
    for strand, results in groupby(parts, key=lambda part: part.strand):
        found = [bars.BarRow(_value(one), one.text(), str(one.figure.label)) for one in results]
        yield bars.BarGroup(found, highest, titles[strand])
