"""What stands in the text of a release besides words. Pure.

{meals}               a value by its name, as the portal prints it: 約6,600食
{meals+shop-items}    a sum of values, rounded after adding
{club-members:850名以上}  a value in a form that somebody typed, which has to hold
{=2010年}             something with a number in it that stands as it is
[*agreement]          a mark that leads to the note of that name: (注1)
"""

import re
from typing import NamedTuple, TypeAlias


class Literal(NamedTuple):
    """Words as they stand. `start` is the place in the text, as in every piece."""

    text: str
    start: int


class Fixed(NamedTuple):
    text: str
    start: int


class Named(NamedTuple):
    """One value, or several to be added; `form` is as somebody typed it, or ""."""

    names: tuple[str, ...]
    form: str
    start: int

    @property
    def code(self) -> str:
        """As it is written: {meals+shop-items:約9,000}"""
        return f"{{{'+'.join(self.names)}{f':{self.form}' if self.form else ''}}}"


class Mark(NamedTuple):
    key: str
    start: int


class StrayBrace(NamedTuple):
    """A brace that opens or closes nothing."""

    text: str
    start: int


Piece: TypeAlias = Literal | Fixed | Named | Mark | StrayBrace
KEY = r"[a-z0-9][a-z0-9_-]*"
_TOKEN = re.compile(
    r"\{=(?P<fixed>[^{}\n]*)\}"
    r"|\{(?P<names>[^{}:=\n][^{}:\n]*)(?::(?P<form>[^{}\n]*))?\}"
    rf"|\[\*(?P<mark>{KEY})\]"
    r"|(?P<broken>[{}])"
)


def pieces(text: str) -> list[Piece]:
    """The pieces of a text in their order; together they make all of it."""
    found: list[Piece] = []
    place = 0
    for match in _TOKEN.finditer(text):
        if match.start() > place:
            found.append(Literal(text[place : match.start()], place))
        found.append(_piece(match))
        place = match.end()
    if place < len(text):
        found.append(Literal(text[place:], place))
    return found


def _piece(match: re.Match[str]) -> Piece:
    start = match.start()
    if match["fixed"] is not None:
        return Fixed(match["fixed"], start)
    if match["names"]:
        names = tuple(name.strip() for name in match["names"].split("+"))
        return Named(names, (match["form"] or "").strip(), start)
    if match["mark"]:
        return Mark(match["mark"], start)
    return StrayBrace(match["broken"], start)


_END = {"ja": re.compile(r"(?<=[。！？])"), "en": re.compile(r"(?<=[.!?])\s+(?=[A-Z{\"“])")}


def sentences(text: str, language: str) -> list[str]:
    """The sentences of a paragraph, with their tokens; an end inside a token is none."""
    found, depth, start = [], 0, 0
    cuts = {match.end() for match in _END[language].finditer(text)}
    for place, sign in enumerate(text):
        if place in cuts and not depth:
            found.append(text[start:place])
            start = place
        depth += (sign == "{") - (sign == "}")
    found.append(text[start:])
    return [one.strip() for one in found if one.strip()]
