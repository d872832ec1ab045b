"""Numbers to heights, round numbers for an axis, and the room that words take. Pure."""

from collections.abc import Iterator
from unicodedata import east_asian_width

#: the share of its size that a letter takes across, on average
FULL, HALF = 1.0, 0.62
#: what must not begin a line
NO_START = "、。，．・：；？！）」』】〉》々ー%％"


def step(highest: int, most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20 … that parts 0 to `highest` in no more than `most`."""
    size = 1
    while True:
        for number in (1, 2, 5):
            if number * size * most >= highest:
                return number * size
        size *= 10


def ticks(highest: int, most: int = 3) -> list[int]:
    between = step(highest, most)
    return list(range(0, highest + 1, between)) if highest > 0 else [0]


def height(value: float | None, highest: float, room: float) -> float:
    """How high a value stands, of `room` for the highest; one that is not nothing is seen."""
    if not value or highest <= 0:
        return 0
    return max(room * value / highest, 1)


def width(text: str, size: float) -> float:
    return sum(FULL if east_asian_width(one) in "WFA" else HALF for one in text) * size


def wrapped(text: str, size: float, room: float) -> list[str]:
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and width(lines[-1] + piece.rstrip(), size) > room:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for letter in text:
        begins = east_asian_width(letter) in "WF" and letter not in NO_START
        if piece and (begins or piece[-1] == " " or _ends(piece[-1], letter)):
            yield piece
            piece = ""
        piece += letter
    yield piece


def _ends(last: str, letter: str) -> bool:
    is_over = east_asian_width(last) in "WF" and last not in "（「『"
    return is_over and letter not in NO_START and east_asian_width(letter) not in "WF"


def shared(part: int, whole: int) -> int:
    """In whole percent, half up."""
    return (200 * part + whole) // (2 * whole)
