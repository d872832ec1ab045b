"""Reads a text of a release against the records: what in it nobody could sign.

Every number stands for a value of the records or was fixed on purpose; what else is found blocks.
So does what is claimed of a value beside its token, where nobody looked whether it holds.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..lib import rounding
from ..models import Release
from .drafting import UNWRITTEN
from .markup import LANGUAGES, Block, document
from .number_finder import DATE, claims, numbers
from .snapshot import figures
from .tokens import Literal, Mark, Named, Piece, pieces, sentences
from .values import Snapshot, Unbound, Values


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
    def key(self) -> str:
        """Names this very change of a value, so that nobody confirms another one."""
        change = repr((self.code, self.before, self.now))
        return hashlib.sha256(change.encode()).hexdigest()[:16].upper()


def findings(text: str, language: str, values: Values) -> list[Finding]:
    found = document(text)
    every = [Finding(problem.line, problem.message) for problem in found.problems]
    for block in found.lines:
        every += _unwritten(block)
        every += _unbound(block, language, values)
    return sorted(every)


def _unwritten(block: Block) -> Iterator[Finding]:
    if any(request in block.text for request in UNWRITTEN):
        yield Finding(block.line, f"書きかけのままです：「{block.text}」")


def _unbound(block: Block, language: str, values: Values) -> Iterator[Finding]:
    found = [piece for piece in block.pieces if not isinstance(piece, Mark)]
    for at, piece in enumerate(found):
        if isinstance(piece, Named):
            beside = _words(found, at - 1), _words(found, at + 1)
            yield from _named(block.line, piece, beside, language, values)
        elif isinstance(piece, Literal):
            for number in numbers(piece.text, language):
                yield _number(block.line, number.text, language, values)


def _words(found: Sequence[Piece], at: int) -> str:
    piece = found[at] if 0 <= at < len(found) else None
    return piece.text if isinstance(piece, Literal) else ""


def _named(
    line: int, token: Named, beside: tuple[str, str], language: str, values: Values
) -> list[Finding]:
    try:
        printed = values.text(token, language)
    except Unbound as error:
        return [Finding(line, str(error))]
    return [
        _claimed(line, token, claim, words, language, values)
        for claim, words in claims(*beside)
        if _is_doubtful(claim, token, printed, language, values)
    ]


def _is_doubtful(claim: str, token: Named, printed: str, language: str, values: Values) -> bool:
    """Whether nobody looked if the claim holds: beside a figure always, and where a fact is a
    number; about 10 minutes holds for ten."""
    if token.names[0] not in values.facts:
        return True
    try:
        read = rounding.read(printed)
    except ValueError:
        return False
    is_date = any(number.kind == DATE for number in numbers(printed, language))
    return not is_date and (claim != "about" or read.word != "")


def _claimed(
    line: int, token: Named, claim: str, words: str, language: str, values: Values
) -> Finding:
    message = f"{token.code}のすぐ隣の「{words}」は、値と照らし合わせていません。"
    if held := _bound(token, claim, language, values):
        return Finding(line, f"{message}「{words}」を消して、{held} にします。", "", held)
    if claim == "about":
        message += "「約」は、要るときに自動で付きます。"
    elif claim in rounding.BOUNDS and _is_about(token, values):
        message += "値が概数なので、そう言い切れません。"
    return Finding(line, f"{message}「{words}」を消してください。")


def _is_about(token: Named, values: Values) -> bool:
    return any(
        result.approximation == "yes" for result in map(values.results.get, token.names) if result
    )


def _bound(token: Named, claim: str, language: str, values: Values) -> str:
    if claim not in rounding.BOUNDS or token.names[0] in values.facts:
        return ""
    results = [values.results[name] for name in token.names]
    figure = results[0].figure
    value = sum(filter(None, (result.value for result in results)))
    if figure.style.suffix == claim:
        return token._replace(form="").code
    style = rounding.Style(claim, figure.style.digits, "down", claim, figure.style.uses_man)
    try:
        form = rounding.printed(value, figure.unit, style, language=language)
    except ValueError:  # no number is over itself
        return ""
    held = token._replace(form=str(form))
    return held.code if _holds(held, values) else ""


def _holds(token: Named, values: Values) -> bool:
    try:
        values.text(token, "ja")
    except Unbound:
        return False
    return True


def _number(line: int, written: str, language: str, values: Values) -> Finding:
    token = suggested(written, language, values)
    way_out = f"{token} にする" if token else f"{{={written}}} と書いて、そのまま載せる"
    message = f"「{written}」は、どの値とも結び付いていません。"
    if token:
        return Finding(line, f"{message}{way_out}か、{{={written}}} と書きます。", written, token)
    return Finding(line, f"{message}値の名前にするか、{way_out}ようにします。", written)


def suggested(written: str, language: str, values: Values) -> str:
    for name, fact in values.facts.items():
        if fact.text(language) == written:
            return f"{{{name}}}"
    for result in values.results:
        if result.value is not None and result.text(language) == written:
            return f"{{{result.slug}}}"
    return _held(written, values)


def _held(written: str, values: Values) -> str:
    try:
        claim = rounding.read(written)
    except ValueError:
        return ""
    for result in values.results:
        if result.value is None or not claim.unit or not claim.is_in(result.figure.unit):
            continue
        if claim.is_bound and not result.figure.style.is_bound:
            continue  # 5名以上 holds for nearly everything
        if _holds(token := Named((result.slug,), written, 0), values):
            return token.code
    return ""


def moved(release: Release, values: Values) -> dict[str, list[Moved]]:
    before = release.values
    now = values.snapshot(release.text, release.text_en)
    return {
        language: [
            Moved(line.line, sentence, token.code, before[token.code][at], now[token.code][at])
            for line in document(release.text_in(language)).lines
            if any(_differs(token, before, now, at) for token in line.of(Named))
            for sentence in sentences(line.text, language)
            for token in pieces(sentence)
            if isinstance(token, Named) and _differs(token, before, now, at)
        ]
        for at, language in enumerate(LANGUAGES)
    }


def _differs(token: Named, before: Snapshot, now: Snapshot, at: int) -> bool:
    return token.code in before and before[token.code][at] != now[token.code][at]


def remembered(release: Release, values: Values) -> Snapshot:
    """The values to keep beside a text that was just written: those new to it as they are now,
    the others as they were when somebody last looked."""
    now = values.snapshot(release.text, release.text_en)
    return {code: release.values.get(code, texts) for code, texts in now.items()}


def text_checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def draft_checksum(release: Release, values: Values) -> str:
    """A checksum of what a page shows of a text in work: words, values, and all lines to freeze."""
    parts = [release.text, release.text_en, release.reason, release.reason_en]
    parts += [str(release.embargo_until), str(release.is_final), str(release.next_update_on)]
    parts.append(repr(sorted(values.snapshot(release.text, release.text_en).items())))
    parts += [release.slug, release.kind, str(release.event_id)]
    parts.append(repr(figures(release, values)))
    return text_checksum("\0".join(parts))
