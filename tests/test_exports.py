"""The files, each read back with a reader that did not write it."""

import builtins
import csv
import io
import json
import re
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from django.http import Http404
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader

from programmes import figures
from programmes.models import IndicatorRecord
from programmes.reporting import exports, tables
from tests.factories import IndicatorFactory, ProgrammeFactory

from .tables import many_meals, read_xlsx, records, summary

# It is 1 July 2026, unless a test sets another day with `at`.
pytestmark = [pytest.mark.django_db, pytest.mark.pdf]

NUMBERS, DATES = {"value", "records", "fiscal_year"}, {"period_start", "period_end", "as_of"}


def written(table, suffix):
    body = exports.FORMATS[suffix][1](table)
    return body if isinstance(body, bytes) else b"".join(body)


def read_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_json(data):
    document = json.loads(data)
    names = [column["name"] for column in document["columns"]]
    return [names, *(list(row.values()) for row in document["rows"])]


def plain(rows):
    """As text, so that files can be compared: a date is 2026-02-19, nothing is ''."""

    def text(value):
        if isinstance(value, datetime):
            return value.date().isoformat()
        return "" if value is None else str(value)

    return [[text(value) for value in row] for row in rows]


def unguarded(rows):
    return [[cell.removeprefix("'") for cell in row] for row in rows]


