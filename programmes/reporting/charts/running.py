"""Running sums over the days of a campaign, with the year before behind them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ...figures import Result, Results
from ...lib import periods, rounding
from ...lib.periods import DAY
from ...models import Programme
from .. import tables
from . import daily, panels
from .chart import Chart
from .daily import SpanSum
from .scale import shared
from .year_on_year import year_name

TITLE = _("期間中の積み重ね")
WEEK = 7
#: no drawing shows more days
FURTHEST = 400
ROOM = 104


@dataclass
class Course:
    """The way of one figure through a campaign, with that of the year before."""

    result: Result
    programme: Programme
    before: Programme | None
    now_sums: list[SpanSum]
    before_sums: list[SpanSum]
    days: list[date]

    @cached_property
    def now(self) -> list[int | None]:
        """The running sum of each day of the campaign, None after the newest count."""
        return _running(self.now_sums, self.days)

    @cached_property
    def before_days(self) -> list[date]:
        """The days of the year before, each as far into its campaign as ours."""
        start = self.before.starts_on if self.before else None
        start = start or (self.before_sums[0].first if self.before_sums else self.days[0])
        lead = (self.programme.starts_on or self.days[0]) - self.days[0]
        return [start - lead + n * DAY for n in range(len(self.days))]

    @cached_property
    def earlier(self) -> list[int | None]:
        """The same of the year before; [] where it is not known from day to day."""
        if not daily.is_daily(self.before_sums):
            return []
        return _running(self.before_sums, self.before_days)

    @cached_property
    def earlier_total(self) -> int | None:
        return sum(one.total for one in self.before_sums) or None

    @property
    def before_name(self) -> str:
        return year_name(self.before) if self.before else ""

    @property
    def newest(self) -> int:
        return self.now[self.last] or 0

    @property
    def last(self) -> int:
        return max(place for place, value in enumerate(self.now) if value is not None)

    def printed(self, value: int, is_of_now: bool = True) -> rounding.Printed:
        sums = self.now_sums if is_of_now else self.before_sums
        figure = self.result.figure
        approximate = any(one.approximate for one in sums)
        return rounding.printed(
            value, figure.unit, figure.style, approximate=approximate, language=get_language()
        )


def _running(sums: list[SpanSum], days: list[date]) -> list[int | None]:
    totals = dict.fromkeys(days, 0)
    for one in sums:
        if one.last <= days[-1]:
            totals[max(one.last, days[0])] += one.total
    known = [day for day in days if sums[0].first <= day <= sums[-1].last]
    upto = dict(zip(known, accumulate(totals[day] for day in known), strict=True))
    return [upto.get(day) for day in days]


def chart(programme: Programme, results: Results) -> Chart | None:
    courses = _courses(programme, results)
    if not courses:
        return None
    newest = max(course.now_sums[-1].last for course in courses)
    return Chart(
        _reading(courses[0]),
        _table(programme, courses),
        panels.lines([_panel(course) for course in courses], _dates(courses[0])),
        as_of=newest,
        key=_key(courses),
        note=gettext("まだ集計していない日の分は入っていません。"),
    )


def _courses(programme: Programme, results: Results) -> list[Course]:
    counted = [one for one in results if not one.is_composite and one.value is not None]
    counted = [one for one in counted if not one.figure.style.is_bound]
    before = programme.year_before
    sums = daily.sums(programme, results)
    own = [(one, daily.within(sums, programme, one.slug)) for one in counted]
    own = [(one, each) for one, each in own if daily.is_daily(each)]
    days = _days(programme, [each for _one, each in own])
    return [
        Course(one, programme, before, each, daily.within(sums, before, one.slug), days)
        for one, each in own
    ]


def _days(programme: Programme, every: list[list[SpanSum]]) -> list[date]:
    firsts = [sums[0].first for sums in every] + [programme.starts_on]
    lasts = [sums[-1].last for sums in every] + [programme.ends_on]
    first = min(filter(None, firsts), default=None)
    if first is None:
        return []
    last = max(filter(None, lasts), default=first)
    return periods.every_day(first, min(last, first + (FURTHEST - 1) * DAY))


def _key(courses: list[Course]) -> list[tuple[str, str]]:
    earlier = [course for course in courses if course.earlier]
    return [(gettext("細い線"), earlier[0].before_name)] if earlier else []


def _reading(course: Course) -> str:
    values: dict[str, object] = {
        "day": periods.short_day_text(course.days[course.last], get_language()),
        "label": course.result.figure.label,
        "count": course.printed(course.newest),
    }
    if course.earlier_total is None:
        return gettext("%(day)sまでの%(label)sは%(count)sです。") % values
    values["year"] = course.before_name
    before = course.earlier[course.last] if course.earlier else None
    if before is None:
        values["total"] = course.printed(course.earlier_total, is_of_now=False)
        values["percent"] = shared(course.newest, course.earlier_total)
        words = gettext(
            "%(day)sまでの%(label)sは%(count)sで、%(year)sの合計%(total)sの約%(percent)s%%です。"
        )
        return words % values
    values["before"] = course.printed(before, is_of_now=False)
    return _compared(course.newest, before, values["count"] == values["before"]) % values


def _compared(now: int, before: int, is_printed_alike: bool) -> str:
    if is_printed_alike:
        return gettext("%(day)sまでの%(label)sは%(count)sで、%(year)sの同じころと同じです。")
    if now > before:
        return gettext(
            "%(day)sまでの%(label)sは%(count)sで、%(year)sの同じころの%(before)sより多くなっています。"
        )
    return gettext(
        "%(day)sまでの%(label)sは%(count)sで、%(year)sの同じころの%(before)sより少なくなっています。"
    )


def _panel(course: Course) -> panels.Panel:
    level = None
    if not course.earlier and course.earlier_total:
        words = gettext("%(year)sの合計 %(count)s") % {
            "year": course.before_name,
            "count": course.printed(course.earlier_total, is_of_now=False),
        }
        level = (course.earlier_total, words)
    known = [value for value in (*course.now, *course.earlier) if value is not None]
    number = course.printed(course.newest)
    return panels.Panel(
        str(course.result.figure.label),
        course.now,
        ROOM,
        max([*known, level[0]] if level else known),
        before=course.earlier,
        level=level,
        labels={course.last: f"{number.before}{number.number}"},
        before_label=course.before_name if course.earlier else "",
        has_axis=True,
        has_dates=True,
    )


def date_name(day: date) -> str:
    """7/6, or 6 Jul."""
    if get_language() == "en":
        return f"{day.day} {periods.MONTHS[day.month - 1][:3]}"
    return f"{day.month}/{day.day}"


def _dates(course: Course) -> list[str]:
    return [date_name(day) if n % WEEK == 0 else "" for n, day in enumerate(course.days)]


COLUMNS = (
    tables.FIGURE,
    *tables.LABELS,
    tables.Column("programme", _("年度プログラム")),
    tables.Column("day", _("日付"), tables.DATE),
    tables.Column("campaign_day", _("何日目"), tables.INTEGER, _("期間の初日が1です。")),
    tables.Column("value", _("その日の数"), tables.INTEGER, _("空欄は記録がない日です。")),
    tables.Column("total", _("その日までの合計"), tables.INTEGER),
    *tables.UNITS,
    tables.Column("source", _("出典")),
)


def _table(programme: Programme, courses: list[Course]) -> tables.Table:
    rows = [row for course in courses for row in _rows(course)]
    lines = [(course, place) for course in courses for place in range(course.last + 1)]
    shown = [tables.Column("day", _("日付"))]
    shown += [tables.Column("total", _("その日までの合計"), tables.INTEGER)]
    if any(course.earlier for course in courses):
        name = courses[0].before_name
        shown.append(tables.Column("before", name, tables.INTEGER))
    return tables.of_chart(
        tables.Table(
            "running",
            TITLE,
            programme,
            (programme.partnership.slug, programme.slug),
            COLUMNS,
            rows,
            [course.result for course in courses],
            shown,
            lambda line: _line(line[0], line[1], len(shown)),
            lines,
        )
    )


def _rows(course: Course) -> Iterator[tables.DataRow]:
    yield from _rows_of(course, course.programme, course.now_sums, course.days, course.now)
    if course.earlier and course.before:
        yield from _rows_of(
            course, course.before, course.before_sums, course.before_days, course.earlier
        )


def _rows_of(
    course: Course,
    programme: Programme,
    sums: list[SpanSum],
    days: list[date],
    totals: list[int | None],
) -> Iterator[tables.DataRow]:
    figure = course.result.figure
    by_day: dict[date, int] = {}
    for one in sums:
        by_day[one.last] = by_day.get(one.last, 0) + one.total
    begins = programme.starts_on or days[0]
    for day, total in zip(days, totals, strict=True):
        if total is not None:
            yield {
                "figure": course.result.slug,
                **tables.bilingual("label", figure.label),
                "programme": tables.programme_path(programme),
                "day": day,
                "campaign_day": (day - begins).days + 1,
                "value": by_day.get(day),
                "total": total,
                "unit_ja": figure.unit.ja,
                "unit_en": figure.unit.en,
                "source": tables.source_titles(course.result),
            }


def _line(course: Course, place: int, width: int) -> tables.Line:
    cells = [
        tables.Cell(periods.day_text(course.days[place], get_language())),
        _number(course.now[place]),
        _number(course.earlier[place] if course.earlier else None),
    ]
    return tables.Line(cells[:width], course.result.strand, str(course.result.figure.label))


def _number(value: int | None) -> tables.Cell:
    return tables.Cell("" if value is None else rounding.grouped(value), tables.INTEGER)
