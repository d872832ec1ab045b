"""The values of all figures of a programme: one query over the records, one for what is final."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import cached_property

from ..models import Programme, Publication, PublishedFigure, Record
from .figure import FINAL, HEADLINE, PROVISIONAL, RESERVED, Figure
from .result import Result
from .strand import Strand, all_strands
from .totals import check_kinds

#: what a published line says of its figure, to set beside that of today
MEASURES = ("definition", "unit", "basis", "value", "approximate", "as_of")
#: the rows of the query, by the id of their programme and the slug of their figure
RowsByFigure = Mapping[tuple[int, str], list[dict[str, Any]]]


@dataclass
class StrandResults:
    strand: Strand
    programme: Programme
    results: list[Result]

    @property
    def is_empty(self) -> bool:
        has_value = any(result.value is not None for result in self.results)
        return not has_value and not any(self.detail.values())

    @property
    def first(self) -> list[Result]:
        return [result for result in self.results if result.value is not None][:2]

    @cached_property
    def detail(self) -> dict[str, Any]:
        return self.strand.detail(self.programme) if self.strand.detail else {}


class Results:
    """All figures of a programme: by strand, by slug, and the headline (or None).

    `publications` are the newest public versions of its releases, `together` the Results that were
    read along, by the programme's id, and `sums` is what its charts read day by day.
    """

    def __init__(self, strands: list[StrandResults], headline: Result | None) -> None:
        self.strands = strands
        self.headline = headline
        self.publications: list[Publication] = []
        self.together: dict[int, Results] = {}
        self.sums: dict[tuple[int, str], list[Any]] | None = None
        self.by_slug = {result.slug: result for group in strands for result in group.results}
        if headline:
            self.by_slug[headline.slug] = headline

    def __iter__(self) -> Iterator[Result]:
        return iter(self.by_slug.values())

    def __getitem__(self, slug: str) -> Result:
        return self.by_slug[slug]

    def get(self, slug: str) -> Result | None:
        return self.by_slug.get(slug)


def results(programme: Programme) -> Results:
    """All figures of a programme, their values in one UNION ALL.

    The figures that come from data are looked up first, in a query for each strand that has such;
    what was published, last.
    """
    return results_of([programme])[programme.pk]


def results_of(programmes: Sequence[Programme]) -> dict[int, Results]:
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


def _made(
    programme: Programme, declared: list[tuple[Strand, list[Figure]]], rows: RowsByFigure
) -> Results:
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


def _mark_published(programmes: Sequence[Programme], together: dict[int, Results]) -> None:
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


def _rows(programmes: Sequence[Programme], figures: Iterable[Figure]) -> Iterable[dict[str, Any]]:
    parts: dict[object, Figure] = {}
    for figure in figures:
        parts.setdefault(
            (figure.record_class, figure.group) if figure.group else figure.slug, figure
        )
    querysets = [figure.part(programmes) for figure in parts.values()]
    if not querysets:
        return []
    return querysets[0].union(*querysets[1:], all=True)


def _headline(programme: Programme, every: list[Result]) -> Result | None:
    parts = [
        result
        for result in every
        if isinstance(result.figure, Figure)
        and result.figure.counts_as_participation
        and result.value is not None
    ]
    if not parts:
        return None
    check_kinds(parts)
    return Result(
        HEADLINE,
        programme,
        "headline",
        value=sum(part.value or 0 for part in parts),
        records=sum(part.records for part in parts),
        approximate=any(part.approximate for part in parts),
        period_start=min((part.period_start for part in parts if part.period_start), default=None),
        last=max((part.last for part in parts if part.last), default=None),
        is_open=any(part.is_open for part in parts),
        sources=list(dict.fromkeys(source for part in parts for source in part.sources)),
        parts=parts,
    )


def clashing_slugs(programme: Programme) -> list[str]:
    """The slugs that two of its figures share, or a figure and a strand or part of a page."""
    figures = [f.slug for strand in all_strands() for f in strand.figures_of(programme)]
    taken = RESERVED | {strand.slug for strand in all_strands()}
    return sorted({slug for slug in figures if slug in taken or figures.count(slug) > 1})


def figures_over(record_class: type[Record], programme: Programme) -> Iterator[Figure]:
    for strand in all_strands():
        for figure in strand.figures_of(programme):
            if figure.record_class is record_class:
                yield figure


def figures_of(record: Record) -> Iterator[Figure]:
    """The figures that list this record, without a query where none filters."""
    for figure in figures_over(type(record), record.programme):
        if not figure.only or figure.listed(record.programme).filter(pk=record.pk).exists():
            yield figure
