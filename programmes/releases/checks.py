"""What a check of a release finds, and how a function becomes part of the checklist."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

from ..models import Release
from .values import Values


class ChecklistItem(NamedTuple):
    """One thing to see to: in words for staff, whether it blocks, and where to mend it.

    What is wrong in a line of a text has its language and line, from 1; elsewhere `line` is 0.
    """

    message: str
    blocks: bool
    target: Any = None
    language: str = ""
    line: int = 0


Check: TypeAlias = Callable[[Release, Values], Iterator[ChecklistItem]]
#: every check, in the order of the checklist
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    """Makes a generator of ChecklistItems of (release, values) part of the checklist."""
    CHECKS.append(function)
    return function
