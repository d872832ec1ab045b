"""Spreadsheets as staff have them, made in memory: one file for each rule of the import.

They are meals of a programme whose campaign runs from 2 to 27 February 2026 in the cafeterias
OUTLETS. `python -m tests.corpus FOLDER` writes them. What reading them gives stands in corpus.txt.
"""

import io
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import openpyxl
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl.utils.datetime import CALENDAR_MAC_1904

OUTLETS = ["本社食堂", "玉川食堂", "相模原食堂", "髙﨑食堂"]
SPAN = date(2026, 2, 2), date(2026, 2, 27)
HEADING = ["拠点", "日付", "提供数（食）", "備考"]

COMMON = ",".join(HEADING)


class Case(NamedTuple):
    """A file and the rule that it stands for; `make()` gives its bytes."""

    name: str
    rule: str
    make: object


CASES = []


def case(name, rule):
    """Registers the function below it, which makes the file."""

    def register(make):
        CASES.append(Case(name, rule, make))
        return make

    return register


def text_file(name, rule, *lines, heading=COMMON, encoding="utf-8-sig"):
    """Registers a CSV with these lines; the heading comes first unless it is None."""
    text = "\r\n".join([*([heading] if heading else []), *lines, ""])
    CASES.append(Case(name, rule, lambda: text.encode(encoding)))


def workbook(fill, epoch=None):
    """Bytes of what `fill(book, sheet)` wrote."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.epoch = epoch or book.epoch
    book.active.title = "提供数"
    fill(book, book.active)
    book.save(file)
    return file.getvalue()


def rewritten(data, part, *changes):
    """A workbook with texts of one of its parts replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            for old, new in changes if name == part else ():
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            target.writestr(name, content)
    return file.getvalue()


def as_xls(rows):
    """Bytes of an old workbook; a cell may be (value, its number format)."""
    book, file = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("提供数")
    for row, line in enumerate(rows):
        for column, cell in enumerate(line):
            value, style = cell if isinstance(cell, tuple) else (cell, None)
            style = style or ("yyyy/m/d" if isinstance(cell, date) else "General")
            sheet.write(row, column, value, xlwt.easyxf(num_format_str=style))
    book.save(file)
    return file.getvalue()


def as_ods(rows):
    """Bytes of a spreadsheet of LibreOffice."""
    book, file, table = OpenDocumentSpreadsheet(), io.BytesIO(), Table(name="提供数")
    for line in rows:
        row = TableRow()
        for cell in line:
            row.addElement(TableCell() if cell is None else _ods(cell))
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(file)
    return file.getvalue()


def excel(name, rule, epoch=None):
    """Registers a workbook that the function below fills."""

    def register(fill):
        CASES.append(Case(name, rule, lambda: workbook(fill, epoch)))
        return fill

    return register


# encodings

text_file("utf8-bom.csv", "UTF-8 with its mark, which is taken off", "本社食堂,2026-02-19,120,")
text_file("utf8.csv", "UTF-8 without a mark", "本社食堂,2026-02-19,120,", encoding="utf-8")
text_file(
    "cp932.csv",
    "CP932, with the signs that Shift_JIS does not know",
    "髙﨑食堂,2026-02-19,120,①㈱会津～浜通り Ⅲ㎝",
    encoding="cp932",
)
text_file(
    "utf16.csv",
    "UTF-16, as Excel's 'Unicode text' with tabs",
    "本社食堂\t2026-02-19\t120\t会津",
    heading="\t".join(HEADING),
    encoding="utf-16",
)


@case("utf8-broken.csv", "UTF-8 that breaks further down is told by its line")
def utf8_broken():
    begin = "拠点,日付,提供数\n本社食堂,2026-02-19,120\n".encode()
    return begin + "玉川食堂,2026-02-19,35\n".encode("cp932")


@case("no-encoding.csv", "Bytes that are text in no encoding")
def no_encoding():
    return b"\x82\xa0,\x82\n" + bytes(range(0x80, 0xFF)) * 3


# text files

