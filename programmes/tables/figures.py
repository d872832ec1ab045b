"""The tables of figures: a programme's summary, one strand, and year beside year."""

from datetime import date
from typing import NamedTuple

from django.utils.functional import lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from .. import rounding, strands
from ..models import Recount
from .table import (
    DATE,
    INTEGER,
    LICENCE,
    Cell,
    Column,
    Line,
    Table,
    both,
    measure,
    programme_path,
    source_titles,
    sources,
    strand_group,
)

APPROXIMATIONS = {"yes": _("概数"), "no": _("概数でない"), "at least": _("その数以上")}


def strand_codes():
    titles = {strand.slug: strand.title for strand in strands.all_strands()}
    return titles | {"headline": strands.HEADLINE.label}


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
    Column("basis", _("数え方"), codes=lambda: strands.BASES),
    PERIOD_START,
    PERIOD_END,
    Column("as_of", _("時点"), DATE, _("累計と現在の数が、いつのものかを表します。")),
    Column("status", _("状態"), codes=lambda: strands.STATUSES),
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


def summary(programme, results):
    """Every figure of a programme, the headline last."""

    def show(row):
        return Line(_shown(row), row["strand"], _heading(row["strand"]))

    return _table(programme, "summary", _("集計表"), list(results), show)


def strand_table(programme, results, strand_slug):
    """The figures of one strand; raises LookupError when the programme has no such strand."""
    group = strand_group(results, strand_slug)

    def show(row):
        return Line(_shown(row), strand_slug)

    return _table(programme, strand_slug, group.strand.title, group.results, show)


def _table(programme, slug, title, results, show):
    return Table(
        slug,
        title,
        programme,
        (programme.partnership.slug, programme.slug),
        SUMMARY_COLUMNS,
        [_row(result) for result in results],
        results,
        SHOWN_SUMMARY,
        show,
    )


def _row(result):
    return {
        "strand": result.strand,
        "figure": result.slug,
        **both("label", result.figure.label),
        "value": result.value,
        "approximate": None if result.value is None else result.approximation,
        **measure(result),
        "status": None if result.value is None else result.status,
        **both("printed", result.text),
        "records": result.records,
        "source": source_titles(result),
        "result": result,
    }


def _shown(row):
    result, language = row["result"], get_language()
    documents = tuple(sources(result))
    titles = dict.fromkeys(str(source) for source in documents)
    return [
        Cell(row[f"label_{language}"], target=result),
        Cell(row[f"printed_{language}"], INTEGER),
        Cell(_basis_text(result)),
        Cell("" if result.value is None else str(result.status_word)),
        Cell(rounding.grouped(result.records), INTEGER),
        Cell(" / ".join(titles), sources=documents),
    ]


def _basis_text(result):
    if result.value is None:
        return str(result.basis_word)
    return f"{result.basis_word}\n{result.period_text()}"


def _heading(strand_slug):
    return "" if strand_slug == "headline" else str(strand_codes()[strand_slug])


def described(result):
    """A figure with its definition and formula, as a dict; dates are dates."""
    row = _row(result)
    return {
        **{column.name: row[column.name] for column in SUMMARY_COLUMNS},
        **both("definition", result.figure.definition),
        **both("formula", result.formula),
        "fictional": result.programme.partnership.is_fictional,
        "licence": LICENCE,
    }


class Recounted(NamedTuple):
    """What the last second count of everything says of one figure."""

    on: date
    agrees: bool


def recounted(result):
    """The last Recounted, or None before the first; one query."""
    if not (last := Recount.objects.order_by("-pk").first()):
        return None
    figures = [part.figure for part in result.parts] or [result.figure]
    names = {result.slug, *(figure.slug for figure in figures)}
    names |= {figure.record_class._meta.db_table for figure in figures}
    return Recounted(last.counted_on, not last.about(programme_path(result.programme), names))


YEARS_COLUMNS = (
    Column("programme", _("年度プログラム")),
    Column("fiscal_year", _("年度"), INTEGER, _("4月1日から翌年3月31日までです。")),
    *SUMMARY_COLUMNS,
)


def years(partnership, programmes_with_results):
    """The figures of a partnership's programmes: long form in data, side by side for readers.

    Takes pairs of a programme and its results.
    """
    pairs = sorted(programmes_with_results, key=lambda pair: -pair[0].fiscal_year)
    programmes = [programme for programme, _results in pairs]
    rows = [_year_row(programme, result) for programme, results in pairs for result in results]
    lines = _matched(rows)
    return Table(
        "years",
        _("年度ごとの一覧"),
        partnership,
        (partnership.slug,),
        YEARS_COLUMNS,
        _with_gaps(lines, programmes),
        [row["result"] for row in rows],
        _years_shown(programmes),
        lambda line: _side_by_side(line, programmes),
        lines,
    )


def _with_gaps(lines, programmes):
    """The rows in order of programme, with an empty one where a programme lacks a figure."""
    rows = {programme.pk: [] for programme in programmes}
    for line in lines:
        present = {row["result"].programme.pk: row for row in line}
        figure, strand = line[0]["result"].figure, line[0]["strand"]
        for programme in programmes:
            empty = strands.Result(figure, programme, strand)
            rows[programme.pk].append(present.get(programme.pk) or _year_row(programme, empty))
    return [row for of_programme in rows.values() for row in of_programme]


def _year_row(programme, result):
    return {
        "programme": programme_path(programme),
        "fiscal_year": programme.fiscal_year,
        **_row(result),
    }


def _years_shown(programmes):
    title = lazy(_year_title, str)
    return (
        Column("label", _("指標")),
        Column("basis", _("数え方")),
        *(Column(each.slug, title(each, programmes), INTEGER) for each in programmes),
    )


def _year_title(programme, programmes):
    """Its fiscal year; its own title where two programmes share one."""
    same = [other for other in programmes if other.fiscal_year == programme.fiscal_year]
    return str(programme) if len(same) > 1 else programme.fiscal_year_text


def _matched(rows):
    """The rows of the same figure together; what is counted otherwise is another figure."""
    order = [*(strand.slug for strand in strands.all_strands()), "headline"]
    lines = {}
    for row in rows:
        same = (row["strand"], row["figure"], row["basis"], row["unit_ja"])
        lines.setdefault(same, []).append(row)
    return sorted(lines.values(), key=lambda line: order.index(line[0]["strand"]))


def _side_by_side(line, programmes):
    language, newest = get_language(), line[0]
    by_programme = {row["result"].programme.pk: row for row in line}
    cells = [
        Cell(newest[f"label_{language}"], target=newest["result"]),
        Cell(str(newest["result"].basis_word)),
        *(_year_cell(by_programme.get(programme.pk)) for programme in programmes),
    ]
    return Line(cells, newest["strand"], _heading(newest["strand"]))


def _year_cell(row):
    if row is None:
        return Cell(gettext("記録なし"), INTEGER)
    return Cell(row[f"printed_{get_language()}"], INTEGER, row["result"])
