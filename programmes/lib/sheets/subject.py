"""What tells that numbers are others than asked for: last year's, money, thousands, a plan."""

import re
from collections.abc import Iterable
from typing import TypeGuard

from . import cells
from .book import RawCell, Refusal
from .matching import LONGEST_KEPT, match_key

#: beside the word of a count: 提供数（前年）, 提供数（千食）, 提供数の累計
OTHER_COUNT = re.compile(
    "[前昨去]年|前[期回]|目標|計画|予[定測想算]|見込|累計|平均|[比率差]|増減|%|単価|最[大小]"
    "|[千百万億][食個点名人件円]"
)
MONEY = re.compile("[円¥]|金額|売上|税[込抜]")
#: alone in a cell: no results of this time
NO_RESULT = re.compile(
    "(?:[前昨去]年度?|前期)(?:同[期月日])?(?:実績|比)?|(?:年間)?(?:目標|計画|予算|予定|見込み?)値?"
)
UNIT = re.compile(r"単位:?([^()\[\]]+)")
IN_YEN = re.compile(r"(?:.*\([十百千万億]*円\)|売上(?:高|額|金額)?|金額)")

OTHER_UNIT = (
    "「{}」とあります。1つずつの数に直し（例：1.2千食なら1200）、単位の表示を消してください。"
)
OTHER_NUMBERS = "「{}」とあります。日ごとの実績の数だけの表にして、この表示を消してください。"


def is_other_count(text: str, may_be_money: bool) -> bool:
    return bool(OTHER_COUNT.search(text) or (not may_be_money and MONEY.search(text)))


def is_no_result(cell: RawCell) -> TypeGuard[str]:
    if type(cell) is not str or len(cell) > LONGEST_KEPT:
        return False
    return bool(NO_RESULT.fullmatch(match_key(cell)))


def check_titles(titles: Iterable[RawCell], may_be_money: bool, is_wide: bool) -> None:
    """Raises Refusal where a title makes all numbers below it others.

    A wide sheet has no heading that says what is counted, so that its titles alone tell.
    """
    for title in titles:
        if not isinstance(title, str):
            continue
        if _is_of_other_unit(match_key(title), may_be_money):
            raise Refusal(OTHER_UNIT.format(cells.shown(title)))
        in_yen = not may_be_money and IN_YEN.fullmatch(match_key(title))
        if is_wide and (in_yen or is_no_result(title)):
            raise Refusal(OTHER_NUMBERS.format(cells.shown(title)))


def _is_of_other_unit(title: str, may_be_money: bool) -> bool:
    if not (match := UNIT.search(title)):
        return False
    others = "[十百千万億]|%" if may_be_money else "[十百千万億円¥]|%"
    return all(re.match(others, unit) for unit in re.split("[、,・/]", match[1]))
