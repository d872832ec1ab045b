"""The one place that prints a published figure. Pure: no models, no settings, no translation.

approx(2)  6,612 -> 約6,600食 / about 6,600 meals     two significant digits from 100 upward
approx(1)  9,830 -> 約1万人 / about 10,000 people     one: the headline, and what staff choose so
exact      2,013 -> 2,013名 / 2,013 people            every digit, never 万
at least     850 -> 850名以上 / 850 or more people    the source's number, never above the value

It also reads such texts back: what a person typed claims something, and that holds or does not.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import NamedTuple
from unicodedata import normalize

MAN, OKU = 10**4, 10**8


@dataclass(frozen=True)
class Unit:
    """What is counted. `en` is the plural, `en_one` the singular when it is not `en` less its s."""

    ja: str
    en: str
    en_one: str = ""

    def ja_for(self, number: int) -> str:
        # つ counts from one to nine only: 五つ, but 十件.
        return "件" if self.ja == "つ" and not 1 <= number <= 9 else self.ja

    def en_for(self, number: int) -> str:
        return (self.en_one or self.en.removesuffix("s")) if number == 1 else self.en


PEOPLE = Unit("名", "people", "person")


@dataclass(frozen=True)
class Style:
    """A way to print, as data: what may stand before a number, which of its digits, what after.

    `digits` are the significant ones, None for every digit; `direction` is half_up or down;
    `suffix` is "", at_least or over. Only a style without suffix can carry 約.
    """

    kind: str
    digits: int | None = None
    direction: str = "half_up"
    suffix: str = ""
    uses_man: bool = True

    @property
    def is_bound(self) -> bool:
        return bool(self.suffix)


EXACT = Style("exact", uses_man=False)
AT_LEAST = Style("at_least", direction="down", suffix="at_least")
OVER = Style("over", direction="down", suffix="over")


def approx(digits: int = 2) -> Style:
    return Style("approx", digits)


STYLES = {style.kind: style for style in (approx(), EXACT, AT_LEAST, OVER)}
#: a number that a document prints: not rounded again, 約1万人 stays 約1万人
AS_DECLARED = approx(digits=99)
BOUNDS = ("at_least", "over")
#: the words of the grammar as (before the number, behind it, behind its unit)
WORDS = {
    ("ja", "about"): ("約", "", ""),
    ("ja", "at_least"): ("", "", "以上"),
    ("ja", "over"): ("", "", "超"),
    ("en", "about"): ("about ", "", ""),
    ("en", "at_least"): ("", " or more", ""),
    ("en", "over"): ("over ", "", ""),
}


class Printed(NamedTuple):
    """A figure as printed, in three parts that are set in different sizes: 約 · 6,600 · 食."""

    before: str
    number: str
    after: str

    def __str__(self) -> str:
        return "".join(self)


def significant(number: int, digits: int | None, direction: str = "half_up") -> int:
    """`number` to `digits` significant digits; below 100 nothing is rounded."""
    if number < 100 or digits is None:
        return number
    step = 10 ** max(len(str(number)) - digits, 0)
    way = ROUND_DOWN if direction == "down" else ROUND_HALF_UP
    return int((Decimal(number) / step).quantize(Decimal(1), way)) * step


def grouped(number: int) -> str:
    return f"{number:,}"


def in_man(number: int) -> str:
    """Whole multiples of 万 and 億 in kanji, everything else in groups of three."""
    if not number or number % MAN:
        return grouped(number)
    oku, man = divmod(number // MAN, MAN)
    return (f"{oku}億" if oku else "") + (f"{man}万" if man else "")


def printed(
    value: int,
    unit: Unit,
    style: Style,
    *,
    approximate: bool = False,
    floor: int | None = None,
    language: str = "ja",
) -> Printed:
    """The figure `value` as it is published.

    `approximate` says that a record behind it is: it then carries 約 whatever its size.
    `floor` is the source's number for 以上 and 超, by default the value itself.
    Raises ValueError for a negative value and for a bound that the value does not keep.
    """
    if value < 0:
        raise ValueError(f"a count cannot be negative: {value}")
    if style.is_bound:
        number = significant(value, style.digits, style.direction) if floor is None else floor
        claim = Claim(number, word := style.suffix)
        if not claim.holds(value):
            raise ValueError(f"{number} {word} does not hold for the value {value}")
    else:
        number = significant(value, style.digits, style.direction)
        word = "about" if approximate or number != value else ""
    return _worded(number, unit, word, language, style.uses_man)


def _worded(number: int, unit: Unit, word: str, language: str, uses_man: bool) -> Printed:
    before, between, behind = WORDS.get((language, word), ("", "", ""))
    if language == "ja":
        digits = in_man(number) if uses_man else grouped(number)
        return Printed(before, digits, f"{between}{unit.ja_for(number)}{behind}")
    # 1 or more people: a bound is no single one
    counted = unit.en if word in BOUNDS else unit.en_for(number)
    return Printed(before, grouped(number), f"{between} {counted}{behind}")


# reading


class Claim(NamedTuple):
    """What a printed figure says of the value: its number and "", about, at_least or over."""

    number: int
    word: str = ""
    unit: str = ""

    def holds(self, value: int, *, approximate: bool = False) -> bool:
        """Whether it may be printed for a value; `approximate` if a record behind it is.

        Nobody knows on which side of an approximate value the true one lies, so no bound holds
        for it. A source that itself says 以上 gave a bound and no approximate value.
        """
        if self.is_bound and approximate:
            return False
        if self.word == "at_least":
            return self.number <= value
        if self.word == "over":
            return self.number < value
        if self.word == "about":
            is_rounded = self.number == significant(value, self._digits())
            return is_rounded and (self.number != value or approximate)
        return self.number == value and not approximate

    def rounds(self, value: int, digits: int) -> bool:
        """Whether its number is what a value gives at `digits` significant digits, or at its own.

        The finer of the two decides, because the zeros of 約2,000 may be digits or not.
        """
        return self.number == significant(value, max(self._digits(), digits))

    @property
    def is_bound(self) -> bool:
        return self.word in BOUNDS

    def is_in(self, unit: Unit) -> bool:
        return not self.unit or self.unit in _names(unit)

    def _digits(self) -> int:
        return len(str(self.number).rstrip("0")) or 1


def _names(unit: Unit) -> set[str]:
    people = {"名", "人"} if unit.ja in ("名", "人") else set()
    return {unit.ja, unit.ja_for(0), unit.en, unit.en_for(1)} | people


_NUMBER = r"(?:[0-9][0-9,]*(?:\.[0-9]+)?億)?(?:[0-9][0-9,]*(?:\.[0-9]+)?万)?(?:[0-9][0-9,]*)?"
_JAPANESE = re.compile(
    rf"(?P<about>約|およそ)?\s*(?P<number>{_NUMBER})\s*(?P<unit>\D*?)\s*(?P<bound>以上|超)?"
)
_ENGLISH = re.compile(
    r"(?:(?P<about>about|around|approximately)\s+|(?P<over>over|more than)\s+)?"
    r"(?P<number>[0-9][0-9,]*)(?P<at_least>\s+or more)?\s*(?P<unit>\D*)",
    re.IGNORECASE,
)
_BOUNDS: dict[str | None, str] = {"以上": "at_least", "超": "over", None: ""}


def read(text: str) -> Claim:
    """The Claim that a printed figure makes, in Japanese or English. Raises ValueError.

    >>> read("約1万2000名")
    Claim(number=12000, word='about', unit='名')
    """
    text = normalize("NFKC", text).strip()
    claim = _in_japanese(text) or _in_english(text)
    if claim is None:
        raise ValueError(f"no figure: {text}")
    return claim


def _in_japanese(text: str) -> Claim | None:
    match = _JAPANESE.fullmatch(text)
    if not match or not match["number"] or (match["unit"] and match["unit"].isascii()):
        return None
    if match["about"] and match["bound"]:
        return None
    word = "about" if match["about"] else _BOUNDS[match["bound"]]
    return Claim(number_of(match["number"]), word, match["unit"])


def _in_english(text: str) -> Claim | None:
    if not (match := _ENGLISH.fullmatch(text)):
        return None
    words = [name for name in ("about", "over", "at_least") if match[name]]
    if len(words) > 1:
        return None
    return Claim(number_of(match["number"]), "".join(words), match["unit"].strip())


def number_of(text: str) -> int:
    """The number that digits with 万 and 億 write: 1億2000万, 2.6万, 6,600. Raises ValueError."""
    total, rest = 0, text.replace(",", "")
    for sign, size in (("億", OKU), ("万", MAN)):
        if sign in rest:
            part, rest = rest.split(sign)
            total += int(Decimal(part) * size)
    return total + int(rest or 0)
