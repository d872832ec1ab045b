"""The values of all figures of a programme: one query over the records, one for what is final."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from django.db.models import Count, Prefetch
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, override

from ..lib import periods, rounding
from ..models import Publication, PublishedFigure, in_language
from .figure import (
    BASES,
    CUMULATIVE,
    FINAL,
    HEADLINE,
    PROVISIONAL,
    RESERVED,
    STATUSES,
    STOCK,
    Composite,
    Figure,
)
from .reconciliation import Comparison
from .strand import Strand, all_strands
from .totals import check_kinds

#: what a published line says of its figure, to set beside that of today
MEASURES = ("definition", "unit", "basis", "value", "approximate", "as_of")


@dataclass(frozen=True)
class SourceLine:
    """A source as the query found it."""

    slug: str
    title: str
    title_en: str
    url: str
    publisher: str = ""
    publisher_en: str = ""

    def __str__(self):
        return in_language(self, "title")


def _source_of(row):
    names = ("slug", "title", "title_en", "url", "publisher", "publisher_en")
    return SourceLine(*(row[f"source_{name}"] for name in names)) if row["source_slug"] else STAFF


#: where a record that names no document comes from
STAFF = SourceLine("", "担当者の入力", "Entered by staff", "")


def _comparison(row):
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
    programme: object
    strand: str
    value: int | None = None
    records: int = 0
    approximate: bool = False
    period_start: date | None = None
    last: date | None = None
    is_open: bool = False
    sources: list = field(default_factory=list)
    comparisons: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    status: str = PROVISIONAL
    published: PublishedFigure | None = None  # how it was published last

    def add(self, row):
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
    def slug(self):
        return self.figure.slug

    @property
    def is_composite(self):
        return isinstance(self.figure, Composite)

    @property
    def counts_to_a_date(self):
        return self.figure.basis in (CUMULATIVE, STOCK)

    @property
    def period_end(self):
        """None where the end is open, and for a count to a date without a beginning."""
        if self.is_open or (self.counts_to_a_date and not self.period_start):
            return None
        return self.last

    @property
    def as_of(self):
        return self.last if self.counts_to_a_date else None

    @property
    def approximation(self):
        if self.figure.style.kind == "at_least":
            return "at least"
        return "yes" if self.approximate else "no"

    def printed(self, language=None):
        return self._print(self.value, self.approximate, language)

    def compared(self):
        return [(self._print(one.value, one.approximate), one) for one in self.comparisons]

    @property
    def declared(self):
        return declared_headline(self.programme) if self.is_composite else None

    def _print(self, value, approximate, language=None):
        if value is None:
            return None
        return rounding.printed(
            value,
            self.figure.unit,
            self.figure.style,
            approximate=approximate,
            language=language or get_language(),
        )

    def text(self, language=None):
        printed = self.printed(language)
        if printed is not None:
            return str(printed)
        with override(language or get_language()):
            return gettext("記録なし")

    @property
    def basis_word(self):
        return BASES[self.figure.basis]

    def period_text(self):
        language = get_language()
        if self.value is None:
            return ""
        if self.counts_to_a_date and not self.period_start:
            return periods.as_of_text(self.as_of, language)
        return periods.range_text(self.period_start, self.period_end, language)

    def exact_text(self):
        return str(self.exact(self.value))

    def exact(self, value, approximate=False):
        is_floor = self.figure.style == rounding.AT_LEAST
        return rounding.printed(
            value,
            self.figure.unit,
            rounding.AT_LEAST if is_floor else rounding.EXACT,
            approximate=approximate,
            language=get_language(),
        )

    @property
    def status_word(self):
        return STATUSES[self.status]

    @property
    def url_args(self):
        return [self.programme.partnership.slug, self.programme.slug, self.slug]

    def get_absolute_url(self):
        return reverse("figure", args=self.url_args)

    def formula(self):
        if self.value is None and self.comparisons:
            return gettext("照合用の記録だけがあり、集計に使う記録がありません。")
        if self.value is None:
            return gettext("まだ記録がありません。")
        if self.is_composite:
            plus = gettext("＋")
            labels = plus.join(str(part.figure.label) for part in self.parts)
            terms = plus.join(rounding.grouped(part.value) for part in self.parts)
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


@dataclass
class StrandResults:
    strand: Strand
    programme: object
    results: list

    @property
    def is_empty(self):
        has_value = any(result.value is not None for result in self.results)
        return not has_value and not any(self.detail.values())

    @property
    def first(self):
        return [result for result in self.results if result.value is not None][:2]

    @cached_property
    def detail(self):
        return self.strand.detail(self.programme) if self.strand.detail else {}


class Results:
    """All figures of a programme: by strand, by slug, and the headline (or None).

    `publications` are the newest public versions of its releases, `together` the Results that were
    read along, by the programme's id, and `sums` is what its charts read day by day.
    """

    def __init__(self, strands, headline):
        self.strands = strands
        self.headline = headline
        self.publications, self.together, self.sums = [], {}, None
        self.by_slug = {result.slug: result for group in strands for result in group.results}
        if headline:
            self.by_slug[headline.slug] = headline

    def __iter__(self):
        return iter(self.by_slug.values())

    def __getitem__(self, slug):
        return self.by_slug[slug]

    def get(self, slug):
        return self.by_slug.get(slug)


def results(programme):
    """All figures of a programme, their values in one UNION ALL.

    The figures that come from data are looked up first, in a query for each strand that has such;
    what was published, last.
    """
    return results_of([programme])[programme.pk]


def results_of(programmes):
    """The Results of several programmes by their ids, in as many queries as for one."""
    declared = [(strand, strand.figures_by_programme(programmes)) for strand in all_strands()]
    every = [figure for _strand, found in declared for figure in chain(*found.values())]
    rows = defaultdict(list)
    for row in _rows(programmes, every):
        rows[row["programme"], row["key"]].append(row)
    together = {}
    for programme in programmes:
        own = [(strand, found[programme.pk]) for strand, found in declared]
        together[programme.pk] = made = _made(programme, own, rows)
        made.together = together
    _mark_published(programmes, together)
    return together


def _made(programme, declared, rows):
    groups = [
        StrandResults(
            strand, programme, [Result(figure, programme, strand.slug) for figure in figures]
        )
        for strand, figures in declared
        if figures or not strand.hidden_when_empty
    ]
    every = [result for group in groups for result in group.results]
    for result in every:
        for row in rows[programme.pk, result.slug]:
            result.add(row)
    return Results(groups, _headline(programme, every))


def _mark_published(programmes, together):
    """A value is final while it is the one that the latest publication gave as final."""
    if all(programme.published == 0 for programme in programmes):
        return
    lines = PublishedFigure.objects.figures().only("publication", "slug", *MEASURES)
    issued = Publication.objects.of(*programmes).newest()
    for publication in issued.prefetch_related(Prefetch("figures", lines)):
        every = together[publication.release.programme_id]
        every.publications.append(publication)
        for line in publication.figures.all():
            result = every.get(line.slug)
            if result and not result.published:  # the latest issued comes first
                result.published = line
                same = (line.value, line.approximate, line.as_of)
                is_as_printed = same == (result.value, result.approximation, result.as_of)
                result.status = FINAL if publication.is_final and is_as_printed else PROVISIONAL


def _rows(programmes, figures):
    parts = {}
    for figure in figures:
        parts.setdefault(
            (figure.record_class, figure.group) if figure.group else figure.slug, figure
        )
    querysets = [figure.part(programmes) for figure in parts.values()]
    if not querysets:
        return []
    return querysets[0].union(*querysets[1:], all=True)


def _headline(programme, every):
    parts = [
        result
        for result in every
        if result.figure.counts_as_participation and result.value is not None
    ]
    if not parts:
        return None
    check_kinds(parts)
    return Result(
        HEADLINE,
        programme,
        "headline",
        value=sum(part.value for part in parts),
        records=sum(part.records for part in parts),
        approximate=any(part.approximate for part in parts),
        period_start=min(part.period_start for part in parts),
        last=max((part.last for part in parts if part.last), default=None),
        is_open=any(part.is_open for part in parts),
        sources=list(dict.fromkeys(source for part in parts for source in part.sources)),
        parts=parts,
    )


def declared_headline(programme):
    if programme.declared_headline is None:
        return None
    return rounding.printed(
        programme.declared_headline,
        HEADLINE.unit,
        rounding.AS_DECLARED,
        approximate=programme.declared_headline_is_approximate,
        language=get_language(),
    )


def clashing_slugs(programme):
    """The slugs that two of its figures share, or a figure and a strand or part of a page."""
    figures = [f.slug for strand in all_strands() for f in strand.figures_of(programme)]
    taken = RESERVED | {strand.slug for strand in all_strands()}
    return sorted({slug for slug in figures if slug in taken or figures.count(slug) > 1})


def figures_over(record_class, programme):
    for strand in all_strands():
        for figure in strand.figures_of(programme):
            if figure.record_class is record_class:
                yield figure


def figures_of(record):
    """The figures that list this record, without a query where none filters."""
    for figure in figures_over(type(record), record.programme):
        if not figure.only or figure.listed(record.programme).filter(pk=record.pk).exists():
            yield figure
