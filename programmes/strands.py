"""Figures, their strands, and all their values for a programme in one query.

An app declares its strand in its own `strands.py`:

    register(Strand("craft", 7, _("工芸"), [Figure("bowls", _("作った器"), unit, ...)]))

and pages, tables, exports and checks find it here; nothing else names a strand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.db.models import Aggregate, CharField, Count, F, Max, Min, Q, Sum, Value
from django.urls import reverse
from django.utils.functional import cached_property, lazy
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from . import periods, rounding
from .models import Indicator, in_language

PERIOD, FISCAL_YEAR, CALENDAR_YEAR = "period", "fiscal_year", "calendar_year"
CUMULATIVE, STOCK = "cumulative", "stock"
#: what the count of a figure refers to, with its word for readers
BASES = {
    PERIOD: _("期間"),
    FISCAL_YEAR: _("年度"),
    CALENDAR_YEAR: _("暦年"),
    CUMULATIVE: _("累計"),
    STOCK: _("現在"),
}
PROVISIONAL = "provisional"
STATUSES = {PROVISIONAL: _("速報")}
#: slugs that tables and the headline use, and so no strand and no figure
RESERVED = {"headline", "participations", "summary", "years"}
RECORDS_SUFFIX = "-records"


@dataclass(frozen=True)
class Figure:
    """A declared aggregate over a queryset of records.

    `model` is a Record class or its "app.Model" name, `value` a Sum or Count over it, `only` a
    filter. `group` is set on figures that come from data: the lookup that yields their slug, so
    that all figures of one model are one part of the query.
    """

    slug: str
    label: str
    unit: rounding.Unit
    model: type | str
    value: Aggregate
    definition: str
    only: Q = Q()
    basis: str = PERIOD
    style: rounding.Style = field(default_factory=rounding.approx)
    counts_as_participation: bool = False
    group: str = ""

    @property
    def record_class(self):
        return apps.get_model(self.model) if isinstance(self.model, str) else self.model

    def listed(self, programme):
        """All its records, those that do not give the value included."""
        return self.record_class.objects.filter(self.only, programme=programme)

    def records(self, programme):
        """The records that give its value."""
        return self.listed(programme).effective()

    def contribution(self, record):
        """What one record adds to the value: a number, or None for a record without one."""
        if isinstance(self.value, Count):
            return 1
        return getattr(record, self.value.source_expressions[0].name)

    def part(self, programme):
        """Its part of the one query: a row per source, records for comparison apart."""
        key = F(self.group) if self.group else Value(self.slug, output_field=CharField())
        records = self.record_class.objects.filter(programme=programme)
        if not self.group:
            records = records.filter(self.only)
        return (
            records.filter(Q(is_comparison=True) | records.giving_value())
            .order_by()
            .values(
                key=key,
                compared=F("is_comparison"),
                source_slug=F("source__slug"),
                source_title=F("source__title"),
                source_title_en=F("source__title_en"),
                source_url=F("source__url"),
            )
            .annotate(
                total=self.value,
                number=Count("pk"),
                approximate=Count("pk", filter=Q(is_approximate=True)),
                first=Min("starts_on"),
                last=Max("ends_on"),
                open=Count("pk", filter=Q(ends_on=None)),
            )
        )


@dataclass(frozen=True)
class Composite:
    """A declared formula over figures: the sum of those that count as participation."""

    slug: str
    label: str
    unit: rounding.Unit
    definition: str
    basis: str = PERIOD
    style: rounding.Style = field(default_factory=lambda: rounding.approx(1))


HEADLINE = Composite(
    "participations",
    _("参加の合計"),
    rounding.Unit("人", "people", "person"),
    _(
        "食数、販売点数、参加者数を足した、のべの参加数です。一人が何度も数えられることがあります。"
        "この数え方は当サイトの読みです。"
    ),
)


@dataclass(frozen=True)
class Strand:
    """A titled group of figures; `number` is None for one that is not numbered.

    `figures` is a list, or a function of the programme that returns one. `detail` returns what
    the strand's own template (templates/strands/<slug>.html) shows beside the figures.
    """

    slug: str
    number: int | None
    title: str
    figures: Sequence[Figure] | Callable
    detail: Callable | None = None
    hidden_when_empty: bool = False

    def figures_of(self, programme):
        return self.figures(programme) if callable(self.figures) else list(self.figures)

    @property
    def templates(self):
        return [f"strands/{self.slug}.html", "strands/default.html"]


_strands = {}


def register(strand):
    _strands[strand.slug] = strand
    return strand


def all_strands():
    """In the order of their numbers, the unnumbered last."""
    return sorted(_strands.values(), key=lambda strand: (strand.number is None, strand.number))


@dataclass(frozen=True)
class SourceLine:
    """A source as the query found it."""

    slug: str
    title: str
    title_en: str
    url: str

    def __str__(self):
        return in_language(self, "title")


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
    compared: int | None = None
    compared_approximate: bool = False
    parts: list = field(default_factory=list)
    status: str = PROVISIONAL

    def add(self, row):
        """Takes a row of the query in."""
        if row["compared"]:
            self.compared = (self.compared or 0) + (row["total"] or 0)
            self.compared_approximate |= row["approximate"] > 0
            return
        if row["total"] is None or not row["number"]:
            return
        self.value = (self.value or 0) + row["total"]
        self.records += row["number"]
        self.approximate |= row["approximate"] > 0
        self.is_open |= row["open"] > 0
        self.period_start = min(filter(None, (self.period_start, row["first"])), default=None)
        self.last = max(filter(None, (self.last, row["last"])), default=None)
        if row["source_slug"]:
            self.sources.append(
                SourceLine(
                    *(row[f"source_{name}"] for name in ("slug", "title", "title_en", "url"))
                )
            )

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
        """yes, no or at least: how the value stands to the true number."""
        if self.figure.style.kind == "at_least":
            return "at least"
        return "yes" if self.approximate else "no"

    def printed(self, language=None):
        """The value as printed, or None without records."""
        return self._print(self.value, self.approximate, language)

    def compared_printed(self):
        return self._print(self.compared, self.compared_approximate)

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
        """Its dates in the active language: a span, or the day that it counts to."""
        language = get_language()
        if self.value is None:
            return ""
        if self.counts_to_a_date and not self.period_start:
            return periods.as_of_text(self.as_of, language)
        return periods.range_text(self.period_start, self.period_end, language)

    def exact_text(self):
        """Every digit with the unit, for the line below a rounded figure."""
        return str(
            rounding.printed(self.value, self.figure.unit, rounding.EXACT, language=get_language())
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
        """How the records give the value, in words of the active language."""
        if self.value is None:
            return gettext("まだ記録がありません。")
        if self.is_composite:
            plus = gettext("＋")
            labels = plus.join(str(part.figure.label) for part in self.parts)
            terms = plus.join(rounding.grouped(part.value) for part in self.parts)
            return f"{labels} = {terms} = {rounding.grouped(self.value)}"
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
        """Whether there is nothing to show: no record, and nothing beside the figures."""
        has_value = any(result.value is not None for result in self.results)
        return not has_value and not any(self.detail.values())

    @cached_property
    def detail(self):
        """What the strand shows beside its figures, for its template."""
        return self.strand.detail(self.programme) if self.strand.detail else {}


class Results:
    """All figures of a programme: by strand, by slug, and the headline (or None)."""

    def __init__(self, strands, headline):
        self.strands = strands
        self.headline = headline
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

    The figures that come from data are looked up first, in a query for each strand that has such.
    """
    declared = [(strand, strand.figures_of(programme)) for strand in all_strands()]
    groups = [
        StrandResults(
            strand, programme, [Result(figure, programme, strand.slug) for figure in figures]
        )
        for strand, figures in declared
        if figures or not strand.hidden_when_empty
    ]
    by_slug = {result.slug: result for group in groups for result in group.results}
    for row in _rows(programme, [figure for _strand, figures in declared for figure in figures]):
        by_slug[row["key"]].add(row)
    return Results(groups, _headline(programme, by_slug.values()))


