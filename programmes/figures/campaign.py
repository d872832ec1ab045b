"""Where a campaign stands on a day, counted in days on which something is open."""

from dataclasses import dataclass
from datetime import date, timedelta

from ..lib import periods
from ..models import Programme
from .strand import all_strands

DAY = timedelta(days=1)
BEFORE, RUNNING, AFTER, NONE = "before", "running", "after", "none"
#: an open end reaches no further than this
FURTHEST = 400


@dataclass(frozen=True)
class Campaign:
    """A campaign on a day.

    `number` of `total` open days have begun, today's included (`total` is None while the end is
    open); `left` are still to come. `next_day` is the next open day where today is none.
    """

    state: str
    number: int = 0
    total: int | None = None
    is_open: bool = False
    next_day: date | None = None
    days_until: int = 0
    is_last: bool = False

    @property
    def left(self) -> int | None:
        return None if self.total is None else self.total - self.number

    @property
    def is_last_open(self) -> bool:
        return self.is_open and self.left == 0


def campaign(programme: Programme, day: date) -> Campaign:
    first, last = programme.starts_on, programme.ends_on
    if first is None:
        return Campaign(NONE)
    if day < first:
        total = len(open_days(programme)) if last else None
        return Campaign(BEFORE, total=total, days_until=(first - day).days)
    days = open_days(programme)
    if last and day > last:
        return Campaign(AFTER, len(days), len(days))
    begun = [one for one in days if one <= day]
    return Campaign(
        RUNNING,
        len(begun),
        len(days) if last else None,
        day in begun,
        next((one for one in days if one > day), None),
        is_last=day == last,
    )


def open_days(programme: Programme) -> list[date]:
    """The days of a campaign on which something is open, in order of time.

    As the strands say; where none has a say, the working days.
    """
    first = programme.starts_on
    last = min(filter(None, (programme.ends_on, first + FURTHEST * DAY)))
    span = [first + number * DAY for number in range((last - first).days + 1)]
    closed = [strand.closed_days(programme) for strand in all_strands() if strand.closed_days]
    return [
        day
        for day in span
        if periods.is_working_day(day) and not (closed and all(day in each for each in closed))
    ]
