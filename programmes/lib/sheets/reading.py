"""A sheet as it was understood: what each column means, what was left out, the clean rows."""

from dataclasses import dataclass, field
from datetime import date

from .book import MAX_ROWS, Refusal, letter
from .findings import Fault, Notes
from .header import SEARCHED, HeaderSearch
from .long_and_wide import LongReader, WideReader
from .matching import match_key


@dataclass
class Reading:
    """`skipped`, `checks` and `warnings` are complete once `rows()` was consumed."""

    form: str
    header_row: int
    columns: dict  # name -> (letter, heading)
    unknown: list  # (letter, heading)
    #: names that every row has besides its columns: the count and what stands across
    across: tuple = ()
    days: dict = field(default_factory=dict)  # letter -> day, of a wide sheet
    #: what is wrong in the heading itself; concerns every row below
    faults: list = field(default_factory=list)
    questions: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    checks: list = field(default_factory=list)
    sheet: str = ""
    _begin: object = None

    def rows(self):
        """The SheetRows, one by one; may be called again. Raises Refusal where reading ends."""
        return self._begin(self)


def understand(book, sheet, columns, span, *, take_hidden=None, deadline=None, known_texts=None):
    """The Reading of a sheet of a StoredBook; raises Refusal when it cannot be one.

    `columns` are ColumnSpecs, `span` the (first, last) day for dates without a year, or None.
    `take_hidden` says whether hidden rows, columns and sheets count; None makes it a question, and
    takes them meanwhile. `known_texts` are texts by name of their column, such as the names of all
    outlets: a sheet with outlets across is known by them. `deadline` is on time.monotonic().
    """
    book.deadline = deadline
    sheet = book.sheet_name(sheet)
    layout = book.layout(sheet)
    hidden = layout.hidden_columns if take_hidden is False else set()
    search = HeaderSearch(columns, span, book.epoch, layout.merged, known_texts or {}, sheet)
    header = search.find(_head(book, sheet, hidden))
    row_reader = WideReader if header.form == "wide" else LongReader

    def begin(reading):
        reading.skipped, reading.checks, notes = [], [], Notes()
        reading.warnings = [*search.warnings, *_warnings(book, sheet, layout, header)]
        reader = row_reader(book, sheet, layout, header, search, reading, notes, take_hidden)
        yield from _at_most(MAX_ROWS, header.form, reader.rows())
        reading.warnings += notes.sentences()

    reading = Reading(
        header.form,
        header.last,
        {name: (letter(at), header.texts.get(at, "")) for name, at in header.columns.items()},
        header.unknown,
        (header.across, search.count.name) if header.form == "wide" else (),
        {letter(at): day for at, day in header.days.items() if isinstance(day, date)},
        _faults(header),
        _questions(book, sheet, layout, header) if take_hidden is None else [],
        warnings=[*search.warnings, *_warnings(book, sheet, layout, header)],
        sheet=sheet,
        _begin=begin,
    )
    return reading


def _at_most(number, form, rows):
    for count, row in enumerate(rows, 1):
        if count > number:
            what, unit = ("数", "件") if form == "wide" else ("行", "行")
            raise Refusal(f"{what}が多すぎます（{number:,}{unit}まで）。期間で分けてください。")
        yield row


def _head(book, sheet, hidden):
    rows = []
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


def _faults(header):
    faults, seen = [], {}
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


def _questions(book, sheet, layout, header):
    questions = []
    if any(info.name == sheet and info.is_hidden for info in book.sheets):
        questions.append(f"シート「{sheet}」は非表示です。取り込みますか。")
    if rows := [number for number in layout.hidden_rows if number > header.last]:
        questions.append(f"非表示の行があります（{_listed(rows)}行目）。取り込みますか。")
    used = {*header.columns.values(), *header.days, *header.others}
    if columns := [letter(at) for at in sorted(layout.hidden_columns & used)]:
        questions.append(f"非表示の列があります（{_listed(columns)}列）。取り込みますか。")
    return questions


def _listed(things):
    listed = "、".join(map(str, things[:10]))
    return f"{listed}…ほか{len(things) - 10}" if len(things) > 10 else listed


def _warnings(book, sheet, layout, header):
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
