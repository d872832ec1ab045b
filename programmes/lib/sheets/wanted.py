"""What the reader of a sheet asks for, and how words of a heading are compared."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import normalize

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|〈[^〈〉]*〉")
_BLANKS = re.compile(r"\s+")
_WAVES = str.maketrans("〜～", "~~")


@dataclass(frozen=True)
class Wanted:
    """One column: `words` head it in files (the first is its title in a template).

    `kind` is text, day, count, yes or choice; `choices` are the words of a choice and what
    each means. A column that is `needed` must be there; one that is `required` must be filled too.
    A count that `may_be_money` may be of yen; a day that `is_as_of` may well be the first of each
    month, which otherwise stands for its month.
    """

    name: str
    words: tuple
    kind: str = "text"
    required: bool = False
    choices: dict = field(default_factory=dict, hash=False)
    needed: bool = False
    may_be_money: bool = False
    is_as_of: bool = False

    def __post_init__(self):
        object.__setattr__(self, "needed", self.needed or self.required)

    @property
    def title(self):
        return self.words[0]


#: longer texts are no headings, and would fill the memory that is kept between files
LONGEST_KEPT = 100


def remembered(ask):
    """A function of a text that remembers what it said of short ones."""
    known = lru_cache(4096)(ask)
    return lambda text: (known if len(text) <= LONGEST_KEPT else ask)(text)


@remembered
def match_key(text):
    """Ａ　食堂 -> a食堂: for comparing, never for keeping.

    Variants of a kanji stay apart: 豊國 and 豊国 are two firms.
    """
    text = text if text.isascii() else normalize("NFKC", text).translate(_WAVES)
    return _BLANKS.sub("", text).casefold()


@remembered
def header_key(text):
    """提供数（食）* -> 提供数: a heading without its unit, brackets and marks."""
    key = match_key(text).strip("*※:・●■◆★")
    return _BRACKETS.sub("", key).strip("*※:") or key.strip("()[]【】〔〕〈〉")
