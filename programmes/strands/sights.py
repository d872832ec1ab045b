"""What a strand gives the public pages besides its figures: days, places, ways to join.

Each is a function of the programme that the strand declares; the pages go through the strands.
"""

from datetime import date, datetime
from typing import NamedTuple

from ..models import Municipality
from .figures import all_strands


class Moment(NamedTuple):
    """Something on the timeline of a year, told in the active language.

    `ends_on` None: it goes on. `word` says what kind of thing it is, in a word.
    """

    starts_on: date
    ends_on: date | None
    title: str
    word: str
    url: str = ""


class Place(NamedTuple):
    """Something of a programme that belongs to a municipality, told in the active language.

    `kind` is the same for all places of one kind (food, workation, project, school …), `word` its
    name for readers.
    """

    municipality: Municipality
    kind: str
    word: str
    title: str
    url: str = ""


class WayIn(NamedTuple):
    """A way for an employee to take part: where it leads and what happens there."""

    title: str
    text: str
    url: str
    action: str


class Page(NamedTuple):
    """A public page: the name of its address, what stands in it, and when it last changed."""

    name: str
    args: tuple = ()
    changed_at: datetime | None = None


def moments(programme):
    """Of all strands, in order of time: (strand, Moment)."""
    found = _of_all("moments", programme)
    return sorted(found, key=lambda pair: (pair[1].starts_on, pair[1].ends_on or date.max))


def places(programme):
    """Of all strands: (strand, Place)."""
    return list(_of_all("places", programme))


def ways_in(programme):
    """Of all strands: (strand, WayIn)."""
    return list(_of_all("ways_in", programme))


def pages(programme):
    """The pages that the strands have of their own: (strand, Page)."""
    return list(_of_all("pages", programme))


def of_day(programme, day):
    """What the strands have for a day: (strand, what its template `today/<slug>.html` shows)."""
    asked = [(strand, strand.of_day(programme, day)) for strand in all_strands() if strand.of_day]
    return [(strand, shown) for strand, shown in asked if shown]


def _of_all(name, programme):
    for strand in all_strands():
        if give := getattr(strand, name):
            yield from ((strand, one) for one in give(programme))
