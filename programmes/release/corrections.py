"""What a later version of a publication corrects: old, new, when and why. Derived, never stored."""

from typing import NamedTuple

from ..models import in_language


class Correction(NamedTuple):
    """One line of the table of corrections; a text of None says that there was no such figure."""

    label: str
    old: str | None
    new: str | None
    version: int
    issued_at: object
    reason: str


def corrections(release, at=None):
    """Every Correction that the public versions of a release made, the newest version first."""
    versions = list(release.publications.public(at).order_by("version").prefetch_related("figures"))
    pairs = list(zip(versions, versions[1:], strict=False))
    return [one for old, new in reversed(pairs) for one in _between(old, new)]


def _between(old, new):
    before, after = ({line.slug: line for line in one.figures.all()} for one in (old, new))
    reason = in_language(new, "reason")
    for slug in {**before, **after}:
        pair = before.get(slug), after.get(slug)
        texts = [line and in_language(line, "printed") for line in pair]
        if texts[0] != texts[1]:
            label = in_language(pair[1] or pair[0], "label")
            yield Correction(label, *texts, new.version, new.issued_at, reason)
