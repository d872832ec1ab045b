"""A programme's year as one line of time, month by month."""

from dataclasses import dataclass
from itertools import groupby

from .strands import Moment, Strand, moments

PAST, NOW, AHEAD = "past", "now", "ahead"


@dataclass(frozen=True)
class Entry:
    strand: Strand
    moment: Moment
    when: str


def months(programme, today):
    """(first day of the month, its Entries) of each month in which something begins."""
    entries = [Entry(strand, one, when(one, today)) for strand, one in moments(programme)]
    groups = groupby(entries, lambda entry: entry.moment.starts_on.replace(day=1))
    return [(month, list(group)) for month, group in groups]


def when(moment, today):
    """Whether a moment is over, is on or is still to come on a day."""
    if moment.starts_on > today:
        return AHEAD
    return NOW if moment.ends_on is None or moment.ends_on >= today else PAST
