"""One raw cell -> one clean value. What cannot be one is a ValueError that says what to type."""

import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from ..periods import (
    FIRST_DAY,
    HOW_TO_WRITE_A_DAY,
    LAST_DAY,
    OUT_OF_RANGE,
    Span,
    month_text,
    parse_day,
)
from .book import EPOCH_1900, BrokenCell, Month, RawCell, Value, from_serial
from .matching import LONGEST_KEPT, match_key

LONGEST_TEXT = 5_000
MOST_DIGITS = 9
#: text that a guard (') was put before, and the guard itself
GUARDED = re.compile(r"'[-=+@\t\r']")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SCIENTIFIC = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?e\+?[0-9]+", re.IGNORECASE)
SAME_AS_ABOVE = {"〃", "″", "々", "同上", '"', "仝"}

CLOSED = re.compile("お?休み?|(?:臨時)?休業日?|定休日?|休館?日?|祝日?|閉店|閉鎖")
UNKNOWN = re.compile(r"未(?:集計|定|入力|確認)?|集計[中前]|確認中|不明|n/?a|[?*]")
DASHES = re.compile(r"[-‐‑‒–—―─━ー−_]+|\.{2,}|…+|・{2,}|‥+")
MINUS = "-−‐–▲△"
UNITS = "食点名人個件つ回枚本皿箱冊校社膳杯組"
POINT_OR_COMMA = re.compile(r"[1-9][0-9]{0,2}\.000")
NUMBER = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]*)?")
ABOUT = re.compile(
    r"(約|およそ|おおよそ|≒|≈|~)?(.*?)(程度|前後|くらい|ぐらい|弱|強|余り|以上|超|\+)?"
)

EXACT_NUMBER = (
    "実数を入力してください。概数しか分からないときは「概数」の列を作り、「はい」と入れます。"
)
NO_NUMBER = (
    "数として読めません。数だけを入れてください（例：120）。"
    "休業なら「休業」、未集計なら「未集計」と入れます。"
)
NO_DECIMALS = "小数は入れられません。整数で入れてください（例：120）。"
NOT_NEGATIVE = "マイナスの数は入れられません。0以上の数を入れてください（例：120）。"
NO_MONEY = "金額のようです。数えた数を入れてください（例：120）。"
ONE_OR_THOUSANDS = (
    "小数点なのか桁区切りなのか分かりません。"
    "点を使わずに入れてください（例：千なら1000、一なら1）。"
)
TOO_LARGE = "桁が多すぎます。数をお確かめください。"
AS_POWER = (
    "指数の形（E+）になっていて、もとの値が失われています。"
    "Excelでセルの書式を{}にして入れ直してください。"
)
WHOLE_MONTH = (
    "日まで入れてください（例：2026-02-19）。1か月の合計なら、初日と最終日の列を作ります。"
)
DATE_FOR_NUMBER = (
    "日付の書式になっています。Excelでセルの書式を「数値」にして、数を入れ直してください。"
)

YES = re.compile("はい|yes|y|true|1|[○〇◯●✓✔レ有約]|あり|該当|概数|照合用")
NO = re.compile("いいえ|no|n|false|0|[×✕x無―-]|なし|非該当|実数")


class CellCount(NamedTuple):
    """A number, or why there is none. A blank cell has neither: it is no record at all."""

    number: int | None
    #: counted, closed, unknown, or None for a blank cell
    state: str | None
    is_approximate: bool = False
    #: what stands in the cell in place of a number: 休業
    reason: str = ""


BLANK = CellCount(None, None)
#: match_key of each word of a choice -> (the word, what it means)
Choices = dict[str, tuple[str, str]]


def is_blank(cell: RawCell) -> bool:
    return cell is None or cell == "" or (isinstance(cell, str) and not cell.strip())


def is_same_as_above(cell: RawCell) -> bool:
    return type(cell) is str and cell.strip() in SAME_AS_ABOVE


