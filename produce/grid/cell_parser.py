"""What people type into a cell of the entry grid: a number, 休, 未, or nothing."""

import unicodedata
from typing import NamedTuple

from programmes.lib.sheets import cells
from programmes.models.fields import MOST

from ..models import State

CLOSED, UNKNOWN = "休", "未"
#: how the script of the grid reads the same while people type: regular expressions, and the most
PATTERNS = {
    "closed": cells.CLOSED.pattern,
    "unknown": cells.UNKNOWN.pattern,
    "dashes": cells.DASHES.pattern,
    "minus": f"[{cells.MINUS}]",
    "number": cells.NUMBER.pattern,
    "unclear": cells.POINT_OR_COMMA.pattern,
    "units": f"[{cells.UNITS}]*",
    "most": MOST,
}


class CellValue(NamedTuple):
    """What a cell says; without a state it is empty."""

    state: str = ""
    count: int | None = None
    is_approximate: bool = False

    def __str__(self):
        if self.state == State.COUNTED:
            return f"{'約' if self.is_approximate else ''}{self.count}"
        return {State.CLOSED: CLOSED, State.UNKNOWN: UNKNOWN}.get(self.state, "")


def plain(text):
    return unicodedata.normalize("NFKC", text or "").strip()


def read(text):
    """The entry that a text means, as in a file. Raises ValueError with a message for staff."""
    value = cells.count(plain(text), takes_approximate=True)
    if value.is_approximate:
        raise ValueError("「約」のない実数を入れてください（例：120）。")
    if (value.number or 0) > MOST:
        raise ValueError("100万を超えています。桁が多すぎないか、お確かめください。")
    return CellValue(value.state or "", value.number)


def canonical(text):
    """The text as the grid prints it where it can be read, so that 1,200 and １２００ are one."""
    try:
        return str(read(text))
    except ValueError:
        return plain(text)
