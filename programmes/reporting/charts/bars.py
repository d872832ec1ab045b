"""Bars that lie: each begins at zero, with its name above it and its number at hand. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from .drawing import NARROW, Bar, Drawing, Text
from .inks import SIZES
from .scale import width, wrapped

BAR, YEAR_BAR, GAP, LINE = 17, 11, 12, 20
#: between the years of one figure, and between groups
CLOSE, APART = 4, 12
#: how far behind a year its number begins
BEHIND_YEAR = 70


@dataclass(frozen=True)
class BarRow:
    """`text` is its value as printed. A row of years has a `year` in place of a name."""

    value: int
    text: str
    name: str = ""
    year: str = ""
    ink: str = "now"


@dataclass(frozen=True)
class BarGroup:
    """Rows under a heading, measured by the `highest` value that fills the width."""

    rows: list[BarRow]
    highest: int
    heading: str = ""
    ink: str = "note"


def drawn(groups: Iterable[BarGroup]) -> Drawing:
    drawing = Drawing()
    top: float = 0
    for group in groups:
        if group.heading:
            top = _written(drawing, group.ink, group.heading, top) + 4
        for row in group.rows:
            top = _row(drawing, row, group.highest, top)
        top += APART
    drawing.height = max(top - APART, 0)
    return drawing


def _written(drawing: Drawing, ink: str, text: str, top: float) -> float:
    """Writes a text in as many lines as a narrow page needs. Returns where it ends."""
    for line in wrapped(text, SIZES[ink], NARROW):
        drawing.add(ink, Text(0, top + 13, line))
        top += LINE
    return top


def _row(drawing: Drawing, row: BarRow, highest: int, top: float) -> float:
    length = 100 * row.value / highest if highest else 0
    if row.year:
        drawing.add("note", Text(0, top + 13, row.year))
        drawing.add("value", Text(0, top + 13, row.text, shift=BEHIND_YEAR))
        below = top + LINE
    else:
        below = _written(drawing, "label", row.name, top)
    drawing.add(row.ink, Bar(0, below, length, YEAR_BAR if row.year else BAR))
    if row.year:
        return below + YEAR_BAR + CLOSE
    drawing.add(*_at_end(row, length, below + BAR - 4))
    return below + BAR + GAP


def _at_end(row: BarRow, length: float, top: float) -> tuple[str, Text]:
    behind = NARROW * (100 - length) / 100
    if behind >= width(row.text, SIZES["value"]) + 14:
        return "value", Text(length, top, row.text, shift=6)
    return "inside", Text(length, top, row.text, "end", -6)
