"""What is recorded per outlet and day, for the board and for the entry grid."""

from dataclasses import dataclass, field

from django.db.models import BooleanField, ExpressionWrapper, Min, Q, Sum

from .models import Outlet, OutletKind, State, record_model


@dataclass
class DayTotal:
    """What the records of one outlet on one day add up to."""

    count: int | None = None  # of what is counted; None where nothing is
    states: set = field(default_factory=set)
    is_itemised: bool = False  # by menu or product
    is_approximate: bool = False
    pk: int | None = None  # the record of the whole day, if there is one
    state: str = ""  # that record's

    def add(self, row):
        self.states.add(row["state"])
        self.is_approximate |= row["is_approximate"]
        if row["is_itemised"]:
            self.is_itemised = True
        else:
            self.pk, self.state = row["first"], row["state"]
        if row["sum"] is not None:
            self.count = (self.count or 0) + row["sum"]

    @property
    def is_unknown(self):
        return State.UNKNOWN in self.states


class DailyTotals:
    """What stands in a programme for outlets of these kinds, from a day to a day.

    Reads the outlets, their closed days and, for each model of records, the sums of single days
    and the records that cover more: at most six queries, however many records there are.
    """

    def __init__(self, programme, kinds, first, last):
        self.programme, self.kinds, self.first, self.last = programme, list(kinds), first, last
        outlets = Outlet.objects.filter(partnership=programme.partnership_id, kind__in=self.kinds)
        kinds_in_order = OutletKind.values.index
        outlets = outlets.prefetch_related("closed_days")
        self.outlets = sorted(outlets, key=lambda outlet: kinds_in_order(outlet.kind))
        self.by_day, self.wide = {}, []
        for model in sorted({record_model(kind) for kind in self.kinds}, key=str):
            self._read(model)

    def _read(self, model):
        records = model.objects.filter(programme=self.programme, is_comparison=False)
        records = records.of_kinds(self.kinds).during(self.first, self.last)
        for row in _sums(records):
            key = row["outlet"], row["starts_on"]
            self.by_day.setdefault(key, DayTotal()).add(row)
        self.wide += records.of_more().select_related(*model.related).order_by("starts_on", "pk")

    def of(self, outlet, day):
        return self.by_day.get((outlet.pk, day), DayTotal())

    def covering(self, outlet, day):
        """The records over more than this outlet and day that stand for it too."""
        return [
            record
            for record in self.wide
            if record.kind == outlet.kind
            and record.outlet_id in (None, outlet.pk)
            and record.covers(day)
        ]


def _sums(records):
    model = records.model
    itemised = ExpressionWrapper(
        Q(**{f"{model.offering_field}__isnull": False}), output_field=BooleanField()
    )
    rows = records.of_one_day().order_by().annotate(is_itemised=itemised)
    groups = rows.values("outlet", "starts_on", "state", "is_itemised", "is_approximate")
    return groups.annotate(sum=Sum(model.count_field), first=Min("pk"))
