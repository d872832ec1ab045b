"""この数字の根拠: what is counted, how records came, what agrees, who printed it, what changed."""

from datetime import UTC, date, datetime

import pytest

from probono.models import ClubCount
from programmes.figures import HEADLINE, agreement, all_strands, results
from programmes.lib import rounding
from programmes.models import ChangeSource, IndicatorRecord, change_source
from programmes.reporting.tables import figure_data
from tests.factories import (
    CommunityFactory,
    CountingLineFactory,
    IndicatorFactory,
    MealFactory,
    MenuFactory,
    OutletFactory,
    ProgrammeFactory,
    PublicationFactory,
    ReleaseFactory,
    SignUpCountFactory,
    SourceFactory,
    UserFactory,
)
from tests.pages import headed, soup, squeezed_text

pytestmark = pytest.mark.django_db


def page_of(client, programme, slug="meals", language=""):
    return soup(client, f"{language}{programme.get_absolute_url()}figures/{slug}/")


def data_of(client, programme, slug="meals"):
    return client.get(f"{programme.get_absolute_url()}figures/{slug}.json").json()


def has(page, words):
    return any(term.get_text(strip=True) == words for term in page.select(".fp-facts dt"))


# what is counted


def test_each_figure_of_people_says_whether_it_counts_heads(nec2025):
    found = {result.slug: result.figure.heads for result in results(nec2025)}
    assert found == {
        "meals": "",
        "shop-items": "",
        "online-items": "",
        "session-attendees": "gross",
        "pr-corps-members": "distinct",
        "fan-club-and-map-friends": "",  # who is in both stands in it twice
        "workation-participants": "",
        "exchange-events": "",
        "probono-projects": "",
        "club-participants": "",
        "club-members": "distinct",
        "school-pupils": "distinct",
        "exchange-participants": "gross",
        "participations": "gross",
    }


def test_the_page_and_the_data_say_what_is_counted(client, nec2025):
    for slug, word, code in (
        ("participations", "延べ人数", "gross"),
        ("session-attendees", "延べ人数", "gross"),
        ("club-members", "実人数", "distinct"),
    ):
        assert word in headed(page_of(client, nec2025, slug), "人の数え方").get_text()
        assert data_of(client, nec2025, slug)["heads"] == code
    assert not has(page_of(client, nec2025), "人の数え方")
    assert data_of(client, nec2025)["heads"] is None


# publications


@pytest.fixture
def programme(db):
    programme = ProgrammeFactory()
    MealFactory(programme=programme, servings=6_612)
    return programme


def published(release, version, printed="約6,600食", slug="meals", **fields):
    figure = {"slug": slug, "printed": printed, "printed_en": "about 6,600 meals"}
    return PublicationFactory(
        release=release, version=version, figures=[figure], files=[],
        headline=f"第{version}報", headline_en=f"Report {version}", **fields,
    )  # fmt: skip


def test_a_total_is_added_up_in_one_sentence(nec2025):
    formula = results(nec2025).headline.formula()
    assert formula.endswith("6,600＋2,200＋870＋160 = 9,830。上から1けたにすると、約1万人")


def test_the_page_lists_the_publications_that_printed_it(client, programme):
    release = ReleaseFactory(programme=programme)
    published(release, 1, "約6,500食", issued_at=datetime(2026, 3, 31, 22, tzinfo=UTC))
    newest = published(release, 2, issued_at=datetime(2026, 5, 1, 3, tzinfo=UTC))
    published(ReleaseFactory(programme=programme), 1, slug="shop-items")
    lines = page_of(client, programme).find(id="publications").find_next("ul").find_all("li")
    assert [squeezed_text(line) for line in lines] == [
        "第2報第2版約6,600食2026年5月1日(金)",
        "第1報第1版（旧版）約6,500食2026年4月1日(水)",  # a day of Tokyo
    ]
    assert lines[0].find("a")["href"] == newest.get_absolute_url()
    publications = data_of(client, programme)["publications"]
    assert [(one["version"], one["superseded"], one["printed_ja"]) for one in publications] == [
        (2, False, "約6,600食"),
        (1, True, "約6,500食"),
    ]
    assert publications[0]["path"] == newest.get_absolute_url()
    assert publications[1]["issued_at"].startswith("2026-04-01T07:00:00")


