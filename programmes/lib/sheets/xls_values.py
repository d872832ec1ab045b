"""A program of its own: the bytes of an old .xls on standard input, its values as lines of JSON.

Calamine takes the sizes in a file on trust, so it runs where memory, time and output have limits.
A line {"name", "is_hidden", "merged"} begins a sheet, its rows follow from the first on. A day is
{"date": "2026-02-19"} as in `stored`, a length of time the list of its days. What calamine cannot
read ends with BROKEN, whatever takes too much with a signal or TOO_MUCH.
"""

import io
import json
import os
import resource
import sys
from datetime import date, time, timedelta

BROKEN, TOO_MUCH = 3, 4
SECONDS, MEGABYTES = 20, 512


def main() -> int:
    for what, limit in (
        (resource.RLIMIT_AS, MEGABYTES * 1024**2),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 200 * 1024**2),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))
    try:
        write(sys.stdin.buffer.read())
    except (MemoryError, OSError):
        return TOO_MUCH
    except BaseException:  # a panic inside calamine is no Exception
        return BROKEN
    return 0


def write(data: bytes) -> None:
    import python_calamine

    book = python_calamine.load_workbook(io.BytesIO(data))
    for info in book.sheets_metadata:
        if str(info.typ) != "SheetTypeEnum.WorkSheet":
            continue
        sheet = book.get_sheet_by_name(info.name)
        is_hidden = str(info.visible) != "SheetVisibleEnum.Visible"
        print_line(
            {"name": info.name, "is_hidden": is_hidden, "merged": sheet.merged_cell_ranges or []}
        )
        for row in sheet.to_python(skip_empty_area=False):
            print_line(row)
    sys.stdout.flush()


def print_line(value: object) -> None:
    print(json.dumps(value, separators=(",", ":"), default=plain))


def plain(value: timedelta | date | time) -> list[float] | dict[str, str]:
    if isinstance(value, timedelta):
        return [value / timedelta(days=1)]
    return {type(value).__name__: value.isoformat()}


if __name__ == "__main__":
    os._exit(main())  # without flushing once more what may not be written
