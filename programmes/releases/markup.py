"""The text of a release as staff write it, and as the document that everyone reads it as. Pure.

# 見出し            the headline            ~ 副題     the subtitle
## 県産品の振興     a section, numbered      ### 実施概要  a heading without a number
- 項目              a bullet                + 項目     an item, numbered ① ②
> 声                a voice                 ---        the sections end here
[*agreement] 本文   a note, at the end; its mark [*agreement] stands in the text

Every other line is a paragraph. Sections, items and notes are numbered by where they stand, the
notes in the order in which the text leads to them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeVar

from .tokens import KEY, Fixed, Mark, Named, Piece, StrayBrace, pieces

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


P = TypeVar("P", bound=Piece)


class Block(NamedTuple):
    """A line of the text: what it is, its words with their tokens, its number if it has one.

    `line` is its place in the text, from 1; `pieces` are what its words are made of.
    """

    kind: str
    text: str
    line: int
    pieces: tuple[Piece, ...]
    number: int | None = None

    def of(self, kind: type[P]) -> list[P]:
        return [piece for piece in self.pieces if isinstance(piece, kind)]


class Problem(NamedTuple):
    """What is wrong in a line, in words for staff."""

    line: int
    message: str


@dataclass(frozen=True)
class Document:
    """Blocks and notes in their order; the notes by their names; what is wrong with all of it."""

    blocks: tuple[Block, ...]
    notes: dict[str, Block]
    problems: tuple[Problem, ...]

    @cached_property
    def lines(self) -> tuple[Block, ...]:
        return (*self.blocks, *self.notes.values())

    @cached_property
    def tokens(self) -> list[Named]:
        return [token for line in self.lines for token in line.of(Named)]

    @cached_property
    def names(self) -> list[str]:
        return list(dict.fromkeys(name for token in self.tokens for name in token.names))

    @cached_property
    def fixed(self) -> list[str]:
        every = (piece.text for line in self.lines for piece in line.of(Fixed))
        return list(dict.fromkeys(every))


@lru_cache(maxsize=256)  # read once, however many look at it
def document(text: str) -> Document:
    blocks: list[Block] = []
    notes: dict[str, Block] = {}
    problems: list[Problem] = []
    sections = items = 0
    for line, words in enumerate(text.splitlines(), 1):
        if not (words := words.strip()):
            continue
        if note := _NOTE.fullmatch(words):
            if note["key"] in notes:
                problems.append(Problem(line, f"注「{note['key']}」が二つあります。"))
            notes[note["key"]] = _block("note", note["text"], line)
            continue
        kind, rest = _kind(words)
        sections += kind == SECTION
        items = items + 1 if kind == ITEM else 0
        number = {SECTION: sections, ITEM: items}.get(kind)
        blocks.append(_block(kind, rest, line, number))
    numbered, missing = _numbered(blocks, notes)
    wrong = [*missing, *_twice(blocks), *_stray_braces((*blocks, *numbered.values()))]
    return Document(tuple(blocks), numbered, (*problems, *wrong))


def _block(kind: str, text: str, line: int, number: int | None = None) -> Block:
    return Block(kind, text, line, tuple(pieces(text)), number)


def _kind(words: str) -> tuple[str, str]:
    if set(words) == {"-"} and len(words) >= 3:
        return END, ""
    for sign, kind in _SIGNS.items():
        if words.startswith(sign):
            return kind, words.removeprefix(sign).strip()
    return PARAGRAPH, words


def _numbered(
    blocks: Sequence[Block], notes: Mapping[str, Block]
) -> tuple[dict[str, Block], list[Problem]]:
    """The notes by name, numbered as the text, and then the notes themselves, lead to them; and the
    Problems of marks without note and notes without mark."""
    found: dict[str, Block] = {}
    problems = []
    waiting = [(block, mark) for block in blocks for mark in block.of(Mark)]
    for block, mark in waiting:  # grows while it is read
        if mark.key in found:
            continue
        if not (note := notes.get(mark.key)):
            way_out = f"最後に「[*{mark.key}] 本文」の行を置きます。"
            problems.append(Problem(block.line, f"注「{mark.key}」の本文がありません。{way_out}"))
            continue
        found[mark.key] = note._replace(number=len(found) + 1)
        waiting += [(note, further) for further in note.of(Mark)]
    for key in (key for key in notes if key not in found):
        way_out = f"本文に「[*{key}]」を置くか、この行を消してください。"
        message = f"注「{key}」に導く印がありません。{way_out}"
        problems.append(Problem(notes[key].line, message))
    return found, problems


def _twice(blocks: Sequence[Block]) -> Iterator[Problem]:
    for kind, title in ((HEADLINE, "見出し（# で始まる行）"), (SUBTITLE, "副題（~ で始まる行）")):
        lines = [block.line for block in blocks if block.kind == kind]
        if len(lines) > 1:
            yield Problem(lines[1], f"{title}が二つあります。")
        if not lines and kind == HEADLINE:
            yield Problem(1, f"{title}がありません。")


def _stray_braces(lines: Iterable[Block]) -> Iterator[Problem]:
    for line in lines:
        for piece in line.of(StrayBrace):
            yield Problem(line.line, f"「{piece.text}」の相手がありません。")
