"""A release as files that can be sent on: plain text and .docx, and the tables of its figures."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from ..figures import Results
from ..lib import periods
from ..models import Programme, Publication, PublishedFigure, in_language
from ..reporting import exports, tables
from . import docx
from .corrections import coming
from .markup import BULLET, END, HEADING, HEADLINE, ITEM, PARAGRAPH, SECTION, SUBTITLE, VOICE
from .snapshot import PrintedBlock, PrintedDocument

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain; charset=utf-8"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
NOTES = {"ja": "注", "en": "Notes"}


class File(NamedTuple):
    name: str
    media_type: str
    content: bytes


def made(
    publication: Publication, lines: Sequence[Mapping[str, Any]], results: Results
) -> list[File]:
    found = []
    for language, printed in (("ja", publication.document), ("en", publication.document_en)):
        printed = corrected(printed, publication, lines, language)
        top = head(publication, language)
        found.append(File(f"release.{language}.txt", TEXT, plain(printed, language, top).encode()))
        found.append(File(f"release.{language}.docx", DOCX, document(printed, language, top)))
    if publication.release.kind == publication.release.Kind.RESULTS:
        found += _tables(publication.release.programme, results)
    return found


def _tables(programme: Programme, results: Results) -> Iterator[File]:
    summary = tables.summary(programme, results)
    for suffix in ("csv", "xlsx", "json"):
        answer = exports.respond(summary, suffix, "ja")
        yield File(f"summary.{suffix}", answer["Content-Type"], b"".join(answer))
    for language in ("ja", "en"):
        with override(language), suppress(exports.PdfUnavailable):  # the checklist says so
            answer = exports.respond(summary, "pdf", language)
            yield File(f"summary.{language}.pdf", answer["Content-Type"], b"".join(answer))


def corrected(
    printed: PrintedDocument,
    publication: Publication,
    lines: Sequence[Mapping[str, Any]],
    language: str,
) -> PrintedDocument:
    """A printed document with its table of corrections at the end, from the second version on."""
    if publication.version == 1:
        return printed
    with override(language):
        title, reason = _("正誤表"), in_language(publication, "reason")
        bullets = [
            f"{one.label}{_('：')}{one.old or '—'} → {one.new or '—'}"
            for one in coming(publication, [PublishedFigure(**line) for line in lines])
        ]
        version = _("第%(version)s版") % {"version": publication.version}
    blocks: list[PrintedBlock] = [
        {"kind": HEADING, "number": None, "text": f"{title} {version}"},
        {"kind": PARAGRAPH, "number": None, "text": reason},
    ]
    for text in bullets:
        blocks.append({"kind": BULLET, "number": None, "text": text})
    return {"blocks": [*printed["blocks"], *blocks], "notes": printed["notes"]}


def head(publication: Publication, language: str) -> list[str]:
    partnership = publication.release.programme.partnership
    parties = (partnership.prefecture, partnership.company)
    day = periods.day_text(publication.issued_on, language, weekday=False)
    if publication.version > 1:
        with override(language):
            version = _("第%(version)s版") % {"version": publication.version}
            day = f"{day} {version}{_('（訂正）')}"
    return [day, *(in_language(party, "name", language) for party in parties)]


def lead(block: PrintedBlock, language: str) -> str:
    """What stands before a block's words: (1), ①, ・."""
    if block["kind"] == SECTION:
        return f"({block['number']}) "
    if block["kind"] == ITEM and (number := block["number"]):
        return f"{CIRCLED[number - 1]} " if number <= len(CIRCLED) else f"({number}) "
    if block["kind"] in (BULLET, VOICE):
        return "・" if language == "ja" else "• "
    return ""


def note_lead(note: PrintedBlock, language: str) -> str:
    return f"{note['number']}. " if language == "en" else f"(注{note['number']}) "


def plain(printed: PrintedDocument, language: str, head: Sequence[str] = ()) -> str:
    """A printed document as text for a mail: CRLF, an empty line before each part."""
    lines: list[str] = []
    before = ""
    for block in printed["blocks"]:
        follows_list = block["kind"] == PARAGRAPH and before in (BULLET, ITEM, VOICE)
        if block["kind"] in (SECTION, HEADING, END) or _starts_anew(lines, block) or follows_list:
            lines.append("")
        before = block["kind"]
        if block["kind"] != END:
            lines.append(_line(block, language))
    if printed["notes"]:
        lines += ["", *(note_lead(note, language) + note["text"] for note in printed["notes"])]
    top = [*head, ""] if head else []
    return "\r\n".join([*top, *lines]).strip() + "\r\n"


def _starts_anew(lines: Sequence[str], block: PrintedBlock) -> bool:
    return bool(lines) and "" not in lines and block["kind"] not in (HEADLINE, SUBTITLE)


def _line(block: PrintedBlock, language: str) -> str:
    if block["kind"] == SUBTITLE:
        return f"～{block['text']}～" if language == "ja" else f"– {block['text']} –"
    if block["kind"] == HEADING:
        return f"【{block['text']}】" if language == "ja" else block["text"].upper()
    return lead(block, language) + block["text"]


def document(printed: PrintedDocument, language: str, head: Sequence[str] = ()) -> bytes:
    blocks = [(one["kind"], _words(one, language)) for one in printed["blocks"]]
    notes = [note_lead(note, language) + note["text"] for note in printed["notes"]]
    blocks = [(kind, text) for kind, text in blocks if kind != END]
    return docx.docx(head, blocks, [NOTES[language], *notes] if notes else [], language)


def _words(block: PrintedBlock, language: str) -> str:
    numbered = block["kind"] in (SECTION, ITEM)
    return (lead(block, language) if numbered else "") + block["text"]
