"""What a visitor comes for, and how far it is: by thumb, by keyboard, on a slow line, bare."""

import re

import pytest

#: the most that home and programme page may weigh without photos, and the most requests
BYTES, REQUESTS = 60 * 1024, 8
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""

BLOCKING = """all => all.filter(
  one => !one.defer && !one.async && one.type !== "module" && !one.type.endsWith("json")
).length"""


def programme_of(page):
    page.goto("/")
    return page.get_attribute("h1 a", "href")


# two taps on a phone


@pytest.mark.sweep
def test_todays_lunch_at_a_site_is_one_tap_away(open_demo):
    with open_demo("phone", has_touch=True) as page:
        page.goto("/")
        card = page.locator("[data-site='west']").first
        assert "西工場" in card.inner_text()
        card.locator("a").first.tap()
        page.wait_for_url("**/lunch/?site=west*")
        assert "11月25日" in page.locator("main").inner_text()


@pytest.mark.sweep
def test_the_way_into_a_community_is_two_taps(open_demo):
    with open_demo("phone", has_touch=True) as page:
        page.goto("/")
        with page.expect_navigation():
            page.locator("#join a").first.tap()
        assert page.locator("main a[href^='/go/']").count() == 1


def test_the_meaning_of_the_headline_is_two_taps(open_page):
    """On the site that has the documents' programmes only, where the headline is 約1万人."""
    with open_page("phone", has_touch=True) as page:
        page.goto("/")
        assert "約1万人" in page.locator(".fp-headline__value").inner_text().replace("\\n", "")
        page.locator(".fp-headline__evidence a").tap()
        page.wait_for_url("**/figures/participations/")
        assert "9,830" in page.locator("main").inner_text()


# by keyboard alone


def tab_to(page, wanted, most=120):
    """Presses Tab until the focus is on what a selector names; each stop has to be seen."""
    for _stop in range(most):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("selector => document.activeElement.matches(selector)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached")


def open_by_key(page, wanted):
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_skip_link_leads_past_the_head(open_page):
    with open_page() as page:
        page.goto("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.sweep
def test_by_keyboard_todays_lunch_is_found(open_demo):
    with open_demo() as page:
        page.goto("/")
        open_by_key(page, "[data-site='east'] a")
        assert "site=east" in page.url


@pytest.mark.sweep
def test_by_keyboard_a_figures_records_are_opened(open_demo):
    with open_demo() as page:
        page.goto(programme_of(page))
        open_by_key(page, "#meals .fp-figure__evidence a")
        assert page.url.endswith("/figures/meals/")
        assert page.locator("main tbody tr").count() > 20


def test_by_keyboard_the_table_is_downloaded(open_page):
    with open_page() as page:
        page.goto(programme_of(page) + "tables/summary/")
        tab_to(page, "a[href$='summary.xlsx']")
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename.endswith(".xlsx")


def test_by_keyboard_an_event_is_added_to_the_calendar(open_page):
    with open_page() as page:
        page.goto("/events/")
        open_by_key(page, ".fp-event__title a")
        tab_to(page, "a[href$='.ics']")
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename.endswith(".ics")


@pytest.mark.sweep
def test_by_keyboard_a_communitys_sign_up_is_reached(open_demo):
    with open_demo() as page:
        left = []
        page.route("https://example.com/**", lambda route: (left.append(1), route.abort()))
        page.on("console", lambda message: None)
        page.goto("/")
        open_by_key(page, "#join a")
        tab_to(page, "a[href^='/go/']")
        address = page.evaluate("document.activeElement.href")
        answer = page.request.get(address, max_redirects=0)
        assert answer.status == 302
        assert answer.headers["location"].startswith("https://example.com/")


# weight


@pytest.mark.sweep
@pytest.mark.parametrize("path", ["/", "/en/", "programme"])
def test_a_page_is_light_and_stands_still(open_demo, path):
    with open_demo("phone") as page:
        path = programme_of(page) if path == "programme" else path
        loaded = watched(page)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        sizes = {url: size for url, kind, size in loaded() if kind != "Image"}
        assert len(sizes) <= REQUESTS, sizes
        assert 10_000 < sum(sizes.values()) <= BYTES, sizes
        assert page.evaluate(SHIFTS) < 0.01
        assert page.eval_on_selector_all("script", BLOCKING) == 0


def watched(page):
    """A function that tells what the page has loaded since: (address, kind, bytes sent)."""
    answers, sizes = {}, {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on(
        "Network.responseReceived",
        lambda event: answers.update(
            {event["requestId"]: (event["response"]["url"], event["type"])}
        ),
    )
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    return lambda: [(*answers[one], size) for one, size in sizes.items() if one in answers]


# bare


@pytest.mark.sweep
def test_the_site_reads_without_javascript_and_without_styles(open_demo):
    with open_demo("phone", java_script_enabled=False) as page:
        page.route("**/*.css", lambda route: route.fulfill(body="", content_type="text/css"))
        page.goto("/")
        text = page.locator("body").inner_text()
        places = [
            text.index(words)
            for words in ("架空商事", "第", "今日の食堂", "参加する", "取り組みの柱")
        ]
        assert places == sorted(places)
        page.click("h1 a")
        assert re.search(r"約\d,\d00食", page.locator("#meals").inner_text())
        page.click("#meals .fp-figure__evidence a")
        assert page.locator("main tbody tr").count() > 20


@pytest.mark.sweep
def test_on_paper_there_is_no_navigation(open_demo):
    with open_demo() as page:
        page.goto(programme_of(page))
        page.emulate_media(media="print")
        for gone in (".fp-header__nav", ".fp-crumbs", ".fp-pages-nav", ".fp-index"):
            assert page.locator(gone).count() and not page.locator(gone).first.is_visible(), gone
        for kept in ("#meals .fp-number", ".fp-chart svg", ".fp-share code"):
            assert page.locator(kept).first.is_visible(), kept
