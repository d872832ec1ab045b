"""A release as it would be issued now, however unfinished; nothing of it is stored."""

from ..models import Publication, PublishedFigure, Release
from . import publication_builder, snapshot
from .snapshot import PrintedDocument
from .values import Marked, Values


def printed(release: Release, language: str, values: Values) -> PrintedDocument:
    return snapshot.printed_document(release.text_in(language), language, Marked(values))


def drafted(release: Release, values: Values) -> tuple[Publication, list[PublishedFigure]]:
    publication = publication_builder.drafted(release, Marked(values))
    publication.checksum = "—"
    return publication, [PublishedFigure(**line) for line in snapshot.figures(release, values)]
