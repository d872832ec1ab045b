from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Exchange, Session
from probono.models import ClubCount, Workation
from produce.models import Meal
from programmes.figures import HEADLINE, all_strands, declared, figures_of, figures_over, results
from programmes.models import IndicatorRecord
from tests.factories import (
    CountingLineFactory,
    IndicatorFactory,
    MealFactory,
    MenuFactory,
    OutletFactory,
    ProgrammeFactory,
    SaleFactory,
    SignUpCountFactory,
    SourceFactory,
)

pytestmark = pytest.mark.database


def test_figures_to_a_date_declare_of_what_the_newest_count_is_taken(nec2025):
    figures = [figure for strand in all_strands() for figure in strand.figures_of(nec2025)]
    lines = {figure.slug: declared(figure, nec2025.pk)["line"] for figure in figures}
    assert lines["club-members"] is not None and lines["meals"] is None
    to_a_date = {figure.slug for figure in figures if figure.basis in ("cumulative", "stock")}
    assert {slug for slug, line in lines.items() if line is not None} == to_a_date
    assert declared(HEADLINE, nec2025.pk)["programme"] == nec2025.pk


def test_the_six_strands_stand_in_their_order():
    strands = all_strands()
    assert [strand.slug for strand in strands] == [
        *("produce", "dialogue", "community", "probono", "school", "exchange", "other")
    ]
    assert [strand.number for strand in strands] == [1, 2, 3, 4, 5, 6, None]


def test_all_values_come_in_one_query(nec2025):
    results(nec2025)
    with CaptureQueriesContext(connection) as captured:
        every = results(nec2025)
    values = [query["sql"] for query in captured if "UNION ALL" in query["sql"]]
    assert len(values) == 1
    assert len(captured) == 4  # and counting lines, own indicators and what is final
    assert len(list(every)) == 14


def test_a_value_and_its_records_agree(nec2025):
    for result in results(nec2025):
        if result.is_composite:
            continue
        records = list(result.figure.records(nec2025))
        assert len(records) == result.records
        assert sum(result.figure.contribution(record) for record in records) == result.value


def test_without_a_record_there_is_no_value_and_zero_is_a_value(db):
    programme = ProgrammeFactory()
    assert results(programme)["meals"].text("ja") == "記録なし"
    assert results(programme)["meals"].text("en") == "no record"
    MealFactory(programme=programme, servings=0)
    assert results(programme)["meals"].text("ja") == "0食"


def test_closed_and_unknown_days_are_no_zeros(db):
    programme = ProgrammeFactory()
    MealFactory(programme=programme, servings=None, state="closed")
    MealFactory(programme=programme, servings=None, state="unknown", starts_on=date(2026, 2, 3))
    result = results(programme)["meals"]
    assert (result.value, result.records) == (None, 0)


def test_of_cumulative_counts_the_newest_of_each_line_counts(db):
    line = CountingLineFactory()
    for day, members in ((27, 200), (10, 120), (20, 900)):
        SignUpCountFactory(line=line, ends_on=date(2026, 2, day), members=members)
    result = results(line.programme)[line.slug]
    assert (result.value, result.as_of, result.records) == (200, date(2026, 2, 27), 1)
    assert [record.members for record in result.figure.records(line.programme)] == [200]


def test_a_newer_count_for_comparison_supersedes_nothing(db):
    line = CountingLineFactory()
    SignUpCountFactory(line=line, ends_on=date(2026, 2, 10), members=120)
    SignUpCountFactory(line=line, ends_on=date(2026, 2, 27), members=999, is_comparison=True)
    result = results(line.programme)[line.slug]
    assert (result.value, [one.value for one in result.comparisons]) == (120, [999])


def test_of_counts_for_comparison_too_only_the_newest_is_printed(db):
    line = CountingLineFactory()
    for day, members in ((10, 1_900), (27, 2_000)):
        SignUpCountFactory(
            line=line, ends_on=date(2026, 2, day), members=members, is_comparison=True
        )
    result = results(line.programme)[line.slug]
    assert result.value is None and [one.value for one in result.comparisons] == [2_000]


def test_values_for_comparison_are_never_added_across_sources(db):
    programme = ProgrammeFactory()
    for servings in (6_600, 6_500):
        MealFactory(
            programme=programme,
            servings=servings,
            is_comparison=True,
            source=SourceFactory(),
            ends_on=date(2026, 2, 27),
        )
    compared = results(programme)["meals"].compared()
    assert sorted(str(printed) for printed, _one in compared) == ["6,500食", "6,600食"]


