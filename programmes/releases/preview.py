"""A release as it would be issued now, however unfinished; nothing of it is stored."""

from ..models import PublishedFigure
from . import publication_builder, snapshot
from .values import Marked


def printed(release, language, values):
    return snapshot.printed_document(release.text_in(language), language, Marked(values))


def drafted(release, values):
    publication = publication_builder.drafted(release, Marked(values))
    publication.checksum = "—"
    return publication, [PublishedFigure(**line) for line in snapshot.figures(release, values)]
