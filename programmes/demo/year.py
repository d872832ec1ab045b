"""A year of the demo: its days, and the same made-up numbers whenever they are asked for."""

from hashlib import blake2b

from ..lib import periods
from ..lib.periods import DAY
from .days import is_open, last_open_before

SOURCE = "demo-data"
WEEKDAYS = (0.92, 1.0, 1.1, 1.03, 0.84, 0.55, 0.6)
#: the year before, against what is usual now
SHARE_BEFORE = 0.88


def chance(*what):
    """A number from 0 to 1 that depends on nothing but what it is for."""
    digest = blake2b("|".join(map(str, what)).encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32


class DemoYear:
    """A programme ("demo/2026") whose counts reach up to the day before today.

    `is_before`: it is the year before, of which all that was not known has come in since. `last`
    is the newest day of work, or None where that is not of this campaign.
    """

    def __init__(self, programme, start, end, today, is_before=False):
        self.programme, self.start, self.end, self.is_before = programme, start, end, is_before
        self.partnership = programme.partition("/")[0]
        self.share = SHARE_BEFORE if is_before else 1
        self.days = periods.every_day(start, min(end, today - DAY))
        self.open_days = [day for day in self.days if is_open(day)]
        newest = last_open_before(today)
        self.last = newest if newest in self.open_days else None

    def weeks(self):
        """(number, first day, last day) of each week that is over."""
        for number in range(len(self.days) // 7):
            yield number, self.days[7 * number], self.days[7 * number + 6]

    def usual(self, what, amount, day):
        """A count of something of which there is about this amount on a day."""
        by_weekday = amount * self.share * WEEKDAYS[day.weekday()]
        return round(by_weekday * (0.85 + 0.3 * chance(what, day)))

    def record(self, first, last=None, **fields):
        """The row of a record."""
        row = {"programme": self.programme, "starts_on": first, "ends_on": last or first}
        return {**row, "source": SOURCE, **fields}
