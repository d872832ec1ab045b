"""What became of a figure from one year to the next: as far as the two may be compared."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from ... import figures
from ...lib import rounding

#: what can differ in a figure of the same name, and its word for readers
DIFFERENCES = {
    "definition": _("定義"),
    "unit": _("単位"),
    "basis": _("数え方"),
    "heads": _("延べか実人数か"),
    "style": _("書き方"),
    "parts": _("足した数字"),
}
#: a percentage of less than this says more than it knows
SMALLEST_BASE = 100


class YearChange(NamedTuple):
    """The difference to the year before; `percent` is None where it would mislead."""

    difference: int
    percent: int | None

    def text(self, figure: figures.Figure | figures.Composite) -> str:
        """約510食増（8%）"""
        if not self.difference:
            return gettext("増減なし")
        printed = rounding.printed(
            abs(self.difference), figure.unit, figure.style, language=get_language()
        )
        text = gettext("%(count)s増") if self.difference > 0 else gettext("%(count)s減")
        percent = gettext("（%(percent)s%%）") % {"percent": abs(self.percent or 0)}
        return text % {"count": printed} + (percent if self.percent else "")


def differences(new: figures.Result, old: figures.Result) -> tuple[str, ...]:
    """The keys of DIFFERENCES in which a figure differs from that of an earlier year.

    The earlier year is what it was published as, too, if it was.
    """
    if new.value is None or old.value is None:
        return ()
    measured = [_measured(new), _measured(old)]
    if line := old.published:
        measured.append(
            measured[0] | {name: getattr(line, name) for name in ("definition", "unit", "basis")}
        )
    return tuple(name for name in DIFFERENCES if len({one[name] for one in measured}) > 1)


def _measured(result: figures.Result) -> dict[str, object]:
    figure = result.figure
    with override("ja"):
        return {
            "definition": str(figure.definition),
            "heads": figure.heads,
            "unit": figure.unit.ja,
            "basis": figure.basis,
            "style": figure.style,
            "parts": tuple(part.slug for part in result.parts),
        }


def change(new: figures.Result, old: figures.Result) -> YearChange | None:
    """The YearChange between two results that do not differ, or None where there is none to tell.

    There is none of rounded records, of a bound (以上), nor of a year that still runs. A percentage
    needs, besides, values that are large enough and final.
    """
    if new.value is None or old.value is None or _is_vague(new) or _is_vague(old):
        return None
    difference = new.value - old.value
    is_large = min(new.value, old.value) >= SMALLEST_BASE
    is_final = figures.PROVISIONAL not in (new.status, old.status)
    percent = _percent(difference, old.value) if is_large and is_final else None
    return YearChange(difference, percent)


def _is_vague(result: figures.Result) -> bool:
    return result.approximate or result.figure.style.is_bound or not result.programme.is_over


def _percent(difference: int, old: int) -> int | None:
    share = Decimal(difference * 100) / old
    return int(share.quantize(Decimal(1), ROUND_HALF_UP)) or None
