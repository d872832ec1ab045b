"""What a result makes of its rows: its dates, what it agrees with, what it may be added to."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from django.db.models import Count, Sum
from django.utils.translation import override

from probono.models import ClubCount, Project, Workation
from produce.models import Meal, Sale
from programmes.figures import (
    BASES,
    CUMULATIVE,
    HEADLINE,
    HEADS,
    MISSING,
    RECORDS_SUFFIX,
    STATUSES,
    STOCK,
    UNKNOWN,
    Comparison,
    Figure,
    Gap,
    Mixed,
    Result,
    Strand,
    add,
    agreement,
    clashing_slugs,
    results,
    text_of,
)
from programmes.lib.rounding import AT_LEAST, EXACT, PEOPLE, approx
from programmes.models import Programme

from .factories import (
    IndicatorFactory,
    MealFactory,
    OutletFactory,
    ProgrammeFactory,
    SaleFactory,
    SourceFactory,
)

MEALS = Figure("meals", "提供数", Meal.unit, Meal, Sum("servings"), "提供した数です。")
MEMBERS = Figure(
    "members", "会員数", PEOPLE, ClubCount, Sum("people"), "会員です。", basis=STOCK, style=AT_LEAST
)
CAMPAIGN = {"starts_on": date(2026, 2, 2), "ends_on": date(2026, 2, 27)}
NO_SOURCE = dict.fromkeys(
    f"source_{name}" for name in ("slug", "title", "title_en", "url", "publisher", "publisher_en")
)


def day(number):
    return date(2026, 2, number) if number else None


def row(total=10, first=2, last=2, number=1, approximate=0, is_open=False):
    counts = {"total": total, "number": number, "approximate": approximate, "open": int(is_open)}
    days = {"first": day(first), "last": day(last), "compared": False, "narrow": 0}
    return NO_SOURCE | counts | days


def result(*rows, figure=MEALS, **fields):
    made = Result(figure, Programme(**CAMPAIGN | fields), "produce")
    for one in rows:
        made.add(one)
    return made


# several sources


@pytest.mark.parametrize("rows", list(permutations([(3, 5), (2, 4), (4, 9)])))
def test_rows_of_several_sources_give_the_first_and_the_last_day_in_any_order(rows):
    every = result(*(row(first=first, last=last) for first, last in rows))
    assert (every.period_start, every.period_end, every.as_of) == (day(2), day(9), None)
    assert (every.value, every.records) == (30, 3)


@pytest.mark.parametrize("rows", list(permutations([(None, 13), (None, 20)])))
def test_a_count_to_a_date_is_as_of_its_newest_row_in_any_order(rows):
    every = result(*(row(first=first, last=last) for first, last in rows), figure=MEMBERS)
    assert (every.as_of, every.period_start, every.period_end) == (day(20), None, None)
    assert "2月20日" in every.period_text()


def test_a_count_to_a_date_that_has_a_beginning_is_told_as_a_span():
    every = result(row(first=2, last=20), figure=MEMBERS)
    assert every.period_text() == result(row(first=2, last=20)).period_text()
    assert "2日" in every.period_text() and every.as_of == day(20)


@pytest.mark.parametrize("rows", list(permutations([(2, 4, True), (3, 9, False)])))
def test_one_row_that_goes_on_leaves_the_whole_open(rows):
    every = result(*(row(first=first, last=last, is_open=goes) for first, last, goes in rows))
    assert every.is_open and every.period_end is None and every.last == day(9)


@pytest.mark.parametrize("rows", list(permutations([0, 1])))
def test_one_approximate_row_makes_all_of_it_approximate(rows):
    every = result(*(row(approximate=number) for number in rows))
    assert every.approximate and every.approximation == "yes"


@pytest.mark.parametrize("nothing", [{"total": None}, {"number": 0, "total": 0}])
def test_a_row_without_a_count_leaves_no_record(nothing):
    every = result(row(**nothing))
    assert (every.value, every.records, every.sources, every.last) == (None, 0, [], None)


def test_two_sources_are_added_and_both_named(db):
    programme = ProgrammeFactory()
    for number, servings in ((20, 5), (3, 7)):
        MealFactory(
            programme=programme, starts_on=day(number), servings=servings, source=SourceFactory()
        )
    every = results(programme)["meals"]
    assert (every.value, every.period_start, every.period_end) == (12, day(3), day(20))
    assert len(every.sources) == 2


# the exact text


@pytest.mark.parametrize(
    "figure, value, japanese, english",
    [
        (MEMBERS, 850, "850名以上", "850 or more people"),
        (MEMBERS, 12_345, "12,345名以上", "12,345 or more people"),
        (MEALS, 20_000, "20,000食", "20,000 meals"),
        (MEALS, 6_612, "6,612食", "6,612 meals"),
    ],
)
def test_the_exact_text_has_every_digit_and_says_at_least(figure, value, japanese, english):
    every = result(row(total=value), figure=figure)
    assert every.exact_text() == japanese
    with override("en"):
        assert every.exact_text() == english
    assert every.approximation == ("at least" if figure is MEMBERS else "no")


def test_a_bound_is_printed_with_its_number_and_never_about():
    every = result(row(total=850, approximate=1), figure=MEMBERS)
    assert every.text("ja") == "850名以上" and str(every.exact(860)) == "860名以上"


# a total kept to compare with


def compared(first, last, value=10, **more):
    return Comparison(value, False, None, day(first), day(last), **more)


@pytest.mark.parametrize(
    "first, last, agrees",
    [
        (2, 9, True),
        (2, 27, True),
        (2, None, True),  # a total without an end covers whatever came after
        (1, 9, True),
        (2, 8, None),  # it ends before the records
        (3, 9, None),  # it begins after them
        (3, None, None),
    ],
)
def test_a_total_is_compared_where_it_covers_the_days_of_the_records(first, last, agrees):
    every = result(row(first=2, last=9))
    assert agreement(every, compared(first, last)) is agrees


@pytest.mark.parametrize("last, agrees", [(27, None), (None, True)])
def test_records_that_go_on_are_compared_with_a_total_that_does(last, agrees):
    assert agreement(result(row(is_open=True)), compared(2, last)) is agrees


@pytest.mark.parametrize("last, agrees", [(20, True), (19, None), (21, None), (None, None)])
def test_a_count_to_a_date_is_compared_with_one_to_the_same_date(last, agrees):
    figure = replace(MEMBERS, style=EXACT)
    assert (
        agreement(result(row(first=None, last=20), figure=figure), compared(None, last)) is agrees
    )


def test_a_part_or_a_figure_without_a_value_is_not_compared():
    assert agreement(result(row()), compared(2, 2, is_partial=True)) is None
    assert agreement(result(), compared(2, 2)) is None
    assert agreement(result(row(total=11)), compared(2, 2)) is False


@pytest.mark.parametrize(
    "style, about, agrees",
    [
        (approx(), 6_600, True),
        (approx(3), 6_600, False),
        (approx(3), 6_610, True),
        (EXACT, 6_600, True),  # which says nothing of how the other was rounded
        (EXACT, 6_700, False),
    ],
)
def test_a_rounded_total_agrees_with_what_rounds_to_it(style, about, agrees):
    every, rounded = result(row(6_612), figure=replace(MEALS, style=style)), compared(2, 2, about)
    assert agreement(every, rounded) is False
    assert agreement(every, rounded._replace(approximate=True)) is agrees


# adding


def test_what_lies_in_the_campaign_is_added():
    total = add([result(row(6_000, 2, 3)), result(row(612, 20, 27, approximate=1))])
    assert (total.value, total.approximate) == (6_612, True)
    assert str(total.printed("ja")) == "約6,600食" and str(total.printed("en")).endswith("meals")
    assert not add([result(row()), result(row())]).approximate


def test_a_sum_is_printed_in_the_style_of_what_it_begins_with():
    rounded, exact = result(row(6_000)), result(row(612), figure=replace(MEALS, style=EXACT))
    assert str(add([rounded, exact]).printed("ja")) == "約6,600食"
    assert str(add([exact, rounded]).printed("ja")) == "6,612食"


LATE = {"first": 26, "last": 28}


@pytest.mark.parametrize(
    "pair, reason",
    [
        ([result(row()), result()], "まだ記録がありません"),
        ([result(row()), result(row(), figure=replace(MEALS, style=AT_LEAST))], "「以上」の数"),
        ([result(row()), result(row(), figure=replace(MEALS, basis=CUMULATIVE))], "累計の数"),
        ([result(row()), result(row(), figure=replace(MEALS, unit=PEOPLE))], "「食」と「名」"),
        ([result(row()), result(row(**LATE))], "期間（.*28日.*）が違う"),
        ([result(row()), result(row(first=1, last=3))], "期間（.*1日.*）が違う"),
        ([result(row(**LATE)), result(row(first=1, last=3))], "期間（.*28日.*）が違う"),
        ([result(row()), result(row(is_open=True))], "期間（.*）が違う"),
        ([result(row(), starts_on=None), result(row(last=3), starts_on=None)], "が違う"),
    ],
)
def test_what_cannot_be_added_is_refused_and_says_why(pair, reason):
    with pytest.raises(Mixed, match=reason):
        add(pair)


def test_outside_the_campaign_the_very_same_days_are_added():
    assert add([result(row(**LATE)), result(row(**LATE))]).value == 20


def test_in_a_campaign_without_an_end_all_that_came_later_is_added():
    pair = [result(row(), ends_on=None), result(row(is_open=True, last=28), ends_on=None)]
    assert add(pair).value == 20


# figures and strands


def test_what_a_record_adds_is_its_count_or_itself():
    projects = replace(MEALS, model=Project, value=Count("pk"))
    assert MEALS.contribution(Meal(servings=7)) == 7 and projects.contribution(Project()) == 1


def test_of_the_gaps_only_days_without_a_record_are_missing():
    gaps = [Gap(day(2), "本社"), Gap(day(3), "本社", UNKNOWN), Gap(day(4), "本社", MISSING)]
    figure = replace(MEALS, gaps=lambda programme: gaps)
    assert figure.missing(None) == [gaps[0], gaps[2]] and MEALS.missing(None) == []


def test_a_total_that_names_a_part_is_one_of_a_part(db):
    programme = ProgrammeFactory()
    shop = OutletFactory(partnership=programme.partnership, kind="shop")
    about = {"programme": programme, "is_comparison": True}
    for kept in (
        Sale(**about, starts_on=day(2), ends_on=day(3), outlet=shop, items=5),
        Sale(**about, starts_on=day(2), ends_on=day(4), items=6),
        Workation(**about, starts_on=day(2), ends_on=day(3), title="春の回", participants=5),
        Workation(**about, starts_on=day(2), ends_on=day(4), participants=6),
        ClubCount(**about, ends_on=day(4), measure="members", people=6),
    ):
        kept.save()
    every = results(programme)
    found = {
        slug: sorted((one.value, one.first, one.last, one.is_partial) for one in kept.comparisons)
        for slug in ("shop-items", "workation-participants", "club-members")
        if (kept := every[slug])
    }
    part_and_whole = [(5, day(2), day(3), True), (6, day(2), day(4), False)]
    assert found == {
        **dict.fromkeys(("shop-items", "workation-participants"), part_and_whole),
        "club-members": [(6, None, day(4), False)],
    }


def test_the_model_of_a_figure_is_a_class_or_its_name():
    assert replace(MEALS, model="produce.Meal").record_class is MEALS.record_class is Meal


def test_a_headline_with_a_part_that_goes_on_has_no_end(db):
    programme = ProgrammeFactory()
    MealFactory(programme=programme, ends_on=None)
    headline = results(programme).headline
    assert (headline.last, headline.period_start, headline.is_open) == (None, day(2), True)
    SaleFactory(programme=programme, starts_on=day(3))
    headline = results(programme).headline
    assert (headline.last, headline.period_start, headline.period_end) == (day(3), day(2), None)


def test_a_figure_takes_no_name_of_another_figure_strand_or_part_of_a_page(db):
    programme = ProgrammeFactory()
    slugs = ["dialogue", "meals", "own", "years"]
    for slug in slugs:
        IndicatorFactory(programme=programme, slug=slug)
    assert clashing_slugs(programme) == ["dialogue", "meals", "years"]


def test_without_strands_there_are_no_figures(db, monkeypatch):
    monkeypatch.setattr("programmes.figures.strand._strands", {})
    assert list(results(ProgrammeFactory())) == []


@pytest.mark.parametrize(
    "value, japanese, english",
    [(1, "1人", "1 person"), (432, "約400人", "about 400 people")],
)
def test_the_headline_is_told_in_people_with_one_digit(value, japanese, english):
    headline = result(row(total=value), figure=HEADLINE)
    assert (headline.text("ja"), headline.text("en")) == (japanese, english)


def test_the_words_of_an_own_indicator_follow_the_language():
    label = text_of(
        IndicatorFactory.build(programme=None, label="清掃", label_en="Clean-up"), "label"
    )
    assert str(label) == "清掃"
    with override("en"):
        assert str(label) == "Clean-up"


def test_data_and_what_was_published_keep_their_codes():
    """They stand in files that readers have, and in publications that nobody changes."""
    assert [*BASES] == ["period", "fiscal_year", "calendar_year", "cumulative", "stock"]
    assert [*STATUSES] == ["provisional", "final"] and [*HEADS] == ["gross", "distinct"]
    assert HEADLINE.slug == "participations" and RECORDS_SUFFIX == "-records"


def test_a_strand_names_its_templates_and_is_asked_for_its_figures():
    strand = Strand("craft", 7, "工芸", [MEALS], art="bowl", app="crafts")
    assert strand.templates == ["crafts/strands/craft.html", "programmes/strand.html"]
    assert strand.art_template == "components/art/bowl.html"
    assert strand.day_template == "crafts/today/craft.html"
    assert strand.release_templates("en")[0] == "crafts/release/craft.en.txt"
    assert strand.event_templates == ("crafts/event_facts.html", "crafts/event.html")
    first, second = Programme(pk=1), Programme(pk=2)
    assert strand.figures_of(first) == [MEALS]
    from_data = replace(
        strand, figures=lambda programmes: [(one.pk, MEALS) for one in programmes[1:]]
    )
    assert from_data.figures_by_programme([first, second]) == {1: [], 2: [MEALS]}
