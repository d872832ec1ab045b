"""Whether a total that was kept to compare with agrees with what the records give."""

from ..lib import rounding
from .result import Comparison, Result


def agreement(result: Result, compared: Comparison) -> bool | None:
    """Whether the two agree as far as they were rounded; None where that is not known.

    That is where there is no value, where one is of a part only, and where the records lie
    outside the days of the other.
    """
    if result.value is None or compared.is_partial or not _is_within(result, compared):
        return None
    style = result.figure.style
    if style.is_bound:
        return rounding.Claim(compared.value, style.suffix).holds(result.value)
    digits = style.digits or 2  # as approx() has them
    return compared.value == result.value or any(
        is_rounded and rounding.Claim(number).rounds(other, digits)
        for is_rounded, number, other in (
            (compared.approximate, compared.value, result.value),
            (result.approximate, result.value, compared.value),
        )
    )


def _is_within(result: Result, compared: Comparison) -> bool:
    if result.counts_to_a_date:
        return compared.last == result.as_of
    first, last = result.period_start, result.period_end
    begins = compared.first and first and compared.first <= first
    return bool(begins and (compared.last is None or (last and last <= compared.last)))
