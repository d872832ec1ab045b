"""The days of the demo's campaign: counted from its first, so that nothing moves on a later day."""

from datetime import timedelta

from ..lib import periods
from ..lib.periods import DAY

#: how long before today a new campaign begins, so that there is something to see
AGO = timedelta(days=21)


def is_new_year(day):
    """The days on which offices rest though the calendar of public holidays does not say so."""
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def is_open(day):
    return periods.is_working_day(day) and not is_new_year(day)


def first_open(day, step=DAY):
    """The day itself, or else the next on which offices are open."""
    while not is_open(day):
        day += step
    return day


def last_open_before(day):
    return first_open(day - DAY, -DAY)


def start_of_year_before(start):
    year = periods.fiscal_year(start)
    return first_open(periods.same_weekday(start, year, year - 1))


def on(start, number):
    """The day of work that is `number` days after the start, or the next one."""
    return first_open(start + number * DAY)
