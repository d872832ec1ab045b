"""The tables of figures: a programme's summary, one strand, and year beside year."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ... import figures
from ...figures import StrOrPromise
from ...lib import rounding
from ...models import Programme, Recount
from .table import (
    DATE,
    INTEGER,
    LICENCE,
    Cell,
    Column,
    DataRow,
    Line,
    Table,
    bilingual,
    measure,
    programme_path,
    source_titles,
    sources,
    strand_group,
)

APPROXIMATIONS = {"yes": _("概数"), "no": _("概数でない"), "at least": _("その数以上")}


def strand_codes() -> dict[str, StrOrPromise]:
    titles = {strand.slug: strand.title for strand in figures.all_strands()}
    return titles | {"headline": figures.HEADLINE.label}


FIGURE = Column(
    "figure",
    _("指標のコード"),
    description=_("指標のページのアドレスになる名前です。"),
)
LABELS = (Column("label_ja", _("指標（日本語）")), Column("label_en", _("指標（英語）")))
VALUE = Column(
    "value",
    _("値"),
    INTEGER,
    _("丸めていない数です。空欄は記録がないことを表し、0とは違います。"),
)
APPROXIMATE = Column("approximate", _("概数かどうか"), codes=lambda: APPROXIMATIONS)
UNITS = (
    Column("unit_ja", _("単位（日本語）")),
    Column("unit_en", _("単位（英語）"), description=_("複数形です。")),
)
PERIOD_START = Column("period_start", _("期間の初日"), DATE)
PERIOD_END = Column("period_end", _("期間の最終日"), DATE, _("続いているときは空欄です。"))
SOURCE = Column("source", _("出典"), description=_("題名です。複数あるときは「 / 」で区切ります。"))
SUMMARY_COLUMNS = (
    Column(
        "strand",
        _("取り組みの柱"),
        description=_("headlineは、どの柱にも入らない参加の合計です。"),
        codes=strand_codes,
    ),
    FIGURE,
    *LABELS,
    VALUE,
    APPROXIMATE,
    *UNITS,
    Column("basis", _("数え方"), codes=lambda: figures.BASES),
    PERIOD_START,
    PERIOD_END,
    Column("as_of", _("時点"), DATE, _("累計と現在の数が、いつのものかを表します。")),
    Column("status", _("状態"), codes=lambda: figures.STATUSES),
    Column("printed_ja", _("表示（日本語）"), description=_("ページや発表に書く形です。")),
    Column("printed_en", _("表示（英語）"), description=_("ページや発表に書く形です。")),
    Column("records", _("記録の数"), INTEGER, _("値のもとになった記録の件数です。")),
    SOURCE,
)
SHOWN_SUMMARY = (
    Column("label", _("指標")),
    Column("printed", _("数"), INTEGER),
    Column("basis", _("数え方と期間")),
    Column("status", _("状態")),
    Column("records", _("記録"), INTEGER),
    Column("source", _("出典")),
)


def summary(programme: Programme, results: figures.Results) -> Table:
    table = some_figures(programme, "summary", _("集計表"), list(results))
    return replace(table, show=lambda row: _line(row, heading(row["strand"])))


def strand_table(programme: Programme, results: figures.Results, strand_slug: str) -> Table:
    group = strand_group(results, strand_slug)
    return some_figures(programme, strand_slug, group.strand.title, group.results)


def some_figures(
    programme: Programme, slug: str, title: StrOrPromise, results: list[figures.Result]
) -> Table:
    return Table(
        slug,
        title,
        programme,
        (programme.partnership.slug, programme.slug),
        SUMMARY_COLUMNS,
        [row_of(result) for result in results],
        results,
        SHOWN_SUMMARY,
        _line,
    )


def row_of(result: figures.Result) -> DataRow:
    return {
        "strand": result.strand,
        "figure": result.slug,
        **bilingual("label", result.figure.label),
        "value": result.value,
        "approximate": None if result.value is None else result.approximation,
        **measure(result),
        "status": None if result.value is None else result.status,
        **bilingual("printed", result.text),
        "records": result.records,
        "source": source_titles(result),
        "result": result,
    }


def _line(row: DataRow, heading: str = "") -> Line:
    result, language = row["result"], get_language()
    documents = tuple(sources(result))
    titles = dict.fromkeys(str(source) for source in documents)
    cells = [
        Cell(row[f"label_{language}"], target=result),
        Cell(row[f"printed_{language}"], INTEGER),
        Cell(_basis_text(result), DATE),
        Cell("" if result.value is None else str(result.status_word)),
        Cell(rounding.grouped(result.records), INTEGER),
        Cell(" / ".join(titles), sources=documents),
    ]
    return Line(cells, row["strand"], heading)


def _basis_text(result: figures.Result) -> str:
    if result.value is None:
        return str(result.basis_word)
    return f"{result.basis_word}\n{result.period_text()}"


def heading(strand_slug: str) -> str:
    return "" if strand_slug == "headline" else str(strand_codes()[strand_slug])


def described(result: figures.Result) -> DataRow:
    row = row_of(result)
    return {
        **{column.name: row[column.name] for column in SUMMARY_COLUMNS},
        **bilingual("definition", result.figure.definition),
        **bilingual("formula", result.formula),
        "heads": result.figure.heads or None,
        "fictional": result.programme.partnership.is_fictional,
        "licence": LICENCE,
    }


class Recounted(NamedTuple):
    """What the last second count of everything says of one figure."""

    on: date
    agrees: bool


def recounted(result: figures.Result) -> Recounted | None:
    if not (last := Recount.objects.order_by("-pk").first()):
        return None
    parts = [part.aggregate for part in result.parts] or [result.aggregate]
    names = {result.slug, *(figure.slug for figure in parts)}
    names |= {figure.record_class._meta.db_table for figure in parts}
    return Recounted(last.counted_on, not last.about(programme_path(result.programme), names))
