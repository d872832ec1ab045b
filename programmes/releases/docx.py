"""A printed document as .docx: real headings and lists, A4, fonts that are there on most desks."""

import io
import re
from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING

from ..lib import periods
from .markup import BULLET, HEADING, HEADLINE, ITEM, SECTION, SUBTITLE, VOICE

if TYPE_CHECKING:  # at run time only where one is made: it takes long to import
    from docx.document import Document as Paper
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

#: where a font is missing Word and LibreOffice take another of the same script
JAPANESE_FONT = "BIZ UDPGothic"
LATIN_FONT = {"ja": JAPANESE_FONT, "en": "Arial"}
LOCALES = {"ja": "ja-JP", "en": "en-GB"}
NOTE = "Body Text"
#: size in points, whether bold, and the space before and after in points, by style
STYLES = {
    "Normal": (10.5, False, 4, 4),
    "Title": (16, True, 18, 6),
    "Subtitle": (12, False, 0, 18),
    "Heading 1": (12.5, True, 14, 4),
    "Heading 2": (11, True, 12, 3),
    "List Bullet": (10.5, False, 0, 2),
    NOTE: (9, False, 0, 3),
}
STYLE_OF = {
    HEADLINE: "Title",
    SUBTITLE: "Subtitle",
    SECTION: "Heading 1",
    HEADING: "Heading 2",
    BULLET: "List Bullet",
    VOICE: "List Bullet",
}
_ADDRESS = re.compile(r"\s+(?=https?://)|(?<=\S)(?=https?://)")


def docx(
    head: Sequence[str], blocks: Sequence[tuple[str, str]], notes: Sequence[str], language: str
) -> bytes:
    """The bytes of a .docx.

    `head` are the lines at its top (date and parties), `blocks` are (kind, text) and `notes` texts,
    all with their numbers in them; the first of the notes is their heading.
    """
    from docx import Document  # only here: it takes long to import
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

    paper = Document()
    _set_up(paper, language)
    for line in head:
        paper.add_paragraph(line).alignment = ALIGN.RIGHT
    for kind, text in blocks:
        paragraph = paper.add_paragraph(text, style=STYLE_OF.get(kind, "Normal"))
        if kind in (HEADLINE, SUBTITLE):
            paragraph.alignment = ALIGN.CENTER
        if kind == ITEM:
            _hang(paragraph)
    if notes:
        paper.add_paragraph(notes[0], style="Heading 2")
    for text in notes[1:]:
        _add_note(paper, text)
    title = next((text for kind, text in blocks if kind == HEADLINE), "")
    _describe(paper, title, language)
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def _hang(paragraph: "Paragraph") -> None:
    from docx.shared import Pt

    indent = Pt(STYLES["Normal"][0] * 1.5)
    paragraph.paragraph_format.left_indent = indent
    paragraph.paragraph_format.first_line_indent = -indent


def _add_note(paper: "Paper", text: str) -> None:
    paragraph = paper.add_paragraph(style=NOTE)
    first, *rest = _ADDRESS.split(text)
    run = paragraph.add_run(first)
    for part in rest:  # a web address; as one long word it would tear the line before
        run.add_break()
        run = paragraph.add_run(part)


def _set_up(paper: "Paper", language: str) -> None:
    from docx.shared import Mm

    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    page.top_margin, page.bottom_margin = Mm(22), Mm(20)
    for name in STYLES:
        _style(paper.styles[name], language, *STYLES[name])
    _number_pages(page.footer.paragraphs[0])


def _style(
    style: "ParagraphStyle", language: str, size: float, is_bold: bool, before: float, after: float
) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = LATIN_FONT[language], Pt(size)
    style.font.bold, style.font.italic = is_bold, False
    style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.3
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for side in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{side}"), None)
    japanese = JAPANESE_FONT if language == "ja" else LATIN_FONT["en"]
    fonts.set(qn("w:eastAsia"), japanese)
    for spacing in properties.findall(qn("w:spacing")):  # the Title's letters stand too close
        properties.remove(spacing)
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _number_pages(paragraph: "Paragraph") -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _describe(paper: "Paper", title: str, language: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    about = paper.core_properties
    about.title = re.sub(r"\s+", " ", title)
    about.language = LOCALES[language]
    about.author = about.comments = ""  # python-docx would name itself
    about.created = about.modified = periods.now().astimezone(UTC).replace(tzinfo=None)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), LOCALES[language])
    spoken.set(qn("w:eastAsia"), LOCALES["ja"])
    properties = paper.styles["Normal"].element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(spoken)
