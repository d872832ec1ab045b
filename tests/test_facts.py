"""Every figure that the two documents print comes out of the portal as they print it."""

from datetime import date

import pytest

from programmes.lib import periods
from tests.pages import headed, soup, squeezed, squeezed_text

pytestmark = pytest.mark.database

LANGUAGES = {"ja": "", "en": "/en"}
BASIS_WORDS = {
    "ja": {"period": "期間", "cumulative": "累計", "stock": "現在"},
    "en": {"period": "Period", "cumulative": "Cumulative", "stock": "Current"},
}


def dates(row, language):
    """What must stand beside the figure for the dates of a row of the table."""
    if row["as_of"] and not row["period_start"]:
        return periods.as_of_text(row["as_of"], language)
    return periods.range_text(row["period_start"], row["period_end"], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_fact_stands_on_its_programme_page(client, nec2025, facts, language):
    pages = {
        programme: soup(client, f"{LANGUAGES[language]}/{programme}/")
        for programme in ("nec/2024", "nec/2025")
    }
    walked = 0
    for row in facts:
        page = pages[row["programme"]]
        if row["figure"] == "participations":
            figure, basis = page.select_one(".fp-headline"), ".fp-headline__basis"
        else:
            strand = page.find(id=row["strand"])
            figure, basis = strand.find(id=row["figure"]), ".fp-figure__basis"
        assert squeezed_text(figure.find("data")) == squeezed(row[f"printed_{language}"])
        beside = squeezed_text(figure.select_one(basis))
        assert beside == squeezed(BASIS_WORDS[language][row["basis"]] + dates(row, language))
        walked += 1
    assert walked == 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_fact_has_a_page_with_records_formula_and_source(client, nec2025, facts, language):
    words = {
        "ja": ("計算のしかた", "出典", "当サイトの読み"),
        "en": ("Formula", "Source", "Our reading"),
    }[language]
    walked = readings = 0
    for row in facts:
        path = f"{LANGUAGES[language]}/{row['programme']}/figures/{row['figure']}/"
        page = soup(client, path)
        assert squeezed_text(page.select_one(".fp-evidence__value data")) == squeezed(
            row[f"printed_{language}"]
        )
        assert headed(page, words[0]).get_text(strip=True)
        assert headed(page, words[1]).get_text(strip=True)
        if row["figure"] == "participations":
            assert "6,600" in page.get_text() and "= 9,830" in headed(page, words[0]).get_text()
            assert words[2].lower() in page.select_one(".fp-lead").get_text().lower()
        else:
            rows = page.select("tr[data-use=counted]")
            assert len(rows) == (2 if row["figure"] == "probono-projects" else 1)
            if "our reading" in row["note"] or "our sum" in row["note"]:
                assert headed(page, words[2]).get_text(strip=True)
                readings += 1
        walked += 1
    assert (walked, readings) == (15, 9)


def test_the_exchange_of_2025_prints_its_fields(client, nec2024):
    page = soup(client, "/events/exchange-2025-01/")
    text = page.select_one("main").get_text()
    for words in (
        *("10名", "9名", "11名", "4グループ", "各7～8名", "10分程度", "5分程度"),
        *(
            "13:30～17:15",
            "令和7年1月30日(木)",
            "2025年1月30日(木)",
            "杉妻会館",
            "福島市杉妻町3-45",
        ),
    ):
        assert words in text, words
    assert len(page.select("[aria-labelledby=themes] li")) == 4
    assert len(page.select("[aria-labelledby=parties] > ul > li")) == 3
    assert len(page.select(".fp-voices > li")) == 8


def test_the_exchange_of_2025_prints_its_fields_in_english(client, nec2024):
    text = soup(client, "/en/events/exchange-2025-01/").select_one("main").get_text()
    for words in (
        *("10 people", "9 people", "11 people", "4 groups of 7 to 8 people"),
        *("about 10 minutes", "about 5 minutes", "13:30–17:15", "Thu 30 January 2025"),
    ):
        assert words in text, words


def test_a_year_without_records_says_so(client, nec2024):
    page = soup(client, "/nec/2024/")
    assert page.find(id="exchange") and not page.find(id="produce")
    meals = soup(client, "/nec/2024/figures/meals/")
    assert "記録なし" in squeezed_text(meals.select_one(".fp-evidence__value"))
    assert page.select_one(".fp-headline") is None
    assert soup(client, "/nec/2024/figures/participations/", status=404)


def test_dates_of_the_documents_fall_on_the_weekdays_they_print():
    for day, weekday in ((date(2026, 2, 19), "木"), (date(2026, 3, 13), "金")):
        assert periods.weekday_mark(day) == f"({weekday})"
