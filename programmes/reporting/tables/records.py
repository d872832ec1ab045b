"""The records behind a strand's figures, in long form; read lazily, because there may be many."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import Any

from django.db.models import Case, Count, F, Value, When
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ... import figures
from ...lib import periods
from ...models import USES, Programme, Record, RecordQuerySet, in_language
from .figures import APPROXIMATE, FIGURE, LABELS, PERIOD_END, PERIOD_START, SOURCE, UNITS, VALUE
from .table import (
    DATE,
    INTEGER,
    Cell,
    Column,
    DataRow,
    Line,
    Table,
    bilingual,
    strand_group,
    titles_of,
)

#: records read at a time while a file is written
BATCH = 1000
STATE = Column("state", _("状態"))
OURS = _("出典に書かれておらず、私たちがそう読んだことです。")
COLUMNS = (
    FIGURE,
    *LABELS,
    Column("subject_ja", _("対象（日本語）"), description=_("何を数えたかです。")),
    Column("subject_en", _("対象（英語）"), description=_("何を数えたかです。")),
    PERIOD_START,
    replace(
        PERIOD_END,
        description=_("続いているときは空欄です。累計と現在の数では、いつの時点かを表します。"),
    ),
    replace(VALUE, description=_("記録された数です。空欄は数がないことを表し、0とは違います。")),
    STATE,
    APPROXIMATE,
    Column("use", _("集計での扱い"), codes=lambda: USES),
    *UNITS,
    SOURCE,
    Column("note_ja", _("備考（日本語）")),
    Column("note_en", _("備考（英語）")),
    Column("reading_ja", _("当サイトの読み（日本語）"), description=OURS),
    Column("reading_en", _("当サイトの読み（英語）"), description=OURS),
)
SHOWN = (
    Column("label", _("指標")),
    Column("days", _("日付")),
    Column("subject", _("対象")),
    Column("value", _("数"), INTEGER),
    Column("use", _("集計での扱い")),
    Column("source", _("出典")),
    Column("note", _("備考")),
)


def record_list(programme: Programme, results: figures.Results, strand_slug: str) -> Table:
    """Every record behind a strand's figures; no PDF, which would take minutes.

    Raises LookupError when the programme has no such strand.
    """
    group = strand_group(results, strand_slug)
    return Table(
        strand_slug + figures.RECORDS_SUFFIX,
        format_lazy(_("{strand}：記録の一覧"), strand=group.strand.title),
        programme,
        (programme.partnership.slug, programme.slug),
        _columns(group.results),
        RecordRows(programme, group.results),
        group.results,
        SHOWN,
        lambda row: Line(_shown(row), strand_slug, use=row["use"]),
        suffixes=("csv", "xlsx", "json"),
    )


def figure_records(result: figures.Result, gaps: Sequence[figures.Gap] = ()) -> Table:
    """The records of one figure, as its page lists them; a file of them is the strand's.

    Its `gaps` (strands.Gap, the earliest first) stand among them, by day.
    """
    return Table(
        result.slug,
        gettext("もとになる記録の表"),
        result.programme,
        (result.programme.partnership.slug, result.programme.slug),
        _columns([result]),
        RowsWithGaps(result, gaps) if gaps else RecordRows(result.programme, [result]),
        [result],
        SHOWN[1:],
        lambda row: _line_of_figure(row, result.strand),
        suffixes=(),
    )


def _line_of_figure(row: DataRow | figures.Gap, strand: str) -> Line:
    if not isinstance(row, figures.Gap):
        return Line(_shown(row)[1:], strand, use=row["use"])
    day = periods.day_text(row.day, get_language())
    cells = [Cell(day, DATE), Cell(str(row.subject)), Cell(gettext("記録なし"), INTEGER)]
    return Line([*cells, Cell(""), Cell(""), Cell("")], strand, use=figures.MISSING)


def record_rows(result: figures.Result) -> list[DataRow]:
    rows = RecordRows(result.programme, [result])
    names = [c.name for c in _columns([result]) if c not in (FIGURE, *LABELS, *UNITS)]
    return [{name: row[name] for name in names} for row in rows]


def _columns(results: Iterable[figures.Result]) -> list[Column]:
    codes = {"counted": _("集計済み")}
    for model in dict.fromkeys(result.aggregate.record_class for result in results):
        codes |= next((dict(f.flatchoices) for f in model._meta.fields if f.name == "state"), {})
    return [replace(c, codes=lambda: codes) if c is STATE else c for c in COLUMNS]


class RecordRows:
    """The rows of a strand's records, figure by figure: sliced for a page, streamed for a file.

    It never holds more than a page or a batch, nor asks more often when there are more records.
    """

    def __init__(self, programme: Programme, results: list[figures.Result]) -> None:
        self._results = {result.slug: (result, result.aggregate) for result in results}
        self._parts = list(_parts(programme, [result.aggregate for result in results]))

    @cached_property
    def _counts(self) -> list[int]:
        return [part.count() for part in self._parts]

    def __len__(self) -> int:
        return sum(self._counts)

    def __iter__(self) -> Iterator[DataRow]:
        for part in self._parts:
            for record in part.iterator(chunk_size=BATCH):
                yield self._row(record)

    def __getitem__(self, span: slice) -> list[Any]:
        start, stop, _step = span.indices(len(self))
        rows = []
        for part, count in zip(self._parts, self._counts, strict=True):
            if start < count and stop > 0:
                rows += [self._row(record) for record in part[max(start, 0) : min(stop, count)]]
            start, stop = start - count, stop - count
        return rows

    def _row(self, record: Any) -> DataRow:
        return _row(record, *self._results[record.listed_under])


class RowsWithGaps(RecordRows):
    """The rows of a figure's records and, among them, by day, its gaps; for a page alone.

    Of the records it reads how many there are on which day, and those of the page.
    """

    def __init__(self, result: figures.Result, gaps: Sequence[figures.Gap]) -> None:
        super().__init__(result.programme, [result])
        records = result.aggregate.listed(result.programme).order_by("starts_on")
        days = list(records.values_list("starts_on").annotate(number=Count("pk")))
        self._counts = [sum(number for _day, number in days)]
        self._gaps, self._places = gaps, list(_places(gaps, [one for one in days if one[0]]))

    def __len__(self) -> int:
        return super().__len__() + len(self._gaps)

    def __getitem__(self, span: slice) -> list[Any]:
        start, stop, _step = span.indices(len(self))
        first, last = (bisect_left(self._places, place) for place in (start, stop))
        found = super().__getitem__(slice(start - first, stop - last))
        for number in range(first, last):
            found.insert(self._places[number] - start, self._gaps[number])
        return found


def _places(gaps: Sequence[figures.Gap], days: list[tuple[date, int]]) -> Iterator[int]:
    """Where each gap stands among all rows: behind the records that begin by its day.

    `days` are pairs of a day and the number of records that begin on it, both in order of time.
    """
    until = [0, *accumulate(number for _day, number in days)]
    first_days = [day for day, _number in days]
    for behind, gap in enumerate(gaps):
        yield until[bisect_right(first_days, gap.day)] + behind


def _parts(programme: Programme, listed: Iterable[figures.Figure]) -> Iterator[RecordQuerySet]:
    shared: dict[object, list[figures.Figure]] = {}
    for figure in listed:
        key = (figure.record_class, figure.group) if figure.group else figure.slug
        shared.setdefault(key, []).append(figure)
    for together in shared.values():
        first = together[0]
        if first.group:
            yield _of_data(programme, first, [figure.slug for figure in together])
        else:
            yield first.listed(programme).annotate(listed_under=Value(first.slug)).for_list()


def _of_data(programme: Programme, figure: figures.Figure, slugs: list[str]) -> RecordQuerySet:
    wanted = {"programme": programme, f"{figure.group}__in": slugs}
    place = Case(*(When(**{figure.group: slug}, then=n) for n, slug in enumerate(slugs)))
    records = figure.record_class.objects.filter(**wanted).annotate(listed_under=F(figure.group))
    return records.for_list().order_by(place, "starts_on", "ends_on", "pk")


def _row(record: Any, result: figures.Result, figure: figures.Figure) -> DataRow:
    return {
        "figure": figure.slug,
        **bilingual("label", figure.label),
        **bilingual("subject", record.subject),
        "period_start": record.starts_on,
        "period_end": record.ends_on,
        "value": figure.contribution(record),
        "state": getattr(record, "state", "counted"),
        "approximate": _approximation(record, figure),
        "use": record.use(),
        "unit_ja": figure.unit.ja,
        "unit_en": figure.unit.en,
        "source": titles_of(result.programme, [(record.source or figures.STAFF).title]),
        "note_ja": record.note or None,
        "note_en": record.note_en or None,
        "reading_ja": record.reading or None,
        "reading_en": record.reading_en or None,
        "result": result,
        "record": record,
    }


def _approximation(record: Record, figure: figures.Figure) -> str:
    if figure.style.kind == "at_least":
        return "at least"
    return "yes" if record.is_approximate else "no"


def _shown(row: DataRow) -> list[Cell]:
    record, language = row["record"], get_language()
    return [
        Cell(row[f"label_{language}"], target=row["result"]),
        Cell(record.days_text(), DATE),
        Cell(row[f"subject_{language}"], target=record),
        Cell(_count_text(row), INTEGER),
        Cell(str(USES[row["use"]])),
        Cell(str(record.source or figures.STAFF)),
        Cell(_note_text(record)),
    ]


def _count_text(row: DataRow) -> str:
    record = row["record"]
    if row["value"] is None:
        return str(record.get_state_display()) if hasattr(record, "state") else ""
    return str(row["result"].exact(row["value"], record.is_approximate))


def _note_text(record: Record) -> str:
    note, reading = in_language(record, "note"), in_language(record, "reading")
    if reading:
        reading = gettext("当サイトの読み：%(reading)s") % {"reading": reading}
    return "\n".join(filter(None, (note, reading)))
