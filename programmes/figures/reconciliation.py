"""Whether a total that was kept to compare with agrees with what the records give."""

from datetime import date
from typing import NamedTuple

from ..lib import rounding


class Comparison(NamedTuple):
    """A value kept to compare with: of one source and one span, never added to another.

    `is_partial` says that it stands for a part, such as one outlet.
    """

    value: int
    approximate: bool
    source: object
    first: date | None = None
    last: date | None = None
    is_partial: bool = False


def agreement(result, compared):
    """Whether the two agree as far as they were rounded; None where that is not known.

    That is where there is no value, where one is of a part only, and where the records lie
    outside the days of the other.
    """
    if result.value is None or compared.is_partial or not _is_within(result, compared):
        return None
    style = result.figure.style
    if style.is_bound:
        return rounding.Claim(compared.value, style.suffix).holds(result.value)
    digits = style.digits or rounding.approx().digits
    return compared.value == result.value or any(
        is_rounded and rounding.Claim(number).rounds(other, digits)
        for is_rounded, number, other in (
            (compared.approximate, compared.value, result.value),
            (result.approximate, result.value, compared.value),
        )
    )


def _is_within(result, compared):
    if result.counts_to_a_date:
        return compared.last == result.as_of
    ends = compared.last is None or (not result.is_open and result.last <= compared.last)
    return ends and compared.first <= result.period_start
