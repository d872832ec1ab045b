"""Two writers at once, each on a connection of its own: one wins, whatever the database."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from produce.models import Meal

from .effort import attempts
from .factories import MealFactory, ProgrammeFactory
from .together import at_once

pytestmark = pytest.mark.database

DAY = date(2026, 2, 2)


@pytest.fixture
def programme(transactional_db):
    return ProgrammeFactory()


def meal(programme, servings):
    return Meal(programme=programme, starts_on=DAY, ends_on=DAY, servings=servings)


@pytest.mark.django_db(transaction=True)
@attempts
def test_of_two_overlapping_records_stored_at_once_one_wins(programme, attempt):
    outcomes = at_once(meal(programme, 120).save, meal(programme, 130).save)
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert [type(error) for error in refused] == [ValidationError], outcomes
    assert "照合用" in refused[0].messages[0]
    stored = Meal.objects.get(programme=programme)
    assert stored.servings in (120, 130)
    assert stored.history.count() == 1


@pytest.mark.django_db(transaction=True)
def test_records_that_do_not_overlap_are_both_stored(programme):
    later = Meal(programme=programme, starts_on=date(2026, 2, 3), ends_on=date(2026, 2, 3))
    later.servings = 130
    assert at_once(meal(programme, 120).save, later.save) == [None, None]
    assert Meal.objects.filter(programme=programme).count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_forms_sent_at_once_one_is_stored_and_one_comes_back(programme, admin_user):
    def send():
        client = Client()
        client.force_login(admin_user)
        typed = {"programme": programme.pk, "starts_on": DAY, "state": "counted", "servings": 120}
        return client.post(reverse("admin:produce_meal_add"), typed)

    outcomes = at_once(send, send)
    assert sorted(outcome.status_code for outcome in outcomes) == [200, 302], outcomes
    [page] = [outcome for outcome in outcomes if outcome.status_code == 200]
    assert "照合用" in page.content.decode()
    assert Meal.objects.filter(programme=programme).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_total_set_aside_twice_at_once_leaves_one_daily_record(programme, admin_user):
    total = MealFactory(programme=programme, ends_on=date(2026, 2, 27), servings=6600)

    def send():
        client = Client()
        client.force_login(admin_user)
        typed = {"programme": programme.pk, "starts_on": DAY, "state": "counted", "servings": 120}
        return client.post(reverse("admin:produce_meal_add"), typed | {"settles_overlap": "on"})

    outcomes = at_once(send, send)
    assert [outcome.status_code for outcome in outcomes] == [302, 302], outcomes
    total.refresh_from_db()
    assert total.is_comparison
    assert Meal.objects.filter(programme=programme).effective().count() == 1
