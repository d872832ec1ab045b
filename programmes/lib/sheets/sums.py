"""Totals that stand in a file: never imported, always compared with our sum."""

import re

from .matching import LONGEST_KEPT, header_key, remembered

WORDS = ("合計", "小計", "累計", "総計", "総合計", "総数")
TOTALS = {"計", "total", "subtotal", "grandtotal", "sum", *WORDS}
#: 本社食堂計, 関東地区計, 2月計; but 腕時計 is sold, and 未集計 is no sum
OF_A_PART = re.compile(r".{1,20}(?<![時会設統家集推予])計")
RUNNING, PARTIAL = ("累計", "総計", "総合計", "grandtotal"), ("小計", "subtotal")


@remembered
def is_total(text: str) -> bool:
    """Whether a text labels a total: 合計, 小計（2月）, 本社食堂 計, 2月計; no long one does."""
    if len(text) > LONGEST_KEPT:
        return False
    key = header_key(text)
    is_label = key in TOTALS or key.endswith(WORDS) or OF_A_PART.fullmatch(key)
    return bool(is_label or re.search(r"\s計$", text.strip()))


class Series:
    """One column (or row) of numbers, with its totals as they come along."""

    def __init__(self) -> None:
        self.sum = self._part = self._in_part = self._counted = 0
        #: totals that stand before the numbers
        self.ahead: list[tuple[str, str, int]] = []  # (address, label, total)

    def add(self, number: int) -> None:
        self.sum += number
        self._part += number
        self._in_part += 1
        self._counted += 1

    @property
    def is_empty(self) -> bool:
        return not self._counted

    def close(self) -> None:
        self._part = self._in_part = 0

    def compare(self, label: str, theirs: int) -> int:
        """Our sum of what the total is meant to cover: all so far, or since the last total."""
        key = header_key(label)
        if key.endswith(RUNNING) or not self._in_part:
            return self.sum
        if key.endswith(PARTIAL) or theirs == self._part:
            return self._part
        if theirs == self.sum or self._part == self.sum:
            return self.sum
        return self._part
