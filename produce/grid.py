"""The entry grid: outlets down, days across, as it stands and as it was typed."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from programmes.lib import periods
from programmes.lib.rounding import grouped
from programmes.models import newest_versions

from .days import why_closed
from .entry import CLOSED, PATTERNS, UNKNOWN, Entry, read
from .ledger import Ledger, Tally
from .models import Outlet, OutletRecord, State, record_model

#: what one grid may show; settings.py lets as many fields be sent
MOST_CELLS = 2_000
#: what is sent of a cell at most: typed, was, seen, chosen, doubted or confirmed
FIELDS_OF_A_CELL = 5


@dataclass
class Cell:
    """One outlet on one day: what stands there, what was typed, and what is wrong with that."""

    outlet: Outlet
    day: date
    tally: Tally
    cover: OutletRecord | None  # a record that stands for this day too and leaves no room
    may_enter: bool
    closed: str  # why nothing is expected
    version: int = 0  # of the record's history
    typed: str | None = None  # what came back and is not saved
    was: str = ""  # as it was shown to whoever typed
    entry: Entry | None = None  # what is to be saved
    error: str = ""
    doubt: str = ""
    theirs: str = ""  # who saved something else meanwhile, and when

    def __post_init__(self):
        self.was = self.token

    @property
    def key(self):
        return f"{self.outlet.pk}-{self.day.isoformat()}"

    @property
    def name(self):
        return f"{self.outlet} {periods.short_day_text(self.day)}"

    @property
    def stored(self):
        """What the record of the whole day says."""
        if not self.tally.pk:
            return Entry()
        is_counted = self.tally.state == State.COUNTED
        about = is_counted and self.tally.is_approximate
        return Entry(self.tally.state, self.tally.count if is_counted else None, about)

    @property
    def token(self):
        """What is shown and the version it comes from, to compare with when it comes back."""
        return f"{self.stored}|{self.version}"

    @property
    def stored_text(self):
        return in_words(self.stored)

    @property
    def typed_text(self):
        return in_words(self.entry)

    @property
    def form(self):
        """How it shows: input, items (by menu or product), covered, or plain."""
        if self.tally.is_itemised:
            return "items"
        if self.cover:
            return "covered"
        return "input" if self.may_enter else "plain"

    @property
    def text(self):
        return str(self.stored) if self.typed is None else self.typed

    @property
    def number(self):
        """What it adds to the totals, or None."""
        if self.form == "items":
            return self.tally.count
        return None if self.form == "covered" or self.said is None else self.said.count

    @property
    def by_what(self):
        return f"{record_model(self.outlet.kind).offering_label}別"

    @property
    def count_text(self):
        count = self.tally.count
        if count is None:
            return str(self.stored) or UNKNOWN if self.tally.is_unknown else CLOSED
        return grouped(count) + (f"＋{UNKNOWN}" if self.tally.is_unknown else "")

    @property
    def list_url(self):
        """The list of the records behind it."""
        meta = record_model(self.outlet.kind)._meta
        day = self.day.isoformat()
        asked = {"outlet__id__exact": self.outlet.pk, "starts_on__exact": day}
        page = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        return f"{page}?{urlencode(asked | {'ends_on__exact': day, 'is_comparison__exact': 0})}"

    @property
    def state(self):
        """What it says, for the eye: counted, zero, closed, unknown, empty or bad."""
        if self.said is None:
            return "bad"
        return "zero" if self.said.count == 0 else self.said.state or "empty"

    @property
    def said(self):
        """The entry that was typed, or else stands there; None where it cannot be read."""
        try:
            return self.stored if self.typed is None else read(self.typed)
        except ValueError:
            return None

    @property
    def is_wrong(self):
        return bool(self.error or self.doubt or self.theirs)


@dataclass
class Row:
    outlet: Outlet
    cells: list

    @property
    def total(self):
        return total(self.cells)


@dataclass
class Column:
    day: date
    cells: list

    @property
    def is_today(self):
        return self.day == periods.today()

    @property
    def total(self):
        return total(self.cells)


def in_words(entry):
    return str(entry) or "空欄（記録なし）"


def total(cells):
    return grouped(sum(cell.number or 0 for cell in cells))


class Grid:
    """What stands on some days for the outlets of a kind, and which of it a user may enter.

    A day between the first and the last that has an entry though it is off shows as well. The
    number of queries depends neither on the outlets nor on the days nor on the records.
    """

    patterns = PATTERNS

    def __init__(self, programme, kind, days, user):
        self.programme, self.kind, self.user = programme, kind, user
        self.model = record_model(kind)
        self.ledger = Ledger(programme, [kind], days[0], days[-1])
        self.days = sorted({*days, *(day for _outlet, day in self.ledger.tallies)})
        self.rows = self._rows()

    def _rows(self):
        enterable = Outlet.objects.enterable_by(self.user)
        enterable = enterable.filter(partnership=self.programme.partnership_id, kind=self.kind)
        mine, versions = set(enterable.values_list("pk", flat=True)), self._versions()
        return [
            Row(outlet, [self._cell(outlet, day, mine, versions) for day in self.days])
            for outlet in self.ledger.outlets
        ]

    def _versions(self):
        """The newest version of each record of a whole day, by the record's id."""
        ids = [tally.pk for tally in self.ledger.tallies.values() if tally.pk]
        return newest_versions(self.model, "id", ids)

    def _cell(self, outlet, day, mine, versions):
        tally = self.ledger.tally(outlet, day)
        covering = self.ledger.covering(outlet, day)
        return Cell(
            outlet,
            day,
            tally,
            next(filter(leaves_no_room, covering), None),
            outlet.pk in mine,
            why_closed(outlet, day),
            versions.get(tally.pk, 0),
        )

    @property
    def cells(self):
        return [cell for row in self.rows for cell in row.cells]

    @property
    def columns(self):
        cells = zip(*(row.cells for row in self.rows), strict=True)
        return [Column(day, list(those)) for day, those in zip(self.days, cells, strict=True)]

    @property
    def total(self):
        return total(self.cells)

    @property
    def unit(self):
        return self.model.unit.ja

    @property
    def is_open(self):
        """Whether there is a cell to type into."""
        return any(cell.form == "input" for cell in self.cells)

    @cached_property
    def totals(self):
        """The records of all outlets together that a day's count would be counted twice with."""
        return [record for record in self.ledger.wide if is_total(record)]

    @cached_property
    def may_settle(self):
        """Whether the user may set the totals aside; all stand for the same outlets."""
        return all(record.may_be_entered_by(self.user) for record in self.totals[:1])


def is_total(record):
    """Whether it counts all outlets together and so may be set aside for what each one counted."""
    counted = record.state == State.COUNTED
    return counted and record.outlet_id is None and record.offering is None


def leaves_no_room(record):
    """Whether a wider record keeps the days it covers from being entered one by one."""
    if is_total(record):
        return False
    is_same = record.outlet_id is not None and record.offering is None
    return record.state == State.COUNTED or is_same
