"""Spreadsheets as staff have them: file by file, what is read and what is refused, in words."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from time import monotonic

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes.lib import sheets
from programmes.lib.sheets import (
    CellCount,
    ColumnSpec,
    Refusal,
    StoredBook,
    open_book,
    store,
    understand,
    xls_values,
)
from tests.corpus import CASES, HEADING, OUTLETS, SPAN, as_ods, as_xls, workbook
from tests.damage import zipped

from .effort import cases

COLUMNS = [
    ColumnSpec("outlet", ("拠点", "会場", "店舗"), "text", required=True),
    ColumnSpec("day", ("日付", "年月日", "実施日", "初日"), "day", required=True),
    ColumnSpec("day_to", ("最終日",), "day"),
    ColumnSpec("count", ("提供数", "食数", "販売数", "個数", "数量"), "count", required=True),
    ColumnSpec("is_approximate", ("概数",), "yes"),
    ColumnSpec("code", ("産地コード",)),
    ColumnSpec("note", ("備考",)),
]
KINDS = {str, date, bool, type(None), CellCount}
WORDS = [
    "本社食堂",
    "2/19",
    "R8.2.19",
    "46072",
    "120",
    "約3",
    "合計",
    "〃",
    "休",
    "▲1",
    "1E+5",
    "※",
    "",
]
TABLE = Path(__file__).with_name("corpus.txt")


def read(data, name="a.csv", columns=COLUMNS, span=SPAN, **options):
    """(Reading, its rows), by way of the bytes that are kept with an import"""
    options.setdefault("known_texts", {"outlet": OUTLETS})
    book = StoredBook(store(open_book(data, name)))
    reading = understand(book, None, columns, span, **options)
    return reading, list(reading.rows())


def refused(data, name="a.csv", **options):
    with pytest.raises(Refusal) as refusal:
        read(data, name, **options)
    return str(refusal.value)


@cache
def named(name):
    """The bytes of a file of the corpus, the same whenever asked for: some carry their time."""
    return next(case for case in CASES if case.name == name).make()


def written(case):
    """Everything that reading a file gives, a line each."""
    try:
        reading, rows = read(case.make(), case.name)
    except Refusal as refusal:
        return [f"refused: {refusal}"]
    lines = [] if reading.form == "long" else [reading.form]
    lines += [f"fault: {fault}" for fault in reading.faults]
    for row in rows:
        lines.append(f"row {row.number}: {' | '.join(map(_word, row.values.items())).rstrip(' |')}")
        lines += [f"fault: {fault}" for fault in row.faults]
    lines += [f"skipped {skip.row}: {skip.text}（{skip.why}）" for skip in reading.skipped]
    lines += [f"unknown: {letter} {heading}" for letter, heading in reading.unknown]
    for check in reading.checks:
        sign = "=" if check.agrees else "≠"
        lines.append(f"check {check.address} {check.label}: {check.theirs} {sign} {check.ours}")
    lines += [f"question: {text}" for text in reading.questions]
    lines += [f"warning: {text}" for text in reading.warnings]
    return lines


def _word(pair):
    name, value = pair
    if name != "count":
        return "" if value in (None, "") else str(value)
    number = "blank" if value.state is None else f"{value.state} {value.reason}"
    about = "約" if value.is_approximate else ""
    return f"{about}{number if value.number is None else value.number}"


def expected():
    """corpus.txt as {file name: its lines}"""
    sections = TABLE.read_text(encoding="utf-8").split("== ")[1:]
    return {name: lines for name, *lines in (section.splitlines() for section in sections)}


# the corpus


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_is_read_or_refused_as_the_table_says(case):
    assert written(case) == expected()[case.name]


def test_each_file_stands_for_a_rule_of_its_own():
    assert len(CASES) > 80
    assert len({case.rule for case in CASES}) == len(CASES)
    assert [case.name for case in CASES] == list(expected())


def test_hidden_rows_are_taken_or_left_as_answered():
    data = named("hidden-rows.xlsx")
    for answer, numbers in ((True, [2, 3]), (False, [2])):
        reading, rows = read(data, take_hidden=answer)
        assert [row.number for row in rows] == numbers
        assert reading.questions == []
    assert [tuple(skip) for skip in reading.skipped] == [(3, "本社食堂", "非表示の行")]


def test_a_hidden_column_is_left_as_answered():
    _, rows = read(named("hidden-column.xlsx"), take_hidden=False)
    assert "note" not in rows[0].values
    _, rows = read(named("hidden-column.xlsx"), take_hidden=True)
    assert rows[0].values["note"] == "控えの列"


def test_a_hidden_sheet_is_a_question_when_it_is_asked_for():
    def fill(book, sheet):
        sheet.append(HEADING)
        book.create_sheet("控え").append(HEADING)
        book["控え"].append(["本社食堂", "2026-02-19", 5])
        book["控え"].sheet_state = "hidden"

    book = open_book(workbook(fill), "a.xlsx")
    assert [tuple(sheet) for sheet in book.sheets] == [("提供数", False), ("控え", True)]
    reading = understand(StoredBook(store(book, "控え")), "控え", COLUMNS, SPAN)
    assert reading.questions == ["シート「控え」は非表示です。取り込みますか。"]
    assert [row.values["count"].number for row in reading.rows()] == [5]


def test_a_book_says_what_it_is():
    kinds = {
        "utf8-bom.csv": ("csv", "UTF-8（BOM付き）"),
        "utf8.csv": ("csv", "UTF-8"),
        "cp932.csv": ("csv", "CP932（Excelの既定）"),
        "utf16.csv": ("csv", "UTF-16"),
        "wide.xlsx": ("xlsx", ""),
        "old.xls": ("xls", ""),
        "libre.ods": ("ods", ""),
    }
    for name, kind in kinds.items():
        book = open_book(named(name), "misnamed.txt")
        assert (book.kind, book.encoding) == kind


def test_rows_can_be_read_twice():
    reading, rows = read(named("wrong-total.csv"))
    assert list(reading.rows()) == rows
    assert [(check.theirs, check.ours, check.agrees) for check in reading.checks] == [
        (165, 155, False)
    ]


def test_a_value_has_the_address_that_excel_shows():
    _, rows = read(named("title-rows.csv"))
    assert rows[0].addresses == {"outlet": "A5", "day": "B5", "count": "C5", "note": "D5"}
    _, rows = read(named("wide.xlsx"))
    assert rows[1].addresses == {"outlet": "A3", "day": "C1", "count": "C3"}
    _, rows = read(named("transposed.csv"))
    assert rows[1].addresses == {"outlet": "D1", "day": "A2", "count": "D2"}


def test_a_day_without_year_is_refused_where_the_span_has_it_twice():
    span = date(2025, 2, 1), date(2026, 2, 28)
    _, rows = read(named("day-no-year.csv"), span=span)
    assert [str(fault) for fault in rows[0].faults] == [
        "B2「2/19」：「2月19日」は2025年2月19日と2026年2月19日のどちらでしょうか。"
        "年から入れてください。"
    ]


def test_a_choice_takes_its_words_only():
    states = {"集計済み": "counted", "休業": "closed"}
    columns = [*COLUMNS, ColumnSpec("state", ("状態",), "choice", choices=states)]
    lines = "拠点,日付,提供数,状態\n本社食堂,2/19,5,集計 済み\n本社食堂,2/20,5,満席\n"
    _, rows = read(lines.encode(), columns=columns)
    assert rows[0].values["state"] == "counted"
    assert [str(fault) for fault in rows[1].faults] == [
        "D3「満席」：次のどれかを入れてください：集計済み、休業。"
    ]


# cells that are of another kind than their column

OF_EACH_KIND = [
    *COLUMNS[:4],
    ColumnSpec("yes", ("概数",), "yes"),
    ColumnSpec("state", ("状態",), "choice", choices={"休業": "closed"}),
    ColumnSpec("note", ("備考",)),
]
ODD = [time(2, 30), date(2026, 2, 19), datetime(2026, 2, 19, 13, 30), True, 1.5, -1, "#REF!"]


def as_xlsx(rows):
    """As the writers of the corpus: a cell may be (value, its number format)."""

    def fill(book, sheet):
        for number, row in enumerate(rows, start=1):
            for at, cell in enumerate(row, start=1):
                value, style = cell if isinstance(cell, tuple) else (cell, None)
                written = sheet.cell(number, at, value)
                written.number_format = style or written.number_format

    return workbook(fill)


def hours(writer):
    """120 days as hours, as this writer takes them."""
    return timedelta(days=120) if writer is as_ods else (120, "[h]:mm:ss")


@pytest.mark.parametrize("writer", [as_xlsx, as_xls, as_ods])
@pytest.mark.parametrize("item", OF_EACH_KIND, ids=lambda item: f"{item.kind} {item.name}")
def test_a_cell_of_another_kind_is_read_or_told_and_breaks_nothing(writer, item):
    right = {"outlet": "本社食堂", "day": "2026-02-19", "count": 5}
    rows = [
        [odd if one is item else right.get(one.name) for one in OF_EACH_KIND]
        for odd in [hours(writer), *ODD]
    ]
    titles = [one.title for one in OF_EACH_KIND]
    _, found = read(writer([titles, *rows]), columns=OF_EACH_KIND)
    assert [row.number for row in found] == list(range(2, len(rows) + 2))
    for row in found:
        addresses = [fault.address for fault in row.faults]
        assert (item.name in row.values) == (addresses == [])
        assert addresses in ([], [row.addresses[item.name]])
        assert {type(value) for value in row.values.values()} <= KINDS
    if item.kind == "count":  # none of these is a count
        assert all(row.faults for row in found)


@pytest.mark.parametrize("writer", [as_xlsx, as_xls, as_ods])
def test_hours_where_a_count_belongs_say_how_to_mend_the_cell(writer):
    _, rows = read(writer([HEADING, ["本社食堂", "2026-02-19", hours(writer)]]))
    assert [str(fault) for fault in rows[0].faults] == [
        "C2「1900-04-29」：日付の書式になっています。"
        "Excelでセルの書式を「数値」にして、数を入れ直してください。"
    ]


# what stands across


def test_menus_across_are_known_by_their_names_too():
    columns = [*COLUMNS, ColumnSpec("menu", ("メニュー",))]
    lines = "拠点,日付,親子丼,ラーメン\n本社食堂,2/19,5,6\n"
    known = {"outlet": OUTLETS, "menu": ["親子丼", "ラーメン"]}
    reading, rows = read(lines.encode(), columns=columns, known_texts=known)
    assert reading.across == ("menu", "count")
    found = [(row.values["outlet"], row.values["menu"], row.values["count"].number) for row in rows]
    assert found == [("本社食堂", "親子丼", 5), ("本社食堂", "ラーメン", 6)]


def test_a_column_that_cannot_be_missing_is_asked_for_where_others_stand_across():
    columns = [*COLUMNS, ColumnSpec("menu", ("メニュー",))]
    known = {"outlet": OUTLETS, "menu": ["親子丼", "ラーメン"]}
    lines = "日付,親子丼,ラーメン\n2/19,5,6\n"
    assert refused(lines.encode(), columns=columns, known_texts=known).startswith(
        "「拠点」の列が見つかりません"
    )


def test_firsts_of_months_are_days_of_counts_to_a_date():
    def fill(book, sheet):
        sheet.append(["拠点", date(2026, 1, 1), date(2026, 2, 1)])
        sheet.append(["本社食堂", 140, 150])

    columns = [
        COLUMNS[0],
        ColumnSpec("day", ("時点",), "day", required=True, is_as_of=True),
        COLUMNS[3],
    ]
    _, rows = read(workbook(fill), columns=columns)
    assert [row.values["day"].month for row in rows] == [1, 2]


def test_where_each_record_counts_as_one_no_count_is_asked_for():
    columns = [ColumnSpec("title", ("名称",), required=True), COLUMNS[1], COLUMNS[-1]]
    known = {"title": ["収穫祭", "朝市"]}
    lines = "名称,日付,メモ,合計,備考\n収穫祭,2/19,,1,雨\n朝市,2/20,,1,\n合計,,,2,\n"
    reading, rows = read(lines.encode(), columns=columns, known_texts=known)
    assert (reading.form, reading.across) == ("long", ())
    assert [row.values["title"] for row in rows] == ["収穫祭", "朝市"]
    assert [row.values["day"].day for row in rows] == [19, 20]
    for lines in ("名称,2/19,2/20\n収穫祭,1,1\n", "日付,収穫祭,朝市\n2/19,1,1\n"):
        assert "の列が見つかりません" in refused(lines.encode(), columns=columns, known_texts=known)


def test_money_is_a_count_where_money_is_counted():
    columns = [*COLUMNS[:3], ColumnSpec("count", ("実績",), "count", may_be_money=True)]
    _, rows = read('拠点,日付,実績（円）\n本社食堂,2/19,"5,000円"\n'.encode(), columns=columns)
    assert rows[0].values["count"].number == 5000


@pytest.mark.parametrize(
    ("title", "is_taken"),
    [
        ("2025年度 提供数", True),
        ("令和7年度", True),
        ("2026年 提供数", True),
        ("2025年2月～3月", True),  # a fiscal year is often called so
        ("2024年12月10日 作成", True),
        ("2024年12月現在", True),
        ("第71回", True),
        ("2024年度", False),
        ("令和６年", False),
        ("2025年2月 提供数", False),
    ],
)
def test_a_title_of_another_year_leaves_days_without_year_unread(title, is_taken):
    _, rows = read(f"{title},,\n拠点,日付,提供数\n本社食堂,2/19,5\n".encode())
    assert ("day" in rows[0].values) == is_taken


def test_a_title_of_another_year_in_the_name_of_the_sheet_counts_too():
    def fill(book, sheet):
        sheet.title = "2024年度"
        sheet.append(HEADING)
        sheet.append(["本社食堂", "2/19", 5])

    reading, rows = read(workbook(fill))
    assert "day" not in rows[0].values
    assert reading.warnings[0].startswith("「2024年度」の年がプログラムの期間と合いません。")


@pytest.mark.parametrize(
    ("text", "read_as"),
    [("120.0", 120), ("1000.000", 1000), ("0.000", 0), ("1,200.00", 1200), ("１．０", 1)],
)
def test_a_point_before_zeros_is_read_where_it_can_be_no_comma(text, read_as):
    _, rows = read(f'拠点,日付,提供数\n本社食堂,2/19,"{text}"\n'.encode())
    assert rows[0].values["count"].number == read_as


@pytest.mark.parametrize("text", ["1.000", "12.000", "120.000食", "１．０００"])
def test_a_point_before_three_zeros_may_be_a_comma(text):
    _, rows = read(f"拠点,日付,提供数\n本社食堂,2/19,{text}\n".encode())
    assert "小数点なのか桁区切りなのか分かりません" in str(rows[0].faults[0])


@pytest.mark.parametrize(
    "label", ["東京計", "関東地区計", "全社計", "2月計", "本社食堂 計", "食堂計（2月）"]
)
def test_what_ends_in_a_sum_is_a_total(label):
    reading, rows = read(f"拠点,日付,提供数\n本社食堂,2/19,5\n{label},,5\n".encode())
    assert len(rows) == 1
    assert [check.agrees for check in reading.checks] == [True]


@pytest.mark.parametrize("name", ["腕時計", "家計", "統計", "未集計"])
def test_what_only_ends_like_a_sum_is_none(name):
    _, rows = read(f"拠点,日付,提供数\n{name},2/19,5\n".encode())
    assert rows[0].values["outlet"] == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("072010", "072010"),
        ("72010", "072010"),
        ("07201", "072010"),
        ("7201", "072010"),
        ("７４０５５", "074055"),
        (72117, "072117"),
    ],
)
def test_codes_of_municipalities_are_completed(text, code):
    assert sheets.municipality_code(text) == code


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("072011", "「072011」は末尾の検査数字が合いません。"),
        ("福島市", "「福島市」は市町村コードではありません。"),
        ("990000", "「990000」は末尾の検査数字が合いません。"),
    ],
)
def test_a_wrong_code_is_refused(text, why):
    with pytest.raises(ValueError) as error:
        sheets.municipality_code(text)
    assert str(error.value) == f"{why}6桁の市町村コードを入れてください（例：072010）。"


# limits


def package(**parts):
    """A workbook with parts replaced: sheet, strings, …"""
    names = {"sheet": "xl/worksheets/sheet1.xml", "workbook": "xl/workbook.xml"}
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(named("merged-cells.xlsx"))) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            key = next((key for key, part in names.items() if part == name), None)
            target.writestr(name, parts.get(key, source.read(name)))
    return file.getvalue()


TOO_BIG = (
    "広げると大きくなりすぎるファイルです。必要な表だけを新しいブックに移して保存してください。"
)
BROKEN = (
    "ファイルが壊れているようです。Excelで開いて「Excelブック（.xlsx）」として保存し直してから、"
    "もう一度お試しください。"
)
TOO_SLOW = "読み取りに時間がかかりすぎます。期間で分けて、もう一度お試しください。"
NO_DTD = (
    "文書型宣言（DTD）を含むファイルは、安全のため読み取りません。Excelで保存し直してください。"
)
LAUGHS = (
    '<?xml version="1.0"{encoding}?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)


def test_a_zip_bomb_is_refused():
    assert refused(package(sheet=bytes(60_000_000))) == TOO_BIG


def test_a_zip_bomb_whose_header_lies_is_refused():
    data = package(sheet=bytes(60_000_000))
    said = (60_000_000).to_bytes(4, "little")
    assert said in data
    assert refused(data.replace(said, (60_000).to_bytes(4, "little"))) == BROKEN


def test_entities_are_refused_in_any_part_and_encoding():
    assert refused(package(sheet=LAUGHS.format(encoding=""))) == NO_DTD
    wide_text = LAUGHS.format(encoding=' encoding="utf-16"').encode("utf-16")
    assert refused(package(workbook=wide_text)) == NO_DTD
    assert refused(zipped({"content.xml": LAUGHS.format(encoding="")})) == NO_DTD


def test_deep_nesting_is_refused():
    assert refused(package(sheet="<worksheet>" + "<a>" * 500_000)) == BROKEN


def test_a_huge_dimension_is_not_believed():
    sheet = (
        '<worksheet><dimension ref="A1:XFD1048576"/><sheetData>'
        + "".join(
            f'<row r="{number}">'
            + "".join(
                f'<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
                for column, text in zip("ABC", line, strict=True)
            )
            + "</row>"
            for number, line in ((1, HEADING[:3]), (1_048_576, ("本社食堂", "2/19", "120")))
        )
        + '</sheetData><mergeCells><mergeCell ref="A2:XFD1048575"/></mergeCells></worksheet>'
    )
    _, rows = read(package(sheet=sheet))
    assert [(row.number, row.values["count"].number) for row in rows] == [(1_048_576, 120)]


@pytest.mark.sweep
def test_too_many_rows_are_refused():
    lines = "拠点,日付,提供数\n" + "本社食堂,2/19,120\n" * 200_000
    assert refused(lines.encode()) == "行が多すぎます（100,000行まで）。期間で分けてください。"


@pytest.mark.sweep
def test_a_repeated_row_of_libreoffice_is_counted():
    table = (
        '<o:document-content xmlns:o="a"><o:table o:name="提供数">{heading}'
        '<o:table-row o:number-rows-repeated="900000"><o:table-cell '
        'o:value-type="string"><o:p>本社食堂</o:p></o:table-cell></o:table-row></o:table>'
        "</o:document-content>"
    )
    cell = '<o:table-cell o:value-type="string"><o:p>{}</o:p></o:table-cell>'
    heading = f"<o:table-row>{''.join(map(cell.format, HEADING))}</o:table-row>"
    text = table.format(heading=heading)
    assert refused(zipped({"content.xml": text})) == (
        "行が多すぎます（100,000行まで）。期間で分けてください。"
    )


def test_too_many_columns_are_refused():
    line = ",".join(["拠点", "日付", "提供数", *(f"列{number}" for number in range(300))])
    assert refused(line.encode()) == (
        "列が多すぎます（1行目、200列まで）。使わない列を消してください。"
    )


def test_a_large_file_is_refused():
    assert refused(b"a" * (10 * 1024 * 1024 + 1)) == (
        "ファイルが大きすぎます（10MBまで）。期間で分けてください。"
    )


def test_reading_ends_at_its_deadline():
    lines = "拠点,日付,提供数\n" + "本社食堂,2/19,120\n" * 1_000
    assert refused(lines.encode(), deadline=monotonic() - 1) == TOO_SLOW


def test_an_old_workbook_does_not_choose_how_much_memory_it_takes():
    data = named("old.xls")
    at = data.index(b"\x00\x02\x0e\x00") + 4  # the record of the sheet's dimensions
    assert refused(data[:at] + b"\x00\x00\x00\x00\xff\xff\xff\xff" + data[at + 8 :]) == TOO_BIG


def test_an_old_workbook_with_a_password_says_so():
    data = named("old.xls").replace(b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00", 1)  # FILEPASS
    assert refused(data).startswith("パスワードで保護されたファイルです。")


@pytest.mark.parametrize(("since_1904", "number"), [(False, 46072), (True, 46072 - 1462)])
def test_bare_days_of_an_old_workbook_are_counted_as_it_counts(since_1904, number):
    book, file = xlwt.Workbook(), io.BytesIO()
    book.dates_1904 = since_1904
    sheet = book.add_sheet("提供数")
    for at, (title, value) in enumerate(zip(HEADING, ["本社食堂", number, 5], strict=False)):
        sheet.write(0, at, title)
        sheet.write(1, at, value)
    book.save(file)
    _, rows = read(file.getvalue())
    assert rows[0].values["day"] == date(2026, 2, 19)


@pytest.mark.parametrize(
    ("end", "message"),
    [
        ("os.abort()", TOO_BIG),  # calamine got no memory
        ("os.kill(os.getpid(), signal.SIGXCPU)", TOO_SLOW),
        ("os.kill(os.getpid(), signal.SIGSEGV)", BROKEN),
        ("raise ValueError", BROKEN),
        ("time.sleep(60)", TOO_SLOW),
    ],
)
def test_whatever_ends_the_reader_of_old_workbooks_is_a_refusal(
    monkeypatch, tmp_path, end, message
):
    reader = tmp_path / "reader.py"
    reader.write_text(f"import os, signal, time\n{end}\n", encoding="ascii")
    monkeypatch.setattr(xls_values, "__file__", str(reader))
    with pytest.raises(Refusal) as refusal:
        open_book(named("old.xls"), "a.xls", monotonic() + 5)
    assert str(refusal.value) == message


def test_a_long_text_and_a_control_sign_are_refused_in_their_cell():
    lines = f"拠点,日付,提供数,備考\n本社食堂,2/19,5,{'長' * 5_001}\n本社食堂,2/20,5,\x07\n"
    _, rows = read(lines.encode())
    assert [fault.message for row in rows for fault in row.faults] == [
        "文字が多すぎます（5,000字まで）。短くしてください。",
        "見えない制御文字が入っています。入れ直してください。",
    ]


def test_a_cell_made_to_be_slow_is_not():
    blanks = " " * 100_000
    lines = f"拠点,日付,提供数\n本社食堂,2026-02-19{blanks}x,1{blanks}x\n{blanks}x,2/19,{blanks}\n"
    _, rows = read(lines.encode())
    assert [len(row.faults) for row in rows] == [2, 0]
    assert rows[1].values["count"] == CellCount(None, None)


# fuzzing


@st.composite
def damaged(draw):
    """A file of the corpus with bytes changed, in the file or in a part of its package."""
    data = named(draw(st.sampled_from([case.name for case in CASES])))
    if data.startswith(b"PK") and draw(st.booleans()):
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            name = draw(st.sampled_from(source.namelist()))
            parts = {part: source.read(part) for part in source.namelist()}
        parts[name] = draw(changed(parts[name]))
        return zipped(parts)
    return draw(changed(data))


@st.composite
def changed(draw, data):
    data = bytearray(data)
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(data)))
        piece = draw(st.binary(max_size=8) | st.sampled_from(NASTY))
        data[at : at + draw(st.integers(0, 8))] = piece
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


NASTY = [
    *(b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b'"', b",", b"\r", b"\n", b"99999999999999"),
    *(b"<row>", b'<c r="ZZZ9">', b"<v>1E999</v>", b"<v>nan</v>", b"</row>", b' r="0"', b"-1"),
    *("令和".encode(), "合計".encode(), "〃".encode(), b"2/30", "約".encode()),
]
WHATEVER = settings(max_examples=cases(200))


@WHATEVER
@given(st.binary(max_size=400) | damaged())
def test_whatever_the_bytes_are_they_are_read_or_refused(data):
    try:
        _, rows = read(data, "何か")
    except Refusal as refusal:
        assert str(refusal)
        return
    for row in rows:
        assert {type(value) for value in row.values.values()} <= KINDS
        assert all(fault.address and fault.message for fault in row.faults)


@WHATEVER
@given(st.lists(st.lists(st.text(max_size=12) | st.sampled_from(WORDS), max_size=6), max_size=12))
def test_whatever_the_cells_hold_they_are_read_or_refused(lines):
    text = "".join(",".join(line) + "\n" for line in [HEADING, *lines])
    try:
        read(text.encode("utf-8", "replace"))
    except Refusal as refusal:
        assert str(refusal)
