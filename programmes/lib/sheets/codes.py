"""Codes of local governments (全国地方公共団体コード)."""

import re
from unicodedata import normalize

PREFECTURES = 47
HOW = "6桁の市町村コードを入れてください（例：072010）。"


def check_digit(code5: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(code5, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def municipality_code(text: str) -> str:
    """07201, 7201, 72010 and 072010 -> 072010; a spreadsheet loses the zero at the front.

    Raises ValueError, with the remedy, for anything else.
    """
    digits = normalize("NFKC", str(text)).strip().removesuffix(".0")
    if not re.fullmatch(r"[0-9]{4,6}", digits):
        raise ValueError(f"「{text}」は市町村コードではありません。{HOW}")
    codes = {digits.zfill(6)} if len(digits) > 4 else set()
    codes |= {digits.zfill(5) + check_digit(digits.zfill(5))} if len(digits) < 6 else set()
    valid = {code for code in codes if code[5] == check_digit(code[:5])}
    valid = {code for code in valid if 1 <= int(code[:2]) <= PREFECTURES}
    if len(valid) > 1:
        raise ValueError(f"「{text}」は{'と'.join(sorted(valid))}のどちらとも読めます。{HOW}")
    if not valid:
        raise ValueError(f"「{text}」は末尾の検査数字が合いません。{HOW}")
    return valid.pop()
