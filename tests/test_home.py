"""The home page before, during and after a campaign."""

from datetime import date

import pytest

from tests.pages import soup, squeezed_text

# It is 1 July 2026, unless a test sets another day with `at`.


@pytest.fixture
def campaign(nec2025):
    """Announced before it begins; the only programme that anybody sees."""
    nec2025.visible_from = date(2026, 2, 1)
    nec2025.save()
    return nec2025


def band(client, path="/"):
    return soup(client, path).select_one(".fp-band")


def test_before_it_the_days_are_counted_down(client, campaign, at):
    at(2026, 2, 9)
    page = soup(client, "/")
    band_text = squeezed_text(page.select_one(".fp-band"))
    assert "はじまるまであと10日" in band_text
    assert "食堂の開く日は16日" in band_text
    assert not page.select(".fp-headline")


def test_while_it_runs_the_day_comes_first(client, campaign, at):
    at(2026, 2, 24, 11, 45)
    page = soup(client, "/")
    assert squeezed_text(page.select_one(".fp-band__number")) == "第3日／全16日"
    track = page.select_one("progress")
    assert (track["value"], track["max"]) == ("3", "16")
    assert "あと13日" in squeezed_text(page.select_one(".fp-band"))
    heads = [squeezed_text(head) for head in page.select("h2")]
    assert heads.index("参加する") < heads.index("ここまでの参加")


def test_on_a_day_off_it_tells_the_next(client, campaign, at):
    at(2026, 2, 23)
    assert "休みの日です。次に開くのは2026年2月24日(火)です。" in squeezed_text(band(client))


def test_its_last_day_is_told(client, campaign, at):
    at(2026, 3, 13)
    assert "今日が最終日です" in squeezed_text(band(client))


def test_after_it_come_thanks_and_the_results(client, campaign, at):
    at(2026, 3, 14)
    hero = soup(client, "/").select_one(".fp-hero")
    assert "ご参加ありがとうございました" in squeezed_text(hero)
    assert squeezed_text(hero.select_one(".fp-headline__value")) == "約1万人"


def test_it_speaks_english(client, campaign, at):
    at(2026, 2, 24)
    assert squeezed_text(band(client, "/en/").select_one(".fp-band__number")) == "Day3of16"
    at(2026, 2, 9)
    assert "Daystogo:10" in squeezed_text(band(client, "/en/"))


def test_a_year_without_a_campaign_has_no_band(client, campaign, at):
    at(2025, 2, 1)
    page = soup(client, "/")
    assert not page.select(".fp-band")
    assert "2024年度の取り組み" in page.h1.get_text()


def test_the_strands_stand_there_with_their_first_figures(client, campaign, at):
    at(2026, 7, 1)
    cards = soup(client, "/").select("[aria-labelledby=strands] .fp-lead-card")
    assert len(cards) == 6
    assert "約6,600食" in squeezed_text(cards[0])
    assert all(card.select_one("svg") for card in cards)


def test_before_the_first_open_day_there_is_no_day_0(client, campaign, at):
    campaign.starts_on = date(2026, 2, 21)
    campaign.save()
    at(2026, 2, 21)
    band_text = squeezed_text(band(client))
    assert "第0日" not in band_text and "次に開くのは2026年2月24日(火)です。" in band_text
    assert not soup(client, "/").select("progress")


def test_without_cafeterias_and_products_there_is_no_lunch(client, campaign, at):
    at(2026, 2, 24)
    assert "今日の食堂" not in soup(client, "/").get_text()
