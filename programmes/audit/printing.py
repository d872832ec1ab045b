"""A second printer, written apart from the first: it works on the digits as text.

A fault in the one that prints pages and publications shows because this one has not got it.
"""

_WORDS = {
    "ja": {"about": "約{}", "at_least": "{}以上", "over": "{}超"},
    "en": {"about": "about {}", "over": "over {}"},
}


def printed(value, declared, approximate, language):
    style, unit = declared["style"], declared["unit"]
    digits = str(value)
    rounded = _rounded(digits, style["digits"], up=style["direction"] != "down")
    word = style["suffix"] or ("about" if approximate or rounded != digits else "")
    if language == "en":
        return _english(rounded, unit, word)
    shown = _in_man(rounded) if style["uses_man"] else _in_threes(rounded)
    return _WORDS["ja"].get(word, "{}").format(shown + _counter(unit["ja"], rounded))


def _english(digits, unit, word):
    singular = unit["en_one"] or (unit["en"][:-1] if unit["en"][-1:] == "s" else unit["en"])
    is_one = digits == "1" and word in ("", "about")
    number = _in_threes(digits) + (" or more" if word == "at_least" else "")
    return _WORDS["en"].get(word, "{}").format(f"{number} {singular if is_one else unit['en']}")


def _counter(unit, digits):
    """つ counts 一つ to 九つ; no number of two digits has it, nor zero."""
    return "件" if unit == "つ" and (len(digits) > 1 or digits == "0") else unit


def _rounded(digits, kept, up):
    if kept is None or len(digits) <= max(kept, 2):
        return digits
    head, next_one = digits[:kept], digits[kept]
    if up and next_one in "56789":
        head = str(int(head) + 1)
    return head + "0" * (len(digits) - kept)


def _in_threes(digits):
    first = len(digits) % 3
    groups = [digits[:first]] if first else []
    return ",".join(groups + [digits[at : at + 3] for at in range(first, len(digits), 3)])


def _in_man(digits):
    if len(digits) < 5 or digits[-4:] != "0000":
        return _in_threes(digits)
    oku, man = digits[:-8].lstrip("0"), digits[-8:-4].lstrip("0")
    return (oku + "億" if oku else "") + (man + "万" if man else "")
