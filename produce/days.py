"""On which days something is expected of an outlet. Asks no database but for closed days."""

import jpholiday
from django.utils.translation import gettext_noop

from programmes.lib import periods
from programmes.lib.periods import DAY

from .models import OutletKind
from .offerings import cafeterias

SATURDAY = 5
#: why no cafeteria and no shop is open, in the words of the pages too
WEEKEND, HOLIDAY = gettext_noop("土日"), gettext_noop("祝日")
#: no campaign and no screen reaches further than this
FURTHEST = 400


def is_open(kind, day):
    """Online stores are open every day, the others on weekdays that are no public holiday."""
    return kind == OutletKind.ONLINE or not why_off(day)


def why_off(day):
    """土日 or 祝日, or nothing on a working day."""
    if day.weekday() >= SATURDAY:
        return WEEKEND
    return HOLIDAY if jpholiday.is_holiday(day) else ""


def why_closed(outlet, day):
    """Why nothing is expected of an outlet on a day, in a word; empty when it is open."""
    for closed in outlet.closed_days.all():
        if closed.closed_on == day:
            return closed.reason or "休業日"
    return "" if is_open(outlet.kind, day) else why_off(day)


def is_inside(programme, day):
    """Whether a day lies in the campaign; without one, every day does."""
    first, last = programme.starts_on, programme.ends_on
    return (first is None or first <= day) and (last is None or day <= last)


def is_served(serving, day):
    """Whether a planned dish is to be had on a day: in the campaign, and the cafeteria is open."""
    if not is_inside(serving.programme, day):
        return False
    if serving.outlet:
        return not why_closed(serving.outlet, day)
    return is_open(OutletKind.CAFETERIA, day)


def open_days(programme, kind, start, count, step=1, every_day=False, room=FURTHEST):
    """The next `count` days from `start` on which outlets of a kind are open, in order of time.

    Only days of the campaign, unless `every_day` asks for the weekends and what lies around it.
    `step` -1 looks back. From the first to the last, those between them counted, they are no more
    than `room` days.
    """
    found, day = [], start
    for _attempt in range(FURTHEST):
        if found and abs(day - found[0]) >= room * DAY:
            break
        if every_day or (is_inside(programme, day) and is_open(kind, day)):
            found.append(day)
        if len(found) == count:
            break
        day += step * DAY
    return sorted(found)


def campaign_days(programme, until):
    """The days of the campaign up to a day, the last ones of a very long one.

    None when it has no first day.
    """
    first = programme.starts_on
    last = min(filter(None, (programme.ends_on, until)))
    return periods.every_day(max(first, last - (FURTHEST - 1) * DAY), last) if first else []


def closed_days(programme):
    """The days of its own calendar on which each cafeteria is closed."""
    closed = [{day.closed_on for day in one.closed_days.all()} for one in cafeterias(programme)]
    return set.intersection(*closed) if closed else set()
