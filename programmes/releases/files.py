"""A release as files that can be sent on: plain text and .docx, and the tables of its figures."""

from contextlib import suppress

from django.utils.translation import gettext as _
from django.utils.translation import override

from ..lib import periods
from ..models import PublishedFigure, in_language
from ..reporting import exports, tables
from . import docx
from .corrections import coming
from .markup import BULLET, END, HEADING, HEADLINE, ITEM, PARAGRAPH, SECTION, SUBTITLE, VOICE

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain; charset=utf-8"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
NOTES = {"ja": "注", "en": "Notes"}


def made(publication, lines, results):
    """(name, media type, bytes) of every file of a publication, in both languages."""
    found = []
    for language, printed in (("ja", publication.document), ("en", publication.document_en)):
        printed = corrected(printed, publication, lines, language)
        top = head(publication, language)
        found.append((f"release.{language}.txt", TEXT, plain(printed, language, top).encode()))
        found.append((f"release.{language}.docx", DOCX, document(printed, language, top)))
    if publication.release.kind == publication.release.Kind.RESULTS:
        found += _tables(publication.release.programme, results)
    return found


def _tables(programme, results):
    summary = tables.summary(programme, results)
    for suffix in ("csv", "xlsx", "json"):
        answer = exports.respond(summary, suffix, "ja")
        yield f"summary.{suffix}", answer["Content-Type"], b"".join(answer)
    for language in ("ja", "en"):
        with override(language), suppress(exports.PdfUnavailable):  # the checklist says so
            answer = exports.respond(summary, "pdf", language)
            yield f"summary.{language}.pdf", answer["Content-Type"], answer.content


def corrected(printed, publication, lines, language):
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
    blocks = [
        {"kind": HEADING, "number": None, "text": f"{title} {version}"},
        {"kind": PARAGRAPH, "number": None, "text": reason},
        *({"kind": BULLET, "number": None, "text": text} for text in bullets),
    ]
    return printed | {"blocks": [*printed["blocks"], *blocks]}


def head(publication, language):
    partnership = publication.release.programme.partnership
    parties = (partnership.prefecture, partnership.company)
    day = periods.day_text(publication.issued_on, language, weekday=False)
    if publication.version > 1:
        with override(language):
            version = _("第%(version)s版") % {"version": publication.version}
            day = f"{day} {version}{_('（訂正）')}"
    return [day, *(in_language(party, "name", language) for party in parties)]


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
    return f"{note['number']}. " if language == "en" else f"(注{note['number']}) "


def plain(printed, language, head=()):
    """A printed document as text for a mail: CRLF, an empty line before each part."""
    lines = []
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


def _starts_anew(lines, block):
    return bool(lines) and "" not in lines and block["kind"] not in (HEADLINE, SUBTITLE)


def _line(block, language):
    if block["kind"] == SUBTITLE:
        return f"～{block['text']}～" if language == "ja" else f"– {block['text']} –"
    if block["kind"] == HEADING:
        return f"【{block['text']}】" if language == "ja" else block["text"].upper()
    return lead(block, language) + block["text"]


def document(printed, language, head=()):
    blocks = [(one["kind"], _words(one, language)) for one in printed["blocks"]]
    notes = [note_lead(note, language) + note["text"] for note in printed["notes"]]
    blocks = [(kind, text) for kind, text in blocks if kind != END]
    return docx.docx(head, blocks, [NOTES[language], *notes] if notes else [], language)


def _words(block, language):
    numbered = block["kind"] in (SECTION, ITEM)
    return (lead(block, language) if numbered else "") + block["text"]
