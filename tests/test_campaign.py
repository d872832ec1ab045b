"""Which day of a campaign it is, counted in days on which the cafeterias are open."""

from datetime import date

import pytest

from produce.models import ClosedDay
from programmes.figures.campaign import AFTER, BEFORE, NONE, RUNNING, campaign, open_days
from programmes.models import Programme

from .factories import MealFactory, OutletFactory, ProgrammeFactory


def test_the_campaign_of_2025_has_16_days_and_the_24th_is_its_third(nec2025):
    found = campaign(nec2025, date(2026, 2, 24))
    assert (found.state, found.number, found.total, found.left) == (RUNNING, 3, 16, 13)
    assert found.is_open


def test_a_holiday_is_no_day_of_it_and_tells_the_next(nec2025):
    found = campaign(nec2025, date(2026, 2, 23))
    assert (found.number, found.is_open, found.next_day) == (2, False, date(2026, 2, 24))


@pytest.mark.parametrize(
    ("day", "state", "number", "days_until"),
    [
        (date(2026, 2, 9), BEFORE, 0, 10),
        (date(2026, 2, 18), BEFORE, 0, 1),
        (date(2026, 2, 19), RUNNING, 1, 0),
        (date(2026, 3, 13), RUNNING, 16, 0),
        (date(2026, 3, 14), AFTER, 16, 0),
    ],
)
def test_it_is_counted_down_runs_and_is_over(nec2025, day, state, number, days_until):
    found = campaign(nec2025, day)
    assert (found.state, found.number, found.days_until) == (state, number, days_until)


def test_its_last_day_is_told(nec2025):
    assert campaign(nec2025, date(2026, 3, 13)).is_last
    assert not campaign(nec2025, date(2026, 3, 12)).is_last
    assert not campaign(nec2025, date(2026, 3, 14)).is_last


def test_an_open_end_has_no_total(nec2025):
    nec2025.ends_on = None
    found = campaign(nec2025, date(2026, 2, 20))
    assert (found.number, found.total, found.left, found.is_last) == (2, None, None, False)


def test_a_year_without_a_campaign_has_no_day(nec2024):
    assert campaign(nec2024, date(2025, 1, 30)).state == NONE
    assert campaign(Programme(), date(2025, 1, 30)).state == NONE


def test_a_day_on_which_each_cafeteria_is_closed_does_not_count(db):
    programme = ProgrammeFactory()
    first, second = (OutletFactory(partnership=programme.partnership) for _ in range(2))
    shop = OutletFactory(partnership=programme.partnership, kind="shop")
    everywhere, here = date(2026, 2, 3), date(2026, 2, 4)
    for outlet, day in ((first, everywhere), (second, everywhere), (first, here), (shop, here)):
        ClosedDay(outlet=outlet, closed_on=day).save()
    days = open_days(programme)
    assert everywhere not in days
    assert here in days
    assert len(days) == 17


def test_the_days_of_a_past_campaign_stay_when_a_cafeteria_opens(db):
    programme = ProgrammeFactory()
    partnership, day = programme.partnership, date(2026, 2, 3)
    cafeteria = OutletFactory(partnership=partnership)
    MealFactory(programme=programme, outlet=cafeteria, starts_on=date(2026, 2, 2))
    ClosedDay(outlet=cafeteria, closed_on=day).save()
    later = {"fiscal_year": 2026, "starts_on": date(2026, 5, 7), "ends_on": date(2026, 5, 29)}
    ProgrammeFactory(partnership=partnership, slug="2026", **later)
    assert day not in open_days(programme)
    OutletFactory(partnership=partnership)
    assert day not in open_days(programme)


def test_the_last_open_day_is_not_always_the_last(nec2025):
    nec2025.ends_on = date(2026, 3, 15)  # a Sunday: the online store goes on
    found = campaign(nec2025, date(2026, 3, 13))
    assert found.is_last_open and not found.is_last
    assert campaign(nec2025, date(2026, 3, 15)).is_last


def test_a_campaign_that_begins_on_a_day_off_has_no_day_yet(nec2025):
    nec2025.starts_on = date(2026, 2, 21)  # a Saturday
    found = campaign(nec2025, date(2026, 2, 21))
    assert (found.state, found.number, found.next_day) == (RUNNING, 0, date(2026, 2, 24))
