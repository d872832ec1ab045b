"""The demo made once for the tests of a module, and gone after them."""

from contextlib import contextmanager
from datetime import date, datetime

import pytest
from django.db import transaction
from django.test import override_settings

from produce.models import ClosedDay, Meal, Outlet
from programmes.demo import make_demo
from programmes.lib import periods
from programmes.reporting import exports

WEDNESDAY = (2026, 11, 18, 9)
TUESDAY = date(2026, 11, 17)


@contextmanager
def demo_made(blocker, media=None, *, quick=True):
    """Yields what was Made on that Wednesday; without the PDFs, which take long.

    Each test changes what it likes in its own transaction inside this one.
    """
    with blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch, override_settings(MEDIA_ROOT=media):
            patch.setattr(periods, "now", lambda: datetime(*WEDNESDAY, tzinfo=periods.TOKYO))
            patch.setattr(exports, "japanese_fonts", tuple)
            made = make_demo(quick)
        yield made
        transaction.set_rollback(True)


def unreported(programme, day):
    """The cafeterias that are open on a day and have no record of it."""
    reported = Meal.objects.filter(programme=programme, starts_on=day).values("outlet")
    resting = ClosedDay.objects.filter(closed_on=day).values("outlet")
    every = Outlet.objects.filter(partnership=programme.partnership_id, kind="cafeteria")
    return every.exclude(pk__in=reported).exclude(pk__in=resting)
