"""The one place that prints a published figure. Pure: no models, no settings, no translation.

approx(2)  6,612 -> 約6,600食 / about 6,600 meals     two significant digits from 100 upward
exact      2,013 -> 2,013名 / 2,013 people            every digit, never 万
at least     850 -> 850名以上 / 850 or more people    the source's number, never above the value
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

MAN, OKU = 10**4, 10**8


@dataclass(frozen=True)
class Unit:
    """What is counted. `en` is the plural, `en_one` the singular when it is not `en` less its s."""

    ja: str
    en: str
    en_one: str = ""

    def ja_for(self, number):
        # つ counts from one to nine only: 五つ, but 十件.
        return "件" if self.ja == "つ" and not 1 <= number <= 9 else self.ja

    def en_for(self, number):
        return (self.en_one or self.en.removesuffix("s")) if number == 1 else self.en


PEOPLE = Unit("名", "people", "person")


@dataclass(frozen=True)
class Style:
    """How a figure is printed: `kind` is approx, exact or at_least; `digits` only for approx."""

    kind: str
    digits: int = 2


EXACT = Style("exact")
AT_LEAST = Style("at_least")


def approx(digits=2):
    return Style("approx", digits)


#: a number that a document prints: not rounded again, 約1万人 stays 約1万人
AS_DECLARED = approx(digits=99)


class Printed(NamedTuple):
    """A figure as printed, in three parts that are set in different sizes: 約 · 6,600 · 食."""

    before: str
    number: str
    after: str

    def __str__(self):
        return "".join(self)


def significant(number, digits):
    """`number` to `digits` significant digits, half up; below 100 nothing is rounded."""
    if number < 100:
        return number
    step = 10 ** max(len(str(number)) - digits, 0)
    return int((Decimal(number) / step).quantize(Decimal(1), ROUND_HALF_UP)) * step


def grouped(number):
    """Every digit, in groups of three: 6,612."""
    return f"{number:,}"


def in_man(number):
    """Whole multiples of 万 and 億 in kanji, everything else in groups of three."""
    if not number or number % MAN:
        return grouped(number)
    oku, man = divmod(number // MAN, MAN)
    return (f"{oku}億" if oku else "") + (f"{man}万" if man else "")


def printed(value, unit, style, *, approximate=False, floor=None, language="ja"):
    """The figure `value` as it is published.

    `approximate` says that a record behind it is: it then carries 約 whatever its size.
    `floor` is the source's number for 以上, by default the value itself.
    Raises ValueError for a negative value and for a floor above the value.
    """
    if value < 0:
        raise ValueError(f"a count cannot be negative: {value}")
    if style.kind == "at_least":
        return _at_least(value, unit, value if floor is None else floor, language)
    number = significant(value, style.digits) if style.kind == "approx" else value
    about = approximate or number != value
    if language == "ja":
        digits = grouped(number) if style.kind == "exact" else in_man(number)
        return Printed("約" if about else "", digits, unit.ja_for(number))
    return Printed("about " if about else "", grouped(number), f" {unit.en_for(number)}")


def _at_least(value, unit, floor, language):
    if floor > value:
        raise ValueError(f"{floor}以上 is above the value {value}")
    if language == "ja":
        return Printed("", in_man(floor), f"{unit.ja_for(floor)}以上")
    return Printed("", grouped(floor), f" or more {unit.en}")