def test_a_publication_is_listed_from_its_moment_on(client, programme, at):
    release = ReleaseFactory(programme=programme)
    published(release, 1, "約6,500食")
    published(release, 2, "約6,700食", issued_at=datetime(2026, 7, 10, 1, tzinfo=UTC))
    path = f"{programme.get_absolute_url()}figures/meals"
    before = client.get(f"{path}/").content.decode(), client.get(f"{path}.json").content.decode()
    assert all("6,500" in text and "6,700" not in text for text in before)
    assert "旧版" not in before[0]
    at(2026, 7, 10, 10, 1)
    after = client.get(f"{path}/").content.decode(), client.get(f"{path}.json").content.decode()
    assert all("6,700" in text for text in after) and "旧版" in after[0]


def test_without_a_publication_nothing_is_said_of_one(client, programme):
    page = page_of(client, programme)
    assert page.find(id="publications") is None and not has(page, "公表の承認")
    data = data_of(client, programme)
    assert data["publications"] == [] and data["approved"] is None


def test_the_publications_of_another_programme_are_not_listed(client, programme):
    published(ReleaseFactory(), 1)
    assert page_of(client, programme).find(id="publications") is None


# who


def test_the_page_tells_how_the_records_came_in(client, programme):
    for way, days in ((ChangeSource.GRID, (3, 4, 5)), (ChangeSource.IMPORT, (6, 9))):
        for day in days:
            with change_source(way):
                MealFactory(programme=programme, starts_on=date(2026, 2, day))
    with change_source(ChangeSource.FORM):  # neither gives the value
        MealFactory(programme=programme, servings=6_600, is_comparison=True)
        MealFactory(programme=programme, starts_on=date(2026, 2, 10), state="closed", servings=None)
    ways = squeezed_text(headed(page_of(client, programme), "記録の入り方"))
    assert ways == "日別入力3件、ファイルの取り込み2件、その他の方法1件"
    assert [(one["way_ja"], one["records"]) for one in data_of(client, programme)["entered"]] == [
        ("日別入力", 3),
        ("ファイルの取り込み", 2),
        ("その他の方法", 1),
    ]


def test_the_first_entry_counts_and_not_a_later_change(client, programme):
    with change_source(ChangeSource.GRID):
        meal = MealFactory(programme=programme, starts_on=date(2026, 2, 3))
    with change_source(ChangeSource.FORM):
        meal.servings = 7
        meal.save()
    assert "日別入力1件" in squeezed_text(headed(page_of(client, programme), "記録の入り方"))


def test_two_people_approved_it_and_no_name_is_told(client, programme):
    author, approver = (UserFactory(username=name) for name in ("sakusei", "shonin"))
    published(
        ReleaseFactory(programme=programme), 1, prepared_by=author, approved_by=approver,
        created_at=datetime(2026, 3, 30, 3, tzinfo=UTC),
    )  # fmt: skip
    page = page_of(client, programme)
    approval = headed(page, "公表の承認").get_text()
    assert "2026年3月30日" in approval and "別の職員" in approval
    text = page.get_text() + client.get(f"{programme.get_absolute_url()}figures/meals.json").text
    assert "sakusei" not in text and "shonin" not in text
    approved = {"approved_on": "2026-03-30", "by_another": True}
    assert data_of(client, programme)["approved"] == approved


# comparison


@pytest.mark.parametrize(
    ("total", "is_rounded", "value", "agrees"),
    [
        (6_600, True, 6_612, True),
        (6_600, True, 6_600, True),
        (6_300, True, 6_612, False),
        (6_600, True, 6_650, False),
        (6_612, False, 6_612, True),
        (6_600, False, 6_612, False),
        (6_610, True, 6_612, True),
        (2_000, True, 2_400, False),
        (2_000, True, 1_951, True),
        (10_000, True, 9_960, True),
        (80, True, 84, False),
        (80, True, 80, True),
    ],
)
def test_a_total_agrees_as_far_as_it_was_rounded(total, is_rounded, value, agrees):
    programme = ProgrammeFactory()
    MealFactory(programme=programme, servings=value)
    kept = {"is_comparison": True, "is_approximate": is_rounded, "ends_on": date(2026, 2, 27)}
    MealFactory(programme=programme, servings=total, **kept)
    result = results(programme)["meals"]
    assert agreement(result, result.comparisons[0]) is agrees


def test_an_exact_total_agrees_with_rounded_records_that_round_to_it(programme):
    programme = ProgrammeFactory()
    MealFactory(programme=programme, servings=6_600, is_approximate=True)
    MealFactory(programme=programme, servings=6_612, is_comparison=True)
    MealFactory(programme=programme, servings=6_500, is_comparison=True, source=SourceFactory())
    result = results(programme)["meals"]
    assert {one.value: agreement(result, one) for one in result.comparisons} == {
        6_612: True,
        6_500: False,
    }


