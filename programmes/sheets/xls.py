"""Old Excel workbooks (.xls): values by calamine, the rest from the records of the file.

Calamine knows no hidden rows, leaves out the rows whose formula has no value, and takes sizes on
trust; so the records are gone through first.
"""

import io
import struct
from datetime import timedelta
from math import isfinite
from typing import NamedTuple

from .book import (
    BROKEN_FILE,
    EPOCH_1904,
    MAX_COLUMNS,
    MAX_ROWS,
    NO_VALUE,
    SAVE_AGAIN,
    Book,
    Layout,
    Refusal,
    Row,
    SheetInfo,
    check_time,
    duration,
    excel_error,
    letter,
)
from .package import LOCKED, TOO_BIG

END = 0xFFFFFFFA  # this and above are marks, not sectors
#: cells of the rectangle around all values; calamine builds it whole
MAX_AREA = 3_000_000
#: characters of all cells; cells share their texts in the file, and calamine copies each
MAX_TEXT = 50_000_000
BOF, EOF, DATEMODE, FILEPASS, BOUNDSHEET = 0x0809, 0x0A, 0x22, 0x2F, 0x85
ROW, COLINFO, FORMULA, MERGED, DIMENSIONS = 0x0208, 0x7D, 0x06, 0xE5, 0x0200
MULTIPLE = (0xBD, 0xBE)
TEXTS, CONTINUED, SHARED = 0xFC, 0x3C, 0xFD
VALUES = {0x0203, 0x027E, SHARED, 0x0204, 0x0205, 0xD6, FORMULA, *MULTIPLE}
ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!")


class XlsBook(Book):
    kind = "xls"

    def __init__(self, data, name, deadline=None):
        super().__init__(name)
        if _directory_names(data, "EncryptedPackage"):
            raise Refusal(LOCKED)
        if _directory_names(data, "WordDocument") or _directory_names(data, "PowerPoint Document"):
            raise Refusal("Excelのファイルではありません。表をExcelに貼り付けて保存してください。")
        try:
            records = Records(workbook_stream(data), deadline)
            records.read()
        except (struct.error, IndexError, ValueError, UnicodeDecodeError):
            raise Refusal(BROKEN_FILE) from None
        self._records = records
        if records.is_1904:
            self.epoch = EPOCH_1904
        self._book = _calamine(data)
        self.sheets = [
            SheetInfo(info.name, str(info.visible) != "SheetVisibleEnum.Visible")
            for info in self._book.sheets_metadata
            if info.name in records.sheets and str(info.typ) == "SheetTypeEnum.WorkSheet"
        ]

    def layout(self, sheet=None):
        return self._records.sheets[self.sheet_name(sheet)].layout

    def _rows(self, sheet):
        found = self._records.sheets[sheet]
        hidden = set(found.layout.hidden_rows)
        # An empty result may be meant (=IF(A1="","",A1)), unless nothing was ever calculated.
        without = {} if self._records.any_value_of_a_formula else found.without_value
        values = self._values(sheet)
        for number in range(1, max(len(values), max(without, default=0)) + 1):
            cells = values[number - 1] if number <= len(values) else []
            cells = [_plain(value, self.epoch) for value in cells]
            for column in without.get(number, ()):
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = NO_VALUE
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                yield Row(number, cells, number in hidden)

    def _values(self, sheet):
        return _guarded(
            lambda: self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        )


def _calamine(data):
    import python_calamine

    return _guarded(lambda: python_calamine.load_workbook(io.BytesIO(data)))


def _guarded(read):
    try:
        return read()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic inside calamine is no Exception
        raise Refusal(BROKEN_FILE) from None


def _plain(value, epoch):
    if value == "":
        return None
    if isinstance(value, str) and value in ERRORS:
        return excel_error(value)
    if isinstance(value, float):
        if not isfinite(value):
            return excel_error(str(value))
        return int(value) if value.is_integer() else value
    if isinstance(value, timedelta):  # [h]:mm
        return duration(value, epoch)
    return value


