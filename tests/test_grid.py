"""The entry grid: what is typed is understood, nothing unseen is overwritten, all is one save."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from produce.grid.cell_parser import CellValue, canonical, read
from produce.grid.grid import FIELDS_OF_A_CELL, MOST_CELLS
from produce.grid.pages import MOST_DAYS, Choice
from produce.models import ClosedDay, Meal, OutletDuty, OutletQuerySet, Sale, State
from programmes.figures import results
from programmes.lib.outliers import usual_if_far_off
from programmes.lib.periods import DAY
from programmes.models import Programme, Role

from .effort import attempts
from .factories import MealFactory, MenuFactory, OutletFactory, ProgrammeFactory
from .grids import Screen, name, soup, url
from .pages import inline
from .staff import person
from .together import at_once

#: the campaign runs from here to 26 June; without `at` it is 1 July, so all its days are past
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 6, day) for day in range(1, 6))
NEXT_MONDAY = date(2026, 6, 8)
COUNTED, CLOSED, UNKNOWN = State.COUNTED, State.CLOSED, State.UNKNOWN


def make_programme():
    dates = {"starts_on": MONDAY, "ends_on": date(2026, 6, 26)}
    return ProgrammeFactory(fiscal_year=2026, **dates)


@pytest.fixture
def programme(db):
    return make_programme()


@pytest.fixture
def outlet(programme):
    return OutletFactory(partnership=programme.partnership, name="本社食堂", position=1)


@pytest.fixture
def other(programme):
    return OutletFactory(partnership=programme.partnership, name="玉川食堂", position=2)


@pytest.fixture
def screen(admin_client, programme, outlet, other):
    return Screen(admin_client, url(programme))


def counts(programme, model=Meal):
    """(outlet's name, day) -> what its record says."""
    return {
        (str(record.outlet), record.starts_on): record.count
        if record.state == COUNTED
        else record.state
        for record in model.objects.filter(programme=programme).select_related("outlet")
    }


def usual_days(programme, outlet):
    for day, servings in ((MONDAY, 110), (TUESDAY, 120), (WEDNESDAY, 130)):
        MealFactory(programme=programme, outlet=outlet, starts_on=day, servings=servings)


# what is typed


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("", CellValue()),
        ("　 ", CellValue()),
        ("0", CellValue(COUNTED, 0)),
        ("０", CellValue(COUNTED, 0)),
        ("120", CellValue(COUNTED, 120)),
        ("１２０", CellValue(COUNTED, 120)),
        (" 120 ", CellValue(COUNTED, 120)),
        ("1,200", CellValue(COUNTED, 1200)),
        ("１，２００", CellValue(COUNTED, 1200)),
        ("120食", CellValue(COUNTED, 120)),
        ("35 点", CellValue(COUNTED, 35)),
        ("007", CellValue(COUNTED, 7)),
        ("①②", CellValue(COUNTED, 12)),
        ("1000000", CellValue(COUNTED, 1_000_000)),
        ("休", CellValue(CLOSED)),
        ("休業", CellValue(CLOSED)),
        ("未", CellValue(UNKNOWN)),
        ("未集計", CellValue(UNKNOWN)),
        ("-", CellValue(UNKNOWN)),
        ("閉店", CellValue(CLOSED)),
    ],
)
def test_what_people_type_is_understood(typed, entry):
    assert read(typed) == entry


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("-5", "0以上"),
        ("▲42", "0以上"),
        ("約300", "実数"),
        ("1.5", "小数"),
        ("1,20", "数だけを"),
        ("百二十", "「休業」"),
        ("1000001", "100万"),
        ("120/130", "数だけを"),
        ("9" * 5000, "数だけを"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_way_out(typed, message):
    with pytest.raises(ValueError, match=message):
        read(typed)


def test_what_means_the_same_is_the_same():
    assert canonical("１，２００食") == canonical("1200") == "1200"
    assert canonical("休業") == "休"
    assert canonical("約３００") == "約300"


@pytest.mark.parametrize(
    ("count", "others", "expected"),
    [
        (1200, [110, 120, 130], 120),
        (12, [110, 120, 130], 120),
        (0, [110, 120, 130], 120),
        (360, [110, 120, 130], None),
        (361, [110, 120, 130], 120),
        (40, [110, 120, 130], None),
        (1200, [110, 120], None),
        (30, [2, 3, 5], None),
        (33, [2, 3, 5], 3),
        (1200, [110, 120, 5000], 120),
    ],
)
def test_a_count_far_from_the_other_days_is_noticed(count, others, expected):
    assert usual_if_far_off(count, others) == expected


# the screen


def days_of(programme, **asked):
    values = {"programme": str(programme.pk)} | {key: str(value) for key, value in asked.items()}
    return Choice(values, User(is_superuser=True)).days


@pytest.mark.parametrize(
    ("asked", "first", "last", "length"),
    [
        ({"from": MONDAY}, MONDAY, FRIDAY, 5),
        ({"from": FRIDAY, "days": 2}, FRIDAY, NEXT_MONDAY, 2),
        ({"from": FRIDAY, "days": 4, "every": "on"}, FRIDAY, NEXT_MONDAY, 4),
        ({"from": FRIDAY, "days": 4, "kind": "online"}, FRIDAY, NEXT_MONDAY, 4),
        ({}, date(2026, 6, 8), date(2026, 6, 12), 5),
        ({"days": 1}, date(2026, 6, 12), date(2026, 6, 12), 1),
        ({"days": 31}, MONDAY, date(2026, 6, 12), 10),
        ({"from": MONDAY, "days": 20}, MONDAY, date(2026, 6, 26), 20),
        ({"from": MONDAY, "days": 99}, MONDAY, date(2026, 6, 26), 20),
        ({"from": MONDAY, "days": "x"}, MONDAY, FRIDAY, 5),
        ({"from": "きょう", "days": "-3"}, date(2026, 6, 8), date(2026, 6, 12), 5),
        ({"from": "0001-01-01"}, date(2026, 6, 8), date(2026, 6, 12), 5),
        ({"from": "9999-12-31"}, date(2026, 6, 8), date(2026, 6, 12), 5),
        ({"from": "2026-07-01"}, date(2026, 7, 1), date(2026, 7, 1), 1),
    ],
)
def test_the_days_are_those_asked_for_or_the_last_ones(at, programme, asked, first, last, length):
    at(2026, 6, 12, 17, 55)
    days = days_of(programme, **asked)
    assert (days[0], days[-1], len(days)) == (first, last, length)


def test_before_the_campaign_its_first_days_are_shown(at, programme):
    at(2026, 5, 1)
    assert days_of(programme) == [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY]


def test_the_screen_names_every_cell_and_adds_up(admin_client, programme, outlet, other):
    MealFactory(programme=programme, outlet=outlet, starts_on=MONDAY, servings=1200)
    MealFactory(programme=programme, outlet=other, starts_on=MONDAY, servings=0)
    MealFactory(programme=programme, outlet=other, starts_on=TUESDAY, state=CLOSED, servings=None)
    MealFactory(
        programme=programme, outlet=other, starts_on=WEDNESDAY, state=UNKNOWN, servings=None
    )
    screen = Screen(admin_client, url(programme))
    labels = [field["aria-label"] for field in screen.page.select("td input[type=text]")]
    assert len(labels) == len(set(labels)) == 2 * 5  # outlets and days
    assert labels[0] == "本社食堂 6月1日(月)"
    shown = [screen.value(other, day) for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)]
    assert shown == ["0", "休", "未", ""]
    states = [
        screen.page.find(id=name(other, day)).parent["data-state"]
        for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)
    ]
    assert states == ["zero", "closed", "unknown", "empty"]
    assert [sum_.get_text() for sum_ in screen.page.select("[data-sum=row]")] == ["1,200", "0"]
    assert screen.page.select_one("[data-sum=column]").get_text() == "1,200"
    assert screen.page.select_one("[data-sum=all]").get_text() == "1,200"
    assert not inline(str(screen.page)).found


