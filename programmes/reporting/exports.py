"""A table as CSV, XLSX, JSON and PDF. Knows tables only; asks the database nothing itself.

CSV, XLSX and JSON carry the same cells whoever asks; the PDF is in the active language.
"""

import io
import json
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, time
from functools import cache
from itertools import chain, islice, repeat
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote

from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from . import tables

if TYPE_CHECKING:
    from xlsxwriter import Workbook

BOM = "\ufeff"
#: lines that leave together while a file streams
BATCH = 500
#: a spreadsheet takes text that begins so for a formula
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
#: the most that a cell of XLSX holds; the writer drops a longer one without a word
LONGEST_CELL = 32_767


class PdfUnavailable(Exception):
    """Something that PDFs need is missing on this machine; the message says what to install."""


def respond(table: tables.Table, suffix: str, language: str | None = None) -> HttpResponseBase:
    """The table as a download; 404 for a format that it does not have.

    Raises PdfUnavailable for a PDF where this machine cannot make one.
    """
    if suffix not in table.suffixes:
        raise Http404(f"{table.slug} has no {suffix}")
    content_type, write = FORMATS[suffix]
    with override(language or get_language()):
        body = write(table)
        how = "inline" if suffix == "pdf" else "attachment"
        disposition = attachment(filename(table, suffix), how)
    if isinstance(table.rows, list) and not isinstance(body, bytes):
        body = b"".join(body)  # small, and only whole answers are remembered
    answer = HttpResponse if isinstance(body, bytes) else StreamingHttpResponse
    return answer(body, content_type=content_type, headers={"Content-Disposition": disposition})


def filename(table: tables.Table, suffix: str) -> str:
    """nec-2025-summary.csv; a PDF in English is nec-2025-summary-en.pdf.

    What is fictional says so first: fictional-demo-2026-summary.csv.
    """
    before = ["fictional"] if table.is_fictional else []
    after = ["en"] if suffix == "pdf" and get_language() == "en" else []
    return "-".join((*before, *table.path, table.slug, *after)) + f".{suffix}"


def attachment(name: str, how: str = "attachment") -> str:
    name = "".join(letter for letter in name if letter.isprintable())
    ascii_name = name.encode("ascii", "replace").decode().replace('"', "").replace("\\", "")
    return f"{how}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"


def cells(columns: Sequence[tables.Column], row: tables.DataRow) -> list[Any]:
    """The row's cells in order: None, int, date or one line of text."""
    return [_cell(row[column.name], column.kind) for column in columns]


def _cell(value: Any, kind: str) -> Any:
    if kind != tables.TEXT or value is None:
        return value
    return " / ".join(line for line in str(value).splitlines() if line.strip())


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula. Taking one ' off its front undoes it."""
    if text.startswith("'") or (text.startswith(FORMULA_STARTS) and text != "-"):
        return f"'{text}"
    return text


def csv(table: tables.Table) -> Iterator[bytes]:
    """Bytes in batches: UTF-8 with byte-order mark, CRLF, text quoted, numbers and dates bare."""
    header = _csv_line([column.name for column in table.columns])
    lines = (_csv_line(cells(table.columns, row)) for row in table.rows)
    return _in_batches(chain([BOM + header], lines))


def _csv_line(values: Iterable[object]) -> str:
    return ",".join(map(_csv_cell, values)) + "\r\n"


def _csv_cell(value: object) -> str:
    if isinstance(value, str):
        return '"' + guarded(value).replace('"', '""') + '"'
    return "" if value is None else str(value)  # a date prints as 2026-02-19


def _in_batches(lines: Iterator[str]) -> Iterator[bytes]:
    while batch := "".join(islice(lines, BATCH)):
        yield batch.encode()


def json_(table: tables.Table) -> Iterator[bytes]:
    """Bytes in batches: what the table is, its columns, definitions and rows; blank is null."""
    head = {
        "table": table.slug,
        **tables.bilingual("title", table.title),
        "path": "/".join(table.path),
        "fictional": table.is_fictional,
        "made_on": table.made_on,
        "licence": tables.LICENCE,
        "licence_url": tables.LICENCE_URL,
        "columns": [{"name": column.name, "type": column.kind} for column in table.columns],
        "definitions": [_json_row(tables.DEFINITION_COLUMNS, row) for row in table.definitions],
    }
    rows = (_json(_json_row(table.columns, row)) for row in table.rows)
    between = chain([""], repeat(",\n"))
    parts = (comma + row for comma, row in zip(between, rows, strict=False))
    return _in_batches(chain([_json(head)[:-1] + ', "rows": [\n'], parts, ["\n]}\n"]))


