"""A release as plain text and .docx, read back with readers of their own."""

import io
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn

from produce.models import Meal
from programmes.models import Publication, change_reason
from programmes.releases import docx, files, workflow
from programmes.releases.snapshot import printed_document
from programmes.releases.values import Values

from .factories import ReleaseFactory
from .releases import issued

# It is 1 July 2026, unless a test sets another day with `at`.
TEXT = """# {programme.title}を実施
~ {participations}が参加
リードです[*club]。
## 県産品
- 食堂：{meals}
## 活動
+ 田村市
+ 西会津町
---
今後も続けます。
### 問い合わせ
広報室
[*club] 倶楽部の発表。https://example.jp/club
"""
HEAD = ["2026年3月31日", "福島県"]
PLAIN = """2026年3月31日
福島県

NECグループ ふくしま応援アクション2025を実施
～約1万人が参加～

リードです(注1)。

(1) 県産品
・食堂：約6,600食

(2) 活動
① 田村市
② 西会津町

今後も続けます。

【問い合わせ】
広報室

(注1) 倶楽部の発表。https://example.jp/club
"""


@pytest.mark.parametrize("gap", ["", " ", "\n"])
def test_a_web_address_begins_one_new_line(gap):
    paper = Document(
        io.BytesIO(docx.docx([], [], ["Notes", f"See.{gap}https://example.jp/"], "en"))
    )
    assert paper.paragraphs[-1].text == "See.\nhttps://example.jp/"


@pytest.fixture
def printed(nec2025):
    return printed_document(TEXT, "ja", Values(nec2025))


def test_the_plain_text_can_be_pasted_into_a_mail(printed):
    assert files.plain(printed, "ja", HEAD) == PLAIN.replace("\n", "\r\n")


def test_the_docx_has_headings_lists_notes_and_a_japanese_font(printed):
    paper = Document(io.BytesIO(files.document(printed, "ja", HEAD)))
    paragraphs = [(one.style.name, one.text) for one in paper.paragraphs]
    assert paragraphs[:6] == [
        *(("Normal", line) for line in HEAD),
        ("Title", "NECグループ ふくしま応援アクション2025を実施"),
        ("Subtitle", "約1万人が参加"),
        ("Normal", "リードです(注1)。"),
        ("Heading 1", "(1) 県産品"),
    ]
    assert ("List Bullet", "食堂：約6,600食") in paragraphs and ("Normal", "① 田村市") in paragraphs
    assert paragraphs[-2:] == [
        ("Heading 2", "注"),
        ("Body Text", "(注1) 倶楽部の発表。\nhttps://example.jp/club"),
    ]
    assert paper.core_properties.title == "NECグループ ふくしま応援アクション2025を実施"
    page = paper.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    fonts = paper.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == docx.JAPANESE_FONT


def test_the_head_names_the_day_in_tokyo_and_both_parties(nec2025):
    release = ReleaseFactory.build(programme=nec2025)
    at = datetime(2026, 3, 30, 23, tzinfo=UTC)
    publication = Publication(release=release, issued_at=at, version=1)
    assert files.head(publication, "ja") == ["2026年3月31日", "福島県", "NEC"]
    assert files.head(publication, "en")[0] == "31 March 2026"


def test_a_correction_says_so_in_its_files(release, author, approver):
    issued(release, author, approver)
    again = workflow.reopen(release, author)
    meal = Meal.objects.get(programme=release.programme)
    meal.servings = 6_800
    with change_reason("集計漏れ"):
        meal.save()
    again.values, again.reason, again.reason_en = {}, "集計漏れのため。", "A miscount."
    again._history_user = author
    again.save()
    made = {file.name: bytes(file.content) for file in issued(again, author, approver).files.all()}
    text = made["release.ja.txt"].decode()
    assert " 第2版（訂正）\r\n" in text.split("福島県")[0]
    assert (
        "【正誤表 第2版】\r\n集計漏れのため。\r\n・社員食堂の提供数：約6,600食 → 約6,800食" in text
    )
    english = made["release.en.txt"].decode()
    assert english.startswith("1 July 2026 Version 2 (corrected)\r\n")
    paper = Document(io.BytesIO(made["release.en.docx"]))
    assert paper.paragraphs[0].text == "1 July 2026 Version 2 (corrected)"
    assert "A miscount." in english and "about 6,600 meals → about 6,800 meals" in english
    paragraphs = [one.text for one in Document(io.BytesIO(made["release.ja.docx"])).paragraphs]
    assert "正誤表 第2版" in paragraphs and "社員食堂の提供数：約6,600食 → 約6,800食" in paragraphs
