"""How texts of a sheet are compared: headings, names, marks."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar
from unicodedata import normalize

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|〈[^〈〉]*〉")
_BLANKS = re.compile(r"\s+")
_WAVES = str.maketrans("〜～", "~~")
#: longer texts are no headings, and would fill the memory that is kept between files
LONGEST_KEPT = 100
Answer = TypeVar("Answer")


def remembered(function: Callable[[str], Answer]) -> Callable[[str], Answer]:
    known = lru_cache(4096)(function)
    return lambda text: (known if len(text) <= LONGEST_KEPT else function)(text)


@remembered
def match_key(text: str) -> str:
    """Ａ　食堂 -> a食堂: for comparing, never for keeping.

    Variants of a kanji stay apart: 豊國 and 豊国 are two firms.
    """
    text = text if text.isascii() else normalize("NFKC", text).translate(_WAVES)
    return _BLANKS.sub("", text).casefold()


@remembered
def header_key(text: str) -> str:
    """提供数（食）* -> 提供数: a heading without its unit, brackets and marks."""
    key = match_key(text).strip("*※:・●■◆★")
    return _BRACKETS.sub("", key).strip("*※:") or key.strip("()[]【】〔〕〈〉")
