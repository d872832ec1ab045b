"""Site by day: what has been entered and what is missing."""

from dataclasses import dataclass
from datetime import date

from programmes.figures import MISSING, UNKNOWN, Gap
from programmes.lib import periods
from programmes.lib.periods import DAY

from .daily_totals import DailyTotals
from .days import campaign_days
from .models import Outlet, OutletKind, State
from .models.opening import is_open, why_closed

#: how many working days the board shows
SHOWN = 10
#: what a day of an outlet can be, and the word for it
WORDS = {
    "entered": "入力済み",
    "zero": "0（出なかった）",
    "closed": "休業",
    "unknown": "未集計",
    "covered": "期間の合計に含む",
    "missing": "未入力",
    "off": "休みの日",
    "ahead": "まだ",
}
#: what still has to be entered; to a figure a gap is what it is here
GAPS = (MISSING, UNKNOWN)


def mark(total, covering, closed, is_due):
    """What a day of an outlet is, as a key of WORDS.

    `total` is what was entered for it, `covering` the wider records over it, `closed` why nothing
    is expected (or empty), `is_due` whether the day is over. A count in part is still a gap.
    """
    if total.is_unknown:
        return "unknown"
    if total.count is not None:
        return "entered" if total.count else "zero"
    if total.states:
        return "closed"
    if closed:
        return "off"
    states = {record.state for record in covering}
    for state, key in ((State.COUNTED, "covered"), (State.UNKNOWN, "unknown")):
        if state in states:
            return key
    if states:
        return "closed"
    return "missing" if is_due else "ahead"


@dataclass(frozen=True)
class Square:
    """One outlet on one day."""

    outlet: Outlet
    day: date
    mark: str
    count: int | None
    why: str  # nothing is expected

    @property
    def word(self):
        return WORDS[self.mark]

    @property
    def is_gap(self):
        return self.mark in GAPS


class Board:
    """The days of a campaign up to today, for each outlet of these kinds.

    A day is due once it is over: today may still be entered.
    """

    def __init__(self, programme, kinds=tuple(OutletKind), today=None):
        self.programme, self.today = programme, today or periods.today()
        days = campaign_days(programme, self.today)
        first, last = (days[0], days[-1]) if days else (self.today, self.today)
        self.daily = DailyTotals(programme, kinds, first, last)
        self.outlets = self.daily.outlets
        self.squares = {
            (outlet.pk, day): self._square(outlet, day) for outlet in self.outlets for day in days
        }
        self.days = self._meant(days)

    def _square(self, outlet, day):
        total, closed = self.daily.of(outlet, day), why_closed(outlet, day)
        key = mark(total, self.daily.covering(outlet, day), closed, day < self.today)
        return Square(outlet, day, key, total.count, closed if key == "off" else "")

    def _meant(self, days):
        """The last working days, and between them those on which any outlet has something."""
        working = [day for day in days if is_open(OutletKind.CAFETERIA, day)][-SHOWN:]
        first = working[0] if working else self.today - (SHOWN - 1) * DAY
        return [day for day in days if day >= first and self._says_something(day)]

    def _says_something(self, day):
        return any(self.squares[outlet.pk, day].mark != "off" for outlet in self.outlets)

    @property
    def width(self):
        return len(self.days) + 1

    def rows(self):
        """(outlet, its squares of the days shown) for each outlet."""
        return [
            (outlet, [self.squares[outlet.pk, day] for day in self.days]) for outlet in self.outlets
        ]

    def gaps(self):
        """The squares of the days that are over and still to be entered, the newest day first."""
        due = [square for square in self.squares.values() if square.day < self.today]
        gaps = [square for square in due if square.is_gap]
        return sorted(gaps, key=lambda square: square.day, reverse=True)


def gaps_of(kind):
    def gaps(programme):
        if not programme.starts_on:
            return []
        taking_part = set(Outlet.objects.taking_part(programme).filter(kind=kind))
        if not taking_part:
            return []
        gaps = Board(programme, [kind]).gaps()
        gaps = sorted((gap for gap in gaps if gap.outlet in taking_part), key=_place)
        return [Gap(gap.day, gap.outlet, gap.mark) for gap in gaps]

    return gaps


def _place(square):
    return square.day, square.outlet.position, square.outlet.slug
