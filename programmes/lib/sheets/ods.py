"""OpenDocument spreadsheets (.ods), row by row; repeated cells are counted, not built."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta

from .book import (
    BROKEN_FILE,
    EPOCH_1900,
    LOCKED,
    MAX_COLUMNS,
    MAX_ROWS,
    NO_VALUE,
    Book,
    BrokenCell,
    Layout,
    Month,
    RawCell,
    RawRow,
    Refusal,
    SheetInfo,
    duration,
    excel_error,
    letter,
)
from .matching import match_key
from .package import Attributes, Handler, Package, local
from .xlsx import LONGEST, moment, whole_or_not

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
HIDDEN = ("collapse", "filter")
CELLS = ("table-cell", "covered-table-cell")
NOT_OF_THE_CELL = ("annotation", "ruby-text", "shapes", "frame")
ERRORS = ("#", "Err:")
TIME = re.compile(r"PT(?:([0-9]{1,7})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9}(?:[.,][0-9]{1,9})?)S)?")
SHOWN_MONTH = re.compile(
    r"(?:[0-9]{4}[/.-]|[0-9]{2,4}年|[^0-9]{1,2}[0-9元]{1,2}年)[0-9]{1,2}月?|[0-9]{1,2}月"
)


class OdsBook(Book):
    kind = "ods"

    def __init__(self, package: Package, name: str) -> None:
        super().__init__(name)
        self._package = package
        if package.has(MANIFEST) and b"encryption-data" in package.read(MANIFEST):
            raise Refusal(LOCKED)
        contents = package.parse_whole(CONTENT, SheetLayouts())
        self._layouts = contents.layouts
        self.sheets = [SheetInfo(sheet, hidden) for sheet, hidden in contents.sheets.items()]

    def layout(self, sheet: str) -> Layout:
        return self._layouts[sheet]

    def _rows(self, sheet: str) -> Iterator[RawRow]:
        cells = OdsCells(sheet)
        for _ in self._package.parse(CONTENT, cells):
            ready, cells.rows = cells.rows, []
            for row, times in ready:
                for further in range(times):
                    yield row._replace(number=row.number + further)
            if cells.is_done:
                return


class TableHandler(Handler):
    """Walks through the tables: what row and column it is in, repeats counted."""

    def __init__(self) -> None:
        self._row, self._column, self._rows, self._columns = 0, 0, 1, 1
        self._hidden, self._inside = False, False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "table-row":
            attributes = local(attributes)
            self._row += self._rows
            self._rows = times(attributes, "number-rows-repeated")
            self._hidden = attributes.get("visibility") in HIDDEN
            self._column = self._columns = 0
        elif tag in CELLS:
            attributes = local(attributes)
            self._column += self._columns
            self._columns = times(attributes, "number-columns-repeated")
            self.cell(tag, attributes)
        elif tag == "table":
            self._row, self._rows = 0, 1
            self.table(local(attributes))

    def table(self, attributes: Attributes) -> None:
        pass

    def cell(self, tag: str, attributes: Attributes) -> None:
        pass


class SheetLayouts(TableHandler):
    """Sheets and what lies around their values; rows hidden in each, merged areas, formulas."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: dict[str, bool] = {}  # name -> whether hidden
        self.layouts: dict[str, Layout] = {}
        self._style, self._hidden_styles = "", set[str]()
        self._layout, self._at = Layout(), 0

    def start(self, tag: str, attributes: Attributes) -> None:
        super().start(tag, attributes)
        if tag == "style":
            self._style = local(attributes).get("name", "")
        elif tag == "table-properties" and local(attributes).get("display") == "false":
            self._hidden_styles.add(self._style)
        elif tag == "table-column":
            attributes = local(attributes)
            repeated = times(attributes, "number-columns-repeated")
            if attributes.get("visibility") in HIDDEN:
                last = min(self._at + repeated, MAX_COLUMNS)
                self._layout.hidden_columns.update(range(self._at, last))
            self._at += repeated

    def table(self, attributes: Attributes) -> None:
        self._layout, self._at = Layout(), 0
        name = attributes.get("name", "")
        self.sheets[name] = attributes.get("style-name") in self._hidden_styles
        self.layouts[name] = self._layout

    def cell(self, tag: str, attributes: Attributes) -> None:
        hidden_rows = self._layout.hidden_rows
        if "value-type" in attributes and self._hidden and hidden_rows[-1:] != [self._row]:
            number = min(self._rows, MAX_ROWS - len(hidden_rows))
            hidden_rows.extend(range(self._row, self._row + number))
            self._hidden = False  # noted
        if "formula" in attributes:
            self._layout.add_formula(f"{letter(self._column)}{self._row}")
        down = times(attributes, "number-rows-spanned")
        right = times(attributes, "number-columns-spanned")
        if down > 1 or right > 1:
            last = self._row + down - 1, self._column + right - 1
            self._layout.merge((self._row, self._column, *last))


