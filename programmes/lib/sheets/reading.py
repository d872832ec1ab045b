"""A sheet as it was understood: what each column means, what was left out, the clean rows."""

from collections.abc import Iterator, Sequence
from datetime import date

from ..periods import Span
from .book import MAX_ROWS, Book, Layout, RawRow, Refusal, letter
from .column_spec import ColumnSpec
from .days import HeadDay
from .findings import Fault, Notes, Reading, SheetRow
from .header import SEARCHED, Header, HeaderSearch, KnownTexts
from .long_and_wide import LongReader, WideReader
from .matching import match_key


def understand(
    book: Book,
    sheet: str | None,
    columns: Sequence[ColumnSpec],
    span: Span | None,
    *,
    take_hidden: bool | None = None,
    deadline: float | None = None,
    known_texts: KnownTexts | None = None,
) -> Reading:
    """The Reading of a sheet of a StoredBook; raises Refusal when it cannot be one.

    `columns` hold a day and a text at least; `span` is for dates without a year. `take_hidden`
    says whether hidden rows, columns and sheets count; None makes it a question, and takes them
    meanwhile. `known_texts` are texts by name of their column, such as the names of all
    outlets: a sheet with outlets across is known by them. `deadline` is on time.monotonic().
    """
    book.deadline = deadline
    sheet = book.sheet_name(sheet)
    layout = book.layout(sheet)
    hidden = layout.hidden_columns if take_hidden is False else set()
    search = HeaderSearch(columns, span, book.epoch, layout.merged, known_texts or {}, sheet)
    header = search.find(_head(book, sheet, hidden))
    row_reader = WideReader if header.form == "wide" else LongReader

    def begin(reading: Reading) -> Iterator[SheetRow]:
        reading.skipped, reading.checks, notes = [], [], Notes()
        reading.warnings = [*search.warnings, *_warnings(book, sheet, layout, header)]
        reader = row_reader(book, sheet, layout, header, search, reading, notes, take_hidden)
        yield from _at_most(MAX_ROWS, header.form, reader.rows())
        reading.warnings += notes.sentences()

    return Reading(
        header.form,
        header.last,
        {name: (letter(at), header.texts.get(at, "")) for name, at in header.columns.items()},
        header.unknown,
        begin,
        (header.across, search.count_name) if header.form == "wide" else (),
        {letter(at): day for at, day in header.days.items() if isinstance(day, date)},
        _faults(header),
        _questions(book, sheet, layout, header) if take_hidden is None else [],
        warnings=[*search.warnings, *_warnings(book, sheet, layout, header)],
        sheet=sheet,
    )


def _at_most(number: int, form: str, rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    for count, row in enumerate(rows, 1):
        if count > number:
            what, unit = ("数", "件") if form == "wide" else ("行", "行")
            raise Refusal(f"{what}が多すぎます（{number:,}{unit}まで）。期間で分けてください。")
        yield row


def _head(book: Book, sheet: str, hidden: set[int]) -> list[RawRow]:
    rows: list[RawRow] = []
    for row in book.rows(sheet):
        if row.number > SEARCHED + 10 or len(rows) >= SEARCHED:
            break
        if hidden:
            cells = [None if at in hidden else cell for at, cell in enumerate(row.cells)]
            row = row._replace(cells=cells)
        rows.append(row)
    if not rows:
        raise Refusal("シートに何も入っていません。表のあるシートを選んでください。")
    return rows


def _faults(header: Header) -> list[Fault]:
    faults: list[Fault] = []
    seen: dict[HeadDay, str] = {}  # -> address
    others = {at: match_key(text) for at, text in header.others.items()}
    for at, head in (*header.days.items(), *others.items()):
        address = f"{letter(at)}{header.day_row}"
        first = seen.setdefault(head, address)
        if at in header.days and isinstance(head, str):
            faults.append(Fault(address, header.texts.get(at, ""), head))
        elif first != address:
            what = "同じ見出し" if at in others else "同じ日"
            again = f"{first}と{what}です。どちらかを直してください。"
            faults.append(Fault(address, header.texts.get(at, ""), again))
    return faults


def _questions(book: Book, sheet: str, layout: Layout, header: Header) -> list[str]:
    questions = []
    if any(info.name == sheet and info.is_hidden for info in book.sheets):
        questions.append(f"シート「{sheet}」は非表示です。取り込みますか。")
    if rows := [number for number in layout.hidden_rows if number > header.last]:
        questions.append(f"非表示の行があります（{_listed(rows)}行目）。取り込みますか。")
    used = {*header.columns.values(), *header.days, *header.others}
    if columns := [letter(at) for at in sorted(layout.hidden_columns & used)]:
        questions.append(f"非表示の列があります（{_listed(columns)}列）。取り込みますか。")
    return questions


def _listed(things: Sequence[object]) -> str:
    listed = "、".join(map(str, things[:10]))
    return f"{listed}…ほか{len(things) - 10}" if len(things) > 10 else listed


def _warnings(book: Book, sheet: str, layout: Layout, header: Header) -> list[str]:
    warnings = list(book.warnings)
    if layout.formulas[0]:
        count, first = layout.formulas
        where = first if count == 1 else f"{first}など{count}か所"
        warnings.append(f"式のセルがあります（{where}）。Excelが計算した値を読みます。")
    others = [info for info in book.sheets if info.name != sheet]
    if hidden := [f"「{info.name}」" for info in others if info.is_hidden]:
        warnings.append(f"非表示のシート{_listed(hidden)}は読みません。")
    if shown := [f"「{info.name}」" for info in others if not info.is_hidden]:
        warnings.append(f"ほかのシート{_listed(shown)}は読みません。")
    return warnings
