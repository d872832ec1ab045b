"""Bars that lie: each begins at zero, with its name above it and its number at hand. Pure."""

from dataclasses import dataclass

from .drawing import NARROW, Bar, Drawing, Words
from .inks import SIZES
from .scale import width

BAR, GAP, LINE = 13, 12, 20
#: between the years of one figure, and between groups
CLOSE, APART = 4, 12
#: how far behind a year its number begins
BEHIND_YEAR = 62


@dataclass(frozen=True)
class Row:
    """`text` is its value as printed. A row of years has a `year` in place of a name."""

    value: int
    text: str
    name: str = ""
    year: str = ""
    ink: str = "now"


@dataclass(frozen=True)
class Group:
    """Rows under a heading, measured by the `highest` value that fills the width."""

    rows: list
    highest: int
    heading: str = ""
    ink: str = "note"


def drawn(groups):
    """The drawing of the groups, one below the other."""
    drawing = Drawing()
    top = 0
    for group in groups:
        if group.heading:
            drawing.add(group.ink, Words(0, top + 14, group.heading))
            top += LINE + 4
        for row in group.rows:
            top = _row(drawing, row, group.highest, top)
        top += APART
    drawing.height = max(top - APART, 0)
    return drawing


def _row(drawing, row, highest, top):
    length = 100 * row.value / highest if highest else 0
    below = top + LINE
    if row.year:
        drawing.add("note", Words(0, top + 13, row.year))
        drawing.add("value", Words(0, top + 13, row.text, shift=BEHIND_YEAR))
    else:
        drawing.add("label", Words(0, top + 13, row.name))
    drawing.add(row.ink, Bar(0, below, length, BAR))
    if not row.year:
        drawing.add(*_at_end(row, length, below + BAR - 2))
    return below + BAR + (CLOSE if row.year else GAP)


def _at_end(row, length, top):
    """The number behind the bar or, where even a narrow page has no room there, in it."""
    behind = NARROW * (100 - length) / 100
    if behind >= width(row.text, SIZES["value"]) + 14:
        return "value", Words(length, top, row.text, shift=6)
    return "inside", Words(length, top, row.text, "end", -6)
