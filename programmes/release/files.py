"""A release as files that can be sent on: plain text and .docx, and the tables of its figures."""

import io
import re

from django.utils.translation import override

from .. import exports, tables
from .markup import BULLET, END, HEADING, HEADLINE, ITEM, SECTION, SUBTITLE, VOICE

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain; charset=utf-8"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
NOTES = {"ja": "注", "en": "Notes"}
#: what .docx files are set in; Word and LibreOffice take another Japanese font where it is missing
FONT = "BIZ UDGothic"


def made(publication, results):
    """(name, media type, bytes) of every file of a publication, in both languages."""
    found = []
    for language, printed in (("ja", publication.document), ("en", publication.document_en)):
        found.append((f"release.{language}.txt", TEXT, plain(printed, language).encode()))
        found.append((f"release.{language}.docx", DOCX, docx(printed, language)))
    if publication.release.kind == publication.release.Kind.RESULTS:
        found += _tables(publication.release.programme, results)
    return found


def _tables(programme, results):
    summary = tables.summary(programme, results)
    for suffix in ("csv", "xlsx", "json"):
        answer = exports.respond(summary, suffix, "ja")
        yield f"summary.{suffix}", answer["Content-Type"], b"".join(answer)
    for language in ("ja", "en"):
        with override(language):
            answer = exports.respond(summary, "pdf", language)
        yield f"summary.{language}.pdf", answer["Content-Type"], answer.content


def lead(block, language):
    """What stands before a block's words: (1), ①, ・."""
    if block["kind"] == SECTION:
        return f"({block['number']}) "
    if block["kind"] == ITEM:
        number = block["number"]
        return f"{CIRCLED[number - 1]} " if number <= len(CIRCLED) else f"({number}) "
    if block["kind"] in (BULLET, VOICE):
        return "・" if language == "ja" else "• "
    return ""


def note_lead(note, language):
    """(注1) or 1., before the words of a note."""
    return f"{note['number']}. " if language == "en" else f"(注{note['number']}) "


def plain(printed, language):
    """A printed document as text for a mail: CRLF, an empty line before each part."""
    lines = []
    for block in printed["blocks"]:
        if block["kind"] in (SECTION, HEADING, END) or _starts_anew(lines, block):
            lines.append("")
        if block["kind"] != END:
            lines.append(_line(block, language))
    if printed["notes"]:
        lines += ["", *(note_lead(note, language) + note["text"] for note in printed["notes"])]
    return "\r\n".join(lines).strip() + "\r\n"


def _starts_anew(lines, block):
    """The first words after headline and subtitle."""
    return bool(lines) and "" not in lines and block["kind"] not in (HEADLINE, SUBTITLE)


def _line(block, language):
    if block["kind"] == SUBTITLE:
        return f"～{block['text']}～" if language == "ja" else f"– {block['text']} –"
    if block["kind"] == HEADING:
        return f"【{block['text']}】" if language == "ja" else block["text"].upper()
    return lead(block, language) + block["text"]


def docx(printed, language):
    """A printed document as .docx with real headings, lists and a title: bytes."""
    from docx import Document  # only here: it takes long to import

    paper = Document()
    _set_up(paper, printed, language)
    styles = {
        HEADLINE: "Title",
        SUBTITLE: "Subtitle",
        SECTION: "Heading 1",
        HEADING: "Heading 2",
        BULLET: "List Bullet",
        VOICE: "List Bullet",
    }
    for block in printed["blocks"]:
        if block["kind"] == END:
            continue
        words = block["text"]
        if block["kind"] in (SECTION, ITEM):
            words = lead(block, language) + words
        paper.add_paragraph(words, style=styles.get(block["kind"], "Normal"))
    if printed["notes"]:
        paper.add_paragraph(NOTES[language], style="Heading 2")
        for note in printed["notes"]:
            paper.add_paragraph(note_lead(note, language) + note["text"])
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def _set_up(paper, printed, language):
    """A4, a Japanese font in every style, its title and language as properties."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(25)
    for name, size in STYLES.items():
        style = paper.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for side in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{side}"), None)
        fonts.set(qn("w:eastAsia"), FONT)
    paper.styles["Normal"].paragraph_format.line_spacing = 1.5
    about = paper.core_properties
    headline = next((one["text"] for one in printed["blocks"] if one["kind"] == HEADLINE), "")
    about.title = re.sub(r"\s+", " ", headline)
    about.language = {"ja": "ja-JP", "en": "en-GB"}[language]
    about.author = about.comments = ""


STYLES = {
    "Normal": 10.5,
    "Title": 18,
    "Subtitle": 12,
    "Heading 1": 13,
    "Heading 2": 11.5,
    "List Bullet": 10.5,
}
