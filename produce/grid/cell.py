"""One outlet on one day: what stands there, what was typed over it, and what is wrong with that."""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from programmes.lib import periods
from programmes.lib.rounding import grouped

from ..daily_totals import DayTotal
from ..models import Outlet, OutletRecord, State, record_model
from .cell_parser import CLOSED, UNKNOWN, CellValue, read


@dataclass
class Typed:
    """What a person sent for a cell. `shown` is what stood there before their eyes, as a token."""

    text: str
    shown: str = ""
    entry: CellValue | None = field(init=False, default=None)  # None where the text cannot be read
    problem: str = field(init=False, default="")  # why it cannot

    def __post_init__(self):
        try:
            self.entry = read(self.text)
        except ValueError as error:
            self.problem = str(error)


@dataclass
class Verdict:
    """What keeps a typed cell from being saved, in words for whoever typed it."""

    error: str = ""
    doubt: str = ""
    conflict: str = ""  # who saved something else meanwhile, and when

    def __bool__(self):
        return bool(self.error or self.doubt or self.conflict)


@dataclass
class GridCell:
    outlet: Outlet
    day: date
    total: DayTotal
    cover: OutletRecord | None  # a record that stands for this day too and leaves no room
    may_enter: bool
    closed: str  # why nothing is expected
    version: int = 0  # of the record's history
    typed: Typed | None = None
    verdict: Verdict = field(default_factory=Verdict)

    @property
    def key(self):
        return f"{self.outlet.pk}-{self.day.isoformat()}"

    @property
    def name(self):
        return f"{self.outlet} {periods.short_day_text(self.day)}"

    @property
    def stored(self):
        if not self.total.pk:
            return CellValue()
        is_counted = self.total.state == State.COUNTED
        about = is_counted and self.total.is_approximate
        return CellValue(self.total.state, self.total.count if is_counted else None, about)

    @property
    def token(self):
        """What is stored and the version it comes from, to compare with when it comes back."""
        return f"{self.stored}|{self.version}"

    @property
    def shown(self):
        return self.typed.shown if self.typed else self.token

    @property
    def entry(self):
        """What was typed, or else stands there; None where it cannot be read."""
        return self.typed.entry if self.typed else self.stored

    # how it shows

    @property
    def form(self):
        """input, items (by menu or product), covered, or plain."""
        if self.total.is_itemised:
            return "items"
        if self.cover:
            return "covered"
        return "input" if self.may_enter else "plain"

    @property
    def state(self):
        """For the eye: counted, zero, closed, unknown, empty or bad."""
        if self.entry is None:
            return "bad"
        return "zero" if self.entry.count == 0 else self.entry.state or "empty"

    @property
    def text(self):
        return self.typed.text if self.typed else str(self.stored)

    @property
    def stored_text(self):
        return in_words(self.stored)

    @property
    def typed_text(self):
        return in_words(self.typed.entry)

    @property
    def number(self):
        if self.form == "items":
            return self.total.count
        return None if self.form == "covered" or self.entry is None else self.entry.count

    @property
    def count_text(self):
        count = self.total.count
        if count is None:
            return str(self.stored) or UNKNOWN if self.total.is_unknown else CLOSED
        return grouped(count) + (f"＋{UNKNOWN}" if self.total.is_unknown else "")

    @property
    def by_what(self):
        return f"{record_model(self.outlet.kind).offering_label}別"

    @property
    def list_url(self):
        meta = record_model(self.outlet.kind)._meta
        day = self.day.isoformat()
        asked = {"outlet__id__exact": self.outlet.pk, "starts_on__exact": day}
        page = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        return f"{page}?{urlencode(asked | {'ends_on__exact': day, 'is_comparison__exact': 0})}"


def in_words(entry):
    return str(entry) or "空欄（記録なし）"


def sum_text(cells):
    return grouped(sum(cell.number or 0 for cell in cells))
