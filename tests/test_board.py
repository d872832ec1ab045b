"""The board: what is entered, zero, closed, missing, covered or not expected, site by day."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from produce.board import Board, mark
from produce.daily_totals import DayTotal
from produce.days import FURTHEST, campaign_days, open_days
from produce.models import ClosedDay, Meal, OutletKind, State
from produce.models.opening import is_open
from programmes.lib.periods import DAY

from .factories import MealFactory, MenuFactory, OutletFactory, ProgrammeFactory, SaleFactory

COUNTED, CLOSED, UNKNOWN = State.COUNTED, State.CLOSED, State.UNKNOWN
THURSDAY, FRIDAY, SATURDAY, MONDAY = (date(2026, 2, day) for day in (19, 20, 21, 23))


@pytest.fixture
def programme(db):
    """From Monday 16 February to Friday 13 March 2026; the 23rd of February is a holiday."""
    return ProgrammeFactory(starts_on=date(2026, 2, 16), ends_on=date(2026, 3, 13))


@pytest.fixture
def cafeteria(programme):
    return OutletFactory(partnership=programme.partnership, name="本社食堂")


def meal(cafeteria, programme, day, **fields):
    return MealFactory(programme=programme, outlet=cafeteria, starts_on=day, **fields)


# one day of one outlet


@pytest.mark.parametrize(
    ("total", "covering", "closed", "is_due", "found"),
    [
        (DayTotal(120, {COUNTED}), [], "", True, "entered"),
        (DayTotal(120, {COUNTED}), [], "土日", True, "entered"),
        (DayTotal(120, {COUNTED}), [], "", False, "entered"),
        (DayTotal(120, {COUNTED, CLOSED}), [], "", True, "entered"),
        (DayTotal(0, {COUNTED}), [], "", True, "zero"),
        (DayTotal(None, {CLOSED}), [], "", True, "closed"),
        (DayTotal(None, {CLOSED}), [COUNTED], "", True, "closed"),
        (DayTotal(None, {UNKNOWN}), [], "", True, "unknown"),
        (DayTotal(60, {COUNTED, UNKNOWN}), [], "", True, "unknown"),
        (DayTotal(), [COUNTED], "", True, "covered"),
        (DayTotal(), [COUNTED, CLOSED], "", True, "covered"),
        (DayTotal(), [UNKNOWN], "", True, "unknown"),
        (DayTotal(), [CLOSED], "", True, "closed"),
        (DayTotal(), [COUNTED], "祝日", True, "off"),
        (DayTotal(), [], "土日", True, "off"),
        (DayTotal(), [], "設備点検", True, "off"),
        (DayTotal(), [], "", True, "missing"),
        (DayTotal(), [], "", False, "ahead"),
    ],
)
def test_a_day_of_an_outlet_has_one_mark(total, covering, closed, is_due, found):
    assert mark(total, [Meal(state=state) for state in covering], closed, is_due) == found


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        ("cafeteria", FRIDAY, True),
        ("cafeteria", SATURDAY, False),
        ("cafeteria", MONDAY, False),
        ("shop", MONDAY, False),
        ("online", SATURDAY, True),
        ("online", MONDAY, True),
    ],
)
def test_only_online_stores_are_open_on_weekends_and_holidays(kind, day, expected):
    assert is_open(kind, day) is expected


def test_open_days_leave_out_weekends_holidays_and_what_lies_outside_the_campaign():
    programme = ProgrammeFactory.build(
        partnership=None, starts_on=THURSDAY, ends_on=date(2026, 2, 25)
    )
    days = [THURSDAY, FRIDAY, date(2026, 2, 24), date(2026, 2, 25)]
    assert open_days(programme, "cafeteria", date(2026, 2, 1), 9) == days
    assert open_days(programme, "cafeteria", days[-1], 2, step=-1) == days[-2:]
    assert open_days(programme, "online", THURSDAY, 3) == [THURSDAY, FRIDAY, SATURDAY]
    everything = open_days(programme, "cafeteria", date(2026, 2, 14), 3, every_day=True)
    assert everything == [date(2026, 2, day) for day in (14, 15, 16)]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "until", "length"),
    [
        (THURSDAY, FRIDAY, MONDAY, 2),
        (THURSDAY, None, SATURDAY, 3),
        (MONDAY, None, THURSDAY, 0),
        (None, None, THURSDAY, 0),
        (date(2000, 1, 3), None, THURSDAY, FURTHEST),
    ],
)
def test_the_days_of_a_campaign_end_today_at_the_latest(starts_on, ends_on, until, length):
    programme = ProgrammeFactory.build(partnership=None, starts_on=starts_on, ends_on=ends_on)
    assert len(campaign_days(programme, until)) == length


# a programme


def gaps_of(programme, kind, until):
    """What is still to be entered for outlets of a kind up to a day, that day included."""
    return Board(programme, [kind], today=until + DAY).gaps()


def marks(programme, today, **options):
    board = Board(programme, today=today, **options)
    return {square.day: square.mark for square in board.squares.values()}


def test_a_board_tells_each_day_up_to_today(programme, cafeteria):
    meal(cafeteria, programme, date(2026, 2, 16))
    meal(cafeteria, programme, date(2026, 2, 17), servings=0)
    meal(cafeteria, programme, date(2026, 2, 18), state=CLOSED, servings=None)
    meal(cafeteria, programme, THURSDAY, state=UNKNOWN, servings=None)
    found = marks(programme, date(2026, 2, 24))
    assert list(found.values()) == [
        *("entered", "zero", "closed", "unknown", "missing", "off", "off", "off", "ahead")
    ]


def test_a_closed_day_of_the_outlet_is_not_missing(programme, cafeteria):
    ClosedDay(outlet=cafeteria, closed_on=FRIDAY, reason="設備点検").save()
    other = OutletFactory(partnership=programme.partnership)
    gaps = gaps_of(programme, "cafeteria", FRIDAY)
    assert [gap.outlet for gap in gaps if gap.day == FRIDAY] == [other]
    board = Board(programme, today=SATURDAY)
    assert board.squares[cafeteria.pk, FRIDAY].why == "設備点検"


def test_a_day_covered_by_a_wider_record_is_not_missing(programme, cafeteria):
    other = OutletFactory(partnership=programme.partnership)
    meal(cafeteria, programme, date(2026, 2, 16), ends_on=THURSDAY, servings=500)
    gaps = gaps_of(programme, "cafeteria", FRIDAY)
    assert {(gap.outlet, gap.day) for gap in gaps if gap.outlet == cafeteria} == {
        (cafeteria, FRIDAY)
    }
    assert len([gap for gap in gaps if gap.outlet == other]) == 5
    Meal.objects.filter(programme=programme).delete()
    meal(None, programme, date(2026, 2, 16), ends_on=None, servings=6600)
    assert gaps_of(programme, "cafeteria", FRIDAY) == []


def test_a_total_kept_for_comparison_covers_nothing(programme, cafeteria):
    meal(None, programme, date(2026, 2, 16), ends_on=FRIDAY, is_comparison=True)
    assert len(gaps_of(programme, "cafeteria", FRIDAY)) == 5


def test_what_was_entered_by_menu_is_added_up(programme, cafeteria):
    for servings in (60, 70):
        menu = MenuFactory(programme=programme)
        meal(cafeteria, programme, THURSDAY, menu=menu, servings=servings)
    board = Board(programme, today=FRIDAY)
    assert board.squares[cafeteria.pk, THURSDAY].count == 130


def test_a_count_of_a_shop_is_none_of_an_online_store(programme):
    shop, store = (
        OutletFactory(partnership=programme.partnership, kind=kind) for kind in ("shop", "online")
    )
    SaleFactory(programme=programme, outlet=shop, kind="shop", starts_on=THURSDAY)
    SaleFactory(programme=programme, kind="online", starts_on=FRIDAY, items=5)
    board = Board(programme, today=SATURDAY)
    assert board.squares[shop.pk, THURSDAY].mark == "entered"
    assert board.squares[store.pk, THURSDAY].mark == "missing"
    assert board.squares[shop.pk, FRIDAY].mark == "missing"
    assert board.squares[store.pk, FRIDAY].mark == "covered"
    assert {gap.outlet for gap in gaps_of(programme, "online", FRIDAY)} == {store}


def test_the_newest_gap_comes_first_and_an_uncounted_day_is_one(programme, cafeteria):
    meal(cafeteria, programme, THURSDAY, state=UNKNOWN, servings=None)
    gaps = gaps_of(programme, "cafeteria", FRIDAY)
    assert [(gap.day, gap.mark) for gap in gaps[:2]] == [
        (FRIDAY, "missing"),
        (THURSDAY, "unknown"),
    ]


def test_a_day_that_is_not_over_is_no_gap(programme, cafeteria):
    meal(cafeteria, programme, FRIDAY, state=UNKNOWN, servings=None)
    board = Board(programme, today=FRIDAY)
    assert board.squares[cafeteria.pk, FRIDAY].mark == "unknown"
    assert FRIDAY not in {gap.day for gap in board.gaps()}


def test_after_the_campaign_nothing_more_is_expected(programme, cafeteria):
    assert gaps_of(programme, "cafeteria", date(2026, 6, 1))[0].day == date(2026, 3, 13)
    assert Board(programme, today=date(2026, 2, 1)).gaps() == []


def test_the_board_shows_ten_working_days_and_no_empty_weekend(programme, cafeteria):
    board = Board(programme, today=date(2026, 3, 4))
    assert len(board.days) == 10
    assert (board.days[0], board.days[-1]) == (date(2026, 2, 18), date(2026, 3, 4))
    OutletFactory(partnership=programme.partnership, kind="online")
    with_store = Board(programme, today=date(2026, 3, 4))
    assert SATURDAY in with_store.days
    assert [outlet.kind for outlet, _squares in with_store.rows()] == ["cafeteria", "online"]


def test_a_board_takes_as_many_queries_for_many_records_as_for_few(programme):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            Board(programme, tuple(OutletKind), today=date(2026, 3, 4)).rows()
        return len(captured)

    def fill(outlets):
        for _ in range(outlets):
            outlet = OutletFactory(partnership=programme.partnership)
            ClosedDay(outlet=outlet, closed_on=MONDAY).save()
            for day in (THURSDAY, FRIDAY):
                meal(outlet, programme, day)

    fill(1)
    few = queries()
    fill(9)
    assert queries() == few <= 6
