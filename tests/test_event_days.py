"""An event carries its record along, and no other."""

from datetime import date

import pytest

from events.models import Exchange, Session
from programmes.models import Event

pytestmark = pytest.mark.django_db


def test_saving_an_event_moves_the_record_that_counts_it():
    event = Event.objects.get(slug="dialogue-2026-02")
    event.starts_on = date(2026, 2, 24)
    event._change_reason = "日付の誤り"
    event.save()
    assert Session.objects.get(event=event).starts_on == date(2026, 2, 24)


def test_saving_a_visit_leaves_the_exchange_that_it_prepared_where_it_is():
    Event.objects.get(slug="visit-2025-01").save()
    exchange = Exchange.objects.get(preliminary_visit__slug="visit-2025-01")
    assert exchange.event.slug == "exchange-2025-01"
    assert exchange.starts_on == date(2025, 1, 30)
