"""Every page type, in both languages and at two widths, in a real browser.

With SWEEP=1 every single page, instead of two of each type.
"""

import os
from collections import defaultdict

import pytest
from django.urls import resolve
from django.utils.translation import override

EVERYTHING = bool(os.environ.get("SWEEP"))
#: the types of page that the crawl must meet in each language
TYPES = {
    *("home", "privacy", "partnership", "programme", "figure", "table"),
    *("events", "event", "community", "project", "school"),
    *("chart", "map", "municipalities", "municipality"),
}


def crawl(page, language):
    """The addresses of all pages that links lead to from the home page of a language, by type."""
    start = "/en/" if language == "en" else "/"
    seen, waiting, by_type = {start}, [start], defaultdict(list)
    while waiting:
        path = waiting.pop(0)
        answer = page.request.get(path)
        assert answer.status == 200, path
        with override(language):
            by_type[resolve(path).url_name].append(path)
        page.set_content(answer.text())
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        for link in (link.split("#")[0].split("?")[0] for link in links):
            is_page = link.startswith("/") and link.endswith("/")
            is_page = is_page and not link.startswith("/admin/")  # it asks to sign in
            is_ours = is_page and link.startswith("/en/") == (language == "en")
            if is_ours and link not in seen:
                seen.add(link)
                waiting.append(link)
    return by_type


@pytest.fixture(scope="module")
def addresses(chromium, address):
    """The pages to try, by language."""
    found = {}
    context = chromium.new_context(base_url=address, java_script_enabled=True)
    page = context.new_page()
    for language in ("ja", "en"):
        by_type = crawl(page, language)
        assert set(by_type) == TYPES
        found[language] = [
            path for paths in by_type.values() for path in (paths if EVERYTHING else paths[:2])
        ]
    context.close()
    return found


def test_both_languages_have_the_same_pages(addresses):
    assert [f"/en{path}" for path in addresses["ja"]] == addresses["en"]


@pytest.mark.parametrize("width", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_page_is_whole_and_accessible(addresses, open_page, violations, language, width):
    faults, swept = [], 0
    with open_page(width) as page:
        for path in addresses[language]:
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            if page.locator("h1").count() != 1:
                faults.append(f"{path}: {page.locator('h1').count()} h1")
            if page.get_attribute("html", "lang") != language:
                faults.append(f"{path}: wrong lang")
            if len(page.title()) < 5:
                faults.append(f"{path}: title {page.title()!r}")
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wide > 0:
                faults.append(f"{path}: {wide} px wider than the window")
            faults += violations(page)
            swept += 1
    assert faults == []
    assert swept == len(addresses[language])
    assert swept >= (69 if EVERYTHING else 17)


def test_links_and_files_of_the_programme_page_answer(open_page):
    with open_page() as page:
        page.goto("/nec/2025/")
        # A link in a drawing has no plain href.
        whole = "all => all.map(a => new URL(a.getAttribute('href'), location).href)"
        links = page.eval_on_selector_all("a[href^='/']", whole)
        files = [link for link in set(links) if link.rsplit(".", 1)[-1] in ("csv", "xlsx", "json")]
        charts = [link for link in files if "/charts/" in link]
        assert len(files) - len(charts) == 3
        assert len(charts) == 6  # of the two that totals alone can give
        statuses = {link: page.request.get(link).status for link in set(links)}
    assert set(statuses.values()) == {200}
    assert len(statuses) >= 40


def test_the_page_reads_with_the_keyboard(open_page):
    """The skip link comes first, and every stop of Tab can be seen."""
    with open_page() as page:
        page.goto("/nec/2025/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        for _stop in range(10):
            page.keyboard.press("Tab")
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"


def test_the_pages_are_whole_without_javascript(open_page):
    with open_page(java_script_enabled=False) as page:
        page.goto("/nec/2025/")
        assert "6,600" in page.locator("#meals").inner_text()
        page.click("#meals a")
        assert page.locator("main tbody tr").count() == 1