def _directory_names(data, name):
    return name.encode("utf-16-le") in data


def workbook_stream(data):
    """The stream Workbook of the compound file."""
    return CompoundFile(data).stream("Workbook")


class CompoundFile:
    """As much of Microsoft's compound file format as finding one stream takes."""

    def __init__(self, data):
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Refusal(BROKEN_FILE)
        self._size = 1 << shift
        directory, self._cutoff, mini_fat = struct.unpack_from("<I4xII", data, 48)
        self._fat = self._read_fat()
        self._directory = self._chain(directory)
        self._mini_fat = _numbers(self._chain(mini_fat)) if mini_fat < END else []

    def _sector(self, number):
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise Refusal(BROKEN_FILE)
        return self._data[start : start + self._size]

    def _read_fat(self):
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        following, count = struct.unpack_from("<II", self._data, 68)
        for _ in range(min(count, len(self._data) // self._size)):
            if following >= END:
                break
            *more, following = _numbers(self._sector(following))
            sectors += more
        return _numbers(b"".join(self._sector(number) for number in sectors if number < END))

    def _chain(self, number):
        pieces = []
        while number < END:
            pieces.append(self._sector(number))
            number = self._fat[number]
            if len(pieces) > len(self._data) // self._size:
                raise Refusal(BROKEN_FILE)
        return b"".join(pieces)

    def stream(self, name):
        root = None
        for place in range(0, len(self._directory) - 127, 128):
            entry = self._directory[place : place + 128]
            length, kind = struct.unpack_from("<HB", entry, 64)
            start, size = struct.unpack_from("<II", entry, 116)
            root = start if kind == 5 else root
            title = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            if kind == 2 and title == name:
                if size < self._cutoff and root is not None:
                    return self._small(self._chain(root), start)[:size]
                return self._chain(start)[:size]
        raise Refusal(f"Excel 95以前の形式か、Excelではないファイルです。{SAVE_AGAIN}")

    def _small(self, container, number):
        pieces = []
        while number < END and len(pieces) <= len(self._mini_fat):
            pieces.append(container[number * 64 : number * 64 + 64])
            number = self._mini_fat[number]
        return b"".join(pieces)


def _numbers(data):
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


class Sheet(NamedTuple):
    layout: Layout
    #: row -> columns of formulas whose result is empty
    without_value: dict


class Records:
    """Goes through the records of the stream Workbook."""

    def __init__(self, stream, deadline=None):
        self._stream, self._deadline = stream, deadline
        self.sheets = {}
        self._lengths, self._text = [], 0
        self.is_1904 = self.any_value_of_a_formula = False

    def read(self):
        names, pieces, before = [], [], None
        for kind, data in self._from(0):
            if kind == TEXTS or (kind == CONTINUED and before == TEXTS):
                pieces.append(data)
                kind = TEXTS
            before = kind
            if kind == FILEPASS:
                raise Refusal(LOCKED)
            if kind == DATEMODE:
                self.is_1904 = data[:1] == b"\x01"
            elif kind == BOUNDSHEET:
                names.append((_short_text(data[6:]), struct.unpack_from("<I", data)[0]))
        self._lengths = list(shared_lengths(pieces))
        for name, start in names:
            check_time(self._deadline)
            self.sheets[name] = self._sheet(start)

    def _from(self, place):
        """(kind, data) of the records from `place` to the end of that part."""
        depth = 0
        while place + 4 <= len(self._stream):
            kind, length = struct.unpack_from("<HH", self._stream, place)
            yield kind, self._stream[place + 4 : place + 4 + length]
            depth += (kind == BOF) - (kind == EOF)
            if depth <= 0:
                return
            place += 4 + length

    def _sheet(self, start):
        sheet = Sheet(Layout(), {})
        hidden, filled, widest = set(), set(), 0
        for kind, data in self._from(start):
            if kind == DIMENSIONS:
                _check_dimensions(data)
            elif kind == ROW and struct.unpack_from("<H", data, 12)[0] & 0x20:
                hidden.add(struct.unpack_from("<H", data)[0] + 1)
            elif kind == COLINFO and struct.unpack_from("<H", data, 8)[0] & 1:
                first, last = struct.unpack_from("<HH", data)
                sheet.layout.hidden_columns.update(range(first, min(last + 1, MAX_COLUMNS)))
            elif kind == MERGED:
                for area in _merged(data):
                    sheet.layout.merge(area)
            elif kind in VALUES:
                row, column = struct.unpack_from("<HH", data)
                last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind in MULTIPLE else 0
                filled.add(row + 1)
                widest = max(widest, column, last)
                if kind == FORMULA:
                    self._formula(sheet, row + 1, column, data)
                elif kind == SHARED:
                    self._count_text(struct.unpack_from("<I", data, 6)[0])
        if widest >= 256 or max(filled, default=0) * (widest + 1) > MAX_AREA:
            raise Refusal(f"行と列が多すぎます（{MAX_ROWS:,}行、{MAX_COLUMNS}列まで）。")
        sheet.layout.hidden_rows.extend(sorted(hidden & filled))
        return sheet

    def _count_text(self, number):
        self._text += self._lengths[number] if number < len(self._lengths) else 0
        if self._text > MAX_TEXT:
            raise Refusal(TOO_BIG)

    def _formula(self, sheet, row, column, data):
        sheet.layout.add_formula(f"{letter(column)}{row}")
        if data[12:14] == b"\xff\xff" and data[6] == 3:
            sheet.without_value.setdefault(row, []).append(column)
        else:
            self.any_value_of_a_formula = True


def _check_dimensions(data):
    first_row, last_row, first, last = struct.unpack_from("<IIHH", data)
    if not first_row <= last_row <= 65_536 or not first <= last <= 256:
        raise Refusal(BROKEN_FILE)


def _merged(data):
    for place in range(2, 2 + struct.unpack_from("<H", data)[0] * 8, 8):
        first, last, left, right = struct.unpack_from("<4H", data, place)
        yield first + 1, left, last + 1, right


def shared_lengths(pieces):
    """How many characters each of the shared texts has; `pieces` are their records."""
    texts = SharedTexts(pieces)
    try:
        while True:
            yield texts.length()
    except (struct.error, IndexError):
        return  # the end, or what no reader can follow


class SharedTexts:
    """Walks over texts that go on from one record to the next, there after a flag of their own."""

    def __init__(self, pieces):
        self._pieces, self._number, self._at = pieces, 0, 8

    def length(self):
        """Steps over one text. Raises IndexError or struct.error at the end."""
        if self._at >= len(self._pieces[self._number]):
            self._next()
        length, flags = self._numbers("<HB")
        runs = self._numbers("<H")[0] if flags & 8 else 0
        more = self._numbers("<I")[0] if flags & 4 else 0
        self._pass_signs(length, 1 + (flags & 1))
        self._pass(runs * 4 + more)
        return length

    def _next(self):
        self._number, self._at = self._number + 1, 0

    def _numbers(self, form):
        found = struct.unpack_from(form, self._pieces[self._number], self._at)
        self._at += struct.calcsize(form)
        return found

    def _pass_signs(self, number, width):
        while number > (here := (len(self._pieces[self._number]) - self._at) // width):
            number -= here
            self._next()
            width = 1 + (self._numbers("<B")[0] & 1)
        self._at += number * width

    def _pass(self, number):
        while number > (here := len(self._pieces[self._number]) - self._at):
            number -= here
            self._next()
        self._at += number


def _short_text(data):
    length, is_wide = data[0], data[1] & 1
    if is_wide:
        return data[2 : 2 + length * 2].decode("utf-16-le")
    return data[2 : 2 + length].decode("latin-1")