def test_a_closed_day_says_so_and_may_still_be_entered(admin_client, programme, outlet):
    ClosedDay(outlet=outlet, closed_on=TUESDAY, reason="設備点検").save()
    screen = Screen(admin_client, url(programme))
    field = screen.page.find(id=name(outlet, TUESDAY))
    assert field["aria-label"] == "本社食堂 6月2日(火)（設備点検）"
    assert "設備点検" in field.parent.get_text()


def test_a_weekend_with_an_entry_shows(admin_client, programme, outlet):
    saturday = date(2026, 6, 6)
    MealFactory(programme=programme, outlet=outlet, starts_on=saturday, servings=7)
    screen = Screen(admin_client, url(programme, days=6))
    assert screen.value(outlet, saturday) == "7"
    assert not Screen(admin_client, url(programme, days=5)).page.find(id=name(outlet, saturday))


def test_a_kind_without_outlets_says_what_to_do(admin_client, programme):
    page = soup(admin_client.get(url(programme, kind="shop")))
    assert "拠点を追加する" in page.get_text()
    assert not page.select("[data-grid]")


def test_a_portal_without_a_programme_says_so(admin_client, monkeypatch):
    monkeypatch.setattr(Programme.objects, "readable_by", lambda user: Programme.objects.none())
    page = soup(admin_client.get(reverse("admin:produce_grid")))
    assert "年度プログラムがまだありません" in page.get_text()


# saving


