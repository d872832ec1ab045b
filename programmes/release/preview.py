"""A release as it would be issued now, however unfinished; nothing of it is stored."""

from .. import periods
from ..models import Publication, PublishedFigure
from . import frozen
from .values import Marked


def printed(release, language, values):
    """The text with the values of now; what stands for nothing is told where it stands."""
    return frozen.printed_document(release.text_in(language), language, Marked(values))


def drafted(release, values):
    """(Publication, its PublishedFigures) as approving would make them now."""
    now = periods.now()
    publication = Publication(
        release=release,
        version=release.next_version,
        issued_at=max(now, release.embargo_until or now).astimezone(periods.TOKYO),
        is_final=release.is_final,
        headline=frozen.heading(printed(release, "ja", values)),
        headline_en=frozen.heading(printed(release, "en", values)),
        reason=release.reason,
        reason_en=release.reason_en,
        next_update_on=release.next_update_on,
        checksum="—",
    )
    return publication, [PublishedFigure(**line) for line in frozen.figures(release, values)]