text_file(
    "semicolons.csv",
    "Semicolons between the cells, although commas stand in the numbers",
    "本社食堂;2026-02-19;1,200;",
    heading=";".join(HEADING),
)
text_file(
    "old-mac.csv",
    "Lines that end with a bare CR",
    "本社食堂,2026-02-19,120,\r玉川食堂,2026-02-19,35,",
)
text_file(
    "quote-open.csv",
    "A quote that is never closed does not swallow the rest unseen",
    "本社食堂,2026-02-19,120,",
    '玉川食堂,2026-02-19,35,"開いたまま',
    "相模原食堂,2026-02-19,20,",
)
text_file("nul.csv", "Bytes that are no text", "本社食堂,2026-02-19,1\x0020,", encoding="utf-8")
text_file(
    "comma-in-number.csv",
    "A row longer than the heading, from a comma inside a number",
    "本社食堂,2026-02-19,1,200,満席",
)
text_file("short-row.csv", "A row that ends before its number", "本社食堂,2026-02-19")
text_file(
    "guarded.csv",
    "Texts guarded against formulas lose the guard",
    "本社食堂,2026-02-19,120,'=1+1",
    "玉川食堂,2026-02-19,35,'-42",
    "相模原食堂,2026-02-19,20,'71年",
)


# heading

text_file(
    "title-rows.csv",
    "Titles and blank rows above the heading",
    "ふくしま応援ランチ 提供数,,,",
    ",,,",
    "作成：総務部,,,2026年3月",
    ",".join(HEADING),
    "本社食堂,2026-02-19,120,",
    heading=None,
)
text_file(
    "other-words.csv",
    "Headings in other words, full width, with units and blanks",
    "本社食堂,2026-02-19,120",
    heading="会　場,実施日（曜日）,食数［食］",
)
text_file(
    "unknown-column.csv",
    "A column that nobody asked for is named",
    "本社食堂,2026-02-19,120,晴れ",
    heading="拠点,日付,提供数,天気",
)
text_file(
    "missing-column.csv", "A column that is missing", "本社食堂,2026-02-19", heading="拠点,日付"
)
text_file(
    "two-date-columns.csv",
    "Two columns that could be the day",
    "本社食堂,2026-02-19,120,2026-03-02",
    heading="拠点,日付,提供数,年月日",
)
text_file("no-heading.csv", "No heading at all", "本社食堂,2026-02-19,120", heading=None)
text_file(
    "heading-again.csv",
    "The heading repeated on every printed page",
    "本社食堂,2026-02-19,120,",
    ",".join(HEADING),
    "玉川食堂,2026-02-19,35,",
)


@excel("two-row-heading.xlsx", "A heading of two rows with merged cells, the month above the days")
def two_row_heading(book, sheet):
    sheet.append(["拠点", "2月", None, None])
    sheet.append([None, 18, 19, 20])
    sheet.append(["本社食堂", 118, 120, 122])
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:D1")


# layouts


@excel("wide.xlsx", "Outlets down, days across, with weekdays, total row and total column")
def wide(book, sheet):
    sheet.append(["拠点", datetime(2026, 2, 18), datetime(2026, 2, 19), "合計"])
    sheet.append([None, "水", "木", None])
    sheet.append(["本社食堂", 118, 120, 238])
    sheet.append(["玉川食堂", None, "休", 0])
    sheet.append(["相模原食堂", 20, 0, 21])
    sheet.append(["合計", 138, 120, 258])


text_file(
    "wide-wrong-weekday.csv",
    "A wrong weekday in the heading of a day",
    "本社食堂,118,120",
    heading="拠点,2/18(水),2/19(金)",
)
text_file(
    "transposed.csv",
    "Days down, outlets across, with a column of weekdays",
    "2/18,水,118,34",
    "2/19,火,120,未集計",
    "計,,238,34",
    heading="日付,曜日,本社食堂,玉川食堂",
)
text_file(
    "transposed-saved.csv",
    "Outlets across, with weekdays, a total row and a total column, and closed days",
    "2/18,水,118,34,152",
    "2/19,木,120,休,120",
    "2/20,金,未集計,36,36",
    "合計,,238,70,308",
    heading="日付,曜日,本社食堂,玉川食堂,計",
)
text_file(
    "transposed-single.csv",
    "A single outlet across is no total of all",
    "2/18,118",
    "2/19,120",
    heading="日付,本社食堂",
)


