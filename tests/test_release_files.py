"""A release as plain text and .docx, read back with readers of their own."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn

from programmes.release import files
from programmes.release.frozen import printed_document
from programmes.release.values import Values

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
[*club] 倶楽部のこと
"""
PLAIN = """NECグループ ふくしま応援アクション2025を実施
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

(注1) 倶楽部のこと
"""


@pytest.fixture
def printed(nec2025):
    return printed_document(TEXT, "ja", Values(nec2025))


def test_the_plain_text_can_be_pasted_into_a_mail(printed):
    assert files.plain(printed, "ja") == PLAIN.replace("\n", "\r\n")


def test_the_docx_has_headings_lists_notes_and_a_japanese_font(printed):
    paper = Document(io.BytesIO(files.docx(printed, "ja")))
    told = [(one.style.name, one.text) for one in paper.paragraphs]
    assert told[:4] == [
        ("Title", "NECグループ ふくしま応援アクション2025を実施"),
        ("Subtitle", "約1万人が参加"),
        ("Normal", "リードです(注1)。"),
        ("Heading 1", "(1) 県産品"),
    ]
    assert ("List Bullet", "食堂：約6,600食") in told and ("Normal", "① 田村市") in told
    assert told[-1] == ("Normal", "(注1) 倶楽部のこと")
    assert paper.core_properties.title == "NECグループ ふくしま応援アクション2025を実施"
    page = paper.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    fonts = paper.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == files.FONT