def test_what_was_typed_is_saved_with_who_and_how(screen, admin_user, programme, outlet, other):
    before = Programme.objects.get(pk=programme.pk).version
    for day, typed in ((MONDAY, "１２０"), (TUESDAY, "休"), (WEDNESDAY, "0"), (THURSDAY, "未")):
        screen.type(outlet, day, typed)
    screen.type(other, MONDAY, "1,200食")
    screen.save()
    assert screen.saved
    assert "5件を保存しました（追加5）。" in screen.text()
    assert counts(programme) == {
        ("本社食堂", MONDAY): 120,
        ("本社食堂", TUESDAY): "closed",
        ("本社食堂", WEDNESDAY): 0,
        ("本社食堂", THURSDAY): "unknown",
        ("玉川食堂", MONDAY): 1200,
    }
    for meal in Meal.objects.filter(programme=programme):
        assert meal.entered_by == admin_user
        assert (meal.starts_on, meal.menu) == (meal.ends_on, None)
        made = meal.history.get()
        assert (made.history_user, made.way, made.history_type) == (admin_user, "grid", "+")
    assert results(programme)["meals"].value == 120 + 1200
    assert Programme.objects.get(pk=programme.pk).version > before


def test_a_cell_is_changed_and_emptied_with_history(admin_client, admin_user, programme, outlet):
    changed = MealFactory(
        programme=programme, outlet=outlet, starts_on=MONDAY, servings=120, note="雨"
    )
    emptied = MealFactory(programme=programme, outlet=outlet, starts_on=TUESDAY)
    kept = MealFactory(programme=programme, outlet=outlet, starts_on=WEDNESDAY)
    screen = Screen(admin_client, url(programme))
    screen.type(outlet, MONDAY, "130")
    screen.type(outlet, TUESDAY, "")
    screen.save()
    assert "2件を保存しました（変更1、削除1）。" in screen.text()
    changed.refresh_from_db()
    assert (changed.servings, changed.note) == (130, "雨")
    assert [(v.history_type, v.servings) for v in changed.history.all()] == [("~", 130), ("+", 120)]
    gone = Meal.history.filter(id=emptied.pk).first()
    assert (gone.history_type, gone.way, gone.history_user) == ("-", "grid", admin_user)
    assert kept.history.count() == 1


def test_a_screen_sent_untouched_changes_nothing(screen, programme, outlet):
    before = Programme.objects.get(pk=programme.pk).version
    screen.save()
    assert "変わったところはありません。" in screen.text()
    assert Programme.objects.get(pk=programme.pk).version == before


def test_who_sends_twice_is_told_that_it_is_saved(screen, programme, outlet):
    screen.type(outlet, MONDAY, "120")
    sent = dict(screen.values)
    assert screen.save().saved
    screen.values = sent
    screen.save()
    assert "入れた値は、もう保存されています。" in screen.text()
    assert Meal.objects.get(programme=programme).history.count() == 1


def test_what_was_sent_into_a_session_that_had_ended_is_not_lost_without_a_word(
    client, admin_user, programme, outlet
):
    client.force_login(admin_user)
    screen = Screen(client, url(programme))
    way_in = screen.page.select_one("form[data-grid]")["action"]
    client.logout()
    refused = client.post(way_in, screen.values)
    assert refused.status_code == 302
    client.force_login(admin_user)
    [wanted] = parse_qs(urlsplit(refused.url).query)["next"]
    assert "まだ保存していません" in soup(client.get(wanted)).select_one("[data-unsaved]").text
    assert not soup(client.get(url(programme))).select("[data-unsaved]")


def test_a_form_from_before_the_last_login_says_what_to_do(admin_user, programme, outlet):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    response = client.post(url(programme), {"day": "2026-06-01"})
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 403
    assert page.select_one("main a")["href"] == url(programme)
    assert "何も変わっていません" in page.text


def test_the_same_value_written_otherwise_is_no_change(admin_client, programme, outlet):
    meal = MealFactory(programme=programme, outlet=outlet, starts_on=MONDAY, servings=1200)
    screen = Screen(admin_client, url(programme))
    screen.type(outlet, MONDAY, "１，２００食")
    screen.save()
    assert meal.history.count() == 1


def test_an_approximate_count_stays_until_it_is_replaced(admin_client, programme, outlet):
    meal = MealFactory(
        programme=programme, outlet=outlet, starts_on=MONDAY, servings=300, is_approximate=True
    )
    screen = Screen(admin_client, url(programme))
    assert screen.value(outlet, MONDAY) == "約300"
    screen.save()
    meal.refresh_from_db()
    assert meal.is_approximate
    screen.type(outlet, MONDAY, "310")
    screen.save()
    meal.refresh_from_db()
    assert (meal.servings, meal.is_approximate) == (310, False)


@pytest.mark.parametrize(("kind", "offered"), [("shop", 2), ("online", 1)])
def test_shops_and_stores_have_their_own_grid(admin_client, programme, kind, offered):
    sites = [OutletFactory(partnership=programme.partnership, kind=kind) for _ in range(offered)]
    OutletFactory(partnership=programme.partnership)
    screen = Screen(admin_client, url(programme, kind=kind))
    assert len(screen.page.select("tbody tr")) == offered
    screen.type(sites[0], MONDAY, "35")
    assert screen.save().saved
    sale = Sale.objects.get(programme=programme)
    assert (sale.kind, sale.items, sale.outlet) == (kind, 35, sites[0])


