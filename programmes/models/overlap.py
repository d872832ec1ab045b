"""When two records count the same thing twice, stated once for whoever writes one or many."""

from bisect import bisect_right, insort
from collections import defaultdict
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

EVER = date.max.toordinal()


class Span(NamedTuple):
    """The days of a record as ordinals, whether it adds to a sum, and what to call it."""

    first: int
    last: int
    adds: bool
    ref: object


class TakenDays:
    """Which days are taken for which thing: what would a further record overlap with?

    A thing is a tuple of the values that `stands_for` names; an empty one stands for all there
    are. A record that adds nothing (休) overlaps only with one of the very same thing.
    """

    def __init__(self):
        self._spans = {}
        self._shapes = defaultdict(dict)  # places a thing fills -> places asked for -> its table

    @classmethod
    def of(cls, stored):
        days = cls()
        for record in stored:
            days.add(thing_of(record), span_of(record)._replace(ref=record.pk))
        return days

    def add(self, thing, span):
        if thing not in self._spans:
            self._spans[thing] = []
            tables = self._shapes[_filled(thing)]
            tables.setdefault((), defaultdict(list))
            for places, table in tables.items():
                table[_at(thing, places)].append(thing)
        insort(self._spans[thing], span, key=_first)

    def remove(self, thing, ref):
        kept = (span for span in self._spans[thing] if (type(span.ref), span.ref) != (int, ref))
        self._spans[thing] = list(kept)

    def rivals(self, thing, span):
        for other in self._matching(thing):
            for taken in self._around(other, span):
                if other == thing or (span.adds and taken.adds):
                    yield taken.ref

    def _matching(self, thing):
        """The things that are compatible: at each place the same, or empty in one of the two."""
        filled = _filled(thing)
        for shape, tables in self._shapes.items():
            places = tuple(place for place in shape if place in filled)
            if places not in tables:
                tables[places] = defaultdict(list)
                for known in tables[()][()]:
                    tables[places][_at(known, places)].append(known)
            yield from tables[places].get(_at(thing, places), ())

    def _around(self, thing, span):
        """The spans of a thing that share a day with this one; those of one thing never overlap."""
        spans = self._spans[thing]
        place = bisect_right(spans, span.last, key=_first)
        while place and spans[place - 1].last >= span.first:
            place -= 1
            yield spans[place]


def _first(span):
    return span.first


def _filled(thing):
    return tuple(place for place, value in enumerate(thing) if value not in (None, ""))


def _at(thing, places):
    return tuple(thing[place] for place in places)


def span_of(record):
    """What `TakenDays` has to know of a record, or None for one that overlaps with nothing."""
    if record.is_comparison or not record.stands_for:
        return None
    last = _ordinal(record.ends_on) if record.ends_on else EVER
    first = last if record.counts_to_a_date() else _ordinal(record.starts_on)
    return Span(first, last, record.adds(), record)


@lru_cache(1000)
def _ordinal(day):
    """The same object for the same day, of which very many are kept."""
    return day.toordinal()


def thing_of(record):
    return tuple(getattr(record, name) for name in _columns(type(record)))


@cache
def _columns(model):
    return tuple(model._meta.get_field(name).attname for name in model.stands_for)
