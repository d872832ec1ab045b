"""The front page of the back office: which day it is, what is missing, who entered what."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from produce.models import Meal
from programmes.admin import dashboard
from programmes.models import ChangeSource, Programme, change_source

from .factories import (
    MealFactory,
    OutletFactory,
    ProgrammeFactory,
    SaleFactory,
    SignUpCountFactory,
)


@pytest.fixture
def programme(db, at):
    """Running: today is Tuesday 21 July 2026, its 9th day, after a holiday."""
    at(2026, 7, 21, 9)
    return ProgrammeFactory(fiscal_year=2026, starts_on=date(2026, 7, 13), ends_on=date(2026, 8, 7))


def soup(client, query=""):
    response = client.get(f"{reverse('admin:index')}{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def page(client, query=""):
    return soup(client, query).get_text(" ", strip=True)


def outlet(programme, **fields):
    return OutletFactory(partnership=programme.partnership, **fields)


# which programme and which day


def test_the_desk_is_of_the_running_programme_and_names_its_day(admin_client, programme):
    found = soup(admin_client)
    assert found.h1.get_text() == programme.title
    assert "第6日／全19日" in found.get_text()
    assert "いま期間中のプログラムはありません" not in found.get_text()


def test_without_a_running_programme_the_desk_says_so(admin_client, nec2025):
    found = page(admin_client)
    assert nec2025.title in found
    assert "いま期間中のプログラムはありません" in found
    assert "2026年3月13日(金)に終わりました" in found


def test_another_programme_can_be_chosen(admin_client, programme, nec2024):
    assert soup(admin_client, f"?programme={nec2024.pk}").h1.get_text() == nec2024.title
    for nonsense in ("x", "0", "9" * 30, ""):
        assert soup(admin_client, f"?programme={nonsense}").h1.get_text() == programme.title


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        (date(2026, 2, 24), date(2026, 2, 24), "第1日／全1日"),
        (date(2026, 2, 16), None, "第6日（最終日は未定）"),
        (date(2026, 3, 2), None, "2026年3月2日(月)に始まります（あと6日）"),
        (date(2026, 2, 1), date(2026, 2, 23), "2026年2月23日(月・祝)に終わりました"),
        (None, None, "期間は決まっていません"),
    ],
)
def test_the_day_is_told_in_words(at, starts_on, ends_on, words):
    at(2026, 2, 24)
    assert dashboard.day_of(ProgrammeFactory(starts_on=starts_on, ends_on=ends_on)) == words


def test_a_portal_without_a_programme_says_how_to_begin(admin_client, monkeypatch):
    monkeypatch.setattr(Programme.objects, "readable_by", lambda user: Programme.objects.none())
    assert "年度プログラムがまだありません" in page(admin_client)


# what is missing


def test_what_is_missing_is_one_sentence_with_ways_to_the_grid(admin_client, programme, at):
    at(2026, 7, 22, 9)
    sites = [outlet(programme, name=name) for name in ("本社食堂", "玉川食堂", "府中食堂")]
    for day in (13, 14, 15, 16, 17):
        for site in sites:
            MealFactory(programme=programme, outlet=site, starts_on=date(2026, 7, day))
    MealFactory(programme=programme, outlet=sites[0], starts_on=date(2026, 7, 21))
    sentence = soup(admin_client).select_one(".fp-board-sentence")
    assert sentence.get_text() == "昨日（7月21日(火)）は2拠点が未入力です：玉川食堂、府中食堂"
    links = [link["href"] for link in sentence.find_all("a")]
    for link, site in zip(links, sites[1:], strict=True):
        name = link.partition("#")[2]
        assert name == f"v-{site.pk}-2026-07-21"
        grid = BeautifulSoup(admin_client.get(link).content, "html.parser")
        assert grid.find(id=name)["aria-label"] == f"{site} 7月21日(火)"


def test_after_a_holiday_the_last_working_day_is_named(admin_client, programme):
    outlet(programme)
    found = page(admin_client)
    assert "7月17日(金)は1拠点が未入力です" in found
    assert "それより前にも、4日分・あわせて4件の未入力があります" in found


def test_an_uncounted_day_is_named_as_such(admin_client, programme):
    site = outlet(programme, name="本社食堂")
    MealFactory(
        programme=programme,
        outlet=site,
        starts_on=date(2026, 7, 17),
        state="unknown",
        servings=None,
    )
    assert "本社食堂（未集計）" in page(admin_client)


def test_when_all_is_entered_the_desk_says_so(admin_client, programme):
    outlet(programme)
    MealFactory(programme=programme, starts_on=date(2026, 7, 13), ends_on=None, servings=900)
    assert "昨日までの入力はそろっています" in page(admin_client)


def test_the_board_says_each_state_in_words(admin_client, programme):
    site = outlet(programme)
    for day, count in ((15, 120), (16, 0)):
        MealFactory(programme=programme, outlet=site, starts_on=date(2026, 7, day), servings=count)
    MealFactory(
        programme=programme, outlet=site, starts_on=date(2026, 7, 17), state="closed", servings=None
    )
    cells = soup(admin_client).select(".fp-board td")
    texts = [cell.get_text() for cell in cells]
    assert texts == ["未入力", "未入力", "120", "0", "休", "まだ"]


def test_a_partnership_without_outlets_is_told_what_to_do(admin_client, nec2025):
    assert "拠点を追加する" in page(admin_client)


# who entered what


def test_the_latest_changes_name_who_what_when_and_how(admin_client, admin_user, programme, at):
    site = outlet(programme, name="本社食堂")
    with change_source(ChangeSource.GRID):
        meal = MealFactory.build(
            programme=programme, outlet=site, starts_on=date(2026, 7, 17), servings=1200
        )
        meal._history_user = admin_user
        meal.save()
    item = soup(admin_client).select_one(".fp-desk-changes li")
    line = item.get_text(" ", strip=True)
    assert "admin（日別入力）" in line
    assert "食堂の提供数を追加" in line
    assert "2026年7月17日(金) 本社食堂" in line
    assert "1,200食" in line
    assert item.a["href"] == reverse("admin:produce_meal_change", args=[meal.pk])


def test_what_one_person_did_in_one_go_is_one_line(admin_client, programme):
    site = outlet(programme)
    for day in (13, 14, 15):
        MealFactory(programme=programme, outlet=site, starts_on=date(2026, 7, day))
    with change_source(ChangeSource.GRID):
        MealFactory(programme=programme, outlet=site, starts_on=date(2026, 7, 16))
    SignUpCountFactory(line__programme=programme)
    lines = [li.get_text(" ", strip=True) for li in soup(admin_client).select("ol li")]
    assert len(lines) == 3
    assert "コミュニティの累計" in lines[0]
    assert "日別入力" in lines[1] and "ほか" not in lines[1]
    assert "ほか 2 件" in lines[2] or "ほか2件" in lines[2]


def test_what_is_gone_is_told_without_a_dead_link(admin_client, programme):
    site = outlet(programme)
    meal = MealFactory(programme=programme, outlet=site, state="closed", servings=None)
    meal.delete()
    site.delete()
    [item] = soup(admin_client).select(".fp-desk-changes li")
    assert item.a is None
    assert "（いまはない項目）" in item.get_text()
    assert "休業" in item.get_text()


def test_at_most_eight_lines_of_changes(programme):
    for day in range(1, 12):
        with change_source(ChangeSource.IMPORT, str(day)):
            MealFactory(programme=programme, starts_on=date(2026, 7, day))
    assert len(dashboard.latest_changes(programme, [Meal])) == dashboard.LINES


# ways on


@pytest.mark.sweep
def test_every_link_of_the_desk_answers(admin_client, programme):
    site = outlet(programme)
    MealFactory(programme=programme, outlet=site)
    links = {
        link["href"].partition("#")[0]
        for link in soup(admin_client).select("#content-main a[href]")
    }
    assert len(links) > 30
    for link in links:
        assert admin_client.get(link).status_code in (200, 301), link
    assert programme.get_absolute_url() in links


def test_the_import_of_the_programme_is_offered(admin_client, programme):
    address = f"{reverse('admin:import')}?programme={programme.pk}"
    assert soup(admin_client).select_one(f'.fp-desk-part a[href="{address}"]')


def test_a_person_sees_only_what_they_may(client, django_user_model, programme):
    user = django_user_model.objects.create_user("kenji", is_staff=True)
    outlet(programme)
    MealFactory(programme=programme)
    SaleFactory(programme=programme)
    client.force_login(user)
    found = soup(client)
    assert not found.select(".fp-board, .fp-desk-changes, .fp-desk-places li")
    user.user_permissions.add(Permission.objects.get(codename="view_sale"))
    found = soup(client)
    assert [link.get_text() for link in found.select(".fp-desk-places li a")] == ["販売数"]
    assert "食堂の提供数" not in found.get_text()
    assert not found.select(".fp-board")  # the only outlet is a cafeteria


def test_the_desk_takes_as_many_queries_for_many_records_as_for_few(admin_client, programme):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            soup(admin_client)
        return len(captured)

    def fill(sites):
        for _ in range(sites):
            site = outlet(programme)
            for day in (13, 14, 15):
                MealFactory(programme=programme, outlet=site, starts_on=date(2026, 7, day))
            SignUpCountFactory(line__programme=programme)

    fill(1)
    few = queries()
    fill(12)
    assert queries() == few <= 30
