"""A process that reads the workbook on its standard input once; prints its seconds and peak."""

import io
import json
import sys

import openpyxl
import python_calamine

from programmes.lib import sheets

from .measuring import peak_megabytes, seconds


def ours(data):
    book = sheets.open_book(data, "a.xlsx")
    return sum(1 for _row in book.rows())


def of_openpyxl(data):
    """Twice: what a formula gave, and that it is one. Only whole workbooks have hidden rows."""
    values, formulas = (
        openpyxl.load_workbook(io.BytesIO(data), data_only=data_only).active
        for data_only in (True, False)
    )
    return sum(1 for _pair in zip(values.iter_rows(), formulas.iter_rows(), strict=True))


def of_calamine(data):
    workbook = python_calamine.load_workbook(io.BytesIO(data))
    return len(workbook.get_sheet_by_index(0).to_python())


READERS = {"ours": ours, "openpyxl": of_openpyxl, "calamine": of_calamine}


def main(reader):
    data = sys.stdin.buffer.read()
    before, rows = peak_megabytes(), []
    taken = seconds(lambda: rows.append(READERS[reader](data)))
    print(json.dumps({"seconds": taken, "peak": peak_megabytes() - before, "rows": rows[0]}))


if __name__ == "__main__":
    main(sys.argv[1])