def test_a_record_kept_for_comparison_is_printed_and_not_summed(db):
    programme = ProgrammeFactory()
    MealFactory(
        programme=programme, servings=6_600, is_approximate=True, is_comparison=True,
        ends_on=date(2026, 2, 27),
    )  # fmt: skip
    MealFactory(programme=programme, servings=6_512)
    result = results(programme)["meals"]
    assert result.value == 6_512
    assert [str(printed) for printed, _one in result.compared()] == ["約6,600食"]
    assert not result.approximate


def test_one_approximate_record_makes_the_sum_approximate(db):
    programme = ProgrammeFactory()
    MealFactory(programme=programme, servings=30)
    MealFactory(programme=programme, servings=40, is_approximate=True, starts_on=date(2026, 2, 3))
    assert results(programme)["meals"].text("ja") == "約70食"


def test_the_headline_is_the_sum_of_what_counts_as_participation(db):
    programme = ProgrammeFactory()
    assert results(programme).headline is None
    MealFactory(programme=programme, servings=900)
    SaleFactory(programme=programme, items=62)
    SaleFactory(programme=programme, kind="online", items=1)
    Workation.objects.create(programme=programme, participants=500, starts_on=date(2026, 2, 2))
    headline = results(programme).headline
    assert headline.value == 963
    assert [part.slug for part in headline.parts] == ["meals", "shop-items", "online-items"]
    assert headline.text("ja") == "約1,000人" and headline.text("en") == "about 1,000 people"


def test_each_source_is_named_once(db):
    programme, source = ProgrammeFactory(), SourceFactory()
    for day in (2, 3):
        MealFactory(programme=programme, source=source, starts_on=date(2026, 2, day))
    MealFactory(programme=programme, starts_on=date(2026, 2, 4))
    result = results(programme)["meals"]
    assert {str(line) for line in result.sources} == {"拠点からの報告", "担当者の入力"}
    assert len(result.sources) == 2
    assert result.records == 3


@pytest.mark.parametrize("basis, value", [("period", 30), ("cumulative", 20), ("stock", 20)])
def test_an_own_indicator_is_a_figure_in_the_unnumbered_strand(db, basis, value):
    indicator = IndicatorFactory(basis=basis)
    for day, count in ((2, 10), (3, 20)):
        IndicatorRecord.objects.create(
            programme=indicator.programme,
            indicator=indicator,
            value=count,
            starts_on=date(2026, 2, day) if basis == "period" else None,
            ends_on=date(2026, 2, day),
        )
    every = results(indicator.programme)
    assert every[indicator.slug].value == value
    assert every.strands[-1].strand.slug == "other"
    assert every[indicator.slug].text("en") == f"{value} people"


def test_a_strand_without_own_indicators_is_hidden(nec2025):
    assert "other" not in [group.strand.slug for group in results(nec2025).strands]


@pytest.fixture
def campaign(db):
    programme = ProgrammeFactory()
    for name in ("a", "b"):
        OutletFactory(partnership=programme.partnership, slug=name)
    for name in ("x", "y"):
        MenuFactory(programme=programme, slug=name)
    return programme


def save_meal(programme, fields):
    """A meal of 2 February unless the fields say otherwise; outlets and menus by their slugs."""
    fields = {"starts_on": date(2026, 2, 2), "ends_on": date(2026, 2, 2)} | fields
    if slug := fields.get("outlet"):
        fields["outlet"] = programme.partnership.outlets.get(slug=slug)
    if slug := fields.get("menu"):
        fields["menu"] = programme.menu_set.get(slug=slug)
    record = Meal(programme=programme, **{"servings": 10} | fields)
    record.full_clean()
    record.save()


def test_the_figures_that_list_a_record_are_found(db):
    sale = SaleFactory(kind="online")
    assert [figure.slug for figure in figures_of(sale)] == ["online-items"]


