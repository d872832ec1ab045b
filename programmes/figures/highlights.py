"""What a strand gives the public pages besides its figures: days, places, ways to join.

Each is a function of the programme that the strand declares; the pages go through the strands.
That of places is one of several programmes, because a municipality's page shows them all.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from django.urls import reverse
from django.utils.translation import gettext

from ..models import Event, Municipality, Photo, Programme
from .reading import events, newest_first
from .strand import Strand, all_strands

T = TypeVar("T")


class Moment(NamedTuple):
    """Something on the timeline of a year, in the active language.

    `ends_on` None: it goes on. `word` says what kind of thing it is, in a word.
    """

    starts_on: date
    ends_on: date | None
    title: str
    word: str
    url: str = ""


class Place(NamedTuple):
    """Something of a programme that belongs to a municipality, in the active language.

    `kind` is the same for all places of one kind (dish, workation, project, school …), `word` its
    name for readers. `detail` says more in a few words.
    """

    municipality: Municipality
    programme: Programme
    kind: str
    word: str
    title: str
    url: str = ""
    detail: str = ""
    photo: Photo | None = None


class WayIn(NamedTuple):
    """A way for an employee to take part: where it leads and what happens there."""

    title: str
    text: str
    url: str
    action: str


class Page(NamedTuple):
    """A public page: the name of its address, what stands in it, and when it last changed.

    `title` is that of a link in the navigation of its programme.
    """

    name: str
    args: Sequence[object] = ()
    changed_at: datetime | None = None
    title: str = ""

    @property
    def url(self) -> str:
        return reverse(self.name, args=self.args)


def moments(programme: Programme) -> list[tuple[Strand, Moment]]:
    """Of all strands, in order of time: (strand, Moment). Their events are among them."""
    own = list(_events_as(_moment, [programme]))
    every = _merged(own, _of_all("moments", programme), _moment_key)
    return sorted(every, key=lambda pair: (pair[1].starts_on, pair[1].ends_on or date.max))


def places(*programmes: Programme) -> list[tuple[Strand, Place]]:
    """Of all strands: (strand, Place), those of the first programme first, events last.

    As many queries for many programmes as for one.
    """
    if not programmes:
        return []
    own = list(_events_as(_place, programmes))
    every = _merged(own, _of_all("places", programmes), _place_key)
    order = {programme.pk: number for number, programme in enumerate(programmes)}
    return sorted(every, key=lambda pair: order[pair[1].programme.pk])


def ways_in(programme: Programme) -> list[tuple[Strand, WayIn]]:
    return list(_of_all("ways_in", programme))


def links(programme: Programme) -> list[tuple[str, str]]:
    return [(page.title, page.url) for _strand, page in _of_all("links", programme)]


def pages(programme: Programme) -> list[tuple[Strand, Page]]:
    return [*_of_all("links", programme), *_of_all("pages", programme)]


def of_day(programme: Programme, day: date) -> list[tuple[Strand, Any]]:
    """What the strands have for a day: (strand, what its template of the day shows)."""
    asked = [(strand, strand.of_day(programme, day)) for strand in all_strands() if strand.of_day]
    return [(strand, shown) for strand, shown in asked if shown]


def parts_of_event(event: Event) -> list[tuple[Strand, Any]]:
    """What the strands have for an event's page: (strand, what its templates show)."""
    asked = [(strand, strand.of_event(event)) for strand in all_strands() if strand.of_event]
    return [(strand, shown) for strand, shown in asked if shown]


def _of_all(
    name: str, programmes: Programme | tuple[Programme, ...]
) -> Iterator[tuple[Strand, Any]]:
    for strand in all_strands():
        if give := getattr(strand, name):
            yield from ((strand, highlight) for highlight in give(programmes))


def _merged(
    events: list[tuple[Strand, T]],
    others: Iterable[tuple[Strand, T]],
    key: Callable[[Strand, T], object],
) -> list[tuple[Strand, T]]:
    keys = {key(*pair) for pair in events}
    return [*(pair for pair in others if key(*pair) not in keys), *events]


def _moment_key(strand: Strand, moment: Moment) -> object:
    return strand.slug, moment.starts_on, moment.title


def _place_key(strand: Strand, place: Place) -> object:
    return strand.slug, place.municipality.pk, place.programme.pk, place.title


def _events_as(
    make: Callable[[Event, Programme], T | None], programmes: Sequence[Programme]
) -> Iterator[tuple[Strand, T]]:
    strands = {strand.slug: strand for strand in all_strands()}
    by_key = {programme.pk: programme for programme in programmes}
    for event in newest_first(events(*programmes)):
        strand = strands.get(event.strand)
        if strand and (highlight := make(event, by_key[event.programme_id])):
            yield strand, highlight


def _moment(event: Event, programme: Programme) -> Moment:
    word, url = str(event.get_kind_display()), event.get_absolute_url()
    return Moment(event.starts_on, event.last_day, str(event), word, url)


def _place(event: Event, programme: Programme) -> Place | None:
    if event.municipality is None:
        return None
    return Place(
        event.municipality,
        programme,
        "event",
        gettext("催し"),
        str(event),
        event.get_absolute_url(),
        str(event.get_kind_display()),
        event.photo,
    )