@excel("transposed-areas.xlsx", "Outlets across under merged areas, with the total of an area")
def transposed_areas(book, sheet):
    sheet.append([None, "東京", None, None, "神奈川"])
    sheet.append(["日付", "本社食堂", "髙﨑食堂", "東京計", "玉川食堂"])
    sheet.append([date(2026, 2, 18), 118, 5, 123, "休業"])
    sheet.append([date(2026, 2, 19), 120, 6, 126, None])
    sheet.merge_cells("B1:D1")
    sheet.merge_cells("E3:E4")


text_file(
    "transposed-unknown.csv",
    "An outlet across that nobody knows, and a column that is none",
    "2/18,晴,118,34",
    heading="日付,天気,本社食堂,大阪食堂",
)
text_file(
    "count-over-days.csv",
    "The word of the count stands over the days",
    ",2/18,2/19,2/20",
    "本社食堂,118,120,122",
    "玉川食堂,34,35,36",
    heading="拠点,提供数（食）,,",
)
text_file(
    "title-month.csv",
    "Numbers of days whose month stands in the title alone",
    "拠点,18,19,20,計",
    "本社食堂,118,120,122,360",
    heading="ふくしま応援ランチ 2026年2月,,,,",
)
text_file(
    "month-of-the-paper.csv",
    "A month at the right is that of the paper, not of the days",
    "拠点,18,19,20",
    "本社食堂,118,120,122",
    heading="提供数,,,2026年3月",
)
text_file(
    "month-runs-over.csv",
    "Days that go on into a month that stands nowhere",
    ",26,27,3,4",
    "本社食堂,118,120,122,124",
    heading="拠点,2月,,,",
)


# months that are dates


def month_above(sheet, first, *days):
    """A date that shows its month, above the numbers of days."""
    sheet[first] = datetime(2026, 2, 1)
    sheet[first].number_format = 'yyyy"年"m"月"'
    for at, day in enumerate(days, start=2):
        sheet.cell(2, at, day)


@excel("month-date.xlsx", "A month that is a date stands beside the heading of the outlets")
def month_date(book, sheet):
    sheet["A1"] = "拠点"
    month_above(sheet, "B1", 19, 20, 24)
    sheet.append(["本社食堂", 120, 122, 124])


@excel("month-date-merged.xlsx", "A month that is a date is merged over its days")
def month_date_merged(book, sheet):
    month_date(book, sheet)
    sheet.merge_cells("B1:D1")


@excel("month-date-lower.xlsx", "A month that is a date stands above the heading of the outlets")
def month_date_lower(book, sheet):
    sheet["A2"] = "拠点"
    month_above(sheet, "B1", 19, 20, 24)
    sheet.append(["本社食堂", 120, 122, 124])


@case("month-date.xls", "A month that is a date, in Excel 97")
def month_date_of_excel_97():
    return as_xls([["拠点", date(2026, 2, 1), None], [None, 19, 20], ["本社食堂", 120, 122]])


@case("month-date.ods", "A month that is a date, in LibreOffice")
def month_date_of_libre():
    return as_ods([["拠点", date(2026, 2, 1), None], [None, 19, 20], ["本社食堂", 120, 122]])


@excel("calendar.xlsx", "Dates shown as month, as day and as weekday, below one another")
def calendar(book, sheet):
    days = [datetime(2026, 2, 1), datetime(2026, 2, 2), datetime(2026, 2, 3)]
    sheet.append([None, days[0]])
    sheet.append(["拠点", *days])
    sheet.append([None, *days])
    sheet.append(["本社食堂", 0, 120, 122])
    sheet["B1"].number_format = 'm"月"'
    for column in "BCD":
        sheet[f"{column}2"].number_format = "d"
        sheet[f"{column}3"].number_format = "aaa"


@excel("months-across.xlsx", "Firsts of months are months, and no counts of a day")
def months_across(book, sheet):
    sheet.append(["拠点", datetime(2026, 1, 1), datetime(2026, 2, 1)])
    sheet.append(["本社食堂", 2400, 2300])


@excel("month-for-day.xlsx", "A date that shows its month is no day of a count")
def month_for_day(book, sheet):
    sheet.append(HEADING)
    sheet.append(["本社食堂", datetime(2026, 2, 1), 2300])
    sheet["B2"].number_format = 'yyyy"年"m"月"'


