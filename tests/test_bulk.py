"""Many records at once: the same rules as one by one, in a handful of queries."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from produce.models import Meal, Sale
from programmes.models import (
    ChangeSource,
    Clashes,
    IndicatorRecord,
    Programme,
    ReasonNeeded,
    change_reason,
    change_source,
    span_of,
    store,
    taken_days,
)
from programmes.models.overlap import TakenDays, thing_of

from .effort import cases
from .factories import (
    IndicatorFactory,
    MealFactory,
    MenuFactory,
    OutletFactory,
    ProgrammeFactory,
    PublicationFactory,
    SaleFactory,
)

pytestmark = pytest.mark.database

DAY = date(2026, 2, 2)


@pytest.fixture
def programme(db):
    return ProgrammeFactory()


@pytest.fixture
def outlet(programme):
    return OutletFactory(partnership=programme.partnership)


def meals(programme, outlet, number, **more):
    days = (DAY + timedelta(n) for n in range(number))
    return [
        Meal(programme=programme, outlet=outlet, starts_on=day, ends_on=day, servings=n, **more)
        for n, day in enumerate(days)
    ]


def test_new_records_are_stored_with_history_author_and_way(programme, outlet, admin_user):
    before = programme.version
    with change_source(ChangeSource.GRID, "2026-02"):
        made = store(Meal, programme, meals(programme, outlet, 20), user=admin_user, reason="初回")
    assert made == 20
    versions = Meal.history.filter(programme=programme)
    changes = versions.values_list(
        "history_type", "history_user", "way", "detail", "history_change_reason"
    )
    assert set(changes) == {("+", admin_user.pk, "grid", "2026-02", "初回")}
    assert versions.count() == 20
    assert Programme.objects.get(pk=programme.pk).version == before + 1


def test_a_thousand_records_take_few_queries(programme):
    outlet = OutletFactory(partnership=programme.partnership)
    with CaptureQueriesContext(connection) as seen:
        store(Meal, programme, meals(programme, outlet, 1000))
    assert len(seen) < 1000 / 10  # SQLite takes no more than 999 values at once


def test_changed_and_deleted_records_leave_their_versions(programme, outlet, admin_user):
    store(Meal, programme, meals(programme, outlet, 3))
    first, second, third = Meal.objects.filter(programme=programme).order_by("starts_on")
    first.servings = 50
    moved = Meal(
        programme=programme,
        outlet=outlet,
        starts_on=second.starts_on,
        ends_on=second.ends_on,
        servings=7,
    )
    with change_source(ChangeSource.GRID):
        store(Meal, programme, [moved], [first], [second], fields=["servings"], user=admin_user)
    assert sorted(Meal.objects.filter(programme=programme).values_list("servings", flat=True)) == [
        2,
        7,
        50,
    ]
    gone = Meal.history.get(id=second.pk, history_type="-")
    assert (gone.history_user, gone.way, gone.servings) == (admin_user, "grid", 1)
    assert Meal.history.filter(id=first.pk, history_type="~").get().servings == 50
    assert third.history.count() == 1


def test_an_overlap_with_a_stored_record_is_named_and_nothing_is_saved(programme, outlet):
    total = MealFactory(programme=programme, ends_on=date(2026, 2, 27), servings=6600)
    with pytest.raises(Clashes) as caught:
        store(Meal, programme, meals(programme, outlet, 5))
    assert [clash.other for clash in caught.value.clashes] == [total] * 5
    assert Meal.objects.filter(programme=programme).count() == 1
    assert Meal.history.filter(programme=programme).count() == 1


def test_an_overlap_within_the_lot_names_the_other_row(programme, outlet):
    lot = meals(programme, outlet, 2)
    lot[1].starts_on = lot[1].ends_on = DAY
    for number, record in enumerate(lot, 5):
        record.batch_row = number
    with pytest.raises(Clashes) as caught:
        store(Meal, programme, lot)
    [clash] = caught.value.clashes
    assert (clash.record.batch_row, clash.other) == (6, 5)


def test_an_indicator_that_counts_to_a_date_takes_only_that_date(programme):
    indicator = IndicatorFactory(programme=programme, basis="stock")

    def count(day):
        return IndicatorRecord(programme=programme, indicator=indicator, ends_on=day, value=1)

    assert store(IndicatorRecord, programme, [count(DAY), count(DAY + timedelta(1))]) == 2
    with pytest.raises(Clashes):
        store(IndicatorRecord, programme, [count(DAY)])


def spans(choices):
    return st.lists(
        st.tuples(
            st.sampled_from(choices),
            st.sampled_from([None, 0, 1]),
            st.integers(0, 6),
            st.integers(0, 3) | st.none(),
            st.sampled_from(["counted", "closed", "unknown"]),
            st.booleans(),
        ),
        max_size=12,
    )


@settings(max_examples=cases(60))
@given(rows=spans([None, 0, 1]))
def test_the_rules_are_those_of_saving_one_by_one(db, rows):
    """Each record is refused in memory exactly when the database would refuse it."""
    programme = ProgrammeFactory(slug=f"p{Programme.objects.count()}")
    outlets = OutletFactory.create_batch(2, partnership=programme.partnership)
    menus = MenuFactory.create_batch(2, programme=programme)
    days = TakenDays()
    refused = 0
    for place, offering, first, length, state, compared in rows:
        starts = DAY + timedelta(first)
        meal = Meal(
            programme=programme,
            outlet=None if place is None else outlets[place],
            menu=None if offering is None else menus[offering],
            starts_on=starts,
            ends_on=None if length is None else starts + timedelta(length),
            state=state,
            servings=5 if state == "counted" else None,
            is_comparison=compared,
        )
        span = span_of(meal)
        rival = span and next(days.rivals(thing_of(meal), span), None)
        try:
            meal.save()
        except ValidationError:
            refused += 1
            assert rival
            continue
        assert not rival
        if span:
            days.add(thing_of(meal), span)
    assert len(list(taken_days(Meal, programme)._spans)) == len(days._spans)
    assert Meal.objects.filter(programme=programme).count() == len(rows) - refused


def test_a_shop_and_the_online_stores_do_not_take_each_others_days(programme):
    SaleFactory(programme=programme, kind="online")
    sale = Sale(programme=programme, kind="shop", starts_on=DAY, ends_on=DAY, items=3)
    assert store(Sale, programme, [sale]) == 1


def test_deleting_many_takes_the_queries_of_deleting_few(admin_client, admin_user, programme):
    def asked(number):
        records = [
            MealFactory(programme=programme, starts_on=DAY + timedelta(n)) for n in range(number)
        ]
        address = reverse("admin:produce_meal_changelist")
        chosen = {"action": "delete_selected", "_selected_action": [one.pk for one in records]}
        seen = admin_client.post(address, chosen).context["seen"]
        sure = {"post": "yes", "opened_on": seen, "change_reason": "二重に入れた"}
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.post(address, chosen | sure).status_code == 302
        assert not Meal.objects.filter(programme=programme).exists()
        for one in records:
            last = Meal.history.filter(id=one.pk).latest("history_id")
            assert (last.history_type, last.servings) == ("-", 120)
            origin = (last.history_user, last.way, last.history_change_reason)
            assert origin == (admin_user, "action", "二重に入れた")
        return len(captured)

    asked(1)  # what is read once for all requests
    assert asked(20) == asked(2)


def test_deleting_many_asks_why_and_moves_each_programme(db):
    first, second = ProgrammeFactory(), ProgrammeFactory(slug="other")
    for programme in (first, second):
        MealFactory(programme=programme, starts_on=DAY)
    line = {"slug": "meals", "model": "produce.meal", "label": "提供数"}
    PublicationFactory(release__programme=second, figures=[line | {"basis": "", "selection": {}}])
    both = Meal.objects.filter(programme__in=[first, second])
    with pytest.raises(ReasonNeeded, match="提供数"):
        both.delete()
    assert both.count() == 2 and not Meal.history.filter(history_type="-").exists()
    before = [Programme.objects.get(pk=one.pk).version for one in (first, second)]
    with change_reason("二重に入れた"):
        assert both.delete()[0] == 2
    after = [Programme.objects.get(pk=one.pk).version for one in (first, second)]
    assert not both.exists() and [b - a for a, b in zip(before, after, strict=True)] == [1, 1]