def pdf_text(data):
    pages = PdfReader(io.BytesIO(data)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


@pytest.fixture
def every_table(nec2024, nec2025):
    pairs = [(programme, figures.results(programme)) for programme in (nec2025, nec2024)]
    found = [table for pair in pairs for table in tables.listing(*pair)]
    found.append(tables.years(nec2025.partnership, pairs))
    assert len(found) == 27
    return found


@pytest.fixture
def hostile():
    """A programme whose own indicators have names that a spreadsheet would take for more."""
    programme = ProgrammeFactory()
    for n, label in enumerate(("=1+1", "-", "'引用", "一行目\n二行目", '"かぎ",括弧', "+8", "@a")):
        indicator = IndicatorFactory(
            programme=programme, slug=f"i{n}", label=label, label_en=label, position=n
        )
        day = date(2026, 2, 2)
        IndicatorRecord(
            programme=programme, indicator=indicator, starts_on=day, ends_on=day, value=n
        ).save()
    return tables.strand_table(programme, figures.results(programme), "other")


def test_csv_xlsx_and_json_have_the_same_cells(every_table):
    for table in every_table:
        from_json = plain(read_json(written(table, "json")))
        assert unguarded(read_csv(written(table, "csv"))) == from_json
        assert plain(read_xlsx(written(table, "xlsx"))) == from_json


@pytest.mark.sweep
def test_a_file_is_the_same_whatever_the_reader_s_language(every_table):
    for table in every_table:
        for suffix in ("csv", "xlsx", "json"):
            with override("en"):
                english = written(table, suffix)
            assert english == written(table, suffix)


@pytest.mark.sweep
def test_the_pdf_prints_what_the_data_prints(every_table):
    checked = 0
    for table in every_table:
        if "pdf" not in table.suffixes:
            continue
        for language in ("ja", "en"):
            with override(language):
                text = pdf_text(written(table, "pdf"))
            for row in table.rows:
                for name in (f"printed_{language}", f"label_{language}"):
                    assert re.sub(r"\s", "", row[name]) in text, (table.slug, row["figure"])
            checked += 1
    assert checked == 30


def test_the_csv_opens_right_in_excel(nec2025):
    data = written(summary(nec2025), "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 15
    header, first, *_rest = data.decode("utf-8-sig").splitlines()
    assert header.startswith('"strand","figure","label_ja"')
    assert ',6600,"yes","食","meals","period",2026-02-19,2026-03-13,,"provisional",' in first


def test_numbers_in_xlsx_are_numbers_and_dates_are_dates(nec2025):
    book = load_workbook(io.BytesIO(written(summary(nec2025), "xlsx")))
    assert book.sheetnames == ["データ", "説明"]
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    values = [sheet.cell(line, at["value"]) for line in range(2, sheet.max_row)]
    assert all(type(cell.value) is int and cell.number_format == "#,##0" for cell in values)
    assert sum(cell.value for cell in values[:4]) == sheet.cell(15, at["value"]).value == 9830
    start = sheet.cell(2, at["period_start"])
    assert start.is_date and start.value == datetime(2026, 2, 19)
    assert start.number_format == "yyyy-mm-dd"
    assert sheet.freeze_panes == "A2"
    assert sheet.cell(3, 1).font.b is not True


def test_the_second_sheet_explains_the_first(nec2025):
    table = summary(nec2025)
    header, *rows = read_xlsx(written(table, "xlsx"), sheet=1)
    assert header == [column.name for column in tables.DEFINITION_COLUMNS]
    names = {(row[0], row[2]) for row in rows}
    assert {("column", column.name) for column in table.columns} <= names
    assert json.loads(written(table, "json"))["definitions"][1]["name"] == "meals"


def test_what_is_blank_is_blank_and_what_is_zero_is_zero(hostile, nec2024):
    at = [column.name for column in summary(nec2024).columns].index("value")
    readers = {"csv": read_csv, "xlsx": read_xlsx, "json": read_json}
    for suffix, read in readers.items():
        assert read(written(summary(nec2024), suffix))[1][at] in ("", None)
        assert str(read(written(hostile, suffix))[1][at]) == "0"


def test_text_stays_text(hostile):
    labels = ["=1+1", "-", "'引用", "一行目 / 二行目", '"かぎ",括弧', "+8", "@a"]
    in_csv = [row[2] for row in read_csv(written(hostile, "csv"))[1:]]
    assert in_csv == ["'=1+1", "-", "''引用", "一行目 / 二行目", '"かぎ",括弧', "'+8", "'@a"]
    assert [row[2] for row in read_json(written(hostile, "json"))[1:]] == labels
    sheet = load_workbook(io.BytesIO(written(hostile, "xlsx"))).worksheets[0]
    assert [sheet.cell(n, 3).value for n in range(2, 9)] == labels
    # In the file itself, because openpyxl would take a text "=1+1" for a formula when writing.
    assert {sheet.cell(n, 3).data_type for n in range(3, 9)} == {"s"}
    assert b"<f>" not in _sheet_xml(written(hostile, "xlsx"))


def _sheet_xml(data):
    return zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx", "'", "'=1", "''", "'x"])
def test_the_guard_can_be_undone(text):
    assert exports.guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-", "食", "1-2", " =1", "約6,600食"])
def test_the_guard_leaves_other_text_alone(text):
    assert exports.guarded(text) == text


def problems(rows):
    """What breaks the rules of machine readability, the fatal ones, in a file's cells as text."""
    header, *lines = rows
    if len(set(header)) < len(header) or not all(re.fullmatch("[a-z_]+", name) for name in header):
        yield f"header: {header}"  # one row, unique, every column named
    if "value" in header and "unit_ja" not in header:
        yield "a value without its unit"
    for number, line in enumerate(lines, start=2):
        if len(line) != len(header) or not any(line):
            yield f"line {number} is not like the others"
        for name, cell in zip(header, line, strict=False):
            if fault := _fault(name, cell):
                yield f"line {number}, {name}: {fault}: {cell!r}"


def _fault(name, cell):
    if re.search(r"[\r\n]", cell):
        return "more than one line"
    if cell != cell.strip() or re.search("[〃①-⑳㈱]", cell):
        return "made for looks"
    if name in NUMBERS and not re.fullmatch(r"\d*", cell):
        return "not a bare number"
    if name in DATES and not re.fullmatch(r"(\d{4}-\d\d-\d\d)?", cell):
        return "not a date"
    return None


def test_the_checker_finds_what_it_looks_for():
    assert not list(problems([["figure"], ["meals"]]))
    for rows in (
        [["集計表"], ["figure"]],
        [["figure", "figure"], ["a", "b"]],
        [["value", "unit_ja"], ["6,600", "食"]],
        [["value", "unit_ja"], ["6600食", ""]],
        [["value"], ["6600"]],
        [["as_of"], ["令和8年3月13日"]],
        [["figure", "note_ja"], ["meals"]],
        [["note_ja"], ["一\n二"]],
    ):
        assert list(problems(rows)), rows


@pytest.mark.sweep
def test_every_file_can_be_read_by_a_machine(every_table):
    checked = 0
    for table in every_table:
        sheets = [written(table, "xlsx")]
        for rows in (
            unguarded(read_csv(written(table, "csv"))),
            plain(read_xlsx(sheets[0])),
            plain(read_xlsx(sheets[0], sheet=1)),
        ):
            assert not list(problems(rows)), table.slug
            checked += 1
        for sheet in load_workbook(io.BytesIO(sheets[0])).worksheets:
            assert not sheet.merged_cells.ranges
            assert not any(line.hidden for line in sheet.row_dimensions.values())
    assert checked == 3 * 27


def fonts_of(reader):
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object().get("/DescendantFonts", [font])[0].get_object()
            yield inner["/BaseFont"], inner["/FontDescriptor"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pdf_is_tagged_titled_and_carries_its_font(nec2025, language):
    with override(language):
        table = summary(nec2025)
        reader = PdfReader(io.BytesIO(written(table, "pdf")))
        title = f"{table.title} – {nec2025}"
    root = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"]
    assert reader.metadata.title.startswith(title)
    names = dict(fonts_of(reader))
    assert any("BIZ" in name for name in names)
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in names.values())


def test_the_pdf_names_source_day_site_and_that_it_is_provisional(nec2025):
    table = summary(nec2025)
    text = pdf_text(written(table, "pdf"))
    source = re.sub(r"\s", "", table.sources[0].title)
    for word in ("ふくしま連携ポータル", "速報", "2026年7月1日", "1/1", source, "CCBY4.0"):
        assert word in text


def test_a_pdf_fetches_nothing():
    with pytest.raises(ValueError, match="fetches nothing"):
        exports._no_network("https://example.org/font.woff2")


def test_without_a_japanese_font_there_is_no_pdf_of_boxes(nec2025, monkeypatch):
    monkeypatch.setattr(exports, "japanese_fonts", lambda: ())
    with pytest.raises(exports.PdfUnavailable, match="fonts-morisawa-bizud-gothic"):
        exports.pdf(summary(nec2025))


def test_without_fontconfig_there_is_no_pdf(nec2025, monkeypatch):
    monkeypatch.setattr(exports.shutil, "which", lambda name: None)
    with pytest.raises(exports.PdfUnavailable, match="install fontconfig"):
        exports.pdf(summary(nec2025))


def test_without_pango_there_is_no_pdf(nec2025, monkeypatch):
    found = builtins.__import__

    def without_pango(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return found(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(exports.PdfUnavailable, match="install libpango"):
        exports.pdf(summary(nec2025))


def test_a_download_has_a_name(nec2025):
    response = exports.respond(summary(nec2025), "csv")
    assert response["Content-Type"].startswith("text/csv; charset=utf-8")
    assert response["Content-Disposition"] == (
        "attachment; filename=\"nec-2025-summary.csv\"; filename*=UTF-8''nec-2025-summary.csv"
    )
    english = exports.respond(summary(nec2025), "pdf", "en")
    assert "nec-2025-summary-en.pdf" in english["Content-Disposition"]
    assert english.content.startswith(b"%PDF")


def test_record_lists_stream_and_have_no_pdf(nec2025):
    response = exports.respond(records(nec2025), "csv")
    assert response.streaming
    assert len(read_csv(b"".join(response))) == 4
    with pytest.raises(Http404):
        exports.respond(records(nec2025), "pdf")


@pytest.mark.sweep
@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_ten_thousand_records_stream_in_little_memory(suffix, django_assert_num_queries):
    programme = ProgrammeFactory()
    many_meals(programme, 10_000)
    table = records(programme)
    tracemalloc.start()
    with django_assert_num_queries(3):
        batches = [len(batch) for batch in exports.FORMATS[suffix][1](table)]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(batches) >= 20
    assert peak < 12_000_000


@pytest.mark.sweep
def test_ten_thousand_records_fit_a_workbook(django_assert_num_queries):
    programme = ProgrammeFactory()
    many_meals(programme, 10_000)
    table = records(programme)
    with django_assert_num_queries(3):
        rows = read_xlsx(written(table, "xlsx"))
    assert len(rows) == 10_001
