"""The entry grid as a page of the back office."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from programmes.admin.fields import reason_in
from programmes.lib import periods
from programmes.lib.periods import DAY
from programmes.models import Programme
from programmes.models.fields import FIRST_DAY, LAST_DAY

from ..days import open_days
from ..models import Outlet, OutletKind, may_see, record_model
from .grid import MOST_CELLS, Grid
from .submission import Unsaved, save

LENGTHS = {1: "1日", 5: "5日", 10: "10日", 20: "20日", 31: "31日"}
USUAL = 5
#: what a form that was sent may hold, off days with an entry among them
MOST_DAYS = 93


def address(programme, kind, day=None, days=USUAL, every_day=False):
    asked = {"programme": programme.pk, "kind": str(kind)}
    asked |= {"from": day.isoformat()} if day else {}
    asked |= {"days": days} | ({"every": "on"} if every_day else {})
    return f"{reverse('admin:produce_grid')}?{urlencode(asked)}"


@dataclass
class Choice:
    """Which grid is asked for; whatever cannot be read is as if it were not asked for."""

    asked: dict
    user: object
    #: the kinds of outlet whose counts the person may look at
    allowed: tuple = tuple(OutletKind)

    @cached_property
    def programmes(self):
        return list(
            Programme.objects.readable_by(self.user).latest_first().select_related("partnership")
        )

    @cached_property
    def programme(self):
        by_key = {str(programme.pk): programme for programme in self.programmes}
        return by_key.get(self.asked.get("programme")) or next(iter(self.programmes), None)

    @cached_property
    def kind(self):
        asked = self.asked.get("kind")
        return OutletKind(asked) if asked in OutletKind.values else self._first_kind()

    def _first_kind(self):
        outlets = Outlet.objects.filter(partnership=self.programme.partnership_id)
        there = set(outlets.values_list("kind", flat=True))
        return next((kind for kind in self.allowed if kind in there), self.allowed[0])

    @cached_property
    def room(self):
        """How many days fit into one grid with so many outlets, off days among them."""
        partnership = self.programme.partnership_id
        outlets = Outlet.objects.filter(partnership=partnership, kind=self.kind).count()
        return MOST_CELLS // max(outlets, 1)

    @cached_property
    def wanted(self):
        asked = self.asked.get("days", "")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else USUAL
        return min(max(number, 1), max(LENGTHS))

    @property
    def length(self):
        return max(min(self.wanted, self.room), 1)

    @property
    def is_cut(self):
        """Whether the days shown may be fewer than asked for because there are many outlets."""
        return len(self.days) < self.wanted and self.room < 2 * max(LENGTHS)

    @property
    def every_day(self):
        return bool(self.asked.get("every"))

    @cached_property
    def start(self):
        return read_day(self.asked.get("from", ""))

    @cached_property
    def days(self):
        """The days asked for; else the last ones up to today, or the campaign's first."""
        programme, first = self.programme, self.programme.starts_on
        if self.start:
            days = self._days(self.start)
        else:
            newest = min(filter(None, (programme.ends_on, periods.today())))
            days = self._days(newest, -1) or self._days(first or newest)
        return days or [self.start or first or periods.today()]

    @property
    def days_text(self):
        return periods.range_text(self.days[0], self.days[-1])

    def _days(self, start, step=1):
        length, room = self.length, self.room
        return open_days(self.programme, self.kind, start, length, step, self.every_day, room)

    @property
    def earlier(self):
        days = self._days(self.days[0] - DAY, -1)
        return self.at(days[0]) if days else ""

    @property
    def later(self):
        days = self._days(self.days[-1] + DAY)
        return self.at(days[0]) if days else ""

    def at(self, day):
        return address(self.programme, self.kind, day, self.length, self.every_day)

    @property
    def here(self):
        return self.at(self.days[0])

    @property
    def way_in(self):
        """Where the form is sent; a page that is merely opened there says that it was lost."""
        return f"{self.here}&sent=on"

    @property
    def was_lost(self):
        return bool(self.asked.get("sent"))

    @property
    def kinds(self):
        return [(kind.value, kind.label) for kind in self.allowed]

    @property
    def lengths(self):
        own = {self.length, min(self.room, max(LENGTHS))} - set(LENGTHS)
        all_ = LENGTHS | {number: f"{number}日" for number in own}
        return sorted((number, text) for number, text in all_.items() if number <= self.room)


def read_day(text):
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    year = timedelta(days=366)
    return day if FIRST_DAY + year < day < LAST_DAY - year else None


def grid(request):
    allowed = tuple(kind for kind in OutletKind if may_see(request.user, record_model(kind)))
    choice = Choice(request.GET, request.user, allowed)
    if not allowed or (choice.programme and choice.kind not in allowed):
        raise PermissionDenied
    if choice.programme is None or not choice.room:
        return _page(request, choice)
    if request.method == "POST":
        return _save(request, choice)
    return _page(request, choice, Grid(choice.programme, choice.kind, choice.days, request.user))


def _save(request, choice):
    days = _sent_days(request.POST) or choice.days
    try:
        asked = (choice.programme, choice.kind, days)
        saved = save(*asked, request.user, request.POST, reason_in(request.POST))
    except Unsaved as unsaved:
        submission = unsaved.submission
        if submission.is_open:
            return _page(request, choice, submission.grid, submission)
        message = (
            "入れた値は、もう保存されています。"
            if submission.already
            else "変わったところはありません。"
        )
        messages.info(request, message)
    else:
        _add_messages(request, saved)
    return HttpResponseRedirect(f"{choice.here}#saved")  # what the script kept may go


def _sent_days(data):
    """The days that the form was made of, however the calendar has changed since."""
    return sorted({day for text in data.getlist("day")[:MOST_DAYS] if (day := read_day(text))})


def _add_messages(request, saved):
    words = {"new": "追加", "changed": "変更", "deleted": "削除"}
    parts = [f"{words[act]}{number}" for act, number in saved.done.items() if number]
    messages.success(request, f"{sum(saved.done.values())}件を保存しました（{'、'.join(parts)}）。")
    for record in saved.settled:
        messages.info(request, f"「{record}」を照合用にしました。合計には入りません。")
    days = {cell.day for cell in saved.changed}
    for text in saved.grid.programme.warnings_about(*days):
        messages.warning(request, text)


def _page(request, choice, shown=None, submission=None):
    context = {
        **admin.site.each_context(request),
        "title": "日別入力",
        "choice": choice,
        "grid": shown,
        "submission": submission,
        "is_popup": False,
    }
    return TemplateResponse(request, "produce/admin/grid.html", context)
