"""What people type into a cell of the entry grid: a number, 休, 未, or nothing."""

import re
import unicodedata
from typing import NamedTuple

from programmes.models.fields import MOST

from .models import State

CLOSED, UNKNOWN = "休", "未"
WORDS = {
    **dict.fromkeys(("休", "休み", "休業", "休業日", "休館", "定休", "定休日"), State.CLOSED),
    **dict.fromkeys(("未", "未集計", "集計中", "未定"), State.UNKNOWN),
}
NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)\s*[食点個件]?", re.ASCII)


class Entry(NamedTuple):
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
    """The entry that a text means. Raises ValueError with a message for staff."""
    text = plain(text)
    if not text:
        return Entry()
    if text in WORDS:
        return Entry(WORDS[text])
    if text.startswith("約"):
        raise ValueError("「約」のない実数を入れてください（例：120）。")
    if re.match(r"[-−▲△]\s*\d", text):
        raise ValueError("0以上の数を入れてください（例：120）。")
    if not NUMBER.fullmatch(text):
        raise ValueError(
            "数（例：120）、「休」、「未」のどれかを入れてください。なければ空欄にします。"
        )
    digits = re.sub(r"\D", "", text).lstrip("0") or "0"
    if len(digits) > len(str(MOST)) or int(digits) > MOST:
        raise ValueError("100万を超えています。桁が多すぎないか、お確かめください。")
    return Entry(State.COUNTED, int(digits))


def canonical(text):
    """The text as the grid prints it where it can be read, so that 1,200 and １２００ are one."""
    try:
        return str(read(text))
    except ValueError:
        return plain(text)
