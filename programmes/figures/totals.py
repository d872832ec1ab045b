"""Which values may be added: a sum of different kinds of count says nothing, so it is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..lib import rounding
from .figure import BASES, PERIOD
from .result import Result


class Mixed(ValueError):
    """Values that must not be added; the text says why, for staff."""


@dataclass(frozen=True)
class Total:
    """A sum of exact values; rounded only when it is printed."""

    value: int
    unit: rounding.Unit
    style: rounding.Style
    approximate: bool

    def printed(self, language: str) -> rounding.Printed:
        return rounding.printed(
            self.value, self.unit, self.style, approximate=self.approximate, language=language
        )


def check_kinds(results: Iterable[Result]) -> None:
    """Refuses what is not all a count over a span of days. Raises Mixed."""
    for result in results:
        if result.figure.basis != PERIOD:
            raise Mixed(
                f"「{result.figure.label}」は{BASES[result.figure.basis]}の数なので、"
                "ほかの数と足せません。"
            )


def add(results: Sequence[Result]) -> Total:
    """The Total of the values of several figures of one programme. Raises Mixed.

    Only counts over spans of days may be added, in the same unit, and only inside the campaign's
    window or over the very same span.
    """
    check_kinds(results)
    values = []
    for result in results:
        if result.value is None:
            raise Mixed(f"「{result.figure.label}」には、まだ記録がありません。")
        if result.figure.style.is_bound:
            raise Mixed(f"「{result.figure.label}」は「以上」の数なので、足せません。")
        values.append(result.value)
    if len({result.figure.unit for result in results}) > 1:
        units = "と".join(dict.fromkeys(f"「{result.figure.unit.ja}」" for result in results))
        raise Mixed(f"単位の違う数（{units}）は足せません。")
    _check_spans(results)
    first = results[0].figure
    return Total(
        sum(values),
        first.unit,
        first.style,
        any(result.approximate for result in results),
    )


def _check_spans(results: Sequence[Result]) -> None:
    spans = {(result.period_start, result.period_end) for result in results}
    outside = [result for result in results if not _lies_in_campaign(result)]
    if len(spans) > 1 and outside:
        first = outside[0]
        raise Mixed(
            f"「{first.figure.label}」は期間（{first.period_text()}）が違うので、足せません。"
        )


def _lies_in_campaign(result: Result) -> bool:
    first, last = result.programme.starts_on, result.programme.ends_on
    if not first or not result.period_start or result.period_start < first:
        return False
    return last is None or (result.period_end is not None and result.period_end <= last)
