"""Damaged spreadsheets for fuzzing: hypothesis strategies that give (name, bytes)."""

import csv
import io
import zipfile
from datetime import date, time
from functools import cache

import xlsxwriter
import xlwt
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from .corpus import CASES, HEADING, OUTLETS

#: what breaks readers of texts, of XML and of records in binary
NASTY = [
    *(b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b'"', b",", b"\r", b"\n", b"\x00", b"'", b"\t"),
    *(b"99999999999999", b"9" * 400, b"1E999", b"-1", b"0", b"\xe2\x80\xae", b"&#0;", b"&#9;"),
    *(b"<row>", b'<c r="ZZZ9">', b"<v>1E999</v>", b"<v>nan</v>", b"</row>", b' r="0"', b"<t/>"),
    *(b' hidden="1"', b' t="s"', b' t="d"', b' t="e"', b' s="9"', b"<f>1+1</f>", b"<!--", b"]]>"),
    *(b'<mergeCell ref="A1:XFD1048576"/>', b' number-rows-repeated="9999999"', b"<!DOCTYPE a>"),
    *(text.encode() for text in ("令和", "合計", "〃", "2/30", "約", "全拠点", "休", "髙", "２")),
    *("休".encode("cp932"), "合計".encode("utf-16-le")),
]
WORDS = [
    *(*OUTLETS, *HEADING, "全拠点", "合計", "小計", "〃", "※注", "=1+1", "'", "記録番号", "版"),
    *("2/19", "R8.2.19", "46072", "2026-02-18", "20260219", "2026年2月19日(木)", "13:30"),
    *("120", "0", "-1", "1E+5", "1.5", "約3", "▲1", "休業", "未集計", "はい", "いいえ", "9" * 30),
    *("", " ", "　", "\u202e", "\x07", "\x00", "長" * 6000, "#REF!", "1,200食", "²", "٣"),
]
#: a table that can be imported as it is
RIGHT = [
    HEADING,
    ["本社食堂", "2026-02-18", "118", ""],
    ["本社食堂", "2026-02-19", "120", "満席"],
    ["玉川食堂", "2/19", "休", ""],
    ["髙﨑食堂", "2026年2月20日(金)", "30", "'=71"],
    ["合計", "", "268", ""],
]
VALUES = [
    120,
    0,
    -1,
    1.5,
    1e300,
    46072,
    date(2026, 2, 19),
    date(1900, 1, 1),
    time(13, 30),
    True,
    None,
]


@cache
def bytes_of(case):
    """The same whenever asked for: some files carry their time."""
    return case.make()


def kind_of(data):
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            return "ods" if "content.xml" in source.namelist() else "xlsx"
    return "xls" if data.startswith(b"\xd0\xcf") else "csv"


@cache
def corpus(kind):
    """The files of a kind, and one more that is right."""
    found = [(case.name, bytes_of(case)) for case in CASES if kind_of(bytes_of(case)) == kind]
    return [*found, (f"表.{kind}", WRITERS[kind](RIGHT))]


@st.composite
def pieces(draw, data):
    """Bytes flipped, cut out, put in, doubled or moved at a few places; perhaps cut short."""
    data = bytearray(data)
    for _ in range(draw(st.integers(1, 6))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 12))
        how = draw(st.sampled_from(["flip", "put", "double", "move"]))
        if how == "flip" and at < len(data):
            data[at] ^= draw(st.integers(1, 255))
        elif how == "put":
            data[at : at + length] = draw(st.sampled_from(NASTY) | st.binary(max_size=8))
        elif how == "double":
            data[at:at] = data[at : at + length * 20]
        else:
            to, piece = draw(st.integers(0, len(data))), data[at : at + length * 20]
            data[to : to + len(piece)] = piece
    is_cut = draw(st.integers(0, 7)) == 0
    return bytes(data[: draw(st.integers(0, len(data)))] if is_cut else data)


def unzipped(data):
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return file.getvalue()