def test_a_day_outside_the_fiscal_year_is_saved_with_a_warning(admin_client, programme, outlet):
    day = date(2027, 4, 1)
    screen = Screen(admin_client, url(programme, start=day, days=1, every="on"))
    screen.type(outlet, day, "1")
    screen.save()
    assert screen.saved
    assert "2026年度の外です" in screen.text()


def test_a_day_years_away_is_refused_at_its_cell(admin_client, programme, outlet):
    day = date(2035, 4, 2)
    screen = Screen(admin_client, url(programme, start=day, days=1, every="on"))
    screen.type(outlet, day, "1")
    screen.save()
    assert not screen.saved
    assert "年が2035年になっています" in screen.questions()


# large grids


def many(programme, number):
    return [OutletFactory(partnership=programme.partnership) for _ in range(number)]


def cells(page):
    return len(page.select("td[data-cell]"))


@pytest.mark.sweep
def test_the_largest_grid_is_saved_in_one_go(admin_client, programme):
    sites = many(programme, MOST_CELLS // 31)
    screen = Screen(admin_client, url(programme, days=31, every="on"))
    assert MOST_CELLS - 31 < cells(screen.page) <= MOST_CELLS
    for site in sites:
        for number in range(31):
            screen.type(site, MONDAY + DAY * number, "120")
    assert screen.save().saved
    assert Meal.objects.filter(programme=programme).count() == cells(screen.page)


def test_there_is_room_for_all_that_is_asked_about_a_cell(admin_client, programme, outlet, other):
    """Cells that are in conflict, and whose count is doubtful; then confirmed ones."""
    screen = Screen(admin_client, url(programme))
    usual_days(programme, outlet)
    MealFactory(programme=programme, outlet=outlet, starts_on=THURSDAY, servings=115)
    screen.type(outlet, MONDAY, "9000")
    screen.type(other, MONDAY, "x")
    screen.save()
    screen.tick("sure")
    screen.tick(f"choose-{outlet.pk}-{MONDAY}", "mine")
    asked = [screen.fields_about(outlet, MONDAY), screen.save().fields_about(outlet, MONDAY)]
    assert max(asked) == FIELDS_OF_A_CELL
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS >= MOST_CELLS * FIELDS_OF_A_CELL + MOST_DAYS + 9


@pytest.fixture
def narrow(monkeypatch):
    """As if a grid could hold twenty cells only."""
    monkeypatch.setattr("produce.grid.pages.MOST_CELLS", 20)


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({"days": 31}, [1, 2, 3, 4, 5, 8, 9, 10]),
        ({"days": 31, "every": "on"}, range(1, 11)),
        ({"days": 5}, range(1, 6)),
        ({"days": 31, "start": FRIDAY}, [5, 8, 9, 10, 11, 12]),
    ],
)
def test_so_many_days_are_shown_as_fit_and_fewer_are_offered(
    admin_client, programme, outlet, other, narrow, asked, days
):
    screen = Screen(admin_client, url(programme, **asked))
    shown = [time["datetime"] for time in screen.page.select("thead time")]
    assert shown == [date(2026, 6, day).isoformat() for day in days]
    offered = [option["value"] for option in screen.page.select("#grid-days option")]
    assert offered == ["1", "5", "10"]
    assert ("拠点が多いので" in screen.text()) == (asked["days"] == 31)


@pytest.mark.sweep
def test_off_days_with_an_entry_never_make_a_grid_too_large(
    admin_client, programme, outlet, other, narrow
):
    for site in (outlet, other):
        for day in range(1, 27):
            MealFactory(programme=programme, outlet=site, starts_on=date(2026, 6, day))
    screen = Screen(admin_client, url(programme, days=31))
    assert cells(screen.page) == 20  # ten days of two outlets
    [later] = [link for link in screen.page.select(".fp-grid-ways a") if "次の日" in link.text]
    screen.take(admin_client.get(later["href"]))
    assert screen.page.select_one("thead time")["datetime"] == "2026-06-11"


def test_the_newest_days_are_kept_when_not_all_fit(
    at, admin_client, programme, outlet, other, narrow
):
    at(2026, 6, 26, 17)
    page = soup(admin_client.get(url(programme, start="", days=31)))
    shown = [time["datetime"] for time in page.select("thead time")]
    assert (shown[0], shown[-1]) == ("2026-06-17", "2026-06-26")


def test_where_not_even_one_day_fits_the_way_is_the_file(admin_client, programme, monkeypatch):
    many(programme, 3)
    monkeypatch.setattr("produce.grid.pages.MOST_CELLS", 2)
    for response in (admin_client.get(url(programme)), admin_client.post(url(programme), {})):
        page = soup(response)
        assert not page.select("[data-grid]")
        assert page.select(f"#content-main a[href^='{reverse('admin:import')}']")


# what has to be looked at


def test_all_errors_are_told_at_once_at_their_cells_and_nothing_is_saved(
    screen, programme, outlet, other
):
    screen.type(outlet, MONDAY, "-5")
    screen.type(other, TUESDAY, "百二十")
    screen.type(other, WEDNESDAY, "120")
    screen.save()
    assert not screen.saved
    assert counts(programme) == {}
    for site, day, typed in ((outlet, MONDAY, "-5"), (other, TUESDAY, "百二十")):
        field = screen.page.find(id=name(site, day))
        assert (field["value"], field["aria-invalid"]) == (typed, "true")
        message = screen.page.find(id=field["aria-describedby"])
        assert message.a["href"] == f"#{name(site, day)}"
    assert screen.value(other, WEDNESDAY) == "120"
    screen.type(outlet, MONDAY, "5")
    screen.type(other, TUESDAY, "休")
    assert screen.save().saved
    assert len(counts(programme)) == 3


def test_an_implausible_count_asks_for_a_second_look_and_does_not_block(
    admin_client, programme, outlet, other
):
    usual_days(programme, outlet)
    screen = Screen(admin_client, url(programme))
    screen.type(outlet, THURSDAY, "1200")
    screen.type(other, THURSDAY, "5")
    screen.save()
    assert not screen.saved
    assert "ほかの日は120食ほどです" in screen.questions()
    assert screen.value(outlet, THURSDAY) == "1200"
    assert len(counts(programme)) == 3  # the usual days only
    screen.tick("sure")
    assert screen.save().saved
    assert counts(programme)["本社食堂", THURSDAY] == 1200
    assert counts(programme)["玉川食堂", THURSDAY] == 5


def test_a_second_look_is_only_for_what_was_looked_at(admin_client, programme, outlet):
    usual_days(programme, outlet)
    screen = Screen(admin_client, url(programme))
    screen.type(outlet, THURSDAY, "1200")
    screen.save()
    screen.tick("sure")
    screen.type(outlet, FRIDAY, "9000")
    screen.save()
    assert not screen.saved
    assert [cell for cell in ("6月4日(木)", "6月5日(金)") if cell in screen.questions()] == [
        "6月5日(金)"
    ]
    screen.tick("sure")
    assert screen.save().saved


def test_a_slip_within_one_pasted_block_is_noticed(screen, programme, outlet):
    for day, typed in zip(
        (MONDAY, TUESDAY, WEDNESDAY, THURSDAY), ("110", "120", "1250", "130"), strict=True
    ):
        screen.type(outlet, day, typed)
    screen.save()
    assert not screen.saved
    assert "6月3日(水)" in screen.questions()
    assert "6月2日(火)" not in screen.questions()


# cells that hold more, or less, than one record


def test_a_cell_with_counts_by_menu_shows_their_sum_and_leads_to_them(
    admin_client, programme, outlet
):
    menus = [MenuFactory(programme=programme) for _ in range(2)]
    for menu, servings in zip(menus, (60, 70), strict=True):
        MealFactory(
            programme=programme, outlet=outlet, menu=menu, starts_on=MONDAY, servings=servings
        )
    MealFactory(programme=programme, outlet=outlet, starts_on=TUESDAY)
    screen = Screen(admin_client, url(programme))
    cell = screen.page.find(id=name(outlet, MONDAY))
    assert cell.name == "td"
    assert cell.a.get_text() == "130"
    assert screen.page.select_one("[data-sum=row]").get_text() == "250"
    listed = admin_client.get(cell.a["href"]).context["cl"].result_list
    assert {meal.menu for meal in listed} == set(menus)


def test_a_cell_covered_by_a_period_leads_to_its_record(admin_client, programme, outlet):
    period = MealFactory(
        programme=programme, outlet=outlet, starts_on=MONDAY, ends_on=TUESDAY, servings=500
    )
    screen = Screen(admin_client, url(programme))
    cell = screen.page.find(id=name(outlet, TUESDAY))
    assert cell.a["href"] == reverse("admin:produce_meal_change", args=[period.pk])
    assert "計500食" in cell.get_text()
    screen.type(outlet, WEDNESDAY, "10")
    assert screen.save().saved


def test_the_total_of_all_is_set_aside_when_days_are_entered(admin_client, nec2025):
    total = Meal.objects.get(programme=nec2025)
    site = OutletFactory(partnership=nec2025.partnership, name="本社食堂")
    day = date(2026, 2, 20)
    screen = Screen(admin_client, url(nec2025, start=day))
    assert "6,600食" in screen.text(".fp-grid-total")
    screen.type(site, day, "120")
    screen.save()
    assert not screen.saved
    assert "期間の合計を照合用にする" in screen.questions()
    assert screen.value(site, day) == "120"
    screen.tick("settle")
    assert screen.save().saved
    assert "照合用にしました" in screen.text()
    total.refresh_from_db()
    assert total.is_comparison
    assert (total.history.first().way, total.history.count()) == ("grid", 2)
    assert results(nec2025)["meals"].value == 120


