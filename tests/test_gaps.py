"""The open days of an outlet without a count: a figure knows them, and says so."""

from datetime import date

import pytest
from django.db.models import Sum

from produce.models import ClosedDay
from programmes.strands import MISSING, UNKNOWN, Figure, all_strands
from tests.factories import (
    MealFactory,
    MenuFactory,
    OutletFactory,
    ProgrammeFactory,
    SaleFactory,
)

pytestmark = pytest.mark.django_db


def figure(slug):
    figures = (one for strand in all_strands() if strand.number == 1 for one in strand.figures)
    return next(one for one in figures if one.slug == slug)


def gaps(programme, slug="meals"):
    return [(gap.day.day, str(gap.subject), gap.state) for gap in figure(slug).gaps(programme)]


@pytest.fixture
def programme(db):
    """Thursday 19 to Tuesday 24 February 2026; the 23rd is a holiday."""
    return ProgrammeFactory(starts_on=date(2026, 2, 19), ends_on=date(2026, 2, 24))


@pytest.fixture
def cafeteria(programme):
    return OutletFactory(partnership=programme.partnership, name="本社食堂")


def meal(cafeteria, day, programme, **fields):
    day = date(2026, 2, day)
    return MealFactory(programme=programme, outlet=cafeteria, starts_on=day, **fields)


def test_an_open_day_without_a_record_is_a_gap(programme, cafeteria):
    meal(cafeteria, 20, programme)
    assert gaps(programme) == [(19, "本社食堂", MISSING), (24, "本社食堂", MISSING)]
    assert len(figure("meals").missing(programme)) == 2


def test_zero_is_a_count_and_a_closed_day_is_no_gap(programme, cafeteria):
    meal(cafeteria, 19, programme, servings=0)
    meal(cafeteria, 20, programme, servings=None, state="closed")
    ClosedDay(outlet=cafeteria, closed_on=date(2026, 2, 24)).save()
    assert gaps(programme) == []


def test_a_day_that_is_not_counted_yet_is_a_gap_with_a_record(programme, cafeteria):
    for day in (19, 20):
        meal(cafeteria, day, programme)
    meal(cafeteria, 24, programme, servings=None, state="unknown")
    assert gaps(programme) == [(24, "本社食堂", UNKNOWN)]
    assert figure("meals").missing(programme) == []


def test_today_and_the_days_to_come_are_no_gaps(programme, cafeteria, at):
    at(2026, 2, 20, 18)
    assert [day for day, *_rest in gaps(programme)] == [19]
    at(2026, 2, 18)
    assert gaps(programme) == []


def test_a_total_of_the_campaign_leaves_no_gap_and_one_for_comparison_does(programme, cafeteria):
    total = {"ends_on": date(2026, 2, 24), "servings": 500}
    record = meal(None, 19, programme, **total, is_comparison=True)
    assert len(gaps(programme)) == 3
    record.is_comparison = False
    record.save()
    assert gaps(programme) == []


def test_a_count_of_one_menu_is_a_count_of_the_day(programme, cafeteria):
    meal(cafeteria, 19, programme, menu=MenuFactory(programme=programme))
    assert [day for day, *_rest in gaps(programme)] == [20, 24]


def test_each_kind_of_outlet_has_its_own_gaps(programme, cafeteria):
    shop, store = (
        OutletFactory(partnership=programme.partnership, kind=kind, name=kind)
        for kind in ("shop", "online")
    )
    SaleFactory(programme=programme, outlet=shop, starts_on=date(2026, 2, 20))
    assert {name for _day, name, _state in gaps(programme)} == {cafeteria.name}
    assert [day for day, *_rest in gaps(programme, "shop-items")] == [19, 24]
    assert [day for day, *_rest in gaps(programme, "online-items")] == [19, 20, 21, 22, 23, 24]
    SaleFactory(
        programme=programme, outlet=store, kind="online", starts_on=date(2026, 2, 19),
        ends_on=date(2026, 2, 24),
    )  # fmt: skip
    assert gaps(programme, "online-items") == []


def test_gaps_come_by_day_and_then_by_outlet(programme):
    for position, name in ((2, "二"), (1, "一")):
        OutletFactory(partnership=programme.partnership, name=name, position=position)
    found = [(day, name) for day, name, _state in gaps(programme)]
    assert found[:3] == [(19, "一"), (19, "二"), (20, "一")]


def test_an_outlet_that_opened_for_the_next_programme_owes_nothing_to_the_last(
    programme, cafeteria, at
):
    meal(cafeteria, 20, programme)
    OutletFactory(partnership=programme.partnership, name="新しい食堂")
    assert {name for _day, name, _state in gaps(programme)} == {"本社食堂", "新しい食堂"}
    ProgrammeFactory(
        partnership=programme.partnership, slug="2026", fiscal_year=2026,
        starts_on=date(2027, 2, 1), ends_on=None,
    )  # fmt: skip
    assert len({name for _day, name, _state in gaps(programme)}) == 2  # it has not begun
    at(2027, 2, 1)
    assert {name for _day, name, _state in gaps(programme)} == {"本社食堂"}


def test_without_a_campaign_or_an_outlet_nothing_is_due(programme, nec2024, nec2025):
    assert gaps(programme) == []
    OutletFactory(partnership=nec2024.partnership)
    assert gaps(nec2024) == []
    assert gaps(nec2025) == []  # the totals of the document cover its campaign


def test_a_figure_that_says_nothing_of_gaps_has_none(programme):
    plain = Figure("x", "数", None, "produce.Meal", Sum("servings"), "")
    assert plain.gaps is None and plain.missing(programme) == []


def test_without_outlets_the_gaps_take_one_query(programme, django_assert_num_queries):
    with django_assert_num_queries(1):
        gaps(programme)
    OutletFactory(partnership=programme.partnership)
    with django_assert_num_queries(5):
        gaps(programme)
