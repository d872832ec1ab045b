"""The lunches day by day: all cafeterias together, and each with its closed days."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from programmes.lib import periods, rounding
from programmes.reporting import charts, tables

from .board import Board
from .models import Meal, OutletKind
from .models.opening import SATURDAY, is_open
from .offerings import cafeterias

KIND = OutletKind.CAFETERIA
TITLE = _("一日ごとの提供数")
#: more days could not be kept apart on a phone; the newest are shown
MOST_DAYS = 66
#: so many cafeterias have a panel of their own, those with the most meals
MOST_SITES = 8
ROOM, SITE_ROOM = 104, 38
STATES = {
    "entered": _("集計済み"),
    "zero": _("0（出なかった）"),
    "closed": _("休業"),
    "off": _("休みの日"),
    "unknown": _("未集計"),
    "missing": _("未入力"),
    "covered": _("期間の合計に含む"),
    "ahead": _("これから"),
}
CLOSED = ("closed", "off")


@dataclass
class Served:
    """What was served on the days of a campaign up to today; read once."""

    programme: object
    result: object
    sums: dict

    @cached_property
    def own_sums(self):
        return charts.within(self.sums, self.programme, self.result.slug)

    @property
    def is_daily(self):
        return charts.is_daily(self.own_sums)

    @cached_property
    def totals(self):
        return charts.by_day(self.own_sums)

    @cached_property
    def board(self):
        newest = max(self.totals)
        return Board(self.programme, [KIND], max(newest, periods.today()))

    @cached_property
    def every_day(self):
        first = self.programme.starts_on or min(self.totals)
        last = max(self.programme.ends_on or max(self.totals), max(self.totals))
        days = periods.every_day(first, last)
        # A public holiday on a weekday stays: a gap in the week that is explained.
        return [day for day in days if day.weekday() < SATURDAY or day in self.totals]

    @cached_property
    def days(self):
        until = max(periods.today(), max(self.totals))
        past = [day for day in self.every_day if day <= until]
        left_out = max(len(past) - MOST_DAYS, 0)
        return self.every_day[left_out : left_out + MOST_DAYS]

    @cached_property
    def outlets(self):
        taking_part = set(cafeterias(self.programme))
        return [outlet for outlet in self.board.outlets if outlet in taking_part]

    @cached_property
    def sites(self):
        served = Counter({outlet: self._served(outlet) for outlet in self.outlets})
        chosen = [outlet for outlet, number in served.most_common(MOST_SITES) if number]
        return sorted(chosen, key=lambda outlet: (outlet.position, outlet.slug))

    def _served(self, outlet):
        return sum(self.count(outlet, day) or 0 for day in self.days)

    def count(self, outlet, day):
        square = self.board.squares.get((outlet.pk, day))
        return square.count if square else None

    def state(self, outlet, day):
        square = self.board.squares.get((outlet.pk, day))
        if square:
            return "ahead" if square.mark == "missing" and day >= periods.today() else square.mark
        return "ahead" if day > periods.today() or is_open(KIND, day) else "off"

    def state_of_all(self, day):
        states = {self.state(outlet, day) for outlet in self.outlets} or {"ahead"}
        if day in self.totals:
            return "zero" if not self.totals[day] else "entered"
        for state in ("missing", "unknown", "ahead", "covered", "closed"):
            if state in states:
                return state
        return "off"

    def is_part(self, day):
        """Whether some have not counted a day on which others have."""
        if day not in self.totals:
            return False
        return any(self.state(outlet, day) in ("unknown", "missing") for outlet in self.outlets)

    @cached_property
    def before(self):
        """The totals of the year before, under the days as far into its campaign; [] if none."""
        earlier = self.programme.year_before
        sums = charts.within(self.sums, earlier, self.result.slug)
        if not charts.is_daily(sums):
            return []
        totals = charts.by_day(sums)
        first = earlier.starts_on or min(totals)
        days = periods.every_day(first, max(totals))
        counts = (totals.get(day) for day in days if is_open(KIND, day))
        under = {day: next(counts, None) for day in self.every_day if is_open(KIND, day)}
        return [under.get(day) for day in self.days]

    @property
    def highest(self):
        return max(self._known, key=lambda day: (self.totals[day], -day.toordinal()))

    @property
    def last(self):
        return max(self._known)

    @property
    def _known(self):
        return [day for day in self.days if day in self.totals]


def of(programme, results):
    result = results.get("meals")
    if result is None or result.value is None:
        return []
    served = Served(programme, result, charts.sums(programme, results))
    if not served.is_daily or len([day for day in served.days if day in served.totals]) < 2:
        return []
    return [_chart(served)]


def _chart(served):
    return charts.Chart(
        _reading(served),
        _table(served),
        charts.columns(_panels(served), _dates(served.days)),
        strand=served.result.strand,
        as_of=served.last,
        key=_key(served),
    )


def _printed(number):
    return rounding.printed(number, Meal.unit, rounding.EXACT, language=get_language())


def _reading(served):
    highest, last, language = served.highest, served.last, get_language()
    values = {
        "day": periods.short_day_text(highest, language),
        "most": _printed(served.totals[highest]),
        "last": periods.short_day_text(last, language),
        "count": _printed(served.totals[last]),
    }
    if highest == last:
        words = gettext("いちばん新しい%(day)sの%(most)sが、これまででいちばん多い一日です。")
    elif served.is_part(last):
        words = gettext(
            "いちばん多かったのは%(day)sの%(most)sで、最後の%(last)sは%(count)s（集計中）です。"
        )
    else:
        words = gettext("いちばん多かったのは%(day)sの%(most)sで、最後の%(last)sは%(count)sです。")
    return words % values


def _signs():
    closed, unknown = gettext("休"), gettext("未")
    signs = {"unknown": unknown, "missing": unknown, "zero": "0", "ahead": gettext("これから")}
    return dict.fromkeys(CLOSED, closed) | signs


def _key(served):
    marks = {served.state(outlet, day) for outlet in served.outlets for day in served.days}
    signs = _signs()
    words = (
        (("closed", "off"), gettext("休業日")),
        (("unknown", "missing"), gettext("まだ集計していない日")),
    )
    key = [(signs[states[0]], word) for states, word in words if marks & set(states)]
    if any(served.is_part(day) for day in served.days):
        key.append((gettext("斜線"), gettext("集計していない食堂がある日")))
    if any(value is not None for value in served.before):
        key.append((gettext("細い線"), charts.year_name(served.programme.year_before)))
    return key


def _panels(served):
    days, signs = served.days, _signs()
    values = [served.totals.get(day) for day in days]
    labelled = {days.index(day): served.totals[day] for day in (served.highest, served.last)}
    known = [value for value in (*values, *served.before) if value is not None]
    panels = [
        charts.Panel(
            gettext("すべての社員食堂（食）"),
            values,
            ROOM,
            max(known),
            [signs.get(served.state_of_all(day), "") for day in days],
            frozenset(n for n, day in enumerate(days) if served.is_part(day)),
            before=served.before,
            labels={place: _number(value) for place, value in labelled.items()},
            has_axis=True,
            has_dates=True,
        )
    ]
    if len(served.sites) > 1:
        panels += _panels_of_sites(served, signs)
    return panels


def _number(value):
    printed = _printed(value)
    return f"{printed.before}{printed.number}"


def _panels_of_sites(served, signs):
    counts = {outlet: [served.count(outlet, day) for day in served.days] for outlet in served.sites}
    highest = max(value for values in counts.values() for value in values if value is not None)
    for outlet, values in counts.items():
        last = max(place for place, value in enumerate(values) if value is not None)
        marks = [signs.get(served.state(outlet, day), "") for day in served.days]
        yield charts.Panel(
            str(outlet),
            values,
            SITE_ROOM,
            highest,
            marks,
            labels={last: _number(values[last])},
            has_dates=outlet is served.sites[-1],
        )


def _dates(days):
    weeks = [day.isocalendar()[:2] for day in days]
    return [
        charts.date_name(day) if not n or weeks[n] != weeks[n - 1] else ""
        for n, day in enumerate(days)
    ]


COLUMNS = (
    tables.Column("day", _("日付"), tables.DATE),
    tables.Column("outlet", _("拠点のコード"), description=_("空欄は、すべての拠点の合計です。")),
    tables.Column("outlet_ja", _("拠点（日本語）")),
    tables.Column("outlet_en", _("拠点（英語）")),
    tables.Column("state", _("状態"), codes=lambda: STATES),
    tables.Column(
        "value",
        _("その日の数"),
        tables.INTEGER,
        _("休業日とまだ集計していない日は空欄です。0とは違います。"),
    ),
    *tables.UNITS,
    tables.Column("source", _("出典")),
)


def _table(served):
    days = [day for day in served.days if day <= max(served.last, periods.today())]
    rows = [row for day in days for row in _rows(served, day)]
    shown = [
        tables.Column("day", _("日付")),
        tables.Column("all", _("合計"), tables.INTEGER),
        *(tables.Column(site.slug, str(site), tables.INTEGER) for site in served.sites),
    ]
    return tables.of_chart(
        tables.Table(
            "meals-by-day",
            TITLE,
            served.programme,
            (served.programme.partnership.slug, served.programme.slug),
            COLUMNS,
            rows,
            [served.result],
            shown,
            lambda day: _line(served, day),
            days,
        )
    )


def _rows(served, day):
    yield _row(served, day, None, served.state_of_all(day), served.totals.get(day))
    for outlet in served.outlets:
        yield _row(served, day, outlet, served.state(outlet, day), served.count(outlet, day))


def _row(served, day, outlet, state, value):
    name = outlet.__str__ if outlet else lambda: gettext("合計")
    return {
        "day": day,
        "outlet": outlet.slug if outlet else None,
        **tables.bilingual("outlet", name),
        "state": state,
        "value": value,
        "unit_ja": Meal.unit.ja,
        "unit_en": Meal.unit.en,
        "source": tables.source_titles(served.result),
    }


def _line(served, day):
    def cell(state, value):
        text = str(STATES[state]) if value is None else rounding.grouped(value)
        return tables.Cell(text, tables.INTEGER)

    cells = [
        tables.Cell(periods.day_text(day, get_language())),
        cell(served.state_of_all(day), served.totals.get(day)),
        *(cell(served.state(site, day), served.count(site, day)) for site in served.sites),
    ]
    return tables.Line(cells, served.result.strand)
