"""Where Japanese text may break without breaking a phrase. Pure."""

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budoux import Parser

#: what no page, feed or drawing may hold: it comes along when text is pasted from elsewhere
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

KANJI = re.compile("[一-龥々]")
#: as many characters of a compound stand together on any line
COMPOUND = 8


def printable(text: str) -> str:
    return CONTROLS.sub("", text)


def parts(text: str) -> list[str]:
    """The phrases of a Japanese text, in order; together they are the text."""
    return rejoined(_parser().parse(text))


def rejoined(parts: Iterable[str]) -> list[str]:
    joined: list[str] = []
    for part in parts:
        if joined and _is_cut(joined[-1], part):
            part = joined.pop() + part
        joined.append(part)
    return joined


def _is_cut(part: str, after: str) -> bool:
    """Whether a compound was cut, as 若手交|流会 and 第|1回: between kanji nothing short ends."""
    if 1 in (len(part.strip()), len(after.strip())):
        return True
    is_within = KANJI.match(part[-1:]) and KANJI.match(after)
    together = part.rpartition(" ")[2] + after
    return part.endswith("第") or bool(is_within and len(together) <= COMPOUND)


@cache
def _parser() -> "Parser":
    import budoux  # takes its time to load

    return budoux.load_default_japanese_parser()
