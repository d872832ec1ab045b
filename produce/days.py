"""The days that a grid or a board shows, and those on which everything is closed."""

from programmes.lib import periods
from programmes.lib.periods import DAY

from .models.opening import is_inside, is_open
from .offerings import cafeterias

#: no campaign and no screen reaches further than this
FURTHEST = 400


def open_days(programme, kind, start, count, step=1, every_day=False, room=FURTHEST):
    """The next `count` days from `start` on which outlets of a kind are open, in order of time.

    Only days of the campaign, unless `every_day` asks for the weekends and what lies around it.
    `step` -1 looks back. From the first to the last, those between them counted, they are no more
    than `room` days.
    """
    days, day = [], start
    for _attempt in range(FURTHEST):
        if days and abs(day - days[0]) >= room * DAY:
            break
        if every_day or (is_inside(programme, day) and is_open(kind, day)):
            days.append(day)
        if len(days) == count:
            break
        day += step * DAY
    return sorted(days)


def campaign_days(programme, until):
    """The days of the campaign up to a day, the last ones of a very long one.

    None when it has no first day.
    """
    first = programme.starts_on
    last = min(filter(None, (programme.ends_on, until)))
    return periods.every_day(max(first, last - (FURTHEST - 1) * DAY), last) if first else []


def closed_days(programme):
    """The days of its own calendar on which each cafeteria is closed."""
    closed = [
        {day.closed_on for day in cafeteria.closed_days.all()}
        for cafeteria in cafeterias(programme)
    ]
    return set.intersection(*closed) if closed else set()
