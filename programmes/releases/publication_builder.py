"""A publication as it would be issued at this moment: lines and files made, then stored as made."""

import hashlib
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from django.contrib.auth.models import User
from django.db import connection

from ..figures import FINAL, PROVISIONAL
from ..lib import periods
from ..models import (
    Programme,
    Publication,
    PublishedFigure,
    PublishedFile,
    Release,
    immutability,
)
from . import files, snapshot
from .markup import LANGUAGES
from .values import Values

#: what moves with whatever a publication shows: version of the partnership, of the site, the day
State: TypeAlias = tuple[int, int, date]


class BuiltPublication(NamedTuple):
    """A Publication that is not stored yet, its lines as dicts, its files, and made of what.

    `state` is the same as long as nothing that they show has changed.
    """

    publication: Publication
    lines: list[dict[str, Any]]
    files: list[files.File]
    state: State


def state(programme: Programme) -> State:
    found = Programme.objects.for_page().get(pk=programme.pk)
    return found.partnership_version, found.site_version, periods.today()


def make(release: Release, values: Values) -> BuiltPublication:
    """A release made into a publication; nothing is stored. Raises values.Unbound."""
    now = state(release.programme)
    publication = drafted(release, values)
    for result in snapshot.used(release, values):  # the files say what the live figures will say
        result.status = FINAL if release.is_final else PROVISIONAL
    lines = snapshot.figures(release, values)
    return BuiltPublication(publication, lines, files.made(publication, lines, values.results), now)


def drafted(release: Release, values: Values) -> Publication:
    """The Publication alone, not stored. Raises values.Unbound, unless the values are Marked."""
    now = periods.now()
    document, document_en = (
        snapshot.printed_document(release.text_in(language), language, values)
        for language in LANGUAGES
    )
    return Publication(
        release=release,
        version=release.next_version,
        issued_at=max(now, release.embargo_until or now),
        created_at=now,
        as_of=periods.today(),
        is_final=release.is_final,
        headline=snapshot.heading(document),
        headline_en=snapshot.heading(document_en),
        document=document,
        document_en=document_en,
        reason=release.reason,
        reason_en=release.reason_en,
        next_update_on=release.next_update_on,
    )


def store(made: BuiltPublication, release: Release, user: User) -> Publication:
    """Stores what was made, with its checksum, as approved by a user. Returns the Publication.

    The publication last: from then on the database lets nothing be added to it.
    """
    publication = made.publication
    publication.pk = immutability.reserve_publication_id(connection)
    publication.release = release
    # A text in review was submitted by somebody.
    publication.prepared_by = release.submitted_by  # type: ignore[assignment]
    publication.approved_by = user
    stored = [_file(publication, *file) for file in made.files]
    publication.checksum = snapshot.checksum(publication, made.lines, stored)
    PublishedFigure.objects.bulk_create(
        PublishedFigure(publication=publication, **line) for line in made.lines
    )
    PublishedFile.objects.bulk_create(stored)
    publication.save(force_insert=True)
    return publication


def _file(publication: Publication, name: str, media_type: str, content: bytes) -> PublishedFile:
    return PublishedFile(
        publication=publication,
        name=name,
        media_type=media_type,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )
