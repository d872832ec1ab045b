"""What a look at a release finds, and how such a look becomes part of the checklist."""

from typing import NamedTuple

#: every look, in the order of the checklist
LOOKS = []


class Check(NamedTuple):
    """One thing to see to: in words for staff, whether it blocks, and where to mend it.

    What is wrong in a line of a text has its language and line, from 1; elsewhere `line` is 0.
    """

    message: str
    blocks: bool
    target: object = None
    language: str = ""
    line: int = 0


def look(function):
    """Makes a generator of Checks of (release, values) part of the checklist."""
    LOOKS.append(function)
    return function