text_file(
    "period.csv",
    "A count over several days",
    "本社食堂,2026-02-16,2026-02-20,600",
    heading="拠点,初日,最終日,提供数",
)


# what is no data

text_file(
    "total.csv",
    "A total row is not imported, and compared with our sum",
    "本社食堂,2026-02-19,120,",
    "玉川食堂,2026-02-19,35,",
    "合計,,155,",
)
text_file(
    "wrong-total.csv",
    "A total that differs from our sum",
    "本社食堂,2026-02-19,120,",
    "玉川食堂,2026-02-19,35,",
    "総計,,165食,",
)
text_file(
    "subtotals.csv",
    "Subtotals of parts, and a running total",
    "本社食堂,2026-02-18,118,",
    "本社食堂,2026-02-19,120,",
    "小計,,238,",
    "玉川食堂,2026-02-19,35,",
    "玉川食堂 計,,36,",
    "累計,,273,",
)
text_file(
    "area-totals.csv",
    "Totals of areas, and a word that only ends like one",
    "東京,本社食堂,2026-02-19,120",
    "東京,玉川食堂,2026-02-19,未集計",
    "東京地区計,,,120",
    "神奈川,相模原食堂,2026-02-19,20",
    "神奈川計,,,20",
    "全社計,,,140",
    heading="地区,拠点,日付,提供数",
)
text_file(
    "other-table-below.csv",
    "A table with other days below the first",
    "本社食堂,118,120",
    ",,",
    "拠点,2/24,2/25",
    "玉川食堂,34,35",
    heading="拠点,2/18,2/19",
)
text_file(
    "wide-heading-again.csv",
    "The same days again on the next page",
    "本社食堂,118,120",
    "拠点,2/18,2/19",
    "玉川食堂,34,35",
    heading="拠点,2/18,2/19",
)
text_file(
    "column-without-heading.csv",
    "A column between the others whose heading is missing",
    "本社食堂,118,119,120",
    heading="拠点,2/18,,2/20",
)
text_file(
    "notes.csv",
    "Notes below the table; a mark before an outlet is none",
    "本社食堂,2026-02-19,120,",
    "※玉川食堂,2026-02-19,35,",
    "※ 数は速報です,,,",
    "注）祝日は休業,,,",
    "* 設備点検あり,,,",
    "出典：総務部,,,",
)


@excel("blank-rows.xlsx", "Blank rows between the data, and headings of parts")
def blank_rows(book, sheet):
    sheet.append(HEADING)
    sheet.append(["第1週"])
    sheet.append(["本社食堂", date(2026, 2, 5), 110])
    sheet["A7"], sheet["B7"], sheet["C7"] = "本社食堂", date(2026, 2, 12), 115


# merged, hidden, calculated


@excel("merged-cells.xlsx", "Merged cells of outlets are filled down")
def merged_cells(book, sheet):
    sheet.append(HEADING)
    sheet.append(["本社食堂", date(2026, 2, 18), 118])
    sheet.append([None, date(2026, 2, 19), 120])
    sheet.append(["玉川食堂", date(2026, 2, 19), 35])
    sheet.merge_cells("A2:A3")


@excel("merged-number.xlsx", "One number merged over several days is nobody's count of a day")
def merged_number(book, sheet):
    sheet.append(["拠点", *(date(2026, 2, day) for day in (18, 19, 20))])
    sheet.append(["本社食堂", 358, None, None])
    sheet.append(["玉川食堂", 35, "休業", None])
    sheet.merge_cells("B2:D2")
    sheet.merge_cells("C3:D3")


text_file(
    "ditto.csv",
    "Marks for the value above",
    "本社食堂,2026-02-18,118,",
    "〃,2026-02-19,120,",
    "玉川食堂,同上,〃,",
)


@excel("hidden-rows.xlsx", "Hidden rows are a question")
def hidden_rows(book, sheet):
    sheet.append(HEADING)
    sheet.append(["本社食堂", date(2026, 2, 18), 118])
    sheet.append(["本社食堂", date(2026, 2, 19), 120])
    sheet.row_dimensions[3].hidden = True


@excel("hidden-column.xlsx", "A hidden column that is asked for is a question")
def hidden_column(book, sheet):
    sheet.append(HEADING)
    sheet.append(["本社食堂", date(2026, 2, 19), 120, "控えの列"])
    sheet.column_dimensions["D"].hidden = True


