"""What is for lunch where and when, as the public pages show it: the plan without the counts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from programmes.lib import periods
from programmes.lib.periods import DAY

from .days import FURTHEST
from .models import ClosedDay, Menu, Outlet, OutletKind, Serving
from .models.opening import SATURDAY, is_inside, is_open, why_off
from .offerings import cafeterias


@dataclass(frozen=True)
class Sitting:
    """One cafeteria on one day; no outlet: all of them, where none is known by name.

    `off` is why all are closed that day (土日, 祝日), `closed_day` why this one is.
    """

    outlet: Outlet | None
    day: date
    planned: tuple[Menu, ...] = ()
    off: str = ""
    closed_day: ClosedDay | None = None

    @property
    def is_closed(self):
        return bool(self.off or self.closed_day)

    @property
    def dishes(self):
        return () if self.is_closed else self.planned


@dataclass(frozen=True)
class Week:
    """The sittings of a week: those of one cafeteria, or a list of all of them for each day."""

    days: list

    @property
    def first(self):
        return self.days[0].day

    @property
    def is_this(self):
        return self.first.isocalendar()[:2] == periods.today().isocalendar()[:2]


class Calendar:
    """The plan of a programme, read in three queries and asked by cafeteria and day.

    With `first` and `last` it knows the plan of these days only.
    """

    def __init__(self, programme, first=date.min, last=date.max):
        self.programme = programme
        self.outlets = cafeterias(programme)
        self.servings = list(Serving.objects.of(programme).during(first, last).for_calendar())

    @cached_property
    def _planned(self):
        """(primary key of a cafeteria or None, day) -> the dishes, each once, as entered."""
        planned = defaultdict(dict)
        for serving in self.servings:
            for day in periods.every_day(serving.starts_on, serving.last_day):
                planned[serving.outlet_id, day][serving.menu_id] = serving.menu
        return planned

    def sitting(self, outlet, day):
        planned = self._planned[None, day]
        if outlet:
            planned = planned | self._planned[outlet.pk, day]
        off = "" if is_open(OutletKind.CAFETERIA, day) else why_off(day)
        own = outlet.closed_days.all() if outlet and not off else ()
        closed_day = next((closed for closed in own if closed.closed_on == day), None)
        return Sitting(outlet, day, tuple(planned.values()), off, closed_day)

    def on(self, day):
        return [self.sitting(outlet, day) for outlet in self.outlets or [None]]

    def is_running(self, day):
        """Whether a day lies in the campaign; without one, in the days that are planned."""
        if self.programme.starts_on:
            return is_inside(self.programme, day)
        first, last = self.span
        return first <= day <= last

    def next_open(self, day):
        coming = (later for later in self.days if later >= day)
        return next(filter(self._is_any_open, coming), None)

    def _is_any_open(self, day):
        return any(not sitting.is_closed for sitting in self.on(day))

    @cached_property
    def days(self):
        """The days of the campaign, weekends apart; without a first or last, as far as planned."""
        return [day for day in periods.every_day(*self.span) if day.weekday() < SATURDAY]

    @cached_property
    def span(self):
        """The first and the last day; the last comes before the first where there is nothing."""
        first, last = self.programme.starts_on, self.programme.ends_on
        first = first or min((serving.starts_on for serving in self.servings), default=date.max)
        last = last or max((serving.last_day for serving in self.servings), default=first)
        return first, min(last, first + FURTHEST * DAY) if first < date.max else date.min

    def weeks(self, outlet, days):
        return [Week([self.sitting(outlet, day) for day in week]) for week in periods.weeks(days)]


def dishes_of(sittings):
    return [dish for sitting in sittings for dish in sitting.dishes]
