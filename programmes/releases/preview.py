"""A release as it would be issued now, however unfinished; nothing of it is stored."""

from ..models import PublishedFigure
from . import publication_builder, snapshot
from .values import Marked


def printed(release, language, values):
    """The text with the values of now; what stands for nothing says so where it stands."""
    return snapshot.printed_document(release.text_in(language), language, Marked(values))


def drafted(release, values):
    """(Publication, its PublishedFigures) as approving would make them now."""
    publication = publication_builder.drafted(release, Marked(values))
    publication.checksum = "—"
    return publication, [PublishedFigure(**line) for line in snapshot.figures(release, values)]
