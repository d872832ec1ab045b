"""Excel workbooks (.xlsx, .xlsm without its macros), row by row.

Read from the XML directly, which `tests/bench` weighs: openpyxl builds the whole workbook, twice
where values and formulas are wanted; calamine knows no hidden rows, formulas or bare days since
1904. Both take the date formats of a Japanese Excel (ids 27 to 36 and 50 to 58, which no file
declares) for numbers or find parts by their usual names.
"""

import posixpath
import re
from collections.abc import Iterator
from datetime import date, datetime

from .book import (
    BROKEN_FILE,
    EPOCH_1904,
    MAX_COLUMNS,
    NO_VALUE,
    NOT_A_DAY,
    Book,
    BrokenCell,
    Layout,
    Month,
    RawCell,
    RawRow,
    Refusal,
    SheetInfo,
    area_of,
    column_of,
    excel_error,
    from_serial,
    letter,
)
from .package import AnyHandler, Attributes, Handler, Package, local

BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
#: those of them that show a day as its month: mmm-yy, yyyy年m月
BUILT_IN_MONTHS = {17, 34, 52, 55}
NOT_OF_THE_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|General', re.IGNORECASE)
MERGED = re.compile(r"\$?[A-Za-z]{1,3}\$?\d{1,7}:\$?[A-Za-z]{1,3}\$?\d{1,7}")
ESCAPED = re.compile(r"_x000([9AaDd])_")
MAX_STRINGS = 2_000_000
#: the most text that a cell can hold
LONGEST = 32_767


class XlsxBook(Book):
    kind = "xlsx"

    def __init__(self, package: Package, name: str) -> None:
        super().__init__(name)
        self._package = package
        workbook = self._workbook_part()
        self._folder = posixpath.dirname(workbook)
        self._relations = self._relations_of(workbook)
        contents = package.parse_whole(workbook, Workbook())
        if contents.is_1904:
            self.epoch = EPOCH_1904
        self._sheets = {
            sheet: part
            for sheet, _, key in contents.sheets
            if package.has(part := self._worksheet(key))
        }
        self.sheets = [
            SheetInfo(sheet, hidden)
            for sheet, hidden, _ in contents.sheets
            if sheet in self._sheets
        ]
        self._strings = self._parse_only("sharedStrings", Strings()).strings
        self._dates, self._months = self._parse_only("styles", Styles()).dates_and_months()
        if package.has(f"{self._folder}/vbaProject.bin"):
            self.warnings.append("マクロは読まず、表の値だけを読みます。")

    def _workbook_part(self) -> str:
        for kind, target in self._relations_of("").values():
            if kind.endswith("/officeDocument") and self._package.has(target.lstrip("/")):
                return target.lstrip("/")
        return "xl/workbook.xml"

    def _relations_of(self, part: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self._package.has(relations):
            return {}
        return self._package.parse_whole(relations, Relations()).targets

    def _part(self, target: str) -> str:
        return posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")

    def _worksheet(self, key: str) -> str:
        kind, target = self._relations.get(key, ("", ""))
        return self._part(target) if kind.endswith("/worksheet") else ""

    def _parse_only(self, kind: str, handler: AnyHandler) -> AnyHandler:
        """Parses the only part of its kind; refuses where it is named and not there."""
        targets = (target for of, target in self._relations.values() if of.endswith(f"/{kind}"))
        named = next(targets, None)
        part = self._part(named or f"{kind}.xml")
        if named is None and not self._package.has(part):
            return handler
        return self._package.parse_whole(part, handler)

    def _rows(self, sheet: str) -> Iterator[RawRow]:
        cells = XlsxCells(self._strings, self._dates, self._months, self.epoch)
        self._layout = cells.layout
        for _ in self._package.parse(self._sheets[sheet], cells):
            ready, cells.rows = cells.rows, []
            yield from ready

    def layout(self, sheet: str) -> Layout:
        return self._layout


class Workbook(Handler):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []  # (name, whether hidden, key)
        self.is_1904 = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            attributes = local(attributes)
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), hidden, attributes.get("id", "")))
        elif tag == "workbookPr":
            self.is_1904 = is_true(attributes.get("date1904"))


class Relations(Handler):
    def __init__(self) -> None:
        self.targets: dict[str, tuple[str, str]] = {}  # key -> (kind, target)

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "Relationship":
            self.targets[attributes.get("Id", "")] = (
                attributes.get("Type", ""),
                attributes.get("Target", ""),
            )


