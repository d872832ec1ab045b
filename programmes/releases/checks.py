"""What a check of a release finds, and how a function becomes part of the checklist."""

from typing import NamedTuple

#: every check, in the order of the checklist
CHECKS = []


class ChecklistItem(NamedTuple):
    """One thing to see to: in words for staff, whether it blocks, and where to mend it.

    What is wrong in a line of a text has its language and line, from 1; elsewhere `line` is 0.
    """

    message: str
    blocks: bool
    target: object = None
    language: str = ""
    line: int = 0


def check(function):
    """Makes a generator of ChecklistItems of (release, values) part of the checklist."""
    CHECKS.append(function)
    return function