def _json_row(columns: Sequence[tables.Column], row: tables.DataRow) -> tables.DataRow:
    names = [column.name for column in columns]
    return dict(zip(names, cells(columns, row), strict=True))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def xlsx(table: tables.Table) -> bytes:
    import xlsxwriter

    book = io.BytesIO()
    about = {
        "title": tables.bilingual("title", table.title)["title_ja"],
        "created": datetime.combine(table.made_on, time()),  # by default: the very second
    }
    # Each cell is written as what it is: no text is taken for a formula, an address or a number.
    with xlsxwriter.Workbook(book, {"constant_memory": True}) as workbook:
        workbook.set_properties(about)
        _write_sheet(workbook, "データ", table.columns, table.rows)
        _write_sheet(workbook, "説明", tables.DEFINITION_COLUMNS, table.definitions)
    return book.getvalue()


def _write_sheet(
    workbook: "Workbook",
    name: str,
    columns: Sequence[tables.Column],
    rows: Iterable[tables.DataRow],
) -> None:
    sheet = workbook.add_worksheet(name)
    head = workbook.add_format({"bold": True, "bottom": 1})
    number = workbook.add_format({"num_format": "#,##0"})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    write = {
        tables.TEXT: lambda at, text: sheet.write_string(*at, text[:LONGEST_CELL]),
        tables.INTEGER: lambda at, count: sheet.write_number(*at, count, number),
        tables.DATE: lambda at, date: sheet.write_datetime(*at, date, day),
    }
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _width(column))
        sheet.write_string(0, place, column.name, head)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows, start=1):
        for place, (column, value) in enumerate(zip(columns, cells(columns, row), strict=True)):
            if value is not None:
                write[column.kind]((line, place), value)


def _width(column: tables.Column) -> int:
    if column.kind != tables.TEXT:
        return 12
    if column.name.startswith(("label", "description", "subject", "source")):
        return 36
    return 28 if column.name in ("figure", "name") else 16


def pdf(table: tables.Table) -> bytes:
    """Bytes of a tagged PDF (PDF/UA-1) in the active language.

    Raises PdfUnavailable where the libraries or a Japanese font are missing.
    """
    weasyprint = _weasyprint()
    if not japanese_fonts():
        raise PdfUnavailable(
            "No Japanese font: install fonts-morisawa-bizud-gothic (BIZ UDPGothic)."
        )
    html = render_to_string(
        "programmes/table_pdf.html", {"table": table, "lines": table.footnoted()}
    )
    css = weasyprint.CSS(filename=finders.find("css/pdf.css"), url_fetcher=_no_network)
    document = weasyprint.HTML(string=html, url_fetcher=_no_network)
    return document.write_pdf(stylesheets=[css], pdf_variant="pdf/ua-1")


def _weasyprint() -> ModuleType:
    try:
        import weasyprint
    except (ImportError, OSError) as error:  # OSError: the package is there, Pango is not
        raise PdfUnavailable(
            "PDFs need the Pango library: install libpango-1.0-0, libpangoft2-1.0-0 and "
            f"libharfbuzz-subset0 ({error})."
        ) from error
    return weasyprint


def japanese_fonts() -> tuple[str, ...]:
    if (families := listed_fonts("family")) is None:
        raise PdfUnavailable("Fonts cannot be listed: install fontconfig and a Japanese font.")
    return tuple(sorted(set(families) - {""}))


def listed_fonts(attribute: str) -> list[str] | None:
    command = shutil.which("fc-list")
    return _listed(command, attribute) if command else None


@cache
def _listed(command: str, attribute: str) -> list[str]:
    listed = subprocess.run(  # noqa: S603 (no input from outside)
        [command, ":lang=ja", attribute], capture_output=True, text=True, check=False
    )
    return listed.stdout.splitlines()


def _no_network(url: str, *args: object, **kwargs: object) -> NoReturn:
    raise ValueError(f"a PDF fetches nothing: {url}")


#: what each suffix is, and the writer that gives its bytes, at once or in batches
FORMATS: dict[str, tuple[str, Callable[[tables.Table], bytes | Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8; header=present", csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
    "pdf": ("application/pdf", pdf),
    "json": ("application/json", json_),
}
