"""On which days an outlet is open. Asks no database but for closed days."""

import jpholiday
from django.utils.translation import gettext_noop

from .outlet import OutletKind

SATURDAY = 5
#: why no cafeteria and no shop is open, in the words of the pages too
WEEKEND, HOLIDAY = gettext_noop("土日"), gettext_noop("祝日")


def is_open(kind, day):
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
    if not is_inside(serving.programme, day):
        return False
    if serving.outlet:
        return not why_closed(serving.outlet, day)
    return is_open(OutletKind.CAFETERIA, day)
