"""Rows that several parts of a page show, read once for all of them."""

from collections import defaultdict
from functools import wraps

from ..models import Event


def read_once(read):
    """Makes a function of one or more programmes whose rows cost one query, however often asked.

    `read` takes a list of programmes and returns rows with a `programme_id`. What it found stays
    with the programmes' objects, which live no longer than an answer takes to be made.
    """

    @wraps(read)
    def rows(*programmes):
        unread = [one for one in programmes if read not in _kept(one)]
        if unread:
            found = defaultdict(list)
            for row in read(unread):
                found[row.programme_id].append(row)
            for one in unread:
                _kept(one)[read] = found[one.pk]
        return [row for one in programmes for row in _kept(one)[read]]

    return rows


def _kept(programme):
    return programme.__dict__.setdefault("_rows_read", {})


@read_once
def events(programmes):
    return Event.objects.filter(programme__in=programmes).select_related("municipality", "photo")


def newest_first(rows):
    return sorted(
        sorted(rows, key=lambda row: row.slug), key=lambda row: row.starts_on, reverse=True
    )