class Strings(Handler):
    """The texts of the workbook, without the readings (ふりがな) that Excel keeps beside them."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._length = 0
        self._reads = self._is_reading = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "si":
            self._parts, self._length = [], 0
        elif tag == "rPh":
            self._is_reading = True
        elif tag == "t":
            self._reads = not self._is_reading

    def text(self, text: str) -> None:
        if self._reads and self._length < LONGEST:
            self._parts.append(text)
            self._length += len(text)

    def end(self, tag: str) -> None:
        if tag == "t":
            self._reads = False
        elif tag == "rPh":
            self._is_reading = False
        elif tag == "si":
            if len(self.strings) >= MAX_STRINGS:
                raise Refusal(BROKEN_FILE)
            self.strings.append(unescaped("".join(self._parts)))


class Styles(Handler):
    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._formats: list[str] = []
        self._inside = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._inside = True
        elif tag == "xf" and self._inside:
            self._formats.append(attributes.get("numFmtId", "0"))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._inside = False

    def dates_and_months(self) -> tuple[set[str], set[str]]:
        """Numbers of the cell styles that show a number as a date, and a date as its month."""
        formats = [self._shows(key) for key in self._formats]
        dates = {str(number) for number, (is_date, _) in enumerate(formats) if is_date}
        return dates, {str(number) for number, (_, is_month) in enumerate(formats) if is_month}

    def _shows(self, key: str) -> tuple[bool, bool]:
        if key not in self._codes:
            number = int(key) if key.isdecimal() else None
            return number in BUILT_IN_DATES, number in BUILT_IN_MONTHS
        code = NOT_OF_THE_FORMAT.sub("", self._codes[key].split(";")[0]).lower()
        is_month = "m" in code and not re.search("[dhs]|aaa", code)
        return bool(re.search("[ymdhs]|aaa", code)), is_month


class XlsxCells(Handler):
    """Collects finished rows in `rows`, from where the reader takes them piece by piece.

    What lies around them is in `layout`; merged areas stand behind the last row.
    """

    def __init__(self, strings: list[str], dates: set[str], months: set[str], epoch: date) -> None:
        self.rows: list[RawRow] = []
        self.layout = Layout()
        self._strings, self._dates, self._months, self._epoch = strings, dates, months, epoch
        self._number, self._hidden, self._column = 0, False, -1
        self._cells: list[RawCell] = []
        self._type: str | None = None
        self._style: str | None = None
        self._value, self._reads, self._formula, self._is_reading = "", False, False, False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            get = attributes.get
            address = get("r")
            column = column_of(address.rstrip("0123456789").upper()) if address else None
            self._column = self._column + 1 if column is None else column
            self._type, self._style = get("t"), get("s")
            self._value, self._formula = "", False
        elif tag == "v" or tag == "t":
            self._reads = not self._is_reading
            if self._hidden and self.layout.hidden_rows[-1:] != [self._number]:
                self.layout.hidden_rows.append(self._number)
        elif tag == "row":
            number = attributes.get("r")
            self._number = whole(number) if number else self._number + 1
            self._hidden = is_true(attributes.get("hidden"))
            self._cells, self._column = [], -1
        elif tag == "f":
            self._formula = True
            self.layout.add_formula(f"{letter(self._column)}{self._number}")
        elif tag == "rPh":
            self._is_reading = True
        elif tag == "mergeCell":
            if MERGED.fullmatch(reference := attributes.get("ref", "")):
                self.layout.merge(area_of(reference))
        elif tag == "col" and is_true(attributes.get("hidden")):
            first, last = whole(attributes.get("min", "1")), whole(attributes.get("max", "1"))
            self.layout.hidden_columns.update(range(first - 1, min(last, MAX_COLUMNS)))

    def text(self, text: str) -> None:
        if self._reads and len(self._value) < LONGEST:
            self._value += text

    def end(self, tag: str) -> None:
        if tag == "v" or tag == "t":
            self._reads = False
        elif tag == "c":
            self._take(self._cell())
        elif tag == "row":
            if self._cells:
                self.rows.append(RawRow(self._number, self._cells, self._hidden))
                self._cells = []
        elif tag == "rPh":
            self._is_reading = False

    def _take(self, cell: RawCell) -> None:
        if cell is None or len(self._cells) > MAX_COLUMNS:
            return  # one too many is enough for the refusal
        missing = min(self._column, MAX_COLUMNS) - len(self._cells)
        if missing < 0:
            raise Refusal(BROKEN_FILE)
        self._cells.extend([None] * missing)
        self._cells.append(cell)

    def _cell(self) -> RawCell:
        kind, value = self._type, self._value
        if kind == "s":
            return self._strings[whole(value or "0")]
        if kind == "inlineStr" or kind == "str":
            return unescaped(value) if value else None
        if not value:
            return NO_VALUE if self._formula else None
        if kind == "b":
            return value == "1"
        if kind == "e":
            return excel_error(value)
        return moment(value) if kind == "d" else self._number_or_day(value)

    def _number_or_day(self, value: str) -> RawCell:
        try:
            number = whole_or_not(value)
        except (ValueError, OverflowError):
            return excel_error(value)
        if self._style not in self._dates:
            return number
        try:
            day = from_serial(number, self._epoch)
        except (ValueError, OverflowError):
            return BrokenCell(value, NOT_A_DAY)
        if self._style in self._months and type(day) is date and day.day == 1:
            return Month(day.year, day.month, 1)
        return day


def whole_or_not(text: str) -> float:
    """A number as int where it is whole. Raises ValueError or OverflowError."""
    number = float(text)
    return int(number) if number == int(number) else number


def is_true(text: str | None) -> bool:
    return text in ("1", "true", "on")


def whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Refusal(BROKEN_FILE)
    return int(text)


def unescaped(text: str) -> str:
    if "_x000" not in text:
        return text
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def moment(text: str) -> date | BrokenCell:
    try:
        read = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return BrokenCell(text, NOT_A_DAY)
    return read if (read.hour, read.minute) != (0, 0) else date(read.year, read.month, read.day)
