"""The records behind a strand's figures, in long form; read lazily, because there may be many."""

from dataclasses import replace
from functools import cached_property

from django.db.models import Case, F, Value, When
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from .. import rounding, strands
from ..models import USES, in_language
from .figures import (
    APPROXIMATE,
    FIGURE,
    LABELS,
    PERIOD_END,
    PERIOD_START,
    SOURCE,
    UNITS,
    VALUE,
    described,
    recounted,
)
from .table import INTEGER, Cell, Column, Line, Table, both, strand_group, titles_of

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


def record_list(programme, results, strand_slug):
    """Every record behind a strand's figures; no PDF, which would take minutes.

    Raises LookupError when the programme has no such strand.
    """
    group = strand_group(results, strand_slug)
    return Table(
        strand_slug + strands.RECORDS_SUFFIX,
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


def figure_records(result):
    """The records of one figure, as its page lists them; a file of them is the strand's."""
    return Table(
        result.slug,
        gettext("もとになる記録の表"),
        result.programme,
        (result.programme.partnership.slug, result.programme.slug),
        _columns([result]),
        RecordRows(result.programme, [result]),
        [result],
        SHOWN[1:],
        lambda row: Line(_shown(row)[1:], result.strand, use=row["use"]),
        suffixes=(),
    )


def figure_data(result):
    """All that is known of one figure as a dict: its line, what it adds up, dates as dates."""
    again = recounted(result)
    told = described(result) | {"recount": again and again._asdict()}
    if result.is_composite:
        return told | {"parts": [described(part) for part in result.parts]}
    table = figure_records(result)
    names = [column.name for column in table.columns if column not in (FIGURE, *LABELS, *UNITS)]
    records = [{name: row[name] for name in names} for row in table.rows]
    return told | {"records_behind": records}


def _columns(results):
    codes = {"counted": _("集計済み")}
    for model in dict.fromkeys(result.figure.record_class for result in results):
        codes |= next((dict(f.choices) for f in model._meta.fields if f.name == "state"), {})
    return [replace(c, codes=lambda: codes) if c is STATE else c for c in COLUMNS]


class RecordRows:
    """The rows of a strand's records, figure by figure: sliced for a page, streamed for a file.

    It never holds more than a page or a batch, nor asks more often when there are more records.
    """

    def __init__(self, programme, results):
        self._results = {result.slug: result for result in results}
        self._parts = list(_parts(programme, [result.figure for result in results]))

    @cached_property
    def _counts(self):
        return [part.count() for part in self._parts]

    def __len__(self):
        return sum(self._counts)

    def __iter__(self):
        for part in self._parts:
            for record in part.iterator(chunk_size=BATCH):
                yield self._row(record)

    def __getitem__(self, span):
        start, stop, _step = span.indices(len(self))
        rows = []
        for part, count in zip(self._parts, self._counts, strict=True):
            if start < count and stop > 0:
                rows += [self._row(record) for record in part[max(start, 0) : min(stop, count)]]
            start, stop = start - count, stop - count
        return rows

    def _row(self, record):
        return _row(record, self._results[record.listed_under])


def _parts(programme, figures):
    """A queryset per figure; the figures that come from data share one, as in the one query."""
    shared = {}
    for figure in figures:
        key = (figure.record_class, figure.group) if figure.group else figure.slug
        shared.setdefault(key, []).append(figure)
    for together in shared.values():
        first = together[0]
        if first.group:
            yield _of_data(programme, first, [figure.slug for figure in together])
        else:
            yield first.listed(programme).annotate(listed_under=Value(first.slug)).for_list()


def _of_data(programme, figure, slugs):
    wanted = {"programme": programme, f"{figure.group}__in": slugs}
    place = Case(*(When(**{figure.group: slug}, then=n) for n, slug in enumerate(slugs)))
    records = figure.record_class.objects.filter(**wanted).annotate(listed_under=F(figure.group))
    return records.for_list().order_by(place, "starts_on", "ends_on", "pk")


def _row(record, result):
    figure = result.figure
    return {
        "figure": figure.slug,
        **both("label", figure.label),
        **both("subject", record.subject),
        "period_start": record.starts_on,
        "period_end": record.ends_on,
        "value": figure.contribution(record),
        "state": getattr(record, "state", "counted"),
        "approximate": _approximation(record, figure),
        "use": record.use(),
        "unit_ja": figure.unit.ja,
        "unit_en": figure.unit.en,
        "source": titles_of(result.programme, [(record.source or strands.STAFF).title]),
        "note_ja": record.note or None,
        "note_en": record.note_en or None,
        "reading_ja": record.reading or None,
        "reading_en": record.reading_en or None,
        "result": result,
        "record": record,
    }


def _approximation(record, figure):
    if figure.style.kind == "at_least":
        return "at least"
    return "yes" if record.is_approximate else "no"


def _shown(row):
    record, language = row["record"], get_language()
    return [
        Cell(row[f"label_{language}"], target=row["result"]),
        Cell(record.days_text()),
        Cell(row[f"subject_{language}"], target=record),
        Cell(_count_text(row), INTEGER),
        Cell(str(USES[row["use"]])),
        Cell(str(record.source or strands.STAFF)),
        Cell(_note_text(record)),
    ]


def _count_text(row):
    """The count with its unit, or why there is none: 休業, 未集計."""
    record, figure = row["record"], row["result"].figure
    if row["value"] is None:
        return str(record.get_state_display()) if hasattr(record, "state") else ""
    about, language = record.is_approximate, get_language()
    style = rounding.AT_LEAST if figure.style == rounding.AT_LEAST else rounding.EXACT
    return str(
        rounding.printed(row["value"], figure.unit, style, approximate=about, language=language)
    )


def _note_text(record):
    note, reading = in_language(record, "note"), in_language(record, "reading")
    if reading:
        reading = gettext("当サイトの読み：%(reading)s") % {"reading": reading}
    return "\n".join(filter(None, (note, reading)))
