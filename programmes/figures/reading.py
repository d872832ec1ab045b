"""Rows that several parts of a page show, read once for all of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.db.models import QuerySet

from ..models import Event, Programme


class OfProgramme(Protocol):
    programme_id: int


class Dated(Protocol):
    slug: str
    starts_on: date


R = TypeVar("R", bound=OfProgramme)
D = TypeVar("D", bound=Dated)


def read_once(read: Callable[[list[Programme]], Iterable[R]]) -> Callable[..., list[R]]:
    """Makes a function of one or more programmes whose rows cost one query, however often asked.

    `read` takes a list of programmes and returns rows with a `programme_id`. What it found stays
    with the programmes' objects, which live no longer than an answer takes to be made.
    """

    @wraps(read)
    def rows(*programmes: Programme) -> list[R]:
        unread = [one for one in programmes if read not in _kept(one)]
        if unread:
            found = defaultdict(list)
            for row in read(unread):
                found[row.programme_id].append(row)
            for one in unread:
                _kept(one)[read] = found[one.pk]
        return [row for one in programmes for row in _kept(one)[read]]

    return rows


def _kept(programme: Programme) -> dict[Callable[..., Any], list[Any]]:
    return programme.__dict__.setdefault("_rows_read", {})


@read_once
def events(programmes: list[Programme]) -> QuerySet[Event]:
    return Event.objects.filter(programme__in=programmes).select_related("municipality", "photo")


def newest_first(rows: Iterable[D]) -> list[D]:
    return sorted(
        sorted(rows, key=lambda row: row.slug), key=lambda row: row.starts_on, reverse=True
    )
