"""What is too large, too slow or made to do harm is refused with what to do; nothing is saved."""

import io
import random
import time
import zipfile
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import xlwt
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from produce.models import Meal
from programmes import imports
from programmes.imports import batches
from programmes.lib.sheets import book
from programmes.lib.uploads import MOST_BYTES
from programmes.models import ImportBatch

from .corpus import CASES
from .damage import unzipped, zipped
from .factories import OutletFactory, ProgrammeFactory

HEAD = "拠点,日付,提供数\n"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
TOO_BIG = "広げると大きくなりすぎるファイルです。必要な表だけを新しいブックに移して"
Status = ImportBatch.Status


@pytest.fixture
def programme(db):
    made = ProgrammeFactory()
    OutletFactory(partnership=made.partnership, name="本社食堂")
    return made


@pytest.fixture
def bring(admin_client, programme):
    """Uploads bytes and returns the texts of the page that comes back."""

    def upload(data, name="食堂.csv"):
        typed = {"programme": programme.pk, "kind": "produce.meal"}
        typed["file"] = SimpleUploadedFile(name, data)
        page = admin_client.post(reverse("admin:import"), typed, follow=True)
        assert page.status_code == 200
        assert not Meal.objects.filter(programme=programme).exists()
        return BeautifulSoup(page.content, "html.parser").get_text(" ")

    return upload


def package(**parts):
    """A workbook of the corpus with parts replaced or added, packed."""
    [case] = [case for case in CASES if case.name == "merged-cells.xlsx"]
    return zipped(unzipped(case.make()) | parts)


def sheet_of(rows, more="", before=""):
    return f"<worksheet>{before}<sheetData>{rows}</sheetData>{more}</worksheet>"


