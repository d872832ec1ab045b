"""The entry grid: outlets down, days across, as it stands and as it was typed."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from programmes.lib import periods
from programmes.models import newest_versions

from ..daily_totals import DailyTotals
from ..models import Outlet, State, record_model
from ..models.opening import why_closed
from .cell import GridCell, sum_text
from .cell_parser import PATTERNS

#: what one grid may show; settings.py lets as many fields be sent
MOST_CELLS = 2_000
#: what is sent of a cell at most: typed, was, seen, chosen, doubted or confirmed
FIELDS_OF_A_CELL = 5


@dataclass
class GridRow:
    outlet: Outlet
    cells: list

    @property
    def total(self):
        return sum_text(self.cells)


@dataclass
class GridColumn:
    day: date
    cells: list

    @property
    def is_today(self):
        return self.day == periods.today()

    @property
    def total(self):
        return sum_text(self.cells)


class Grid:
    """What stands on some days for the outlets of a kind, and which of it a user may enter.

    A day between the first and the last that has an entry though it is off shows as well. The
    number of queries depends neither on the outlets nor on the days nor on the records.
    """

    patterns = PATTERNS

    def __init__(self, programme, kind, days, user):
        self.programme, self.kind, self.user = programme, kind, user
        self.model = record_model(kind)
        self.daily = DailyTotals(programme, [kind], days[0], days[-1])
        self.days = sorted({*days, *(day for _outlet, day in self.daily.by_day)})
        self.rows = self._rows()

    def _rows(self):
        enterable = Outlet.objects.enterable_by(self.user)
        enterable = enterable.filter(partnership=self.programme.partnership_id, kind=self.kind)
        mine, versions = set(enterable.values_list("pk", flat=True)), self._versions()
        return [
            GridRow(outlet, [self._cell(outlet, day, mine, versions) for day in self.days])
            for outlet in self.daily.outlets
        ]

    def _versions(self):
        ids = [total.pk for total in self.daily.by_day.values() if total.pk]
        return newest_versions(self.model, "id", ids)

    def _cell(self, outlet, day, mine, versions):
        total = self.daily.of(outlet, day)
        covering = self.daily.covering(outlet, day)
        return GridCell(
            outlet,
            day,
            total,
            next(filter(leaves_no_room, covering), None),
            outlet.pk in mine,
            why_closed(outlet, day),
            versions.get(total.pk, 0),
        )

    @property
    def cells(self):
        return [cell for row in self.rows for cell in row.cells]

    @property
    def columns(self):
        cells = zip(*(row.cells for row in self.rows), strict=True)
        return [GridColumn(day, list(those)) for day, those in zip(self.days, cells, strict=True)]

    @property
    def total(self):
        return sum_text(self.cells)

    @property
    def unit(self):
        return self.model.unit.ja

    @property
    def is_open(self):
        return any(cell.form == "input" for cell in self.cells)

    @cached_property
    def totals(self):
        """The records of all outlets together that a day's count would be counted twice with."""
        return [record for record in self.daily.wide if is_total(record)]

    @cached_property
    def may_settle(self):
        """Whether the user may set the totals aside; all stand for the same outlets."""
        return all(record.may_be_entered_by(self.user) for record in self.totals[:1])


def is_total(record):
    counted = record.state == State.COUNTED
    return counted and record.outlet_id is None and record.offering is None


def leaves_no_room(record):
    if is_total(record):
        return False
    is_same = record.outlet_id is not None and record.offering is None
    return record.state == State.COUNTED or is_same
