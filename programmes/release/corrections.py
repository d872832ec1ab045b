"""What a later version of a publication corrects: old, new, when and why. Derived, never stored."""

from typing import NamedTuple

from ..models import in_language


class Correction(NamedTuple):
    """One line of the table of corrections; a text of None says that there was no such figure."""

    slug: str
    label: str
    old: str | None
    new: str | None
    version: int
    issued_on: object
    reason: str


def corrections(release, at=None):
    """Every Correction that the public versions of a release made, the newest version first."""
    versions = list(release.publications.public(at).order_by("version").prefetch_related("figures"))
    pairs = list(zip(versions, versions[1:], strict=False))
    return [
        one
        for old, new in reversed(pairs)
        for one in _between(old.figures.all(), new, new.figures.all())
    ]


def coming(publication, lines):
    """What a Publication that is not stored yet would correct, with these PublishedFigures."""
    if newest := publication.release.publications.order_by("-version").first():
        return list(_between(newest.figures.all(), publication, lines))
    return []


def changed_since(release, values):
    """The lines of the newest version whose figure prints another number now."""
    newest = release.publications.order_by("-version").first()
    lines = newest.figures.figures() if newest else ()
    return [
        line
        for line in lines
        if (now := values.results.get(line.slug)) and now.text("ja") != line.printed
    ]


def _between(old_lines, new, new_lines):
    before, after = ({line.slug: line for line in lines} for lines in (old_lines, new_lines))
    reason = in_language(new, "reason")
    for slug in {**before, **after}:
        pair = before.get(slug), after.get(slug)
        texts = [line and in_language(line, "printed") for line in pair]
        values = [line and line.value for line in pair]
        if texts[0] == texts[1] and values[0] != values[1]:
            texts = [f"{text} ({line.exact})" for text, line in zip(texts, pair, strict=True)]
        if texts[0] != texts[1]:
            label = in_language(pair[1] or pair[0], "label")
            yield Correction(slug, label, *texts, new.version, new.issued_on, reason)
