"""What a later version of a publication corrects: old, new, when and why. Derived, never stored."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import get_language, override

from ..models import Publication, PublishedFigure, Release, in_language
from .markup import LANGUAGES
from .values import Values


class Correction(NamedTuple):
    """One line of the table of corrections, its texts in the active language.

    `before` and `after` are the figure's lines in the version before and in this one, None where
    there was none.
    """

    slug: str
    before: PublishedFigure | None
    after: PublishedFigure | None
    publication: Publication

    @property
    def label(self) -> str:
        return in_language(self.after or self.before, "label")

    @property
    def texts(self) -> list[str | None]:
        before, after = self.before, self.after
        texts = [in_language(line, "printed") if line else None for line in (before, after)]
        if before and after and texts[0] == texts[1] and before.value != after.value:
            return [f"{texts[0]} ({before.exact})", f"{texts[1]} ({after.exact})"]
        return texts

    @property
    def old(self) -> str | None:
        return self.texts[0]

    @property
    def new(self) -> str | None:
        return self.texts[1]

    @property
    def version(self) -> int:
        return self.publication.version

    @property
    def issued_on(self) -> date:
        return self.publication.issued_on

    @property
    def reason(self) -> str:
        return in_language(self.publication, "reason")

    def differs_in(self, language: str) -> bool:
        with override(language):
            return self.old != self.new

    def data(self) -> dict[str, Any]:
        """As data, in every language: label, old, new and reason, in English as label_en, …"""
        data = {"slug": self.slug, "version": self.version, "issued_on": self.issued_on}
        for language in LANGUAGES:
            ending = "" if language == "ja" else f"_{language}"
            with override(language):
                data |= {f"{name}{ending}": getattr(self, name) for name in _TEXTS}
        return data


_TEXTS = ("label", "old", "new", "reason")


def corrections(release: Release, *languages: str) -> list[Correction]:
    """Every Correction that the public versions of a release made, the newest version first.

    Those that a reader of one of these languages sees, or else of the active one.
    """
    versions = list(release.publications.public().order_by("version").prefetch_related("figures"))
    pairs = list(zip(versions, versions[1:], strict=False))
    return [
        one
        for old, new in reversed(pairs)
        for one in _between(old.figures.all(), new, new.figures.all(), languages)
    ]


def coming(publication: Publication, lines: Iterable[PublishedFigure]) -> list[Correction]:
    if newest := publication.release.publications.order_by("-version").first():
        return list(_between(newest.figures.all(), publication, lines))
    return []


def changed_since(release: Release, values: Values) -> list[PublishedFigure]:
    newest = release.publications.order_by("-version").first()
    lines = newest.figures.figures() if newest else ()
    return [
        line
        for line in lines
        if (now := values.results.get(line.slug)) and now.text("ja") != line.printed
    ]


def _between(
    old_lines: Iterable[PublishedFigure],
    new: Publication,
    new_lines: Iterable[PublishedFigure],
    languages: Sequence[str] = (),
) -> Iterator[Correction]:
    before, after = ({line.slug: line for line in lines} for lines in (old_lines, new_lines))
    for slug in {**before, **after}:
        one = Correction(slug, before.get(slug), after.get(slug), new)
        if any(map(one.differs_in, languages or (get_language(),))):
            yield one
