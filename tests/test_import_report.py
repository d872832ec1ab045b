"""What the page of a file tells: what is new, what differs and from what, and who was there."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes import imports
from programmes.imports import report

from .factories import MealFactory, OutletFactory, ProgrammeFactory, UserFactory

HEAD = "拠点,日付,提供数,備考"


@pytest.fixture
def programme(db):
    return ProgrammeFactory()


@pytest.fixture
def meal(programme):
    outlet = OutletFactory(partnership=programme.partnership, name="本社食堂")
    return MealFactory(programme=programme, outlet=outlet, starts_on=date(2026, 2, 19))


@pytest.fixture
def bring(programme, admin_user):
    def upload(*lines, head=HEAD):
        text = "\n".join([head, *lines, ""])
        return imports.upload(programme, "produce.meal", "x.csv", text.encode(), admin_user)

    return upload


def test_new_rows_are_told_with_their_cell_their_record_and_their_count(bring, meal):
    [row] = bring("本社食堂,2/20,90,").report["sample"]
    assert (row["address"], row["count"]) == ("C2", "90食")
    assert "本社食堂" in row["text"]


def test_a_changed_row_tells_each_old_and_new_value_in_words(bring, meal):
    reported = bring("本社食堂,2/19,休,満席").report
    counts = ("new", "changed_total", "same", "contested")
    assert [reported[name] for name in counts] == [0, 1, 0, 0]
    [row] = reported["changed"]
    assert {title: values for title, *values in row["cells"]} == {
        "提供数": ["120", "（空欄）"],
        "状態": [meal.get_state_display(), "休業"],
        "備考": ["（空欄）", "満席"],
    }
    assert (row["place"], row["is_contested"], row["is_deleted"], row["who"]) == (
        0,
        False,
        False,
        "",
    )


def test_yes_and_no_are_told_in_words(bring, meal):
    [row] = bring("本社食堂,2/19,130,はい", head="拠点,日付,提供数,概数").report["changed"]
    assert ["概数", "いいえ", "はい"] in row["cells"]


def test_what_somebody_changed_meanwhile_comes_first_with_their_name(admin_client, bring, meal):
    other = OutletFactory(partnership=meal.programme.partnership, name="玉川食堂")
    MealFactory(programme=meal.programme, outlet=other, starts_on=date(2026, 2, 19))
    batch = bring("玉川食堂,2/19,1,", "本社食堂,2/19,2,")
    meal._history_user = UserFactory(username="hanako")
    meal.servings = 125
    meal.save()
    address = reverse("admin:import_commit", args=[batch.pk])
    assert admin_client.post(address, {"choice": "file"}).status_code == 409
    batch.refresh_from_db()
    first, second = batch.report["changed"]
    assert (first["address"], first["is_contested"]) == ("C3", True)
    assert "hanako" in first["who"] and second["who"] == ""


def test_the_same_bytes_before_are_told_with_who_brought_them(bring, meal, admin_user):
    first = bring("本社食堂,2/20,90,")
    again = bring("本社食堂,2/20,90,")
    with CaptureQueriesContext(connection) as captured:
        imports.review_again(again)  # which does not find itself
    sql = [one["sql"] for one in captured if one["sql"].startswith("SELECT")]
    [asked] = [one for one in sql if '"sha256" =' in one]
    loaded = {name for name in ("content", "rows", "report", "username") if f'."{name}"' in asked}
    assert loaded == {"username"}
    [twin] = again.report["twins"]
    assert (twin["pk"], twin["who"]) == (first.pk, str(admin_user))
    other = imports.upload(
        ProgrammeFactory(), first.kind, first.name, bytes(first.content), admin_user
    )
    assert other.report["twins"] == []


def test_lines_that_are_no_rows_are_counted_and_shown(bring, meal):
    reported = bring("本社食堂,2/20,90,", "合計,,90,").report
    assert reported["skipped_total"] == len(reported["skipped"]) == 1
    assert reported["skipped"][0][0] == 3


@pytest.mark.parametrize("number, is_refused", [(report.SHOWN, False), (report.SHOWN + 1, True)])
def test_no_more_can_be_contested_than_a_page_shows(number, is_refused):
    changes = [SimpleNamespace(is_contested=True)] * number
    refused = report._too_many(SimpleNamespace(changed=changes))
    assert bool(refused) is is_refused


def test_nothing_is_kept_that_a_database_refuses():
    stored = report.refused("a\0b\ud800")
    assert stored["refusal"] == "a�b?"
    assert stored["faults"] == [["", "", "a�b?"]]
