"""Year beside year: the figures of a partnership's programmes."""

from collections.abc import Iterable

from django.utils.functional import lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ... import figures
from ...models import Partnership, Programme
from .figures import SUMMARY_COLUMNS, heading, row_of
from .table import INTEGER, Cell, Column, DataRow, Line, Table, programme_path
from .year_change import DIFFERENCES, change, differences

YEARS_COLUMNS = (
    Column("programme", _("年度プログラム")),
    Column("fiscal_year", _("年度"), INTEGER, _("4月1日から翌年3月31日までです。")),
    *SUMMARY_COLUMNS,
    Column("compared_with", _("比べた年度プログラム"), description=_("すぐ前の年度のものです。")),
    Column(
        "differs_in",
        _("前の年度との違い"),
        description=_("数え方が前の年度と違うところです。複数あるときは「 / 」で区切ります。"),
        codes=lambda: DIFFERENCES,
    ),
    Column(
        "change",
        _("増減"),
        INTEGER,
        _("前の年度との差です。概数、以上の数、終わっていない年度、違いのある数では空欄です。"),
    ),
    Column(
        "change_percent",
        _("増減の割合（%）"),
        INTEGER,
        _("両方の年度が100以上で確定した数のときだけ入っています。"),
    ),
)
#: between the codes of one cell
BETWEEN = " / "
UNCOMPARED = dict.fromkeys(("compared_with", "differs_in", "change", "change_percent"))


def years(
    partnership: Partnership, programmes_with_results: Iterable[tuple[Programme, figures.Results]]
) -> Table:
    """The figures of a partnership's programmes: long form in data, side by side for readers.

    Takes pairs of a programme and its results.
    """
    pairs = sorted(programmes_with_results, key=lambda pair: -pair[0].fiscal_year)
    programmes = [programme for programme, _results in pairs]
    rows = [_year_row(programme, result) for programme, results in pairs for result in results]
    _compare(rows, programmes)
    lines = _matched(rows)
    compares = any(_year_before(newest, programmes) for newest in programmes[:1])
    counted = {_place(row) for row in rows if row["value"] is not None}
    return Table(
        "years",
        _("年度ごとの一覧"),
        partnership,
        (partnership.slug,),
        YEARS_COLUMNS,
        _with_gaps(lines, programmes),
        [row["result"] for row in rows],
        _years_shown(programmes, compares),
        lambda line: _side_by_side(line, programmes, counted, compares),
        lines,
        address="years",
    )


def _with_gaps(lines: list[list[DataRow]], programmes: list[Programme]) -> list[DataRow]:
    rows: dict[int, list[DataRow]] = {programme.pk: [] for programme in programmes}
    for line in lines:
        present = {row["result"].programme.pk: row for row in line}
        figure, strand = line[0]["result"].figure, line[0]["strand"]
        for programme in programmes:
            empty = figures.Result(figure, programme, strand)
            rows[programme.pk].append(present.get(programme.pk) or _year_row(programme, empty))
    return [row for of_programme in rows.values() for row in of_programme]


def _year_row(programme: Programme, result: figures.Result) -> DataRow:
    return {
        "programme": programme_path(programme),
        "fiscal_year": programme.fiscal_year,
        **row_of(result),
        **UNCOMPARED,
    }


def _compare(rows: list[DataRow], programmes: list[Programme]) -> None:
    by_place = {_place(row): row for row in rows}
    before = {programme.pk: _year_before(programme, programmes) for programme in programmes}
    for row in rows:
        new, earlier = row["result"], before[row["result"].programme.pk]
        old = by_place.get((row["strand"], row["figure"], earlier.pk)) if earlier else None
        if earlier is None or old is None or None in (new.value, old["value"]):
            continue
        differs = differences(new, old["result"])
        found = None if differs else change(new, old["result"])
        row |= {
            "compared_with": programme_path(earlier),
            "differs_in": BETWEEN.join(differs) or None,
        }
        if found:
            row |= {"change": found.difference, "change_percent": found.percent}
        row["became"] = found


def _place(row: DataRow) -> tuple[str, str, int]:
    return row["strand"], row["figure"], row["result"].programme.pk


def _year_before(programme: Programme, programmes: list[Programme]) -> Programme | None:
    """The programme of the nearest earlier year; None where two share that year."""
    earlier = [one for one in programmes if one.fiscal_year < programme.fiscal_year]
    nearest = [one for one in earlier if one.fiscal_year == earlier[0].fiscal_year]
    return nearest[0] if len(nearest) == 1 else None


def _years_shown(programmes: list[Programme], compares: bool) -> tuple[Column, ...]:
    title = lazy(_year_title, str)
    return (
        Column("label", _("指標")),
        Column("basis", _("数え方")),
        *(Column(each.slug, title(each, programmes), INTEGER) for each in programmes),
        *((Column("change", _("前の年度との増減"), INTEGER),) if compares else ()),
    )


def _year_title(programme: Programme, programmes: list[Programme]) -> str:
    same = [other for other in programmes if other.fiscal_year == programme.fiscal_year]
    return str(programme) if len(same) > 1 else programme.fiscal_year_text


def _matched(rows: list[DataRow]) -> list[list[DataRow]]:
    """The rows of the same figure together; what is counted otherwise is another figure."""
    order = [*(strand.slug for strand in figures.all_strands()), "headline"]
    lines: dict[tuple[str, ...], list[DataRow]] = {}
    for row in rows:
        same = (row["strand"], row["figure"], row["basis"], row["unit_ja"])
        lines.setdefault(same, []).append(row)
    return sorted(lines.values(), key=lambda line: order.index(line[0]["strand"]))


def _side_by_side(
    line: list[DataRow],
    programmes: list[Programme],
    counted: set[tuple[str, str, int]],
    compares: bool,
) -> Line:
    language, newest = get_language(), line[0]
    by_programme = {row["result"].programme.pk: row for row in line}
    place = newest["strand"], newest["figure"]
    cells = [
        Cell(newest[f"label_{language}"], target=newest["result"]),
        Cell(str(newest["result"].basis_word)),
        *(
            _year_cell(by_programme.get(programme.pk), (*place, programme.pk) in counted)
            for programme in programmes
        ),
    ]
    if compares:
        cells.append(Cell(_change_text(by_programme.get(programmes[0].pk)), INTEGER))
    return Line(cells, newest["strand"], heading(newest["strand"]))


def _year_cell(row: DataRow | None, is_counted: bool) -> Cell:
    if row is None:
        return Cell(gettext("別の数え方") if is_counted else gettext("記録なし"), INTEGER)
    return Cell(row[f"printed_{get_language()}"], INTEGER, row["result"])


def _change_text(row: DataRow | None) -> str:
    if row is None:
        return ""
    if row["differs_in"]:
        names = row["differs_in"].split(BETWEEN)
        what = gettext("・").join(str(DIFFERENCES[name]) for name in names)
        return gettext("変更：%(what)s") % {"what": what}
    found = row.get("became")
    return found.text(row["result"].figure) if found else ""