def test_a_closed_day_needs_no_total_set_aside(admin_client, nec2025):
    site = OutletFactory(partnership=nec2025.partnership)
    day = date(2026, 2, 20)
    screen = Screen(admin_client, url(nec2025, start=day))
    screen.type(site, day, "休")
    assert screen.save().saved
    assert not Meal.objects.get(programme=nec2025, outlet=None).is_comparison


def test_a_total_by_menu_over_all_outlets_leaves_no_room(admin_client, programme, outlet):
    menu = MenuFactory(programme=programme)
    MealFactory(programme=programme, menu=menu, starts_on=MONDAY, ends_on=FRIDAY, servings=500)
    screen = Screen(admin_client, url(programme))
    assert not screen.page.select("td input[type=text]")
    assert not screen.page.select("[name=settle]")


def entering(client, programme, *outlets):
    """The client of a person who enters for these outlets only."""
    user = person(Role.ENTRY, partnership=programme.partnership)
    for outlet in outlets:
        OutletDuty.objects.create(user=user, outlet=outlet)
    client.force_login(user)
    return client


@pytest.fixture
def total(programme):
    return MealFactory(programme=programme, starts_on=MONDAY, ends_on=FRIDAY, servings=6600)


def test_a_total_of_other_days_stays_whatever_is_posted(admin_client, programme, outlet, total):
    screen = Screen(admin_client, url(programme, days=10))
    screen.type(outlet, NEXT_MONDAY, "120")
    screen.tick("settle")
    assert screen.save().saved
    total.refresh_from_db()
    assert not total.is_comparison


def test_a_total_that_is_not_theirs_stays_whatever_is_posted(
    client, programme, outlet, other, total
):
    screen = Screen(entering(client, programme, outlet), url(programme))
    assert not screen.page.select("[name=settle]")
    assert "全拠点の担当者か管理者" in screen.text(".fp-grid-total")
    screen.type(outlet, MONDAY, "120")
    screen.tick("settle")
    screen.save()
    assert not screen.saved
    assert "全拠点の担当者か管理者" in screen.questions()
    assert screen.value(outlet, MONDAY) == "120"
    assert not screen.page.select("[name=settle]")
    total.refresh_from_db()
    assert (total.is_comparison, total.history.count()) == (False, 1)
    assert counts(programme) == {("None", MONDAY): 6600}


def test_once_the_total_is_set_aside_what_waited_is_saved(client, programme, outlet, other, total):
    screen = Screen(entering(client, programme, outlet), url(programme))
    screen.type(outlet, MONDAY, "120")
    screen.save()
    total.is_comparison = True
    total.save()
    assert screen.save().saved
    assert counts(programme)["本社食堂", MONDAY] == 120


def test_a_closed_day_may_be_entered_beside_a_total_of_others(
    client, programme, outlet, other, total
):
    screen = Screen(entering(client, programme, outlet), url(programme))
    screen.type(outlet, MONDAY, "休")
    assert screen.save().saved


def test_who_enters_for_all_outlets_sets_their_total_aside(client, programme, outlet, other, total):
    screen = Screen(entering(client, programme, outlet, other), url(programme))
    screen.type(outlet, MONDAY, "120")
    screen.tick("settle")
    assert screen.save().saved
    total.refresh_from_db()
    assert total.is_comparison


# nobody overwrites anybody


def test_two_people_on_one_screen_save_different_cells(admin_client, programme, outlet, other):
    MealFactory(programme=programme, outlet=outlet, starts_on=TUESDAY, servings=50)
    mine, theirs = (Screen(admin_client, url(programme)) for _ in range(2))
    theirs.type(other, MONDAY, "130")
    theirs.type(outlet, TUESDAY, "55")
    assert theirs.save().saved
    mine.type(outlet, MONDAY, "120")
    assert mine.save().saved
    assert counts(programme) == {
        ("本社食堂", MONDAY): 120,
        ("本社食堂", TUESDAY): 55,
        ("玉川食堂", MONDAY): 130,
    }


def in_conflict(admin_client, programme, outlet, other, before, theirs, mine):
    """Two screens of the same cell; the other saved first. What came back to the second."""
    if before:
        MealFactory(programme=programme, outlet=outlet, starts_on=MONDAY, servings=before)
    screens = [Screen(admin_client, url(programme)) for _ in range(2)]
    screens[0].type(outlet, MONDAY, theirs)
    assert screens[0].save().saved
    screens[1].type(outlet, MONDAY, mine)
    screens[1].type(other, FRIDAY, "77")
    return screens[1].save()


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("before", "theirs", "mine"),
    [
        (None, "130", "120"),
        (100, "130", "120"),
        (100, "", "120"),
        (100, "130", ""),
        (100, "休", ""),
    ],
)
def test_a_cell_that_both_changed_is_asked_about_with_both_values(
    admin_client, programme, outlet, other, before, theirs, mine
):
    screen = in_conflict(admin_client, programme, outlet, other, before, theirs, mine)
    assert not screen.saved
    asked = screen.text(".fp-grid-conflict")
    assert "本社食堂 6月1日(月)" in asked
    assert "admin" in asked
    assert f"保存されている値： {theirs or '空欄（記録なし）'}" in asked
    assert f"あなたの値： {mine or '空欄（記録なし）'}" in asked
    assert screen.value(outlet, MONDAY) == mine
    assert screen.value(other, FRIDAY) == "77"
    assert ("玉川食堂", FRIDAY) not in counts(programme)
    assert not screen.save().saved, "undecided it is asked about again"
    assert screen.value(other, FRIDAY) == "77"


