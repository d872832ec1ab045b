"""The rows of a sheet as bytes, so that a file is parsed once however often it is looked at.

Packed lines of JSON: what the book is, then a row each. Where reading ended with a Refusal, that
is the last line, and ends the reading of these rows as it did that of the file.
"""

import gzip
import io
import json
from dataclasses import astuple
from datetime import date, datetime, time

from .book import TOO_BIG, Book, BrokenCell, Layout, Month, RawRow, Refusal, SheetInfo, TooLate

#: of the lines: cells share a long text in the file, and here each has its own
MAX_BYTES = 200 * 1024 * 1024
PIECE = 64 * 1024
DAYS = {kind.__name__: kind for kind in (date, datetime, time, Month)}


def store(book, sheet=None):
    """The bytes of a sheet, by default the first visible one. Raises Refusal."""
    name = book.sheet_name(sheet)
    rows = _packed(_rows_and_refusal(book, name))
    about = (book.kind, book.encoding, str(book.epoch), book.sheets, book.warnings, name)
    return _packed([[*about, *_plain(book.layout(name))]]) + rows


def _packed(values):
    file, size = io.BytesIO(), 0
    packed = gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1, mtime=0)
    with packed, io.BufferedWriter(packed, PIECE) as lines:
        for value in values:
            size += lines.write(_line(value))
            if size > MAX_BYTES:
                raise Refusal(TOO_BIG)
    return file.getvalue()


def _plain(layout):
    return [sorted(part) if isinstance(part, set) else part for part in astuple(layout)]


def _rows_and_refusal(book, sheet):
    try:
        yield from book.rows(sheet)
    except TooLate:
        raise
    except Refusal as refusal:
        yield str(refusal)


def _line(value):
    return encode(value).encode("utf-8", "surrogatepass") + b"\n"


def _of_day(value):
    return {type(value).__name__: value.isoformat()}


def _day(found):
    [(kind, text)] = found.items()
    return DAYS[kind].fromisoformat(text)


encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_of_day).encode
decode = json.JSONDecoder(object_hook=_day).decode


class StoredBook(Book):
    """One sheet of a book as `store()` wrote it; of the others it knows the names."""

    def __init__(self, data):
        super().__init__("")
        self._data = data
        about = decode(next(self._lines()))
        self.kind, self.encoding, epoch, infos, self.warnings, self.sheet, *layout = about
        self.epoch = date.fromisoformat(epoch)
        self.sheets = [SheetInfo(*info) for info in infos]
        self._layout = Layout(*layout)
        self._layout.hidden_columns = set(self._layout.hidden_columns)

    def layout(self, sheet):
        return self._layout

    def _lines(self):
        with gzip.GzipFile(fileobj=io.BytesIO(self._data)) as lines:
            for line in lines:
                yield line.decode("utf-8", "surrogatepass")

    def _rows(self, sheet):
        lines = self._lines()
        next(lines)
        for line in lines:
            found = decode(line)
            if isinstance(found, str):
                raise Refusal(found)
            number, cells, is_hidden = found
            yield RawRow(number, [_cell(cell) for cell in cells], is_hidden)


def _cell(cell):
    return BrokenCell(*cell) if cell.__class__ is list else cell
