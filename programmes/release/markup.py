"""The text of a release as staff write it, and as a document. Pure.

# 見出し            the headline            ~ 副題     the subtitle
## 県産品の振興     a section, numbered      ### 実施概要  a heading without a number
- 項目              a bullet                + 項目     an item, numbered ① ②
> 声                a voice                 ---        the sections end here
[*agreement] 本文   a note, at the end; its mark [*agreement] stands in the text

Every other line is a paragraph. Sections, items and notes are numbered by where they stand, the
notes in the order in which the text leads to them.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from .tokens import KEY, Broken, Mark, pieces

#: what a release is written in, and what staff call it
LANGUAGES = {"ja": "日本語", "en": "英語"}
HEADLINE, SUBTITLE, SECTION, HEADING = "headline", "subtitle", "section", "heading"
BULLET, ITEM, VOICE, PARAGRAPH, END = "bullet", "item", "voice", "paragraph", "end"
_SIGNS = {
    "# ": HEADLINE,
    "~ ": SUBTITLE,
    "## ": SECTION,
    "### ": HEADING,
    "- ": BULLET,
    "+ ": ITEM,
    "> ": VOICE,
}
_NOTE = re.compile(rf"\[\*(?P<key>{KEY})\]\s+(?P<text>.+)")


class Block(NamedTuple):
    """A line of the text: what it is, its words with their tokens, its number if it has one.

    `line` is its place in the text, from 1.
    """

    kind: str
    text: str
    line: int
    number: int | None = None


class Problem(NamedTuple):
    """What is wrong in a line, in words for staff."""

    line: int
    message: str


@dataclass
class Document:
    blocks: list = field(default_factory=list)
    notes: list = field(default_factory=list)  # Blocks with their number, in that order
    problems: list = field(default_factory=list)

    @property
    def headline(self):
        return self._text_of(HEADLINE)

    @property
    def subtitle(self):
        return self._text_of(SUBTITLE)

    def _text_of(self, kind):
        return next((block.text for block in self.blocks if block.kind == kind), "")

    @property
    def body(self):
        return [block for block in self.blocks if block.kind not in (HEADLINE, SUBTITLE)]

    def note_number(self, key):
        """The number of a note by its name, or None."""
        return self._numbers.get(key)

    _numbers: dict = field(default_factory=dict)


def document(text):
    """The Document that a text is; what is wrong with it stands in its `problems`."""
    found, notes = Document(), {}
    sections = items = 0
    for line, words in enumerate(text.splitlines(), 1):
        if not (words := words.strip()):
            continue
        if note := _NOTE.fullmatch(words):
            if note["key"] in notes:
                found.problems.append(Problem(line, f"注「{note['key']}」が二つあります。"))
            notes[note["key"]] = Block("note", note["text"], line)
            continue
        kind, rest = _kind(words)
        sections += kind == SECTION
        items = items + 1 if kind == ITEM else 0
        number = {SECTION: sections, ITEM: items}.get(kind)
        found.blocks.append(Block(kind, rest, line, number))
    _number_notes(found, notes)
    found.problems += _problems(found)
    return found


def _kind(words):
    if set(words) == {"-"} and len(words) >= 3:
        return END, ""
    for sign, kind in _SIGNS.items():
        if words.startswith(sign):
            return kind, words.removeprefix(sign).strip()
    return PARAGRAPH, words


def _number_notes(found, notes):
    """Notes are numbered as the text, and then the notes themselves, lead to them."""
    waiting = [(block, piece) for block in found.blocks for piece in _marks(block)]
    while waiting:
        block, mark = waiting.pop(0)
        if mark.key in found._numbers:
            continue
        if not (note := notes.pop(mark.key, None)):
            told = (
                f"注「{mark.key}」の本文がありません。最後に「[*{mark.key}] 本文」の行を置きます。"
            )
            found.problems.append(Problem(block.line, told))
            continue
        found._numbers[mark.key] = len(found.notes) + 1
        found.notes.append(note._replace(number=len(found.notes) + 1))
        waiting += [(note, piece) for piece in _marks(note)]
    for key, note in notes.items():
        told = (
            f"注「{key}」に導く印がありません。本文に「[*{key}]」を置くか、この行を消してください。"
        )
        found.problems.append(Problem(note.line, told))


def _marks(block):
    return [piece for piece in pieces(block.text) if isinstance(piece, Mark)]


def _problems(found):
    for kind, title in ((HEADLINE, "見出し（# で始まる行）"), (SUBTITLE, "副題（~ で始まる行）")):
        lines = [block.line for block in found.blocks if block.kind == kind]
        if len(lines) > 1:
            yield Problem(lines[1], f"{title}が二つあります。")
        if not lines and kind == HEADLINE:
            yield Problem(1, f"{title}がありません。")
    for block in [*found.blocks, *found.notes]:
        for piece in pieces(block.text):
            if isinstance(piece, Broken):
                yield Problem(block.line, f"「{piece.text}」の相手がありません。")