@pytest.mark.parametrize(("choice", "expected"), [("mine", 120), ("theirs", 130)])
def test_once_decided_everything_is_saved(admin_client, programme, outlet, other, choice, expected):
    screen = in_conflict(admin_client, programme, outlet, other, 100, "130", "120")
    screen.tick(f"choose-{outlet.pk}-{MONDAY}", choice)
    assert screen.save().saved
    assert counts(programme) == {("本社食堂", MONDAY): expected, ("玉川食堂", FRIDAY): 77}


@pytest.mark.sweep
def test_a_decision_is_about_the_value_that_was_seen(admin_client, programme, outlet, other):
    screen = in_conflict(admin_client, programme, outlet, other, 100, "130", "120")
    third = Screen(admin_client, url(programme))
    third.type(outlet, MONDAY, "140")
    assert third.save().saved
    screen.tick(f"choose-{outlet.pk}-{MONDAY}", "mine")
    assert not screen.save().saved
    assert "保存されている値： 140" in screen.text(".fp-grid-conflict")


@pytest.mark.sweep
def test_a_decision_holds_while_another_cell_is_mended(admin_client, programme, outlet, other):
    screen = in_conflict(admin_client, programme, outlet, other, 100, "130", "120")
    screen.tick(f"choose-{outlet.pk}-{MONDAY}", "mine")
    screen.type(other, FRIDAY, "x")
    assert not screen.save().saved
    assert not screen.page.select(".fp-grid-conflict")
    screen.type(other, FRIDAY, "77")
    assert screen.save().saved
    assert counts(programme)["本社食堂", MONDAY] == 120


def test_both_typed_the_same_and_nobody_is_asked(admin_client, programme, outlet, other):
    screen = in_conflict(admin_client, programme, outlet, other, 100, "130", "１３０")
    assert screen.saved
    assert Meal.objects.get(programme=programme, outlet=outlet).history.count() == 2


def test_a_record_that_got_a_note_meanwhile_is_not_deleted_unseen(admin_client, programme, outlet):
    meal = MealFactory(programme=programme, outlet=outlet, starts_on=MONDAY, servings=120)
    deleting, changing = (Screen(admin_client, url(programme)) for _ in range(2))
    meal.note = "台風で早じまい"
    meal.save()
    deleting.type(outlet, MONDAY, "")
    assert not deleting.save().saved
    assert deleting.page.select(".fp-grid-conflict")
    changing.type(outlet, MONDAY, "125")
    assert changing.save().saved
    meal.refresh_from_db()
    assert (meal.servings, meal.note) == (125, "台風で早じまい")


@pytest.mark.sweep
def test_a_cell_that_was_entered_by_menu_meanwhile_tells_what_was_typed(
    admin_client, programme, outlet, other
):
    screen = Screen(admin_client, url(programme))
    menu = MenuFactory(programme=programme)
    MealFactory(programme=programme, outlet=outlet, menu=menu, starts_on=MONDAY, servings=60)
    screen.type(outlet, MONDAY, "120")
    screen.type(other, MONDAY, "77")
    screen.save()
    assert not screen.saved
    assert "入れた値：120" in screen.questions()
    assert screen.value(other, MONDAY) == "77"
    assert screen.save().saved
    assert counts(programme)["玉川食堂", MONDAY] == 77


def test_what_the_store_refuses_comes_back_at_its_cell(screen, programme, outlet, monkeypatch):
    menu = MenuFactory(programme=programme)
    MealFactory(programme=programme, outlet=outlet, menu=menu, starts_on=MONDAY, servings=60)
    monkeypatch.setattr("produce.grid.cell.GridCell.form", "input")
    screen.type(outlet, MONDAY, "120")
    screen.save()
    assert not screen.saved
    assert "と重なっています" in screen.questions()


# who may


@pytest.mark.parametrize(
    ("roles", "has_duty", "status", "inputs"),
    [
        ([], False, 403, 0),
        ([Role.READING], False, 200, 0),
        ([Role.PUBLICATION], False, 200, 0),
        ([Role.ENTRY], False, 200, 0),
        ([Role.ENTRY], True, 200, 5),
        ([Role.ADMINISTRATION], False, 200, 5),
    ],
)
def test_who_may_enter(client, programme, outlet, roles, has_duty, status, inputs):
    MealFactory(programme=programme, outlet=outlet, starts_on=MONDAY, servings=120)
    user = person(*roles, partnership=programme.partnership)
    if has_duty:
        OutletDuty.objects.create(user=user, outlet=outlet)
    client.force_login(user)
    response = client.get(url(programme))
    assert response.status_code == status
    if status == 200:
        page = soup(response)
        assert len(page.select("td input[type=text]")) == inputs
        assert bool(page.select("button.default")) == bool(inputs)
        assert "120" in page.select_one("tbody").decode()


