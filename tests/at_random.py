"""Programmes with whatever may be recorded: hypothesis strategies and the records they give."""

from datetime import date

from hypothesis import strategies as st

from probono.models import ClubCount, Project
from programmes.models import IndicatorRecord

from .factories import (
    CountingLineFactory,
    IndicatorFactory,
    MealFactory,
    OutletFactory,
    ProgrammeFactory,
    SaleFactory,
    SignUpCountFactory,
    SourceFactory,
)

COUNTS = st.integers(0, 30) | st.integers(0, 10**7)


DAYS = st.integers(1, 28)


OFTEN_NOT = st.sampled_from([False, False, True])


MEALS = st.tuples(
    *(st.integers(0, 2), DAYS, st.sampled_from(["counted", "counted", "closed", "unknown"])),
    *(COUNTS, OFTEN_NOT, OFTEN_NOT, st.integers(0, 2)),
)


SALES = st.tuples(st.sampled_from(["shop", "online"]), DAYS, COUNTS, OFTEN_NOT, st.booleans())


SIGN_UPS = st.tuples(st.integers(0, 1), DAYS, COUNTS, OFTEN_NOT, OFTEN_NOT)


CLUBS = st.tuples(st.sampled_from(["participants", "members"]), DAYS, COUNTS, OFTEN_NOT)


OWN = st.tuples(st.integers(0, 2), DAYS, COUNTS, OFTEN_NOT)


PROJECTS = st.tuples(DAYS, OFTEN_NOT)


ROWS = st.tuples(
    *(st.lists(one, max_size=8) for one in (MEALS, SALES, SIGN_UPS, CLUBS, OWN, PROJECTS))
)


def once_each(rows, *places):
    """Rows that differ in these places, for what may stand only once a day."""
    return {tuple(row[place] for place in places): row for row in rows}.values()


def fill(rows):
    programme = ProgrammeFactory()
    meals, sales, sign_ups, clubs, own, projects = rows
    sources = [None, SourceFactory(), SourceFactory()]
    fill_meals(programme, meals, sources)
    for kind, at, items, comparison, open_end in once_each(sales, 0, 1):
        # A span that overlaps another is kept to compare with, as staff are told to.
        only_one = len({row[1] for row in sales if row[0] == kind}) == 1
        SaleFactory(
            programme=programme,
            kind=kind,
            starts_on=day(at),
            ends_on=None if open_end and only_one else day(at),
            items=items,
            is_comparison=comparison,
        )
    fill_snapshots(programme, sign_ups, clubs)
    fill_own(programme, own)
    for number, (at, open_end) in enumerate(projects):
        Project(
            programme=programme,
            slug=f"project-{number}",
            title="支援",
            client=programme.partnership.company,
            support="支援",
            starts_on=day(at),
            ends_on=None if open_end else day(at),
        ).save()
    return programme


def day(number):
    return date(2026, 2, number)


def fill_meals(programme, meals, sources):
    outlets = [OutletFactory(partnership=programme.partnership) for _ in range(3)]
    for outlet, at, state, servings, about, comparison, source in once_each(meals, 0, 1):
        MealFactory(
            programme=programme,
            outlet=outlets[outlet],
            starts_on=day(at),
            state=state,
            servings=servings if state == "counted" else None,
            is_approximate=about,
            is_comparison=comparison,
            source=sources[source],
        )


def fill_snapshots(programme, sign_ups, clubs):
    lines = [CountingLineFactory(programme=programme) for _ in range(2)]
    for line, at, members, about, comparison in once_each(sign_ups, 0, 1):
        SignUpCountFactory(
            line=lines[line],
            ends_on=day(at),
            members=members,
            is_approximate=about,
            is_comparison=comparison,
        )
    for measure, at, people, about in once_each(clubs, 0, 1):
        given = {"measure": measure, "ends_on": day(at), "people": people, "is_approximate": about}
        ClubCount(programme=programme, **given).save()


def fill_own(programme, own):
    kinds = [
        {"basis": "period", "counts_as_participation": True},
        {"basis": "cumulative", "style": "exact"},
        {"basis": "stock", "style": "at_least"},
    ]
    indicators = [IndicatorFactory(programme=programme, **kind) for kind in kinds]
    for indicator, at, value, comparison in once_each(own, 0, 1):
        IndicatorRecord(
            programme=programme,
            indicator=indicators[indicator],
            starts_on=None if indicator else day(at),
            ends_on=day(at),
            value=value,
            is_comparison=comparison,
        ).save()