@excel("hidden-sheet.xlsx", "A hidden sheet is not read, and named")
def hidden_sheet(book, sheet):
    sheet.append(HEADING)
    sheet.append(["本社食堂", date(2026, 2, 19), 120])
    book.create_sheet("前年度").sheet_state = "hidden"


@case("formulas.xlsx", "Formulas give the values that Excel calculated, be it an empty text")
def formulas():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("提供数")
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, ["本社食堂", "2026-02-19"])
        sheet.write_formula("C2", "=100+20", None, 120)
        sheet.write_formula("D2", '=IF(C2>0,"","x")', None, "")
    # The writer leaves the type out that Excel gives an empty text.
    return rewritten(
        file.getvalue(), "xl/worksheets/sheet1.xml", ('<c r="D2">', '<c r="D2" t="str">')
    )


@excel("formulas-uncalculated.xlsx", "A formula whose value is not in the file")
def formulas_uncalculated(book, sheet):
    sheet.append(HEADING)
    sheet.append(["本社食堂", date(2026, 2, 19), "=100+20"])


@excel("formula-error.xlsx", "A formula that ends in an error")
def formula_error(book, sheet):
    sheet.append(HEADING)
    sheet.append(["本社食堂", date(2026, 2, 19), "#REF!"])


# kinds of workbook


@excel("serial-1900.xlsx", "Days as bare numbers, counted from 1900")
def serial_1900(book, sheet):
    sheet.append(HEADING)
    sheet.append(["本社食堂", 46072, 120])


@excel("serial-1904.xlsx", "Days counted from 1904, bare and formatted", CALENDAR_MAC_1904)
def serial_1904(book, sheet):
    sheet.append(HEADING)
    sheet.append(["本社食堂", 46072 - 1462, 120])
    sheet.append(["玉川食堂", datetime(2026, 2, 19), 35])


@case("japanese-format.xlsx", "Days in a format that only a Japanese Excel has built in")
def japanese_format():
    def fill(book, sheet):
        sheet.append(HEADING)
        sheet.append(["本社食堂", datetime(2026, 2, 19), 120])

    # Number 31, yyyy年m月d日, is a date although no file declares it.
    return rewritten(
        workbook(fill), "xl/styles.xml", ('numFmtId="164" fontId', 'numFmtId="31" fontId')
    )


# parts of a workbook under other names: only its relations tell which is which

RELATIONS, STRINGS, SHEET = (
    "xl/_rels/workbook.xml.rels",
    "sharedStrings.xml",
    "worksheets/sheet1.xml",
)


def relabelled(part, entry, target):
    """A workbook with a part of xl/ under another name in the package and in the relations."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        sheet = book.add_worksheet("提供数")
        sheet.write_row(0, 0, HEADING)
        sheet.write_row(1, 0, ["本社食堂", "2026-02-19", 41])
        sheet.write_row(2, 0, ["玉川食堂", "2026-02-19"])
        sheet.write_datetime(2, 2, datetime(2026, 1, 2), day)  # 46,024 as a count
    data = rewritten(file.getvalue(), RELATIONS, (f'Target="{part}"', f'Target="{target}"'))
    return with_names(data, {f"xl/{part}": entry})


def with_names(data, names):
    """A package with some of its entries under other names."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            target.writestr(names.get(name, name), source.read(name))
    return file.getvalue()


for _name, _rule, _changes in (
    ("strings-at-root", "Texts at the root", (STRINGS, "sharedStrings.xml", "/sharedStrings.xml")),
    ("strings-elsewhere", "Texts in a folder", (STRINGS, "xl/strings/sst.xml", "strings/sst.xml")),
    ("strings-case", "Texts in other case", (STRINGS, "xl/SharedStrings.xml", "SharedStrings.xml")),
    (
        "strings-entry-case",
        "Texts in other case than named",
        (STRINGS, "xl/SHAREDSTRINGS.xml", STRINGS),
    ),
    ("sheet-case", "A sheet in other case than named", (SHEET, "xl/worksheets/Sheet1.xml", SHEET)),
    (
        "styles-elsewhere",
        "Formats in a folder",
        ("styles.xml", "xl/f/formats.xml", "f/formats.xml"),
    ),
    (
        "styles-lost",
        "Formats that are named and not there",
        ("styles.xml", "xl/other.xml", "f.xml"),
    ),
):
    CASES.append(Case(f"{_name}.xlsx", _rule, lambda changes=_changes: relabelled(*changes)))


