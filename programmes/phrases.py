"""Where Japanese text may break without breaking a phrase. Pure."""

from functools import cache


def parts(text):
    """The phrases of a Japanese text, in order; together they are the text."""
    return _parser().parse(text)


@cache
def _parser():
    import budoux  # takes its time to load

    return budoux.load_default_japanese_parser()
