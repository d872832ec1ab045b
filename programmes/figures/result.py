"""The value of one figure for a programme, and what it prints."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import get_language, gettext, override

from ..lib import periods, rounding
from ..models import Programme, PublishedFigure, in_language
from .figure import (
    BASES,
    CUMULATIVE,
    HEADLINE,
    PROVISIONAL,
    STATUSES,
    STOCK,
    Composite,
    Figure,
    StrOrPromise,
)


@dataclass(frozen=True)
class SourceLine:
    """A source as the query found it."""

    slug: str
    title: str
    title_en: str
    url: str
    publisher: str = ""
    publisher_en: str = ""

    def __str__(self) -> str:
        return in_language(self, "title")


#: where a record that names no document comes from
STAFF = SourceLine("", "担当者の入力", "Entered by staff", "")


class Comparison(NamedTuple):
    """A value kept to compare with: of one source and one span, never added to another.

    `is_partial` says that it stands for a part, such as one outlet.
    """

    value: int
    approximate: bool
    source: SourceLine
    first: date | None = None
    last: date | None = None
    is_partial: bool = False


def _source_of(row: dict[str, Any]) -> SourceLine:
    names = ("slug", "title", "title_en", "url", "publisher", "publisher_en")
    return SourceLine(*(row[f"source_{name}"] for name in names)) if row["source_slug"] else STAFF


def _comparison(row: dict[str, Any]) -> Comparison:
    return Comparison(
        row["total"],
        row["approximate"] > 0,
        _source_of(row),
        row["compared_first"],
        row["compared_last"],
        row["narrow"] > 0,
    )


@dataclass
class Result:
    """The value of a figure for a programme; None when there is no record of it."""

    figure: Figure | Composite
    programme: Programme
    strand: str
    value: int | None = None
    records: int = 0
    approximate: bool = False
    period_start: date | None = None
    last: date | None = None
    is_open: bool = False
    sources: list[SourceLine] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    parts: list["Result"] = field(default_factory=list)
    status: str = PROVISIONAL
    published: PublishedFigure | None = None  # how it was published last

    def add(self, row: dict[str, Any]) -> None:
        if row["total"] is None or not row["number"]:
            return
        if row["compared"]:
            self.comparisons.append(_comparison(row))
            return
        self.value = (self.value or 0) + row["total"]
        self.records += row["number"]
        self.approximate |= row["approximate"] > 0
        self.is_open |= row["open"] > 0
        self.period_start = min(filter(None, (self.period_start, row["first"])), default=None)
        self.last = max(filter(None, (self.last, row["last"])), default=None)
        self.sources.append(_source_of(row))

    @property
    def slug(self) -> str:
        return self.figure.slug

    @property
    def is_composite(self) -> bool:
        return isinstance(self.figure, Composite)

    @property
    def aggregate(self) -> Figure:
        """Its figure, where that is no formula. Raises TypeError for one."""
        if isinstance(self.figure, Composite):
            raise TypeError(f"{self.slug} adds figures, and has no records of its own")
        return self.figure

    @property
    def counts_to_a_date(self) -> bool:
        return self.figure.basis in (CUMULATIVE, STOCK)

    @property
    def period_end(self) -> date | None:
        """None where the end is open, and for a count to a date without a beginning."""
        if self.is_open or (self.counts_to_a_date and not self.period_start):
            return None
        return self.last

    @property
    def as_of(self) -> date | None:
        return self.last if self.counts_to_a_date else None

    @property
    def approximation(self) -> str:
        if self.figure.style.kind == "at_least":
            return "at least"
        return "yes" if self.approximate else "no"

    def printed(self, language: str | None = None) -> rounding.Printed | None:
        return self._print(self.value, self.approximate, language)

    def compared(self) -> list[tuple[rounding.Printed | None, Comparison]]:
        return [(self._print(one.value, one.approximate), one) for one in self.comparisons]

    @property
    def declared(self) -> rounding.Printed | None:
        return declared_headline(self.programme) if self.is_composite else None

    def _print(
        self, value: int | None, approximate: bool, language: str | None = None
    ) -> rounding.Printed | None:
        if value is None:
            return None
        return rounding.printed(
            value,
            self.figure.unit,
            self.figure.style,
            approximate=approximate,
            language=language or get_language(),
        )

    def text(self, language: str | None = None) -> str:
        printed = self.printed(language)
        if printed is not None:
            return str(printed)
        with override(language or get_language()):
            return gettext("記録なし")

    @property
    def basis_word(self) -> StrOrPromise:
        return BASES[self.figure.basis]

    def period_text(self) -> str:
        language = get_language()
        if self.period_start:
            return periods.range_text(self.period_start, self.period_end, language)
        return periods.as_of_text(self.as_of, language) if self.as_of else ""

    def exact_text(self) -> str:
        return "" if self.value is None else str(self.exact(self.value))

    def exact(self, value: int, approximate: bool = False) -> rounding.Printed:
        is_floor = self.figure.style == rounding.AT_LEAST
        return rounding.printed(
            value,
            self.figure.unit,
            rounding.AT_LEAST if is_floor else rounding.EXACT,
            approximate=approximate,
            language=get_language(),
        )

    @property
    def status_word(self) -> StrOrPromise:
        return STATUSES[self.status]

    @property
    def url_args(self) -> list[str]:
        return [self.programme.partnership.slug, self.programme.slug, self.slug]

    def get_absolute_url(self) -> str:
        return reverse("figure", args=self.url_args)

    def formula(self) -> str:
        if self.value is None and self.comparisons:
            return gettext("照合用の記録だけがあり、集計に使う記録がありません。")
        if self.value is None:
            return gettext("まだ記録がありません。")
        if isinstance(self.figure, Composite):
            plus = gettext("＋")
            labels = plus.join(str(part.figure.label) for part in self.parts)
            terms = plus.join(rounding.grouped(part.value or 0) for part in self.parts)
            total = rounding.grouped(self.value)
            rounded = gettext("%(total)s。上から%(digits)sけたにすると、%(printed)s") % {
                "total": total,
                "digits": self.figure.style.digits,
                "printed": self.printed(),
            }
            return f"{labels} = {terms} = {rounded}"
        if isinstance(self.figure.value, Count):
            return gettext("記録の件数（%(records)s件）") % {"records": self.records}
        if self.counts_to_a_date:
            return gettext("いちばん新しい時点の記録の値")
        if self.records == 1:
            return gettext("記録1件の値")
        return gettext("記録%(records)s件の値の合計") % {"records": self.records}


def declared_headline(programme: Programme) -> rounding.Printed | None:
    if programme.declared_headline is None:
        return None
    return rounding.printed(
        programme.declared_headline,
        HEADLINE.unit,
        rounding.AS_DECLARED,
        approximate=programme.declared_headline_is_approximate,
        language=get_language(),
    )
