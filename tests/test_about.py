"""The pages about the site itself, and those for when something is wrong."""

import re

from django.conf import settings
from django.template.loader import get_template

from programmes.public.accessibility import test_results as results_of_the_test
from tests.pages import headed, soup

POLICY = (
    *("対象範囲", "目標とする適合レベル", "対応度", "追加する達成基準", "達成の期限"),
    *("例外", "試験"),
)


def test_the_policy_states_what_a_policy_must(client, nec2025):
    page = soup(client, "/accessibility/")
    for words in POLICY:
        assert headed(page, words).get_text(strip=True)
    assert "JIS X 8341-3:2016" in page.get_text()
    assert page.select_one("#known") and page.select_one("#contact")


def test_the_results_name_every_criterion_once(client, db):
    criteria = results_of_the_test().criteria
    numbers = [row["number"] for row in criteria]
    assert len(numbers) == len(set(numbers)) == 56
    assert sum(row["since"] == "2.0" for row in criteria) == 38  # A and AA of JIS X 8341-3:2016
    page = soup(client, "/accessibility/results/")
    assert len(page.select("tbody tr")) == 56
    assert page.select_one(".fp-facts time")


def test_a_criterion_that_does_not_apply_is_not_called_met(client, db):
    for row in results_of_the_test().criteria:
        assert bool(row["result"]) == (row["applies"] == "yes"), row["number"]
        assert bool(row["note"]) == bool(row["note_en"]), row["number"]


def test_easy_japanese_gives_every_kanji_its_reading(client, nec2025):
    page = soup(client, "/plain/").select_one(".fp-plain-words")
    for gone in page.select("ruby, a, time, .fp-list:last-child li, [lang=en]"):
        gone.decompose()
    assert not re.findall(r"[一-龥]", page.select_one("div").get_text()), page.get_text()


def test_a_page_that_is_not_there_leads_on(client, nec2025):
    page = soup(client, "/nothing/here/", 404)
    assert len(page.select("main a")) >= 2
    assert soup(client, "/en/nothing/", 404).html["lang"] == "en"


def test_the_page_of_a_fault_needs_nothing_and_speaks_both_languages():
    html = get_template("500.html").render()
    assert 'lang="en"' in html and "ホームへ" in html
    assert settings.STATIC_URL in html  # its style


def test_what_a_fault_leaves_is_that_page(client, nec2025, monkeypatch):
    def broken(*args):
        raise RuntimeError("for the test")

    monkeypatch.setattr("programmes.public.about.test_results", broken)
    client.raise_request_exception = False
    response = client.get("/accessibility/results/")
    assert response.status_code == 500
    assert "うまく表示できませんでした" in response.content.decode()


def test_easy_japanese_stays_itself_while_a_fictional_programme_runs(client, nec2025):
    nec2025.partnership.is_fictional = True
    nec2025.partnership.save()
    page = soup(client, "/plain/")
    assert "架空" not in page.title.get_text()
    assert not page.select("meta[name=robots], .fp-fictional")
    assert page.select(".fp-mark")
