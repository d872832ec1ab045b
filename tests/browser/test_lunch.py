"""Lunch on the device of an employee, on the demo's server: found, remembered, forgotten."""

import pytest

#: what moved after the first paint, as Chromium reckons it
SHIFT = """
new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) sum += one.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})
"""


def site_of(cards):
    return cards.evaluate_all("all => all.map(card => card.dataset.site)")


def to_lunch(page):
    page.goto("/")
    page.get_by_role("link", name="取り組みと数字を見る").click()
    page.locator("#produce").get_by_role("link", name="食堂の献立").click()
    page.wait_for_url("**/lunch/")


pytestmark = pytest.mark.sweep
ORDER = ["tower", "east", "west", "lab", "depot"]


def test_todays_lunch_at_ones_site_is_found_and_comes_first_next_time(demo, open_page):
    with open_page("phone", base_url=demo) as page:
        to_lunch(page)
        cards = page.locator(".fp-sitting")
        assert site_of(cards) == ORDER
        assert page.get_by_text("いつもの拠点").filter(visible=True).count() == 0
        page.get_by_role("link", name="架空西工場 食堂").first.click()
        page.wait_for_url("**/lunch/?site=west")
        assert page.locator("h1").inner_text() == "架空西工場 食堂"
        current = page.locator("nav.fp-sites [aria-current]")
        assert current.inner_text() == "架空西工場 食堂"
        page.get_by_role("link", name="すべての食堂").click()
        page.wait_for_url("**/lunch/")
        assert site_of(cards) == ["west", "tower", "east", "lab", "depot"]
        assert "いつもの拠点" in cards.first.inner_text()
        assert page.get_by_text("いつもの拠点", exact=True).filter(visible=True).count() == 1
        page.reload()
        assert page.evaluate(SHIFT) < 0.01
        assert page.context.cookies() == []


def test_the_choice_is_forgotten_at_a_press(demo, open_page):
    with open_page("phone", base_url=demo) as page:
        to_lunch(page)
        assert page.get_by_role("button", name="忘れる").count() == 0
        page.locator("nav.fp-sites").get_by_role("link", name="架空研究所 食堂").click()
        page.get_by_role("link", name="すべての食堂").click()
        page.wait_for_url("**/lunch/")
        page.get_by_role("button", name="忘れる").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.textContent").startswith("消しました")
        assert page.get_by_text("いつもの拠点", exact=True).filter(visible=True).count() == 0
        assert page.evaluate("localStorage.length") == 0
        page.reload()
        assert site_of(page.locator(".fp-sitting")) == ORDER
        assert page.get_by_role("button", name="忘れる").count() == 0


def test_without_javascript_every_site_is_a_tap_away(demo, open_page):
    with open_page("phone", base_url=demo, java_script_enabled=False) as page:
        to_lunch(page)
        page.locator("nav.fp-sites").get_by_role("link", name="架空西工場 食堂").click()
        page.wait_for_url("**/lunch/?site=west")
        assert page.locator("main section").count() >= 1
        assert page.get_by_role("button", name="忘れる").count() == 0
        page.get_by_role("link", name="すべての食堂").click()
        cards = page.locator(".fp-sitting")
        assert [cards.nth(number).get_attribute("data-site") for number in range(5)] == ORDER


def test_where_storage_is_switched_off_the_page_works(demo, open_page):
    with open_page("phone", base_url=demo) as page:
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new Error('off'); } });"
        )
        to_lunch(page)
        page.get_by_role("link", name="架空西工場 食堂").first.click()
        page.wait_for_url("**/lunch/?site=west")
        assert page.locator(".fp-day").count() >= 10


@pytest.mark.parametrize(("width", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_the_pages_are_whole_and_accessible(demo, open_page, violations, width, scheme):
    faults, seen = [], 0
    with open_page(width, base_url=demo, color_scheme=scheme) as page:
        to_lunch(page)
        lunch = page.url
        products = lunch.replace("/lunch/", "/products/")
        pages = [lunch, f"{lunch}?site=tower", f"{lunch}?site=lab", products]
        for address in [*pages, *(one.replace("/demo/", "/en/demo/") for one in pages)]:
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            if page.evaluate("document.documentElement.scrollWidth - window.innerWidth") > 0:
                faults.append(f"{address}: wider than the window")
            if page.locator("h1").count() != 1:
                faults.append(f"{address}: h1")
            faults += violations(page)
            seen += 1
    assert faults == []
    assert seen == 8