@pytest.mark.parametrize(
    "one, other",
    [
        ({}, {}),
        ({}, {"outlet": "a"}),
        ({"outlet": "a"}, {"outlet": "a", "menu": "x"}),
        ({"menu": "x"}, {"outlet": "a"}),
        ({"starts_on": date(2026, 1, 30), "ends_on": None}, {"outlet": "a"}),
        ({"starts_on": date(2026, 1, 30), "ends_on": date(2026, 2, 2)}, {}),
    ],
)
def test_two_records_of_the_same_thing_on_the_same_day_overlap(campaign, one, other):
    save_meal(campaign, one)
    with pytest.raises(ValidationError, match="照合用") as refused:
        save_meal(campaign, other)
    assert refused.value.error_dict["__all__"][0].code == "overlap"
    assert Meal.objects.filter(programme=campaign).count() == 1


@pytest.mark.parametrize(
    "one, other",
    [
        ({"outlet": "a"}, {"outlet": "b"}),
        ({"outlet": "a", "menu": "x"}, {"outlet": "a", "menu": "y"}),
        ({"menu": "x"}, {"outlet": "a", "menu": "y"}),
        ({}, {"starts_on": date(2026, 2, 3), "ends_on": date(2026, 2, 3)}),
        ({}, {"is_comparison": True}),
        ({"is_comparison": True}, {"outlet": "a"}),
    ],
)
def test_records_of_other_things_or_days_stand_together(campaign, one, other):
    save_meal(campaign, one)
    save_meal(campaign, other)
    assert Meal.objects.filter(programme=campaign).count() == 2


def test_two_counts_of_a_line_to_the_same_date_overlap(db):
    line = CountingLineFactory()
    SignUpCountFactory(line=line)
    with pytest.raises(ValidationError):
        SignUpCountFactory(line=line)


def test_participants_and_members_of_the_club_are_different_lines(db):
    programme = ProgrammeFactory()
    for measure in ("participants", "members"):
        ClubCount.objects.create(
            programme=programme, measure=measure, people=900, ends_on=date(2026, 2, 27)
        )
    assert results(programme)["club-members"].text("ja") == "900名以上"
    assert results(programme)["club-participants"].text("ja") == "900名"


@pytest.mark.parametrize("act", ["update", "bulk_create", "bulk_update"])
def test_bulk_writes_that_leave_no_history_are_refused(db, act):
    arguments = {
        "update": ((), {"servings": 1}),
        "bulk_create": (([],), {}),
        "bulk_update": (([], ["servings"]), {}),
    }
    args, kwargs = arguments[act]
    with pytest.raises(TypeError, match="history"):
        getattr(Meal.objects.all(), act)(*args, **kwargs)


def test_saving_and_deleting_leave_history_and_move_the_version(db):
    meal = MealFactory()
    programme = meal.programme

    def version():
        programme.refresh_from_db()
        return programme.version

    before = version()
    meal.servings = 99
    meal.save()
    saved = version()
    Meal.objects.filter(pk=meal.pk).delete()
    assert before < saved < version()
    history = Meal.history.filter(programme=programme).order_by("history_id")
    assert [row.history_type for row in history] == ["+", "~", "-"]


def test_a_record_that_moves_to_another_programme_moves_both(db):
    meal, other = MealFactory(), ProgrammeFactory()
    left = meal.programme
    versions = [left.version, other.version]
    meal.programme = other
    meal.save()
    for programme in (left, other):
        programme.refresh_from_db()
    assert left.version > versions[0] and other.version > versions[1]


def test_what_an_indicator_counts_stays_once_it_has_records(db):
    indicator = IndicatorFactory()
    IndicatorRecord.objects.create(
        programme=indicator.programme,
        indicator=indicator,
        value=1,
        starts_on=date(2026, 2, 2),
        ends_on=date(2026, 2, 2),
    )
    indicator.basis = "cumulative"
    with pytest.raises(ValidationError, match="basis.*実績がある"):
        indicator.save()
    indicator.basis, indicator.programme = "period", ProgrammeFactory()
    with pytest.raises(ValidationError, match="programme.*実績がある"):
        indicator.save()
    indicator.refresh_from_db()
    indicator.label = "新しい名前"
    indicator.save()


def test_a_counting_line_does_not_leave_its_counts_behind(db):
    count = SignUpCountFactory()
    count.line.programme = ProgrammeFactory()
    with pytest.raises(ValidationError, match="実績がある"):
        count.line.save()


@pytest.mark.parametrize("field, value", [("kind", "shop"), ("partnership", None)])
def test_an_outlet_with_records_keeps_its_kind_and_its_partnership(campaign, field, value):
    save_meal(campaign, {"outlet": "a"})
    outlet = campaign.partnership.outlets.get(slug="a")
    setattr(outlet, field, value or ProgrammeFactory().partnership)
    with pytest.raises(ValidationError, match="実績がある"):
        outlet.save()


