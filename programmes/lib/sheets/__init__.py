"""Spreadsheet bytes -> clean rows. Pure: no models; of ours it knows `periods` only.

    data = store(open_book(data, "meals.xlsx"))    # parsed once, and kept as bytes
    reading = understand(StoredBook(data), None, [ColumnSpec("outlet", ("拠点",)), …], span)
    for row in reading.rows():    # row.values, row.addresses, row.faults

Whatever the bytes are, what comes out is a Reading, with faults that name their cell, or a Refusal.
Both speak to staff: what is wrong, and what to do. A Refusal may still come while rows are read.
"""

from .book import MAX_BYTES, Book, Refusal, TooLate, check_time
from .cells import CellCount
from .codes import municipality_code
from .column_spec import ColumnSpec
from .findings import Fault, Reading, SheetRow
from .matching import match_key
from .opening import open_book
from .reading import understand
from .stored import StoredBook, store