@st.composite
def repacked(draw, data):
    """A package with parts damaged, swapped, lost or under another name, packed well again."""
    parts = unzipped(data)
    names = [name for name in parts if name.endswith((".xml", ".rels"))] or list(parts)
    one, two = draw(st.sampled_from(names)), draw(st.sampled_from(names))
    how = draw(st.sampled_from(["damage"] * 6 + ["swap", "lose", "rename"]))
    if how == "damage":
        parts[one] = draw(pieces(parts[one]))
    elif how == "swap":
        parts[one], parts[two] = parts[two], parts[one]
    else:
        content = parts.pop(one)
        if how == "rename":
            parts[two] = content
    return zipped(parts)


@st.composite
def damaged(draw, kind):
    """A file of the corpus, damaged."""
    name, data = draw(st.sampled_from(corpus(kind)))
    if kind in ("xlsx", "ods") and draw(st.integers(0, 3)):
        return name, draw(repacked(data))
    return name, draw(pieces(data))


@st.composite
def random_bytes(draw):
    starts = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf"]
    suffix = draw(st.sampled_from(["csv", "xlsx", "xls", "ods", "exe"]))
    data = draw(st.sampled_from(starts)) + draw(st.binary(max_size=600))
    return f"何か.{suffix}", data


@st.composite
def shuffled(draw, table=None, more=()):
    """The cells of a table, some of them elsewhere or replaced, in any format."""
    table = [list(row) for row in (table or RIGHT)]
    words = st.sampled_from([*WORDS, *VALUES, *more]) | st.text(max_size=8)
    for _ in range(draw(st.integers(0, 5))):
        row, other = draw(st.sampled_from(table)), draw(st.sampled_from(table))
        at, to = draw(st.integers(0, len(row) - 1)), draw(st.integers(0, len(other) - 1))
        how = draw(st.sampled_from(["swap", "word", "row", "copy"]))
        if how == "swap":
            row[at], other[to] = other[to], row[at]
        elif how == "word":
            row[at] = draw(words)
        elif how == "copy":
            table.insert(draw(st.integers(0, len(table))), list(row))
        else:
            table.insert(draw(st.integers(0, len(table))), table.pop())
    suffix = draw(st.sampled_from(sorted(WRITERS)))
    return f"表.{suffix}", WRITERS[suffix](table)


def as_csv(table):
    lines = io.StringIO()
    csv.writer(lines).writerows(table)
    return lines.getvalue().encode("utf-8", "replace")


def as_xlsx(table):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        hours = book.add_format({"num_format": "[h]:mm"})
        for place, row in enumerate(table):
            for at, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(place, at, _sayable(cell))
                else:
                    style = day if isinstance(cell, date) else None
                    style = hours if isinstance(cell, time) else style
                    sheet.write(place, at, cell, style)
    return file.getvalue()


def as_xls(table):
    book, file = xlwt.Workbook(), io.BytesIO()
    sheet, day = book.add_sheet("表"), xlwt.easyxf(num_format_str="yyyy/m/d")
    hours = xlwt.easyxf(num_format_str="[h]:mm")
    for place, row in enumerate(table):
        for at, cell in enumerate(row):
            cell = cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell
            style = day if isinstance(cell, date) else xlwt.Style.default_style
            sheet.write(place, at, cell, hours if isinstance(cell, time) else style)
    book.save(file)
    return file.getvalue()


def as_ods(table):
    book, file, sheet = OpenDocumentSpreadsheet(), io.BytesIO(), Table(name="表")
    for row in table:
        line = TableRow()
        for cell in row:
            line.addElement(_ods_cell(cell))
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(file)
    return file.getvalue()


def _ods_cell(value):
    if isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
    elif isinstance(value, time):
        cell = TableCell(valuetype="time", timevalue=f"PT{value:%HH%MM%SS}")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        cell = TableCell(valuetype="float", value=str(value))
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=_sayable("" if value is None else str(value))))
    return cell


def _sayable(text):
    """Without what no XML can hold."""
    return "".join(sign for sign in text if sign in "\t\n\r" or sign.isprintable() or sign == "　")


WRITERS = {"csv": as_csv, "xlsx": as_xlsx, "xls": as_xls, "ods": as_ods}
