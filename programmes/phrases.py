"""Where Japanese text may break without breaking a phrase. Pure."""

import re
from functools import cache

#: what no page, feed or drawing may hold: it comes along when text is pasted from elsewhere
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def printable(text):
    """Text without control characters but for line breaks and tabs."""
    return CONTROLS.sub("", text)


def parts(text):
    """The phrases of a Japanese text, in order; together they are the text.

    None is a single letter, where there is another to hold on to: it would stand alone on a line.
    """
    found = []
    for piece in _parser().parse(text):
        if found and len(found[-1].strip()) == 1:
            found[-1] += piece
        else:
            found.append(piece)
    if len(found) > 1 and len(found[-1].strip()) == 1:
        found[-2:] = ["".join(found[-2:])]
    return found


@cache
def _parser():
    import budoux  # takes its time to load

    return budoux.load_default_japanese_parser()