@case("types-case.xlsx", "The list of the parts' kinds in other case")
def types_case():
    return with_names(
        relabelled(STRINGS, f"xl/{STRINGS}", STRINGS),
        {"[Content_Types].xml": "[content_types].xml", "xl/workbook.xml": "XL/Workbook.xml"},
    )


@case("old.xls", "Excel 97 with a hidden row that cannot be seen, a merged cell and a date")
def old():
    book, file = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("提供数")
    day = xlwt.easyxf(num_format_str="yyyy/m/d")
    for column, text in enumerate(HEADING):
        sheet.write(0, column, text)
    sheet.write_merge(1, 2, 0, 0, "本社食堂")
    for row, count in ((1, 118), (2, 120)):
        sheet.write(row, 1, date(2026, 2, 17 + row), day)
        sheet.write(row, 2, count)
    sheet.row(2).hidden = True
    book.save(file)
    return file.getvalue()


@case("duration.xls", "A number shown as hours, in Excel 97")
def duration_of_excel_97():
    return as_xls([HEADING, ["本社食堂", date(2026, 2, 19), (120, "[h]:mm:ss")]])


@excel("duration.xlsx", "A number shown as hours")
def duration_of_excel(book, sheet):
    sheet.append(HEADING)
    sheet.append(["本社食堂", date(2026, 2, 19), 120])
    sheet["C2"].number_format = "[h]:mm:ss"


@case("duration.ods", "A number shown as hours, in LibreOffice")
def duration_of_libre():
    return as_ods([HEADING, ["本社食堂", date(2026, 2, 19), timedelta(days=120)]])


@case("libre.ods", "LibreOffice with a hidden row, a merged cell, repeats and a lost formula")
def libre():
    book, file, table = OpenDocumentSpreadsheet(), io.BytesIO(), Table(name="提供数")

    def row(*cells, **attributes):
        line = TableRow(**attributes)
        for cell in cells:
            line.addElement(cell)
        table.addElement(line)

    row(*(_ods(text) for text in HEADING))
    row(_ods("本社食堂", numberrowsspanned=3, numbercolumnsspanned=1), _ods_day(18), _ods(118))
    row(CoveredTableCell(), _ods_day(19), _ods(120), visibility="collapse")
    row(CoveredTableCell(), _ods_day(20), TableCell(formula="of:=1+1"))
    row(TableCell(numbercolumnsrepeated=1000), numberrowsrepeated=1_000_000)
    book.spreadsheet.addElement(table)
    book.save(file)
    return file.getvalue()


def _ods(value, **attributes):
    if isinstance(value, str):
        cell = TableCell(valuetype="string", **attributes)
    elif isinstance(value, bool):
        cell = TableCell(valuetype="boolean", booleanvalue=str(value).lower(), **attributes)
    elif isinstance(value, time):
        cell = TableCell(valuetype="time", timevalue=f"PT{value:%HH%MM%SS}", **attributes)
    elif isinstance(value, timedelta):
        cell = TableCell(valuetype="time", timevalue=f"PT{value.days * 24}H00M00S", **attributes)
    elif isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat(), **attributes)
    else:
        cell = TableCell(valuetype="float", value=str(value), **attributes)
    cell.addElement(P(text=str(value)))
    return cell


def _ods_day(day):
    cell = TableCell(valuetype="date", datevalue=f"2026-02-{day}")
    cell.addElement(P(text=f"2月{day}日"))
    return cell


# numbers