class OdsCells(TableHandler):
    """Collects (row, how often it is repeated) in `rows`."""

    def __init__(self, sheet: str) -> None:
        super().__init__()
        self.rows: list[tuple[RawRow, int]] = []
        self.is_done, self._sheet, self._aside = False, sheet, 0
        self._cells: list[RawCell] = []
        self._attributes: Attributes = {}
        self._texts: list[str] = []

    def table(self, attributes: Attributes) -> None:
        self._inside = attributes.get("name", "") == self._sheet

    def cell(self, tag: str, attributes: Attributes) -> None:
        self._attributes, self._texts = attributes, []

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag in NOT_OF_THE_CELL:
            self._aside += 1
        super().start(tag, attributes)
        if tag in ("tab", "line-break") or (tag == "p" and self._texts):
            self._texts.append("\n")
        elif tag == "s":
            self._texts.append(" " * min(times(local(attributes), "c"), LONGEST))
        elif tag == "table-row":
            self._cells = []

    def text(self, text: str) -> None:
        if self._inside and not self._aside and len(self._texts) < LONGEST:
            self._texts.append(text[:LONGEST])

    def end(self, tag: str) -> None:
        if tag in NOT_OF_THE_CELL:
            self._aside -= 1
        elif tag in CELLS and self._inside:
            self._take(self._value())
        elif tag == "table-row" and self._inside and self._cells:
            self.rows.append((RawRow(self._row, self._cells, self._hidden), self._rows))
            self._cells = []
        elif tag == "table" and self._inside:
            self._inside, self.is_done = False, True

    def _take(self, cell: RawCell) -> None:
        if cell is None or len(self._cells) > MAX_COLUMNS:
            return
        self._cells.extend([None] * (min(self._column, MAX_COLUMNS) - len(self._cells)))
        self._cells.extend([cell] * min(self._columns, MAX_COLUMNS + 1))

    def _value(self) -> RawCell:
        attributes = self._attributes
        kind, shown = attributes.get("value-type"), "".join(self._texts)
        if shown.startswith(ERRORS) and "formula" in attributes:
            return excel_error(shown)
        if kind == "string":
            return attributes.get("string-value", shown) or None
        if kind in ("float", "percentage", "currency"):
            return _number(attributes.get("value", ""))
        if kind == "date":
            return _day_or_month(moment(attributes.get("date-value", "")), shown)
        if kind == "time":
            return _time(attributes.get("time-value", ""))
        if kind == "boolean":
            return attributes.get("boolean-value") == "true"
        return NO_VALUE if "formula" in attributes else shown or None


def times(attributes: Attributes, name: str) -> int:
    text = attributes.get(name, "1")
    if not text.isascii() or not text.isdecimal() or len(text) > 7:
        raise Refusal(BROKEN_FILE)
    return int(text) or 1


def _number(text: str) -> float | BrokenCell:
    try:
        return whole_or_not(text)
    except (ValueError, OverflowError):
        return excel_error(text)


def _day_or_month(day: date | BrokenCell, shown: str) -> date | BrokenCell:
    if type(day) is date and day.day == 1 and SHOWN_MONTH.fullmatch(match_key(shown)):
        return Month(day.year, day.month, 1)
    return day


def _time(text: str) -> date | time | BrokenCell:
    """PT13H30M00S; more than a day is a duration."""
    if not (match := TIME.fullmatch(text)):
        return excel_error(text)
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return duration(length, EPOCH_1900)