def test_a_bound_agrees_while_the_value_keeps_it():
    programme = ProgrammeFactory()
    for people, is_comparison in ((870, False), (850, True)):
        ClubCount.objects.create(
            programme=programme, measure="members", people=people, is_comparison=is_comparison,
            ends_on=date(2026, 2, 27),
        )  # fmt: skip
    result = results(programme)["club-members"]
    assert agreement(result, result.comparisons[0]) is True
    assert agreement(result, result.comparisons[0]._replace(value=880)) is False


def test_what_stands_for_a_part_or_for_other_days_is_not_compared(programme):
    outlet = OutletFactory(partnership=programme.partnership)
    menu = MenuFactory(programme=programme)
    for number, fields in enumerate(({"outlet": outlet}, {"menu": menu}), 3):
        MealFactory(
            programme=programme, starts_on=date(2026, 2, 2), ends_on=date(2026, 2, number),
            is_comparison=True, **fields,
        )  # fmt: skip
    MealFactory(programme=programme, starts_on=date(2026, 2, 9), is_comparison=True)
    result = results(programme)["meals"]
    assert [agreement(result, one) for one in result.comparisons] == [None] * 3
    line = CountingLineFactory()
    SignUpCountFactory(line=line, members=200)
    SignUpCountFactory(line=line, members=150, ends_on=date(2026, 2, 20), is_comparison=True)
    result = results(line.programme)[line.slug]
    assert agreement(result, result.comparisons[0]) is None


@pytest.mark.parametrize(
    ("total", "words", "agrees"),
    [
        (6_600, "丸めの範囲で", True),
        (6_300, "丸めの範囲を超えて違います", False),
        (6_612, "一致しています", True),
    ],
)
def test_the_page_says_whether_a_total_for_comparison_agrees(
    client, programme, total, words, agrees
):
    MealFactory(
        programme=programme, servings=total, is_comparison=True, is_approximate=total != 6_612,
        ends_on=date(2026, 2, 27), source=SourceFactory(title="発表文書"),
    )  # fmt: skip
    comparison = headed(page_of(client, programme), "照合用の値").get_text()
    assert words in comparison and f"{total:,}" in comparison and "発表文書" in comparison
    (compared,) = data_of(client, programme)["comparisons"]
    assert compared == {
        "value": total,
        "approximate": "no" if total == 6_612 else "yes",
        "period_start": "2026-02-02",
        "period_end": "2026-02-27",
        "source": "発表文書",
        "agrees": agrees,
    }


def test_a_number_rounds_a_value_at_its_own_digits_or_more():
    assert rounding.Claim(6_600, "about").rounds(6_612, 2)
    assert not rounding.Claim(2_000, "about").rounds(2_400, 2)
    assert rounding.Claim(2_000, "about").rounds(2_400, 1)
    assert not rounding.Claim(6_610, "about").rounds(6_600, 2)


# the restated past


@pytest.fixture
def line(db):
    return CountingLineFactory()


def restated(client, line):
    page = page_of(client, line.programme, line.slug)
    section = page.find(id="restated")
    texts = section.find_next("ul").find_all("li") if section else []
    return [squeezed_text(text) for text in texts], data_of(client, line.programme, line.slug)


def known(record, *when):
    """The newest version of a record, dated: its history is told by the database's own clock."""
    newest = record.history.latest()
    newest.history_date = datetime(*when, tzinfo=UTC)
    newest.save()


def test_a_corrected_cumulative_count_is_restated_openly(client, line):
    count = SignUpCountFactory(line=line, members=2_000, is_approximate=True)
    count.members, count.is_approximate = 1_950, False
    count.save()
    known(count, 2026, 3, 31, 20)
    texts, data = restated(client, line)
    day = "2026年2月27日時点"
    assert texts == [f"2026年4月1日(水)約2,000名（{day}）→1,950名（{day}）"]
    assert data["restated"] == [
        {
            "known_on": "2026-04-01",
            "as_of": "2026-02-27",
            "before": 2_000,
            "after": 1_950,
            "after_as_of": "2026-02-27",
            "before_text_ja": f"約2,000名（{day}）",
            "before_text_en": data["restated"][0]["before_text_en"],
            "after_text_ja": f"1,950名（{day}）",
            "after_text_en": data["restated"][0]["after_text_en"],
        }
    ]
    assert "about 2,000 people" in data["restated"][0]["before_text_en"]