def shown(cell: RawCell) -> str:
    if isinstance(cell, BrokenCell):
        return cell.shown
    if isinstance(cell, Month):
        return month_text(cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    text = "" if cell is None else str(cell).strip()
    return text if len(text) <= 60 else f"{text[:59]}…"


def unguarded(text: str) -> str:
    """'=1+1 -> =1+1, as our own files guard what a spreadsheet would take for a formula."""
    return text[1:] if GUARDED.match(text) else text


def _value(cell: RawCell) -> Value:
    if isinstance(cell, BrokenCell):
        raise ValueError(cell.remedy)
    return cell


def text(cell: RawCell) -> str:
    if type(cell) is not str:
        cell = _text_of_value(cell)
    read = cell.strip()
    if read[:1] == "'":
        read = unguarded(read)
    if "+" in read and SCIENTIFIC.fullmatch(read):
        raise ValueError(AS_POWER.format("「文字列」"))
    if len(read) > LONGEST_TEXT:
        raise ValueError(f"文字が多すぎます（{LONGEST_TEXT:,}字まで）。短くしてください。")
    if not read.isprintable() and CONTROLS.search(read):
        raise ValueError("見えない制御文字が入っています。入れ直してください。")
    return read


def _text_of_value(cell: RawCell) -> str:
    cell = _value(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Month):
        return month_text(cell)
    if isinstance(cell, datetime) and (cell.hour, cell.minute) == (0, 0):
        cell = cell.date()
    return str(cell)


def day(cell: RawCell, span: Span | None = None, epoch: date = EPOCH_1900) -> date | None:
    cell = _value(cell)
    if is_blank(cell):
        return None
    if isinstance(cell, str):
        cell = cell.strip().lstrip("'")
        if len(cell) > LONGEST_KEPT:
            raise ValueError(HOW_TO_WRITE_A_DAY)
        return _day_of_text(cell, span, epoch)
    if isinstance(cell, Month):
        raise ValueError(WHOLE_MONTH)
    if isinstance(cell, datetime):
        cell = cell.date()
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
        cell = day_of_number(cell, span, epoch)
    if not isinstance(cell, date):
        raise ValueError(HOW_TO_WRITE_A_DAY)
    if not FIRST_DAY <= cell <= LAST_DAY:
        raise ValueError(OUT_OF_RANGE)
    return cell


@lru_cache(8192)
def _day_of_text(read: str, span: Span | None, epoch: date) -> date:
    digits = normalize("NFKC", read)
    if re.fullmatch("[0-9]{5}", digits):
        return day_of_number(int(digits), span, epoch)
    return parse_day(read, span)


def day_of_number(number: float, span: Span | None, epoch: date) -> date:
    """46072 -> 2026-02-19 as Excel counts days; 20260219 too."""
    if isinstance(number, int) and number > 10_000_000:
        return parse_day(str(number), span)
    try:
        read = from_serial(number, epoch)
    except (ValueError, OverflowError):
        raise ValueError(HOW_TO_WRITE_A_DAY) from None
    read = read.date() if isinstance(read, datetime) else read
    if not isinstance(read, date) or not FIRST_DAY <= read <= LAST_DAY:
        raise ValueError(HOW_TO_WRITE_A_DAY)
    return read


def count(cell: RawCell, takes_approximate: bool = False, may_be_money: bool = False) -> CellCount:
    """A CellCount. 約300 is refused unless the file has a column for approximate numbers."""
    if type(cell) is int:
        return _counted(cell)
    cell = _value(cell)
    if cell is None:
        return BLANK
    if isinstance(cell, str):
        cell = cell.strip()
        if len(cell) > LONGEST_KEPT:
            raise ValueError(NO_NUMBER)
        return _count_of_text(cell, takes_approximate, may_be_money)
    if isinstance(cell, (date, time)):
        raise ValueError(DATE_FOR_NUMBER)
    if isinstance(cell, bool):
        raise ValueError(NO_NUMBER)
    nearest = round(cell)  # a formula may give 119.99999999999999
    if abs(cell - nearest) > 1e-9:
        raise ValueError(NO_DECIMALS)
    return _counted(nearest)


def _counted(number: int, is_approximate: bool = False) -> CellCount:
    if number < 0:
        raise ValueError(NOT_NEGATIVE)
    if number >= 10**MOST_DIGITS:
        raise ValueError(TOO_LARGE)
    return CellCount(number, "counted", is_approximate)


@lru_cache(8192)
def _count_of_text(cell: str, takes_approximate: bool, may_be_money: bool) -> CellCount:
    # Not match_key, which would take ー out of a word; blanks inside a number mean nothing.
    read = re.sub(r"\s+", "", normalize("NFKC", cell)).lstrip("'").casefold()
    if not read:
        return BLANK
    inner = read.strip("()[]【】")
    if read == "零":
        return CellCount(0, "counted")
    if CLOSED.fullmatch(inner):
        return CellCount(None, "closed", reason=cell)
    if UNKNOWN.fullmatch(inner) or DASHES.fullmatch(read):
        return CellCount(None, "unknown", reason=cell)
    return _number_of_text(read, takes_approximate, may_be_money)


def _number_of_text(read: str, takes_approximate: bool, may_be_money: bool) -> CellCount:
    if SCIENTIFIC.fullmatch(read):
        raise ValueError(AS_POWER.format("「数値」"))
    about = ABOUT.fullmatch(read)
    before, middle, after = about.groups() if about else ("", read, "")
    digits = middle.strip("¥\\円").rstrip(UNITS)
    is_negative = digits[:1] in MINUS and digits != ""
    match = NUMBER.fullmatch(digits[1:] if is_negative else digits)
    if not match:
        raise ValueError(NO_NUMBER)
    if not may_be_money and middle.strip("¥\\円") != middle:
        raise ValueError(NO_MONEY)
    if POINT_OR_COMMA.fullmatch(match[0]):
        raise ValueError(ONE_OR_THOUSANDS)
    if (before or after) and not takes_approximate:
        raise ValueError(EXACT_NUMBER)
    if (match[2] or "").strip(".0"):
        raise ValueError(NO_DECIMALS)
    number = int(match[1].replace(",", "")[:20])
    return _counted(-number if is_negative else number, bool(before or after))


def yes(cell: RawCell) -> bool | None:
    cell = _value(cell)
    if is_blank(cell):
        return None
    if isinstance(cell, bool):
        return cell
    key = match_key(str(cell)).lstrip("'")
    if YES.fullmatch(key):
        return True
    if NO.fullmatch(key):
        return False
    raise ValueError("「はい」か「いいえ」で入れてください。")


def choice(cell: RawCell, choices: Choices) -> str | None:
    """What the word means, or None for a blank cell."""
    cell = _value(cell)
    if is_blank(cell):
        return None
    key = match_key(str(cell))
    if key not in choices:
        words = "、".join(dict.fromkeys(word for word, _ in choices.values()))
        raise ValueError(f"次のどれかを入れてください：{words}。")
    return choices[key][1]
