"""A release as it would be issued now, however unfinished; nothing of it is stored."""

from ..models import PublishedFigure
from . import frozen, printing
from .values import Marked


def printed(release, language, values):
    """The text with the values of now; what stands for nothing is told where it stands."""
    return frozen.printed_document(release.text_in(language), language, Marked(values))


def drafted(release, values):
    """(Publication, its PublishedFigures) as approving would make them now."""
    publication = printing.drafted(release, Marked(values))
    publication.checksum = "—"
    return publication, [PublishedFigure(**line) for line in frozen.figures(release, values)]