def test_every_value_in_between_is_told_the_newest_first(client, line):
    count = SignUpCountFactory(line=line, members=100)
    for month, members in ((3, 110), (4, 90)):
        count.members = members
        count.save()
        known(count, 2026, month, 1)
    _texts, data = restated(client, line)
    assert [(one["before"], one["after"]) for one in data["restated"]] == [(110, 90), (100, 110)]


def test_a_count_taken_back_or_moved_to_another_date_is_told(client, line):
    gone, moved = (SignUpCountFactory(line=line, ends_on=date(2026, 2, day)) for day in (10, 20))
    gone.delete()
    moved.ends_on = date(2026, 2, 25)
    moved.save()
    texts, data = restated(client, line)
    assert {(one["as_of"], one["after"], one["after_as_of"]) for one in data["restated"]} == {
        ("2026-02-10", None, None),
        ("2026-02-20", 200, "2026-02-25"),
    }
    assert any("取り消し" in text for text in texts)


def test_a_count_set_aside_or_given_to_another_line_is_taken_back(client, line):
    aside, away = (SignUpCountFactory(line=line, ends_on=date(2026, 2, day)) for day in (10, 20))
    aside.is_comparison = True
    aside.save()
    away.line = CountingLineFactory(programme=line.programme)
    away.save()
    _texts, data = restated(client, line)
    assert [one["after"] for one in data["restated"]] == [None, None]
    assert restated(client, away.line)[1]["restated"] == []


def test_a_change_of_anything_else_restates_nothing(client, line):
    count = SignUpCountFactory(line=line)
    count.note = "出典を確かめた。"
    count.save()
    SignUpCountFactory(line=line, ends_on=date(2026, 2, 20), members=150)
    texts, data = restated(client, line)
    assert texts == [] and data["restated"] == [] and data["falls"] == []


def test_a_cumulative_count_that_fell_is_pointed_out(client, line):
    for day, members in ((10, 140), (20, 130), (27, 150)):
        SignUpCountFactory(line=line, ends_on=date(2026, 2, day), members=members)
    texts, data = restated(client, line)
    assert texts == [
        "130名（2026年2月20日時点）は、その前の140名（2026年2月10日時点）より少ない数です。"
    ]
    assert data["falls"] == [
        {
            "before": 140,
            "after": 130,
            "before_as_of": "2026-02-10",
            "after_as_of": "2026-02-20",
        }
    ]


def test_present_numbers_may_fall_and_are_restated_too(client):
    indicator = IndicatorFactory(basis="stock")
    for day, value in ((10, 30), (20, 20)):
        record = IndicatorRecord.objects.create(
            programme=indicator.programme, indicator=indicator, value=value,
            ends_on=date(2026, 2, day),
        )  # fmt: skip
    record.value = 25
    record.save()
    data = data_of(client, indicator.programme, indicator.slug)
    assert data["falls"] == []
    assert [(one["before"], one["after"]) for one in data["restated"]] == [(20, 25)]


def test_a_corrected_day_of_a_period_is_no_restated_past(client, programme):
    meal = MealFactory(programme=programme, starts_on=date(2026, 2, 3))
    meal.servings = 1
    meal.save()
    assert page_of(client, programme).find(id="restated") is None
    assert data_of(client, programme)["restated"] == []


def test_the_past_takes_the_same_queries_however_often_it_changed(line, django_assert_num_queries):
    count = SignUpCountFactory(line=line)
    for members in (201, 202, 203):
        count.members = members
        count.save()
    result = results(line.programme)[line.slug]
    with django_assert_num_queries(5):  # recount, publications, ways, history, records
        assert len(figure_data(result)["restated"]) == 3


# every figure


@pytest.mark.sweep
def test_every_figure_has_its_evidence_in_both_languages(client, nec2025):
    for slug in [result.slug for result in results(nec2025)]:
        for language in ("/en", ""):
            page = soup(client, f"{language}/nec/2025/figures/{slug}/")
            assert page.find("h1").get_text() and not page.select(".fp-facts dd:empty")
        assert client.get(f"/nec/2025/figures/{slug}.json").json()["figure"] == slug
    assert HEADLINE.heads == "gross"


def test_a_line_of_one_community_counts_heads(db):
    line = CountingLineFactory()
    line.communities.set([CommunityFactory(partnership=line.programme.partnership)])
    strand = next(one for one in all_strands() if one.slug == "community")
    assert [figure.heads for figure in strand.figures_of(line.programme)] == ["distinct"]
