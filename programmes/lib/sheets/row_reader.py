"""The rows below the heading: which of them count, and what their cells say."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ..periods import check_weekday
from . import cells
from .book import Book, Layout, RawCell, RawRow, letter
from .cells import CellCount
from .column_spec import ColumnSpec
from .findings import CellValue, Fault, Notes, Reading, SheetRow, Skip, TotalCheck
from .header import Header, HeaderSearch
from .matching import match_key
from .subject import is_no_result
from .sums import Series, is_total

NOTE = re.compile(
    r"\s*(?:[※*＊]|[（(]?注(?:[\s:：)）0-9０-９]|意|記|釈)|出典|出所|資料\s*[:：]|備考\s*[:：])"
)
ABOVE, BLANK, HIDDEN = "見出しより上の行", "空の行（{}行）", "非表示の行"
TOTAL, AGAIN, REMARK = "合計の行", "見出しの繰り返し", "注記"
NOTHING = "日付も数もない行"

EMPTY = "「{}」が空です。入れてください。"
NONE_ABOVE = "上の行に値がありません。値を入れてください。"
NO_DITTO = "数には「〃」を使えません。数を入れてください。"
MERGED_NUMBER = "結合セルに数が入っています。結合を解いて、1日ずつ入れてください。"
TOO_WIDE = (
    "見出しより右に値があります。「1,200」のような桁区切りのカンマで列がずれていないか、"
    "確かめてください（数はカンマなしで）。"
)
TOO_NARROW = "列が足りません（見出しは{}列、この行は{}列）。見出しと同じ列の数にしてください。"
NOT_ITS_OWN = "今回の実績ではない行のようです。実績の行だけにしてください。"
ANOTHER = (
    "ここから別の見出しが始まっています。表ごとに、シートかファイルを分けてください。"
    "ここから下は読んでいません。"
)


#: values, addresses and faults of the columns in a row
RowParts = tuple[dict[str, CellValue], dict[str, str], list[Fault]]


class RowReader:
    """What both layouts share: which rows count, merged cells, marks for "as above"."""

    def __init__(
        self,
        book: Book,
        sheet: str,
        layout: Layout,
        header: Header,
        search: HeaderSearch,
        reading: Reading,
        notes: Notes,
        take_hidden: bool | None,
    ) -> None:
        self._book, self._sheet, self._header, self._search = book, sheet, header, search
        self._reading, self._notes, self._take_hidden = reading, notes, take_hidden
        items = {item.name: item for item in search.specs}
        #: (ColumnSpec, column) of the columns that stand in the sheet under their own name
        self.columns = [(items[name], at) for name, at in header.columns.items()]
        self._approximate = header.columns.get("is_approximate")
        self._choices = {
            item.name: {match_key(word): (word, to) for word, to in item.choices.items()}
            for item, _ in self.columns
        }
        self._headings = {header.texts.get(at, "") for _, at in self.columns} - {""}
        self._widest = max(header.texts, default=0)
        self._known = {at for _, at in self.columns} | set(self.counted())
        self._others = [at for at in header.texts if at not in self._known]
        self._gaps = [at for at in range(self._widest) if at not in {*header.texts, *self._known}]
        self._merged = self._merged_below(layout)
        self._held: dict[int, tuple[RawCell, int]] = {}  # column -> (value, last row)
        self._origins: dict[int, int] = {}  # column -> first row
        self._above: dict[int, RawCell] = {}
        self._series = {at: Series() for at in self.counted()}

    def data(self, row: RawRow) -> Iterator[SheetRow]:
        raise NotImplementedError

    def counted(self) -> list[int]:
        raise NotImplementedError

    def has_data(self, row: RawRow) -> bool:
        return self.has_count(row)

    def _merged_below(self, layout: Layout) -> dict[int, list[tuple[int, int, int]]]:
        counted = set(self.counted())
        areas: dict[int, list[tuple[int, int, int]]] = {}
        for first, left, last, right in layout.merged:
            covers = [at for at in counted if left <= at <= right]
            if last > self._header.last and (last > first or len(covers) > 1):
                areas.setdefault(first, []).append((left, last, right))
        return areas

    def rows(self) -> Iterator[SheetRow]:
        last = self._header.last
        for row in self._book.rows(self._sheet):
            if row.number <= self._header.last:
                if row.number < self._header.first:
                    self._skip(row, ABOVE)
                continue
            if row.number > last + 1:
                blank = BLANK.format(row.number - last - 1)
                self._reading.skipped.append(Skip(last + 1, "", blank))
            last = row.number
            if row.number in self._merged:
                self._hold_merged(row)
            if (why := self._aside(row)) == ANOTHER:
                yield self._another(row)
                break
            elif why:
                self._skip(row, why)
            else:
                yield from self.data(row)
        self._compare_ahead()

    def _skip(self, row: RawRow, why: str) -> None:
        text = next((cells.shown(cell) for cell in row.cells if not cells.is_blank(cell)), "")
        if text:
            self._reading.skipped.append(Skip(row.number, text, why))

    def _aside(self, row: RawRow) -> str | None:
        """Why the row is not imported, or None; ANOTHER where a further table begins."""
        if row.is_hidden and self._take_hidden is False:
            return HIDDEN
        texts = [cell for cell in first_filled(row.cells) if type(cell) is str]
        for text in texts:
            if is_total(text) and not self._search.is_name(text):
                self._compare_totals(row, text.strip())
                return TOTAL
        if texts and texts[0].strip() in self._headings:
            return AGAIN if self._repeats_heading(row) else ANOTHER
        if texts and NOTE.match(texts[0]) and not self.has_count(row):
            return REMARK
        return None if self.has_data(row) else NOTHING

    def _repeats_heading(self, row: RawRow) -> bool:
        return all(
            cell in self._header.stacks.get(at, ()) or cell == self._header.texts.get(at)
            for at, cell in enumerate(row.cells)
            if at in self._known and not cells.is_blank(cell)
        )

    def _another(self, row: RawRow) -> SheetRow:
        at = next(at for at, cell in enumerate(row.cells) if not cells.is_blank(cell))
        fault = Fault(f"{letter(at)}{row.number}", cells.shown(row.cells[at]), ANOTHER)
        return SheetRow(row.number, {}, {}, [fault])

    def has_count(self, row: RawRow) -> bool:
        return any(not cells.is_blank(cell_at(row, at)) for at in self.counted())

    # cells

    def _hold_merged(self, row: RawRow) -> None:
        for left, last, right in self._merged[row.number]:
            value = cell_at(row, left)
            for at in {left, *(at for at in self._series if left < at <= right)}:
                self._held[at] = value, last
            self._origins[left] = row.number

    def _filled(self, row: RawRow, at: int, is_count: bool = False) -> RawCell:
        """The cell, or what a merged cell or a mark for "as above" makes of it."""
        cell = cell_at(row, at)
        if self._held and at in self._held:
            value, until = self._held[at]
            if row.number > until:
                del self._held[at]
            elif cells.is_blank(cell) and not cells.is_blank(value):
                cell = self._covered(value, is_count)
                if cell is not None:
                    self._notes.add("merged", f"{letter(at)}{row.number}")
        if cells.is_same_as_above(cell):
            if is_count:
                raise ValueError(NO_DITTO)
            if at not in self._above:
                raise ValueError(NONE_ABOVE)
            cell = self._above[at]
            self._notes.add("ditto", f"{letter(at)}{row.number}")
        if not is_count:
            self._above[at] = cell
        return cell

    def _covered(self, value: RawCell, is_count: bool) -> RawCell:
        """Only a word such as 休業 holds for several counts; the number is refused where it is."""
        if is_count and not (isinstance(value, str) and _state(value)):
            return None
        return value

    def count(self, row: RawRow, at: int) -> CellCount:
        cell = self._filled(row, at, is_count=True)
        read = cells.count(cell, self._approximate is not None, self._search.may_be_money)
        if read.number is not None and self._origins.get(at) == row.number:
            raise ValueError(MERGED_NUMBER)
        return read

    def value(self, row: RawRow, item: ColumnSpec, at: int) -> CellValue:
        if item.kind == "count":
            return self.count(row, at)
        cell = self._filled(row, at)
        read: CellValue
        if item.kind == "text":
            read = cells.text(cell)
        elif item.kind == "day":
            read = cells.day(cell, self._search.span, self._book.epoch)
            is_text = isinstance(cell, str) and len(cell) == 5 and cell.isdecimal()
            if is_text or cell.__class__ in (int, float):
                self._notes.add("serial", f"{letter(at)}{row.number}")
        elif item.kind == "choice":
            read = cells.choice(cell, self._choices[item.name])
        else:
            read = cells.yes(cell)
        if item.required and (read is None or read == ""):
            raise ValueError(EMPTY.format(item.title))
        return read

    def read_columns(self, row: RawRow, columns: list[tuple[ColumnSpec, int]]) -> RowParts:
        values: dict[str, CellValue] = {}
        addresses: dict[str, str] = {}
        faults: list[Fault] = []
        for item, at in columns:
            addresses[item.name] = address = f"{letter(at)}{row.number}"
            try:
                values[item.name] = self.value(row, item, at)
            except ValueError as error:
                faults.append(Fault(address, cells.shown(cell_at(row, at)), str(error)))
        self._check_weekday(row, values, faults)
        if len(row.cells) - 1 != self._widest:
            self._check_width(row, faults)
        self._check_others(row, faults)
        for at in self._gaps:
            if not cells.is_blank(cell_at(row, at)):
                self._notes.add("no_heading", f"{letter(at)}{row.number}")
        return values, addresses, faults

    def _check_weekday(
        self, row: RawRow, values: dict[str, CellValue], faults: list[Fault]
    ) -> None:
        at = self._header.weekday
        if at is None:
            return
        day, written = values.get(self._search.day.name), cell_at(row, at)
        if isinstance(day, date) and isinstance(written, str) and written.strip():
            try:
                check_weekday(day, written.strip().strip("()（）"))
            except ValueError as error:
                faults.append(Fault(f"{letter(at)}{row.number}", written.strip(), str(error)))

    def _check_others(self, row: RawRow, faults: list[Fault]) -> None:
        for at in self._others:
            cell = cell_at(row, at)
            if is_no_result(cell):
                faults.append(Fault(f"{letter(at)}{row.number}", cell.strip(), NOT_ITS_OWN))

    def _check_width(self, row: RawRow, faults: list[Fault]) -> None:
        filled = (at for at, cell in enumerate(row.cells) if not cells.is_blank(cell))
        beyond = [at for at in filled if at > self._widest]
        if beyond and self._book.kind == "csv":
            address = f"{letter(beyond[0])}{row.number}"
            faults.append(Fault(address, cells.shown(row.cells[beyond[0]]), TOO_WIDE))
        elif beyond:
            self._notes.add("no_heading", f"{letter(beyond[0])}{row.number}")
        needed = [at for item, at in self.columns if item.needed and at >= len(row.cells)]
        if needed and self._book.kind == "csv":
            message = TOO_NARROW.format(self._widest + 1, len(row.cells))
            faults.append(Fault(f"{letter(needed[0])}{row.number}", "", message))

    # totals

    def _compare_totals(self, row: RawRow, label: str) -> None:
        for at, series in self._series.items():
            if (theirs := total_in(row, at)) is None:
                continue
            address = f"{letter(at)}{row.number}"
            if series.is_empty:
                series.ahead.append((address, label, theirs))
            else:
                ours = series.compare(label, theirs)
                self._reading.checks.append(TotalCheck(address, label, theirs, ours))
        for series in self._series.values():
            series.close()

    def _compare_ahead(self) -> None:
        for series in self._series.values():
            for address, label, theirs in series.ahead:
                self._reading.checks.append(TotalCheck(address, label, theirs, series.sum))


def first_filled(cells_of_row: Iterable[RawCell]) -> list[RawCell]:
    """The first two cells that hold something; there the label of a total row stands."""
    filled = []
    for cell in cells_of_row:
        if not cells.is_blank(cell):
            filled.append(cell)
            if len(filled) == 2:
                break
    return filled


def cell_at(row: RawRow, at: int) -> RawCell:
    return row.cells[at] if at < len(row.cells) else None


def total_in(row: RawRow, at: int) -> int | None:
    try:
        return cells.count(cell_at(row, at), takes_approximate=True, may_be_money=True).number
    except ValueError:
        return None


def _state(text: str) -> str | None:
    try:
        read = cells.count(text)
    except ValueError:
        return None
    return read.state if read.number is None else None