def test_a_menu_with_records_stays_in_its_programme(campaign):
    save_meal(campaign, {"menu": "x"})
    menu = campaign.menu_set.get(slug="x")
    menu.programme = ProgrammeFactory()
    with pytest.raises(ValidationError, match="実績がある"):
        menu.full_clean()


def test_a_closed_day_stands_beside_the_total_of_the_campaign(campaign):
    save_meal(campaign, {"ends_on": date(2026, 2, 27)})
    closed = {"state": "closed", "servings": None, "outlet": "a"}
    save_meal(campaign, closed)
    with pytest.raises(ValidationError):
        save_meal(campaign, closed)
    assert results(campaign)["meals"].value == 10


def test_a_count_on_a_day_that_the_outlet_was_closed_is_refused(campaign):
    save_meal(campaign, {"state": "closed", "servings": None, "outlet": "a"})
    with pytest.raises(ValidationError):
        save_meal(campaign, {"outlet": "a"})


@pytest.mark.parametrize("day", [date(2062, 2, 20), date(2022, 2, 20)])
def test_a_year_far_from_the_programme_is_a_slip(campaign, day):
    with pytest.raises(ValidationError, match=f"年が{day.year}年"):
        save_meal(
            campaign,
            {"starts_on": min(day, date(2026, 2, 2)), "ends_on": max(day, date(2026, 2, 2))},
        )


def test_a_cumulative_count_that_falls_is_pointed_out(db):
    line = CountingLineFactory()
    SignUpCountFactory(line=line, ends_on=date(2026, 2, 10), members=140, is_approximate=True)
    assert SignUpCountFactory(line=line, members=141).warnings() == []
    messages = SignUpCountFactory(line=line, ends_on=date(2026, 2, 20), members=130).warnings()
    assert len(messages) == 1 and "約140名より少ない" in messages[0]


def test_a_session_is_the_count_of_a_session(nec2025):
    kickoff = nec2025.events.get(slug="kickoff-2026-02")
    with pytest.raises(ValidationError, match="対話セッション"):
        Session(programme=nec2025, event=kickoff, attendees=10).full_clean()


def test_only_outlets_with_a_record_are_shown_for_a_year(nec2024, nec2025):
    outlet = OutletFactory(partnership=nec2025.partnership)
    MealFactory(programme=nec2025, outlet=outlet, is_comparison=True)
    before, now = (next(iter(results(one).strands)) for one in (nec2024, nec2025))
    assert before.is_empty and now.detail["outlets"] == [outlet]


def test_what_is_our_reading_of_a_superseded_count_is_not_told_of_the_new_one(nec2025):
    figure = results(nec2025)["pr-corps-members"].figure
    assert len(figure.records(nec2025).readings()) == 1
    line = figure.records(nec2025).get().line
    SignUpCountFactory(line=line, ends_on=date(2026, 3, 20), members=2_100)
    assert figure.records(nec2025).readings() == []


def test_own_indicators_say_one_and_many(db):
    indicator = IndicatorFactory.build(programme=ProgrammeFactory(), unit_en_one="")
    with pytest.raises(ValidationError, match="1のときの形"):
        indicator.full_clean()


@pytest.mark.parametrize("day", [date(1026, 2, 19), date(9999, 12, 31)])
def test_a_date_that_cannot_be_meant_is_refused(campaign, day):
    with pytest.raises(ValidationError, match="年をお確かめください"):
        save_meal(campaign, {"starts_on": date(2026, 2, 1), "ends_on": day})


def test_an_event_that_is_moved_takes_its_record_along(nec2025):
    event = nec2025.events.get(slug="exchange-2026-02")
    event.starts_on = date(2026, 2, 27)
    event.save()
    result = results(nec2025)["exchange-participants"]
    assert (result.period_start, result.period_end) == (date(2026, 2, 27), date(2026, 2, 27))


def test_the_part_of_a_figure_has_the_rows_of_the_programmes_asked_for(nec2025, nec2024):
    [figure] = [
        one for one in figures_over(Exchange, nec2024) if one.slug == "exchange-participants"
    ]
    for programmes in ([nec2024], [nec2025], [nec2024, nec2025]):
        rows = figure.part(programmes)
        assert {row["programme"] for row in rows} == {one.pk for one in programmes}