def test_without_a_kind_the_first_that_a_person_may_see_opens(client, programme, outlet):
    user = person()
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_sale", "change_sale"]))
    shop = OutletFactory(partnership=programme.partnership, kind="shop", name="本社売店")
    client.force_login(user)
    page = soup(client.get(f"{reverse('admin:produce_grid')}?programme={programme.pk}"))
    assert str(shop) in page.select_one("tbody").get_text()
    offered = [option["value"] for option in page.select("#grid-kind option")]
    assert offered == ["shop", "online"]


def test_a_stranger_is_sent_to_the_login(client, programme, outlet):
    for response in (client.get(url(programme)), client.post(url(programme), {})):
        assert response.status_code == 302
        assert response.url.startswith(reverse("admin:login"))


def test_an_outlet_that_is_not_theirs_is_read_only_whatever_is_posted(
    screen, programme, outlet, other, monkeypatch
):
    monkeypatch.setattr(OutletQuerySet, "enterable_by", lambda self, user: self.filter(pk=other.pk))
    screen.type(outlet, MONDAY, "120")
    screen.type(other, MONDAY, "77")
    screen.save()
    assert not screen.saved
    assert "この拠点には入力できません（入れた値：120）" in screen.questions()
    assert screen.page.find(id=name(outlet, MONDAY)).name == "td"
    assert screen.save().saved
    assert counts(programme) == {("玉川食堂", MONDAY): 77}


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"day": "x"},
        {"day": ["2026-06-01"] * 500},
        {"day": "2026-06-01", "v-0-2026-06-01": "5"},
        {"day": "2026-06-01", "v-x": "5", "w-x": "|"},
    ],
)
def test_a_form_that_nobody_made_does_no_harm(admin_client, programme, outlet, posted):
    assert admin_client.post(url(programme), posted).status_code == 302
    assert counts(programme) == {}


# how much it asks of the database


def test_the_grid_takes_as_many_queries_for_many_records_as_for_few(admin_client, programme):
    def queries(act):
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    sites = []

    def fill(number):
        for _ in range(number):
            sites.append(OutletFactory(partnership=programme.partnership))
            for day in (MONDAY, TUESDAY):
                MealFactory(programme=programme, outlet=sites[-1], starts_on=day)

    def type_all(servings):
        screen = Screen(admin_client, url(programme))
        for site in sites:
            screen.type(site, TUESDAY, servings)
            screen.type(site, FRIDAY, servings)
        return screen

    fill(1)
    look = queries(lambda: admin_client.get(url(programme)))
    write = queries(type_all("100").save)
    fill(9)  # ten outlets then
    assert queries(lambda: admin_client.get(url(programme))) == look <= 15
    assert queries(type_all("101").save) <= write + 1
    # of each outlet Monday, Tuesday and Friday
    assert Meal.objects.filter(programme=programme).count() == 10 * 3


# at once


@pytest.fixture
def shared(transactional_db, admin_user):
    """A programme with two outlets and a way to open its grid; each person has a connection."""
    programme = make_programme()
    sites = [OutletFactory(partnership=programme.partnership) for _ in range(2)]

    def open_screen():
        client = Client()
        client.force_login(admin_user)
        return Screen(client, url(programme))

    return programme, sites, open_screen


@pytest.mark.django_db(transaction=True)
@attempts
def test_different_cells_saved_at_once_are_all_saved(shared, attempt):
    programme, sites, open_screen = shared
    screens = [open_screen() for _ in sites]
    for screen, site in zip(screens, sites, strict=True):
        screen.type(site, MONDAY, "120")
    outcomes = at_once(*(screen.save for screen in screens))
    assert [screen.saved for screen in outcomes] == [True, True]
    assert list(counts(programme).values()) == [120, 120]


@pytest.mark.django_db(transaction=True)
@attempts
def test_of_one_cell_saved_at_once_the_second_is_asked(shared, attempt):
    programme, [site, other], open_screen = shared
    screens = [open_screen() for _ in range(2)]
    for screen, typed in zip(screens, ("120", "130"), strict=True):
        screen.type(site, MONDAY, typed)
        screen.type(other, TUESDAY, typed)
    outcomes = at_once(*(screen.save for screen in screens))
    assert sorted(screen.saved for screen in outcomes) == [False, True]
    [asked] = [screen for screen in outcomes if not screen.saved]
    assert len(asked.page.select(".fp-grid-conflict")) == 2  # both of its cells
    assert {asked.value(site, MONDAY), *map(str, counts(programme).values())} == {"120", "130"}
    assert [meal.history.count() for meal in programme.meal_set.all()] == [1, 1]