def _rows(programme, figures):
    parts = {}
    for figure in figures:
        parts.setdefault(
            (figure.record_class, figure.group) if figure.group else figure.slug, figure
        )
    querysets = [figure.part(programme) for figure in parts.values()]
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
    """The headline that a document declares instead, as printed; None where none does."""
    if programme.declared_headline is None:
        return None
    approximate = programme.declared_headline_is_approximate
    style = rounding.approx() if approximate else rounding.EXACT
    return rounding.printed(
        programme.declared_headline,
        HEADLINE.unit,
        style,
        approximate=approximate,
        language=get_language(),
    )


def figures_of(record):
    """The figures that list this record, without a query where none filters."""
    for strand in all_strands():
        for figure in strand.figures_of(record.programme):
            if figure.record_class is type(record) and (
                not figure.only or figure.listed(record.programme).filter(pk=record.pk).exists()
            ):
                yield figure


def text_of(obj, name):
    """A field's text that follows the active language, as a label in code does."""
    return lazy(lambda: in_language(obj, name), str)()


def own_indicators(programme):
    return [
        Figure(
            indicator.slug,
            text_of(indicator, "label"),
            model="programmes.IndicatorRecord",
            value=Sum("value"),
            only=Q(indicator=indicator.pk),
            basis=indicator.basis,
            definition=text_of(indicator, "definition"),
            counts_as_participation=indicator.counts_as_participation,
            group="indicator__slug",
            **indicator.printing(),
        )
        for indicator in Indicator.objects.filter(programme=programme)
    ]


register(Strand("other", None, _("その他の指標"), own_indicators, hidden_when_empty=True))
