"""What every kind of file has in common: sheets, rows of raw cells, limits, serial dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from time import monotonic
from typing import NamedTuple

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 100_000
#: rows for headings, totals and notes beside those of data
AROUND = 100
MAX_COLUMNS = 200
MAX_SHEETS, LONGEST_NAME = 200, 255
MAX_MERGED = 100_000
#: the date that Excel's day 0 stands for, by the workbook's date system
EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)

SAVE_AGAIN = "Excelで開いて「Excelブック（.xlsx）」として保存し直してから、もう一度お試しください。"
BROKEN_FILE = f"ファイルが壊れているようです。{SAVE_AGAIN}"
TOO_BIG = (
    "広げると大きくなりすぎるファイルです。必要な表だけを新しいブックに移して保存してください。"
)
LOCKED = "パスワードで保護されたファイルです。保護を外して保存し直してください。"


class Refusal(Exception):
    """The file cannot be read as a whole; the text tells staff why, and what to do."""


class TooLate(Refusal):
    """The time is over; another try of the same would take as long."""

    def __init__(self, what: str = "読み取り") -> None:
        super().__init__(f"{what}に時間がかかりすぎます。期間で分けて、もう一度お試しください。")


def check_time(deadline: float | None, what: str = "読み取り") -> None:
    """Raises TooLate after the deadline, which is on the clock of time.monotonic()."""
    if deadline is not None and monotonic() > deadline:
        raise TooLate(what)


NOT_A_DAY = "日付の書式ですが、日付になりません。書式を確かめて入れ直してください。"


class BrokenCell(NamedTuple):
    """A cell without a usable value: what it shows, and what is to be done about it."""

    shown: str
    remedy: str


NO_VALUE = BrokenCell(
    "式",
    "式の計算結果がファイルに入っていません。Excelで開いて上書き保存するか、"
    "値として貼り付けてください。",
)


def excel_error(shown: str) -> BrokenCell:
    return BrokenCell(shown, "式がエラーになっています。Excelで式を直してください。")


class Month(date):
    """The first day of a month, where the file shows no more of it than 2026年2月."""


#: what stands in a cell: a bool is an int too, a datetime or a Month a date
Value = str | int | float | date | time | None
RawCell = Value | BrokenCell
#: (first row, first column, last row, last column)
Area = tuple[int, int, int, int]


class SheetInfo(NamedTuple):
    name: str
    is_hidden: bool


class RawRow(NamedTuple):
    """A row that holds something. `number` is the one that Excel shows."""

    number: int
    cells: Sequence[RawCell]
    is_hidden: bool = False


@dataclass
class Layout:
    """What lies around the values of a sheet; rows count from 1, columns from 0."""

    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)  # only those that hold something
    hidden_columns: set[int] = field(default_factory=set)
    formulas: tuple[int, str] = (0, "")  # how many, address of the first

    def merge(self, area: Area) -> None:
        if len(self.merged) >= MAX_MERGED:
            raise Refusal(BROKEN_FILE)
        self.merged.append(area)

    def add_formula(self, address: str) -> None:
        self.formulas = self.formulas[0] + 1, self.formulas[1] or address


class Book:
    """An opened file. `kind` is csv, xlsx, xls or ods; `encoding` is for readers."""

    kind = ""
    encoding = ""
    epoch = EPOCH_1900

    def __init__(self, name: str) -> None:
        self.name = name
        self.sheets: list[SheetInfo] = []
        self.warnings: list[str] = []
        #: on the clock of time.monotonic(); None for no limit
        self.deadline: float | None = None

    def rows(self, sheet: str | None = None) -> Iterator[RawRow]:
        """The rows that hold something, one after the other; the first visible sheet by default."""
        for count, row in enumerate(self._rows(self.sheet_name(sheet)), start=1):
            if count > MAX_ROWS + AROUND:
                raise Refusal(f"行が多すぎます（{MAX_ROWS:,}行まで）。期間で分けてください。")
            if len(row.cells) > MAX_COLUMNS:
                raise Refusal(
                    f"列が多すぎます（{row.number}行目、{MAX_COLUMNS}列まで）。"
                    "使わない列を消してください。"
                )
            if not count % 500:
                self.check_time()
            yield row

    def sheet_name(self, sheet: str | None = None) -> str:
        names = [info.name for info in self.sheets]
        if len(names) > MAX_SHEETS:
            raise Refusal(f"シートが多すぎます（{MAX_SHEETS}枚まで）。使わない分を消してください。")
        if any(len(name) > LONGEST_NAME for name in names):
            raise Refusal("シートの名前が長すぎます。短くして保存し直してください。")
        if sheet in names:
            return sheet
        if sheet is not None:
            raise Refusal(f"「{sheet}」というシートがありません。あるのは{'、'.join(names)}です。")
        visible = [info.name for info in self.sheets if not info.is_hidden]
        if not names:
            raise Refusal("表のシートがありません。表のあるファイルを選んでください。")
        return (visible or names)[0]

    def layout(self, sheet: str) -> Layout:
        return Layout()

    def check_time(self) -> None:
        check_time(self.deadline)

    def _rows(self, sheet: str) -> Iterator[RawRow]:
        raise NotImplementedError


@lru_cache(1024)
def letter(column: int) -> str:
    """0 -> A, 26 -> AA"""
    column, name = column + 1, ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


@lru_cache(1024)
def column_of(letters: str) -> int:
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        raise ValueError(f"no column: {letters}")
    number = 0
    for sign in letters:
        number = number * 26 + ord(sign) - 64
    return number - 1


def cell_of(address: str) -> tuple[int, int]:
    """B12 -> (12, 1)"""
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]), column_of(letters.upper())


def area_of(reference: str) -> Area:
    """A1:B2 -> (1, 0, 2, 1)"""
    first, _, last = reference.replace("$", "").partition(":")
    return *cell_of(first), *cell_of(last or first)


def from_serial(number: float, epoch: date) -> date | time:
    """A day, or a moment, or a time of day, from Excel's count of days.

    Raises ValueError or OverflowError for what is no day.
    """
    if not 0 <= number < 2_958_466:  # after 9999-12-31
        raise ValueError(f"no day: {number}")
    if number < 1:
        return (datetime.min + timedelta(days=number)).time()
    # In the system of 1900 Excel counts a 29 February 1900 that never was.
    whole = int(number) + (1 if epoch == EPOCH_1900 and number < 60 else 0)
    day = epoch + timedelta(days=whole)
    if number == int(number):
        return day
    return datetime(day.year, day.month, day.day) + timedelta(days=number - int(number))


def duration(length: timedelta, epoch: date) -> date | time | BrokenCell:
    try:
        return from_serial(length / timedelta(days=1), epoch)
    except (ValueError, OverflowError):
        return BrokenCell(str(length), NOT_A_DAY)