def inline(number, *texts):
    cells = (f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{"".join(cells)}</row>'


def opendocument(cells, rows='<t:table-row t:visibility="collapse">'):
    content = (
        f'<o:d xmlns:o="a" xmlns:t="b"><t:table t:name="表">{rows}{cells}</t:table-row></t:table>'
        "</o:d>"
    )
    return zipped({"content.xml": content})


GOOD = inline(1, "拠点", "日付", "提供数") + inline(2, "本社食堂", "2/19", "120")


def shrinking(size, times=120):
    """Text that packs to about a part of its size: less than what is taken for a bomb."""
    noise = random.Random(7)
    block = "".join(noise.choice("abcdefghij") for _ in range(30_000 // times)) + "a" * 30_000
    return (block * (size // len(block) + 1))[:size]


# size


@pytest.mark.parametrize("size", [10 * 1024**2 + 1, MOST_BYTES, MOST_BYTES + 200_000])
def test_a_large_file_is_told_by_its_size(bring, size):
    page_text = bring(HEAD.encode("cp932") + b"a" * (size - len(HEAD.encode("cp932"))))
    assert "ファイルが大きすぎます（" in page_text
    assert "10MBまでです。行を分けて、いくつかのファイルにしてください。" in page_text
    assert "ファイルを選んでください" not in page_text
    assert not ImportBatch.objects.exists()


@pytest.mark.sweep
def test_more_than_100_000_rows_are_refused(bring):
    page_text = bring((HEAD + "本社食堂,2/19,1\n" * 100_001).encode("cp932"))
    assert "行が多すぎます（100,000行まで）。期間で分けてください。" in page_text
    assert ImportBatch.objects.get().status == Status.FAILED


@pytest.mark.sweep
def test_a_wide_sheet_holds_no_more_counts_than_a_long_one(bring):
    days = [date(2026, 1, 1) + timedelta(place) for place in range(190)]
    lines = ["拠点," + ",".join(map(str, days))]
    lines += [f"第{place}食堂" + ",1" * len(days) for place in range(530)]
    page_text = bring("\n".join(lines).encode("cp932"))
    assert "数が多すぎます（100,000件まで）。期間で分けてください。" in page_text


def test_too_many_columns_are_refused(bring):
    cells = "".join(f"<c><v>{number}</v></c>" for number in range(16_384))
    page_text = bring(package(**{SHEET: sheet_of(GOOD + f'<row r="3">{cells}</row>')}), "表.xlsx")
    assert "列が多すぎます（3行目、200列まで）。使わない列を消してください。" in page_text


def test_columns_that_are_only_coloured_are_none(bring):
    cells = '<c r="XFC3" s="1"/><c r="XFD3" s="1"/>'
    page_text = bring(package(**{SHEET: sheet_of(GOOD + f'<row r="3">{cells}</row>')}), "表.xlsx")
    assert "まだ何も保存していません" in page_text
    assert ImportBatch.objects.get().report["new"] == 1


# time


@pytest.fixture
def clock(monkeypatch):
    """The clock of the deadlines; `clock.late = 61` is a minute later."""
    clock = SimpleNamespace(late=0)
    monkeypatch.setattr(book, "monotonic", lambda: time.monotonic() + clock.late)
    return clock


def test_reading_that_takes_too_long_is_given_up(bring, monkeypatch):
    monkeypatch.setattr(batches, "SECONDS", 0)
    page_text = bring((HEAD + "本社食堂,2026-02-19,1\n" * 2_000).encode("cp932"))
    assert "読み取りに時間がかかりすぎます。期間で分けて、もう一度お試しください。" in page_text
    assert ImportBatch.objects.get().status == Status.FAILED


@pytest.mark.parametrize("name", ["merged-cells.xlsx", "libre.ods", "old.xls"])
def test_opening_a_workbook_that_takes_too_long_is_given_up(bring, monkeypatch, name):
    monkeypatch.setattr(batches, "SECONDS", -1)
    [case] = [case for case in CASES if case.name == name]
    assert "読み取りに時間がかかりすぎます" in bring(case.make(), name)


def test_comparing_that_takes_too_long_is_given_up(bring, monkeypatch, clock):
    def slow(*args, **options):
        clean = real(*args, **options)
        clock.late = 61
        return clean

    real = batches.clean
    monkeypatch.setattr(batches, "clean", slow)
    page_text = bring((HEAD + "本社食堂,2026-02-19,1\n").encode("cp932"))
    assert (
        "記録と比べるのに時間がかかりすぎます。期間で分けて、もう一度お試しください。" in page_text
    )


@pytest.mark.sweep
@pytest.mark.parametrize(
    "lot", [4, *(pytest.param(lot, marks=pytest.mark.sweep) for lot in (1, 2, 5))]
)
def test_saving_that_takes_too_long_is_taken_back_wholly(
    bring, admin_client, programme, monkeypatch, clock, lot
):
    outlets = OutletFactory.create_batch(100, partnership=programme.partnership)
    days = [date(2026, 2, 2) + timedelta(place) for place in range(20)]
    rows = [f"{outlet.name},{day},5" for outlet in outlets for day in days]
    bring((HEAD + "\n".join(rows)).encode("cp932"))
    batch = ImportBatch.objects.get()
    assert batch.report["new"] == 2_000
    lots = []

    def slow(*args, before_each, **options):
        def each():
            lots.append(Meal.objects.filter(programme=programme).count())
            clock.late = 61 if len(lots) == lot else 0
            before_each()

        real(*args, before_each=each, **options)
        clock.late = 61 if lot == 5 else 0  # after the last

    real = batches.store
    monkeypatch.setattr(batches, "store", slow)
    commit = reverse("admin:import_commit", args=[batch.pk])
    page = admin_client.post(commit)
    assert page.status_code == 409
    page_text = page.content.decode()
    assert "保存に時間がかかりすぎます。期間で分けて、もう一度お試しください。" in page_text
    assert "まだ何も保存していません" in page_text
    assert lots[-1] == 500 * (min(lot, 4) - 1)  # so many were there, and are no more
    assert not Meal.objects.filter(programme=programme).exists()
    assert not Meal.history.filter(programme=programme).exists()
    batch.refresh_from_db()
    assert batch.status == Status.UPLOADED
    monkeypatch.setattr(batches, "store", real)
    clock.late = 0
    assert admin_client.post(commit).status_code == 302
    assert Meal.objects.filter(batch=batch).count() == 2_000


# entities

LAUGHS = "".join(
    f'<!ENTITY e{number} "{f"&e{number - 1};" * 10 if number else "ha"}">' for number in range(10)
)
ENTITIES = {
    "laughs": f"<!DOCTYPE a [{LAUGHS}]>",
    "external": '<!DOCTYPE a [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>',
    "parameter": '<!DOCTYPE a [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x.dtd"> %e;]>',
    "foreign": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
}


@pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/workbook.xml", "docProps/app.xml", "ods"])
@pytest.mark.parametrize("how", ENTITIES)
def test_entities_are_refused(bring, how, part):
    text = ENTITIES[how] + "<a><row><c><v>&e9;</v></c></row></a>"
    data = zipped({"content.xml": text}) if part == "ods" else package(**{part: text})
    page_text = bring(data, "表.ods" if part == "ods" else "表.xlsx")
    assert "文書型宣言（DTD）を含むファイルは、安全のため読み取りません。" in page_text
    assert "root:" not in page_text


# bombs


def test_a_part_that_grows_too_much_is_refused(bring):
    assert TOO_BIG in bring(package(**{SHEET: bytes(60_000_000)}), "表.xlsx")


@pytest.mark.sweep
def test_many_parts_that_grow_a_little_are_refused(bring):
    parts = {f"xl/worksheets/sheet{number}.xml": shrinking(9_000_000) for number in range(1, 24)}
    assert TOO_BIG in bring(package(**parts), "表.xlsx")


def test_a_package_of_many_parts_is_refused(bring):
    assert TOO_BIG in bring(
        package(**{f"xl/{number}.xml": "" for number in range(2_100)}), "a.xlsx"
    )


@pytest.mark.sweep
def test_a_package_inside_a_package_is_not_opened(bring):
    inner = package(**{SHEET: bytes(60_000_000)})
    page_text = bring(zipped({"中の表.xlsx": inner, "もう一つ.zip": inner}), "表.zip")
    assert "圧縮ファイルです。中のExcelファイルを取り出してから選んでください。" in page_text


def test_parts_that_share_their_bytes_are_refused(bring):
    """A bomb without nesting: a thousand entries of the directory that name one part."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", shrinking(1_900_000))
        [info] = target.infolist()
        for number in range(1_000):
            other = zipfile.ZipInfo(f"xl/{number}.xml")
            for name in ("header_offset", "file_size", "compress_size", "CRC", "compress_type"):
                setattr(other, name, getattr(info, name))
            target.filelist.append(other)
    assert TOO_BIG in bring(file.getvalue(), "表.xlsx")


@pytest.mark.sweep
@pytest.mark.parametrize("place", ["inline", "shared", "value", "name"])
def test_a_cell_of_100_mb_fills_no_memory(bring, place):
    text = shrinking(100_000_000)
    if place == "shared":
        rows = GOOD + '<row r="3"><c t="s"><v>0</v></c></row>'
        parts = {STRINGS: f"<sst><si><t>{text}</t></si></sst>", SHEET: sheet_of(rows)}
    elif place == "inline":
        parts = {SHEET: sheet_of(GOOD + inline(3, text, "2/20", "5"))}
    elif place == "value":
        parts = {SHEET: sheet_of(GOOD + f'<row r="3"><c><v>{text}</v></c></row>')}
    else:
        parts = {SHEET: sheet_of(GOOD, before=f'<sheetPr name="{text[:30_000_000]}"/>')}
    page_text = bring(package(**parts), "表.xlsx")
    assert len(page_text) < 10_000
    assert len(str(ImportBatch.objects.get().report)) < 10_000


def test_a_declared_size_is_not_believed(bring):
    sheet = sheet_of(GOOD, before='<dimension ref="A1:XFD1048576"/>')
    bring(package(**{SHEET: sheet}), "表.xlsx")
    assert ImportBatch.objects.get().report["new"] == 1


def test_merged_cells_over_millions_of_cells_are_not_built(bring):
    area = '<mergeCells><mergeCell ref="E3:XFD1048576"/><mergeCell ref="D1:D1048576"/></mergeCells>'
    bring(package(**{SHEET: sheet_of(GOOD, area)}), "表.xlsx")
    assert ImportBatch.objects.get().report["new"] == 1


@pytest.mark.sweep
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_too_many_merged_cells_are_refused(bring, kind):
    if kind == "xlsx":
        areas = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 100_100))
        data = package(**{SHEET: sheet_of(GOOD, f"<mergeCells>{areas}</mergeCells>")})
    else:
        data = opendocument(
            "".join(
                f'<t:table-cell t:style-name="s{n * 7919 % 99_991}" t:number-columns-spanned="2"/>'
                for n in range(100_100)
            )
        )
    assert "ファイルが壊れているようです" in bring(data, f"表.{kind}")


@pytest.mark.sweep
def test_hidden_rows_that_are_repeated_are_not_all_listed(bring):
    row = '<t:table-row t:visibility="collapse" t:number-rows-repeated="9999999">'
    cell = '<t:table-cell t:value-type="string"><t:p>合計</t:p></t:table-cell>'
    data = opendocument(cell, f"{row}{cell}</t:table-row>" * 3_000 + row)
    began = time.monotonic()
    assert "見出しの行が見つかりません" in bring(data, "表.ods")
    assert time.monotonic() - began < 20


@pytest.mark.sweep
def test_one_long_text_in_many_cells_of_an_old_workbook_is_refused(bring):
    """The file holds it once; a reader that copies it for each cell takes gigabytes."""
    book, file = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("表")
    for place in range(10_000):
        sheet.write(place, 0, "長" * 30_000)
    book.save(file)
    assert len(file.getvalue()) < 1_000_000
    assert TOO_BIG in bring(file.getvalue(), "表.xls")


@pytest.mark.sweep
def test_one_long_text_in_many_cells_of_a_workbook_is_refused(bring):
    rows = '<row><c t="s"><v>0</v></c></row>' * 10_000
    parts = {STRINGS: f"<sst><si><t>{'長' * 30_000}</t></si></sst>", SHEET: sheet_of(GOOD + rows)}
    assert TOO_BIG in bring(package(**parts), "表.xlsx")


def test_too_many_sheets_and_too_long_names_are_refused(bring):
    relation = (
        '<Relationships><Relationship Id="r" Target="worksheets/sheet1.xml" Type="a/worksheet"/>'
        "</Relationships>"
    )
    for names, reason in (
        ([f"表{number}" for number in range(300)], "シートが多すぎます（200枚まで）。"),
        (["長" * 300], "シートの名前が長すぎます。"),
    ):
        sheets = "".join(f'<sheet name="{name}" id="r"/>' for name in names)
        parts = {"xl/workbook.xml": f"<workbook><sheets>{sheets}</sheets></workbook>"}
        parts |= {"xl/_rels/workbook.xml.rels": relation}
        assert reason in bring(package(**parts), "表.xlsx")


# what only PostgreSQL refuses, and numbers that no database holds


@pytest.mark.parametrize(
    "text", ["食\0堂", "\0", "本社食堂,2026-02-19,1\0", f"本社食堂,2026-02-19,{'9' * 4_900}"]
)
def test_a_text_that_no_database_keeps_is_a_fault(bring, text):
    bring((HEAD.replace(",", "\t") + text.replace(",", "\t")).encode("utf-16"))
    assert ImportBatch.objects.get().status == Status.FAILED


@pytest.mark.parametrize("number", ["9" * 19, "9" * 400, "9" * 4_900, "-1", "²", "１"])
def test_a_number_that_no_record_can_have_is_told_at_its_cell(bring, number):
    head = HEAD.strip() + ",記録番号\n"
    page_text = bring(f"{head}本社食堂,2026-02-19,1,{number}\n".encode())
    assert "D2" in page_text
    assert "書き出したときの番号のままにしてください。新しい行では空欄にします。" in page_text
    assert len(ImportBatch.objects.get().report["faults"][0][1]) <= 60


@pytest.mark.parametrize("name", ["row-²", f"row-{'9' * 300}", "row-", "row--1"])
def test_a_choice_about_a_row_that_cannot_be_is_left_out(bring, admin_client, name):
    bring((HEAD + "本社食堂,2026-02-19,1\n").encode())
    commit = reverse("admin:import_commit", args=[ImportBatch.objects.get().pk])
    assert admin_client.post(commit, {name: "file"}).status_code == 302


def test_a_reason_is_kept_as_far_as_it_can_be_read(bring, admin_client, programme):
    bring((HEAD + "本社食堂,2026-02-19,1\n").encode())
    batch = ImportBatch.objects.get()
    commit = reverse("admin:import_commit", args=[batch.pk])
    assert admin_client.post(commit, {"reason": "訂\0正\n\u202eの報告"}).status_code == 302
    meal = Meal.objects.get(batch=batch)
    assert meal.history.get().history_change_reason == "訂正 の報告"
    undo = reverse("admin:import_undo", args=[batch.pk])
    assert admin_client.post(undo, {"reason": "取り消し\0" + "長" * 300}).status_code == 302
    reason = Meal.history.filter(programme=programme).first().history_change_reason
    assert reason == "取り消し" + "長" * 96


# the name of the file


def with_name(client, programme, name, data):
    """Posts a form as a browser would not: the name of the file stands in it as it is."""
    fields = {"programme": programme.pk, "kind": "produce.meal"}
    lines = [
        f'--xx\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    lines.append(
        f'--xx\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    body = "".join(lines).encode("utf-8", "surrogateescape") + data + b"\r\n--xx--\r\n"
    return client.post(
        reverse("admin:import"), body, content_type="multipart/form-data; boundary=xx"
    )


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\Users\\\\花子\\\\食堂.csv", "食堂.csv"),
        ("食\x07堂\x00\x1b[31m.csv", "食堂[31m.csv"),
        ("食堂\u202evsc.exe", "食堂vsc.exe"),
        ("=cmd|' -C calc'!A0.csv", "=cmd|' -C calc'!A0.csv"),
        ("<script>alert(1)</script>.csv", "script>.csv"),
        ("%0d%0aSet-Cookie: a=b.csv", "%0d%0aSet-Cookie: a=b.csv"),
        ("長" * 300 + ".csv", None),
        ("a" * 600 + ".csv", None),
        ("髙﨑①～.csv", "髙﨑①～.csv"),
    ],
)
def test_a_strange_name_does_no_harm_on_the_page_and_in_the_download(
    admin_client, programme, name, kept
):
    data = (HEAD + "本社食堂,2026-02-19,1\n").encode()
    assert with_name(admin_client, programme, name, data).status_code == 302
    batch = ImportBatch.objects.get()
    assert batch.name == kept or (kept is None and len(batch.name) <= 255)
    assert batch.name.isprintable()
    address = reverse("admin:programmes_importbatch_change", args=[batch.pk])
    for page in (address, reverse("admin:programmes_importbatch_changelist")):
        text = admin_client.get(page).content.decode()
        assert "<script>alert" not in text and "\u202e" not in text
    answer = admin_client.get(reverse("admin:import_file", args=[batch.pk]))
    header = answer["Content-Disposition"]
    assert header.startswith("attachment;") and header.isascii() and header.isprintable()
    assert answer.content == data
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["", ".", "..", "/", "\x00", "食堂\udcff.csv"])
def test_a_file_without_a_name_is_asked_for_again(admin_client, programme, name):
    page = with_name(admin_client, programme, name, b"a,b\n")
    assert page.status_code == 200
    assert "ファイルを選んでください。" in page.content.decode()


# what changed between looking and saving


def test_a_row_that_cannot_be_read_any_more_stops_the_whole_file(bring, admin_client, programme):
    other = OutletFactory(partnership=programme.partnership, name="玉川食堂")
    bring((HEAD + "本社食堂,2026-02-19,1\n玉川食堂,2026-02-19,2\n").encode())
    other.name = "新玉川食堂"
    other.save()
    batch = ImportBatch.objects.get()
    page = admin_client.post(reverse("admin:import_commit", args=[batch.pk]))
    assert page.status_code == 409
    assert "取り込めない行があります（A3：" in page.content.decode()
    assert not Meal.objects.filter(programme=programme).exists()
    batch.refresh_from_db()
    assert batch.status == Status.FAILED
    assert batch.report["faults"][0][0] == "A3"


@pytest.mark.parametrize("act", ["abandon", "review"])
def test_a_file_that_another_window_has_saved_stays_saved(bring, admin_user, act):
    bring((HEAD + "本社食堂,2026-02-19,1\n").encode())
    stale = ImportBatch.objects.get()
    imports.commit(ImportBatch.objects.get(), admin_user)
    acts = {"abandon": lambda: imports.abandon(stale)}
    acts["review"] = lambda: imports.review(stale)
    with pytest.raises(imports.Conflicts):
        acts[act]()
    assert ImportBatch.objects.get().status == Status.COMMITTED