text_file("full-width.csv", "Full-width digits", "本社食堂,２０２６／２／１９,１２０,")
text_file("unit.csv", "Units and commas", '本社食堂,2026-02-19,"6,600食",')
text_file(
    "triangle.csv", "A triangle is a minus, and no count is negative", "本社食堂,2026-02-19,▲42,"
)
text_file(
    "zero.csv",
    "Zero in three ways",
    "本社食堂,2026-02-18,0,",
    "本社食堂,2026-02-19,０,",
    "本社食堂,2026-02-20,零,",
)
text_file(
    "blank.csv",
    "A blank is no record, and not zero",
    "本社食堂,2026-02-19,,",
    "玉川食堂,2026-02-19,　,",
)
text_file(
    "closed.csv",
    "Closed days",
    "本社食堂,2026-02-23,休業,",
    "玉川食堂,2026-02-23,休,",
    "相模原食堂,2026-02-23,（定休日）,",
)
text_file(
    "not-yet.csv",
    "Days that are not counted yet",
    "本社食堂,2026-02-18,未集計,",
    "本社食堂,2026-02-19,-,",
    "本社食堂,2026-02-20,―,",
    "本社食堂,2026-02-24,…,",
)
text_file(
    "about.csv",
    "A daily count is exact",
    "本社食堂,2026-02-18,約300,",
    "本社食堂,2026-02-19,300食程度,",
)
text_file(
    "about-column.csv",
    "A column says which numbers are approximate",
    "本社食堂,2026-02-18,約300,",
    "本社食堂,2026-02-19,300,はい",
    "本社食堂,2026-02-20,301,いいえ",
    "玉川食堂,2026-02-20,約300,いいえ",
    heading="拠点,日付,提供数,概数",
)


@excel("decimals.xlsx", "Decimals, and whole numbers that Excel keeps as decimals")
def decimals(book, sheet):
    sheet.append(HEADING)
    sheet.append(["本社食堂", date(2026, 2, 18), 12.0])
    sheet.append(["本社食堂", date(2026, 2, 19), 12.5])
    sheet.append(["本社食堂", date(2026, 2, 20), 119.99999999999999])


text_file(
    "power.csv", "A number that Excel turned into a power", "本社食堂,2026-02-19,1.2E+05,2.03E+11"
)


@excel("number-as-day.xlsx", "A number in a cell formatted as a date")
def number_as_day(book, sheet):
    sheet.append(HEADING)
    sheet.append(["本社食堂", date(2026, 2, 19), datetime(2026, 1, 2)])


text_file("no-number.csv", "Words in place of a number", "本社食堂,2026-02-19,たくさん,")


# numbers that are others

text_file(
    "last-year.csv",
    "Columns of last year and of a plan are no counts of this one",
    "本社食堂,2026-02-19,111,130,120,1.08",
    heading="拠点,日付,提供数（前年）,提供数（計画）,提供数（実績）,前年比",
)
text_file(
    "only-last-year.csv",
    "A file with nothing but last year's count",
    "本社食堂,2026-02-19,111",
    heading="拠点,日付,提供数（前年）",
)


@excel("last-year-below.xlsx", "A heading of two rows that tells last year from this one below")
def last_year_below(book, sheet):
    sheet.append(["拠点", "日付", "提供数", None])
    sheet.append([None, None, "前年", "今年"])
    sheet.append(["本社食堂", date(2026, 2, 19), 111, 120])
    for area in ("A1:A2", "B1:B2", "C1:D1"):
        sheet.merge_cells(area)


text_file(
    "last-year-rows.csv",
    "Rows that a further column tells to be last year's",
    "本社食堂,前年,111,112",
    "玉川食堂,今年,34,35",
    heading="拠点,区分,2/18,2/19",
)
text_file(
    "other-year.csv",
    "A title of another year, above days without one",
    "拠点,日付,提供数",
    "本社食堂,2/19,111",
    heading="2024年度 ふくしま応援ランチ,,",
)
text_file(
    "own-year.csv",
    "A title of the fiscal year, and the day that the paper was made",
    "作成：2026年3月2日,,",
    "拠点,日付,提供数",
    "本社食堂,2/19,120",
    heading="令和7年度 ふくしま応援ランチ,,",
)
text_file(
    "running-total.csv",
    "A running total is no daily count",
    "本社食堂,2026-02-18,118,118",
    "本社食堂,2026-02-19,120,238",
    heading="拠点,日付,提供数,累計",
)
text_file(
    "only-running-total.csv",
    "A running total alone is refused",
    "本社食堂,2026-02-18,118",
    "本社食堂,2026-02-19,238",
    heading="拠点,日付,累計",
)
text_file(
    "yen.csv",
    "Money is no count, neither in a cell",
    "本社食堂,2026-02-19,120円,",
    '玉川食堂,2026-02-19,"¥5,000",',
)
text_file(
    "yen-column.csv",
    "Money is no count, nor in a column",
    "本社食堂,2026-02-19,60000",
    heading="拠点,日付,実績（円）",
)
text_file(
    "yen-table.csv",
    "Money is no count, nor in a whole table",
    "拠点,2/18,2/19",
    "本社食堂,59000,60000",
    heading="食堂売上（円）,,",
)
text_file(
    "thousands.csv",
    "Counts in thousands",
    "拠点,日付,提供数",
    "本社食堂,2026-02-19,1.2",
    heading="（単位：千食）,,",
)
text_file(
    "point-or-comma.csv",
    "A point that may be a comma, and one that is none",
    "本社食堂,2026-02-18,1.000,",
    "本社食堂,2026-02-19,120.0,",
)


