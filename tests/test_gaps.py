"""The open days of an outlet without a count: a figure knows them, and says so."""

from datetime import date

import pytest
from django.db.models import Sum

from produce.models import ClosedDay
from programmes.figures import MISSING, UNKNOWN, Figure, all_strands, results
from programmes.reporting.tables import figure_records
from tests.factories import (
    MealFactory,
    MenuFactory,
    OutletFactory,
    ProgrammeFactory,
    SaleFactory,
)
from tests.pages import soup

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


# on the page of the figure


def page_of(client, programme, figure="meals", language=""):
    return soup(client, f"{language}{programme.get_absolute_url()}figures/{figure}/")


def rows_of(page):
    return [
        (row["data-use"], row.find("th").get_text(strip=True))
        for row in page.select("#records ~ .fp-table tbody tr")
    ]


def test_gaps_stand_among_the_records_by_day(client, programme, cafeteria):
    meal(cafeteria, 20, programme, servings=0)
    page = page_of(client, programme)
    assert rows_of(page) == [
        ("missing", "2026年2月19日(木)"),
        ("counted", "2026年2月20日(金)"),
        ("missing", "2026年2月24日(火)"),
    ]
    gap, zero = page.select("tr[data-use=missing]")[0], page.select_one("tr[data-use=counted]")
    assert "本社食堂" in gap.get_text() and "記録なし" in gap.get_text()
    assert "0食" in zero.get_text() and "0食" not in gap.get_text()
    assert "2日あります" in page.find(id="records").find_next("p").get_text()


def test_a_closed_day_stays_closed_and_nothing_is_said_without_gaps(client, programme, cafeteria):
    for day in (19, 20, 24):
        meal(cafeteria, day, programme, servings=None, state="closed")
    page = page_of(client, programme)
    assert "休業" in page.select("tr[data-use=closed]")[0].get_text()
    assert "記録のない営業日" not in page.get_text()


def test_a_figure_with_gaps_alone_shows_them(client, programme, cafeteria):
    page = page_of(client, programme)
    assert [use for use, _day in rows_of(page)] == ["missing"] * 3
    assert "まだ記録がありません。" in page.get_text()


def test_the_data_of_a_figure_lists_its_gaps(client, programme, cafeteria):
    cafeteria.name_en = "Head office"
    cafeteria.save()
    meal(cafeteria, 20, programme)
    data = client.get(f"{programme.get_absolute_url()}figures/meals.json").json()
    assert data["gaps"][0] == {
        "day": "2026-02-19", "subject_ja": "本社食堂", "subject_en": "Head office",
    }  # fmt: skip
    assert len(data["gaps"]) == 2 and len(data["records_behind"]) == 1


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_every_page_of_records_and_gaps_is_a_part_of_the_same_list(programme, size):
    outlets = [OutletFactory(partnership=programme.partnership) for _ in range(3)]
    for number, outlet in enumerate(outlets):
        for day in (19, 20, 24)[: number + 1]:
            meal(outlet, day, programme)
    meal(None, 24, programme, is_comparison=True)
    result = results(programme)["meals"]
    gaps = result.figure.missing(programme)
    table = figure_records(result, gaps)
    whole = [(line.use, line.cells[0].text, line.cells[1].text) for line in table[:]]
    assert len(table) == len(whole) == len(gaps) + 7
    assert len(set(whole)) == len(whole)
    assert [day for _use, day, _subject in whole] == sorted(day for _use, day, _subject in whole)
    parts = (table[start : start + size] for start in range(0, len(table), size))
    again = [(line.use, line.cells[0].text, line.cells[1].text) for part in parts for line in part]
    assert again == whole


def test_with_gaps_a_page_asks_for_no_more_than_without(programme, django_assert_num_queries):
    outlet = OutletFactory(partnership=programme.partnership)
    for number in range(30):
        meal(outlet, 2, programme, menu=MenuFactory(programme=programme), servings=number)
    result = results(programme)["meals"]
    gaps = result.figure.missing(programme)
    assert len(gaps) == 3
    for found in ((), gaps):
        with django_assert_num_queries(2):
            table = figure_records(result, found)
            assert len(table) == 30 + len(found)
            assert len(table[0:10]) == 10
