"""Reads a text of a release against the records: what in it nobody could sign.

Every number stands for a value of the records or was fixed on purpose; what else is found blocks.
"""

import hashlib
from typing import NamedTuple

from .. import rounding
from .frozen import figures
from .lint import numbers
from .markup import document
from .tokens import Literal, Named, pieces, sentences
from .values import Unbound


class Finding(NamedTuple):
    """What is wrong in a line of a text, in words for staff.

    `number` is the number that is bound to nothing, or ""; `suggestion` the token that would do.
    """

    line: int
    message: str
    number: str = ""
    suggestion: str = ""


class Moved(NamedTuple):
    """A sentence that used a value which is another one now."""

    line: int
    sentence: str
    code: str
    before: str | None
    now: str | None

    @property
    def key(self):
        """Names this very change of a value, so that nobody confirms another one."""
        told = repr((self.code, self.before, self.now))
        return hashlib.sha256(told.encode()).hexdigest()[:16].upper()


def findings(text, language, values):
    """Everything that is wrong in a text, in the order of its lines."""
    found = document(text)
    every = [Finding(problem.line, problem.message) for problem in found.problems]
    for block in (*found.blocks, *found.notes):
        every += _unbound(block, language, values)
    return sorted(every)


def _unbound(block, language, values):
    for piece in pieces(block.text):
        if isinstance(piece, Named):
            try:
                values.text(piece, language)
            except Unbound as error:
                yield Finding(block.line, str(error))
        elif isinstance(piece, Literal):
            for number in numbers(piece.text, language):
                yield _number(block.line, number.text, language, values)


def _number(line, written, language, values):
    token = suggested(written, language, values)
    way_out = f"{token} にする" if token else f"{{={written}}} と書いて、そのまま載せる"
    told = f"「{written}」は、どの値とも結び付いていません。"
    if token:
        return Finding(line, f"{told}{way_out}か、{{={written}}} と書きます。", written, token)
    return Finding(line, f"{told}値の名前にするか、{way_out}ようにします。", written)


def suggested(written, language, values):
    """The token that prints a number as it is written, or one that it holds for; "" if none."""
    for name, fact in values.facts.items():
        if fact.text(language) == written:
            return f"{{{name}}}"
    for result in values.results:
        if result.value is not None and result.text(language) == written:
            return f"{{{result.slug}}}"
    return _held(written, values)


def _held(written, values):
    try:
        claim = rounding.read(written)
    except ValueError:
        return ""
    for result in values.results:
        if result.value is None or not claim.unit or not claim.is_in(result.figure.unit):
            continue
        if claim.is_bound and not result.figure.style.is_bound:
            continue  # 5名以上 holds for nearly everything
        if claim.holds(result.value, approximate=result.approximate):
            return f"{{{result.slug}:{written}}}"
    return ""


def moved(release, values):
    """{language: the sentences whose values are others than when somebody last looked}."""
    before = release.values
    now = values.snapshot(release.text, release.text_en)
    return {
        language: [
            Moved(block.line, sentence, piece.code, before[piece.code][at], now[piece.code][at])
            for block, sentence in _sentences(release.text_in(language), language)
            for piece in pieces(sentence)
            if isinstance(piece, Named)
            and piece.code in before
            and before[piece.code][at] != now[piece.code][at]
        ]
        for at, language in enumerate(("ja", "en"))
    }


def remembered(release, values):
    """The values to keep beside a text that was just written: those new to it as they are now,
    the others as they were when somebody last looked."""
    now = values.snapshot(release.text, release.text_en)
    return {code: release.values.get(code, texts) for code, texts in now.items()}


def _sentences(text, language):
    found = document(text)
    for block in (*found.blocks, *found.notes):
        for sentence in sentences(block.text, language):
            yield block, sentence


def imprint(text):
    """A checksum by which a page knows that what it showed is still so."""
    return hashlib.sha256(text.encode()).hexdigest()


def shown(release, values):
    """A checksum of what a page shows of a text in work: words, values, and all lines to freeze."""
    parts = [release.text, release.text_en, release.reason, release.reason_en]
    parts += [str(release.embargo_until), str(release.is_final), str(release.next_update_on)]
    parts.append(repr(sorted(values.snapshot(release.text, release.text_en).items())))
    parts += [release.slug, release.kind, str(release.event_id)]
    parts.append(repr(figures(release, values)))
    return imprint("\0".join(parts))
