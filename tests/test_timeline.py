"""A year as one line of time."""

from datetime import date

import pytest

from programmes.figures.highlights import Moment
from programmes.models import Programme
from programmes.public import timeline
from programmes.public.timeline import AHEAD, NOW, PAST
from tests.pages import soup
from tests.releases import issued

TODAY = date(2026, 2, 24)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "when"),
    [
        (date(2026, 2, 23), date(2026, 2, 23), PAST),
        (date(2026, 2, 20), TODAY, NOW),
        (date(2025, 12, 1), None, NOW),
        (TODAY, TODAY, NOW),
        (date(2026, 2, 25), date(2026, 2, 25), AHEAD),
    ],
)
def test_a_moment_is_over_is_on_or_is_to_come(starts_on, ends_on, when):
    moment, programme = Moment(starts_on, ends_on, "", ""), Programme(fiscal_year=2025)
    assert timeline.when(moment, TODAY, programme) == when


def test_what_went_on_at_the_end_of_a_past_year_is_not_told_to_go_on():
    moment, programme = Moment(date(2025, 12, 1), None, "", ""), Programme(fiscal_year=2025)
    assert timeline.when(moment, date(2026, 3, 31), programme) == NOW
    assert timeline.when(moment, date(2026, 4, 1), programme) == PAST


def test_the_year_goes_month_by_month_and_through_all_strands(client, nec2025):
    months = timeline.months(nec2025, TODAY)
    firsts = [first for first, _entries in months]
    assert firsts == sorted(set(firsts))
    titles = {entry.moment.title for _first, entries in months for entry in entries}
    assert {"オンライン対話セッション", "やまあみ鞄製作所の拡販計画"} <= titles
    strands = {entry.art_template for _first, entries in months for entry in entries}
    assert len(strands) >= 5


def test_what_takes_one_day_is_today_and_what_takes_longer_is_on(client, nec2025, at):
    at(2026, 2, 24, 12)
    page = soup(client, "/nec/2025/timeline/")
    marks = {
        shown.select_one(".fp-moment__title a").text: shown.select_one(".fp-mark").text
        for shown in page.select('[data-when="now"]')
    }
    assert marks["プロボノ活動報告会"] == "今日"
    assert marks["やまあみ鞄製作所の拡販計画"] == marks[str(nec2025)] == "いま"


def test_the_campaign_and_what_was_published_stand_in_it(client, release, author, approver):
    issued(release, author, approver)
    entries = [
        entry for _first, group in timeline.months(release.programme, TODAY) for entry in group
    ]
    own = [entry.moment for entry in entries if entry.strand is None]
    assert [(one.starts_on, one.word) for one in own] == [
        (date(2026, 2, 19), "キャンペーン"),
        (date(2026, 7, 1), "公表"),
    ]


def test_its_page_shows_every_moment_with_its_month(client, nec2025):
    page = soup(client, "/nec/2025/timeline/")
    number = sum(len(entries) for _month, entries in timeline.months(nec2025, TODAY))
    assert len(page.select(".fp-moment")) == number > 5
    assert page.select_one(".fp-timeline__month h2").get_text(strip=True).endswith("月")
