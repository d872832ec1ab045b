"""Counts that are far from what is usual: slips of a digit, mostly. Pure."""

from collections.abc import Sequence
from statistics import median

#: fewer other days than this tell nothing about what is usual
FEW_DAYS = 3
#: a count is far from the others when it is this many times more or less, and this far away
TIMES, AWAY = 3, 30


def usual_if_far_off(count: int, others: Sequence[int]) -> int | None:
    """None for a count like those of the other days; what is usual there, when it is far off."""
    if len(others) < FEW_DAYS:
        return None
    middle = median(others)
    is_far = abs(count - middle) >= AWAY and (count > TIMES * middle or count * TIMES < middle)
    return int(middle) if is_far else None
