"""The rows of a sheet as bytes, so that a file is parsed once however often it is looked at.

Packed lines of JSON: what the book is, then a row each. Where reading ended with a Refusal, that
is the last line, and ends the reading of these rows as it did that of the file.
"""

import gzip
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import date, datetime, time

from .book import (
    TOO_BIG,
    Book,
    BrokenCell,
    Layout,
    Month,
    RawCell,
    RawRow,
    Refusal,
    SheetInfo,
    TooLate,
    Value,
)

#: of the lines: cells share a long text in the file, and here each has its own
MAX_BYTES = 200 * 1024 * 1024
PIECE = 64 * 1024
DAYS: dict[str, type[date] | type[time]] = {
    kind.__name__: kind for kind in (date, datetime, time, Month)
}


def store(book: Book, sheet: str | None = None) -> bytes:
    """The bytes of a sheet, by default the first visible one. Raises Refusal."""
    name = book.sheet_name(sheet)
    rows = _packed(_rows_and_refusal(book, name))
    about = (book.kind, book.encoding, str(book.epoch), book.sheets, book.warnings, name)
    return _packed([[*about, *_plain(book.layout(name))]]) + rows


def _packed(values: Iterable[object]) -> bytes:
    file, size = io.BytesIO(), 0
    packed = gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1, mtime=0)
    # It has all that is asked of a raw file, but says that it is a buffered one.
    with packed, io.BufferedWriter(packed, PIECE) as lines:  # type: ignore[arg-type]
        for value in values:
            size += lines.write(_line(value))
            if size > MAX_BYTES:
                raise Refusal(TOO_BIG)
    return file.getvalue()


def _plain(layout: Layout) -> list[object]:
    return [sorted(part) if isinstance(part, set) else part for part in astuple(layout)]


def _rows_and_refusal(book: Book, sheet: str) -> Iterator[RawRow | str]:
    try:
        yield from book.rows(sheet)
    except TooLate:
        raise
    except Refusal as refusal:
        yield str(refusal)


def _line(value: object) -> bytes:
    return encode(value).encode("utf-8", "surrogatepass") + b"\n"


def _of_day(value: date | time) -> dict[str, str]:
    return {type(value).__name__: value.isoformat()}


def _day(tagged: dict[str, str]) -> date | time:
    [(kind, text)] = tagged.items()
    return DAYS[kind].fromisoformat(text)


encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_of_day).encode
decode = json.JSONDecoder(object_hook=_day).decode


class StoredBook(Book):
    """One sheet of a book as `store()` wrote it; of the others it knows the names."""

    def __init__(self, data: bytes) -> None:
        super().__init__("")
        self._data = data
        about = decode(next(self._lines()))
        self.kind, self.encoding, epoch, infos, self.warnings, self.sheet, *layout = about
        self.epoch = date.fromisoformat(epoch)
        self.sheets = [SheetInfo(*info) for info in infos]
        merged, hidden_rows, hidden_columns, formulas = layout
        self._layout = Layout(merged, hidden_rows, set(hidden_columns), tuple(formulas))

    def layout(self, sheet: str) -> Layout:
        return self._layout

    def _lines(self) -> Iterator[str]:
        with gzip.GzipFile(fileobj=io.BytesIO(self._data)) as lines:
            for line in lines:
                yield line.decode("utf-8", "surrogatepass")

    def _rows(self, sheet: str) -> Iterator[RawRow]:
        lines = self._lines()
        next(lines)
        for line in lines:
            row = decode(line)
            if isinstance(row, str):
                raise Refusal(row)
            number, cells, is_hidden = row
            yield RawRow(number, [_cell(cell) for cell in cells], is_hidden)


def _cell(cell: Value | list[str]) -> RawCell:
    return BrokenCell(*cell) if isinstance(cell, list) else cell