# days

for _name, _rule, _text in (
    ("slashes", "2026/2/19", "2026/2/19"),
    ("kanji", "年月日 with the weekday", "2026年2月19日（木）"),
    ("no-year", "A day without a year, unique in the campaign", "2/19"),
    ("no-year-outside", "A day without a year outside the campaign", "3/19"),
    ("era-dots", "R8.2.19", "R8.2.19"),
    ("era-slashes", "R8/2/19", "R8/2/19"),
    ("era-kanji", "令和 with the weekday", "令和8年2月19日(木)"),
    ("era-first-year", "元年", "令和元年5月7日"),
    ("era-ended", "A year of an era that was over", "平成38年2月19日"),
    ("wrong-weekday", "A weekday that is not the day's", "2026年2月19日(金)"),
    ("no-such-day", "A day that does not exist", "2026-02-29"),
    ("short-year", "A year of two digits", "26/2/19"),
    ("with-time", "A time behind the day is dropped", "2026-02-19 00:00:00"),
    ("eight-digits", "Eight digits", "20260219"),
    ("serial-in-text", "A bare serial number in a text file", "46072"),
    ("no-day", "Words in place of a day", "あした"),
    ("blank-day", "A count without its day", ""),
):
    text_file(f"day-{_name}.csv", f"Days: {_rule}", f"本社食堂,{_text},120,")


# names and keys

text_file(
    "unknown-outlet.csv",
    "An outlet that the programme does not know",
    "本社食堂,2026-02-19,120,",
    "大阪食堂,2026-02-19,35,",
)
text_file(
    "duplicate.csv",
    "The same outlet and day twice",
    "本社食堂,2026-02-19,120,",
    "本社食堂,2026/2/19,121,",
)
text_file(
    "kanji-variants.csv",
    "Variants of a kanji are different names",
    "本社食堂,2026-02-19,120,豊國酒造",
    "玉川食堂,2026-02-19,35,豊国酒造",
)
text_file("outer-blanks.csv", "Blanks around a name, full width too", "　本社食堂 ,2026-02-19,120,")
text_file(
    "codes.csv",
    "Codes of municipalities that lost their zero or lack their check digit",
    "本社食堂,2026-02-19,120,72010",
    "玉川食堂,2026-02-19,35,7405",
    "相模原食堂,2026-02-19,20,07211",
    heading="拠点,日付,提供数,産地コード",
)


# files of other kinds


def _zip(*names, content=b"<a/>"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return file.getvalue()


@case("locked.xlsx", "A workbook with a password")
def locked():
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return start + "EncryptedPackage".encode("utf-16-le") + bytes(480)


for _name, _rule, _data in (
    ("binary.xlsb", "Excel's binary workbook", _zip("[Content_Types].xml", "xl/workbook.bin")),
    ("letter.docx", "A text document", _zip("[Content_Types].xml", "word/document.xml")),
    ("archive.zip", "A zipped folder", _zip("提供数.csv", content=b"a,b")),
    ("web-page.xls", "A web page that is called .xls", b"<html><table><tr><td>1</table>"),
    ("print.pdf", "A PDF", b"%PDF-1.7\n"),
    ("empty.csv", "An empty file", b"\xef\xbb\xbf"[:0]),
):
    CASES.append(Case(_name, _rule, lambda data=_data: data))


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for found in CASES:
        (folder / found.name).write_bytes(found.make())
        print(f"{found.name}: {found.rule}")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
