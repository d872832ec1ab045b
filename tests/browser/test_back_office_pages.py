"""Every kind of page of the back office, from a phone to a desk: whole, large enough, Japanese.

What is marked `crawl` opens the pages of every model, instead of one of each kind.
"""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.conftest import WIDTHS, serving
from tests.browser.people import sign_in

LOOK = (Path(__file__).parent / "pages.js").read_text(encoding="utf-8")
#: names, and words that are the same in Japanese
KNOWN = [
    *("Excel", "OpenDocument", "WebP", "Firefox", "csv", "xlsx", "xls", "ods", "sha"),
    *("Google", "Microsoft", "Authenticator", "Mozilla", "Future", "Creation", "Hub"),
    *("hanako", "taro", "demo", "make", "fureru", "hidden", "rows", "load", "nec", "toml"),
    *("programme", "admin", "Shift", "Ctrl", "Enter", "Web"),
    *("mail", "sco", "csr", "jp", "com"),  # the address in a document
]
#: model -> the pages to try of it in a usual run
OF_EACH_KIND = {
    "meal": ("changelist", "add", "change", "deleted", "delete"),
    "event": ("changelist", "change"),
    "exchange": ("change", "history"),
    "countingline": ("add", "delete"),
    "programme": ("changelist", "change"),
    "photo": ("changelist", "add", "change"),
    "release": ("changelist", "add", "change", "history"),
    "importbatch": ("changelist",),
    "municipality": ("changelist", "change"),
    "outlet": ("delete", "deleted"),
    "user": ("changelist", "add", "delete"),
    "group": ("add", "change", "history"),
    "failure": ("changelist", "change"),
}
#: what the site does not offer
NOT_OFFERED = {
    *(("municipality", page) for page in ("add", "delete")),
    *((name, "add") for name in ("failure", "visit", "device")),
    *(("visit", "delete"), ("importbatch", "delete"), ("group", "delete")),
}


@pytest.fixture(scope="module")
def office(address, environment, tmp_path_factory):
    """(address of a server of its own, address of each page) of a back office at work."""
    folder = tmp_path_factory.mktemp("office")
    database = folder / "db.sqlite3"
    loaded = environment["DATABASE_URL"].removeprefix("sqlite:///")
    with sqlite3.connect(loaded) as source, sqlite3.connect(database) as target:
        source.backup(target)
    own = {"DATABASE_URL": f"sqlite:///{database}", "MEDIA_ROOT": str(folder / "media")}
    environment = environment | own
    run = {"env": environment, "cwd": settings.BASE_DIR, "check": True, "capture_output": True}
    subprocess.run([sys.executable, "manage.py", "make_demo", "--quick"], **run)
    made = subprocess.run([sys.executable, "-m", "tests.browser.office"], **run)
    with serving(environment) as own_address:
        yield own_address, json.loads(made.stdout)


@pytest.fixture
def at_work(open_page, office):
    """Opens a page of that server, for who is signed in or not."""

    def opened(width="desktop", **options):
        return open_page(width, base_url=office[0], timezone_id="Asia/Tokyo", **options)

    return opened


@pytest.fixture
def faults_of(violations):
    """What is wrong with the page that is open, at each of some widths."""

    def find(page, name, probe=("phone", "desktop")):
        """With axe at the widths of `probe`."""
        found, count = [], 0
        for width in WIDTHS:
            page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))
            looked = page.evaluate(f"({LOOK.rstrip().rstrip(';')})({json.dumps(KNOWN)})")
            faults = looked["faults"] + (violations(page) if width in probe else [])
            found += [f"{name} ({width}): {fault}" for fault in faults]
            count += looked["count"]
        assert count, name
        return found

    return find


def of_models(models, every):
    """(name, address) of the pages of models: every one, or one of each kind."""
    for model, pages in models.items():
        for page, path in pages.items():
            wanted = every or page in OF_EACH_KIND.get(model, ())
            if wanted and (model, page) not in NOT_OFFERED:
                yield f"{page} of {model}", path


def swept(at_work, faults_of, pages, every=False):
    """What is wrong with these pages; unless `every`, axe looks at each at one of two widths."""
    faults = []
    with at_work("phone") as page:
        sign_in(page)
        for number, (name, path) in enumerate(pages):
            probe = ("phone", "desktop") if every else (("phone", "desktop")[number % 2],)
            answer = page.goto(path)
            assert answer.status == 200, (name, answer.status)
            page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
            faults += faults_of(page, name, probe)
    return "\n".join(faults)


@pytest.mark.sweep
def test_each_page_of_the_work_is_whole(at_work, office, faults_of):
    pages = office[1]["pages"]
    assert len(pages) >= 26
    faults = swept(at_work, faults_of, pages.items())
    assert not faults, faults


@pytest.mark.parametrize(
    ("every", "least"),
    [
        pytest.param(False, 27, marks=pytest.mark.sweep),
        pytest.param(True, 150, marks=pytest.mark.crawl),
    ],
)
def test_each_kind_of_page_of_a_model_is_whole(at_work, office, faults_of, every, least):
    pages = list(of_models(office[1]["models"], every))
    assert len(pages) >= least
    faults = swept(at_work, faults_of, pages, every)
    assert not faults, faults


@pytest.mark.sweep
def test_a_page_that_asks_again_is_whole(at_work, office, faults_of):
    """A record that another changed meanwhile, faults in a form and in the grid, a refused file."""
    pages = office[1]["pages"]
    with at_work() as page:
        sign_in(page)
        page.goto(pages["conflict"])
        with page.context.expect_page() as opened:
            page.evaluate("window.open(location.href)")
        other = opened.value
        other.fill("#id_servings", "77")
        other.click("input[name=_save]")
        other.wait_for_selector(".messagelist .success")
        other.close()
        page.fill("#id_servings", "７８")
        page.click("input[name=_save]")
        page.wait_for_selector(".fp-conflict")
        faults = faults_of(page, "conflict")
        page.goto("/admin/produce/meal/add/")
        page.fill("#id_servings", "たくさん")
        page.click("input[name=_save]")
        page.wait_for_selector(".errornote")
        faults += faults_of(page, "form with faults")
        page.goto(pages["grid of cafeterias"])
        page.locator("td input[type=text]").first.fill("x")
        page.locator("td input[type=text]").nth(1).fill("99999")
        page.click("button.default")
        page.wait_for_selector("[data-questions]")
        faults += faults_of(page, "grid that asks")
        page.goto(pages["import: upload"])
        page.click("input.default")
        page.wait_for_selector(".errornote")
        faults += faults_of(page, "upload without a file")
    assert not faults, "\n".join(faults)


@pytest.mark.sweep
def test_signing_in_and_the_second_factor_are_whole(at_work, faults_of):
    with at_work() as page:
        page.goto("/admin/")
        faults = faults_of(page, "sign-in")
        page.fill("#id_login", "hanako")
        page.fill("#id_password", "wrong")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=alert], .errorlist")
        faults += faults_of(page, "sign-in refused")
        sign_in(page)
        for path in ("second-factor/", "second-factor/set-up/", "logout/", "reauthenticate/"):
            assert page.goto(f"/accounts/{path}").ok
            faults += faults_of(page, path)
    assert not faults, "\n".join(faults)


@pytest.mark.sweep
def test_the_list_to_search_in_has_names_and_closes_with_escape(at_work, violations):
    with at_work() as page:
        sign_in(page)
        page.goto("/admin/produce/meal/add/")
        page.locator("#id_source + .select2 .select2-selection").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".select2-results__option:not(.loading-results)")
        assert page.get_attribute(".select2-search__field", "aria-label") == "出典を探す"
        assert not (faults := violations(page)), faults
        page.keyboard.press("Escape")
        assert page.locator(".select2-dropdown").count() == 0
        page.click("#calendarlink0")
        assert page.locator("#calendarbox0").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("#calendarbox0").is_visible()


@pytest.mark.sweep
def test_the_keyboard_goes_through_a_list_and_a_form_in_sight(at_work, office):
    """The skip link comes first, and every stop of Tab can be seen."""
    with at_work() as page:
        sign_in(page)
        for path in ("/admin/produce/meal/", office[1]["pages"]["conflict"], "/admin/"):
            page.goto(path)
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.skip-to-content-link')"):
                page.keyboard.press("Enter")
            for stop in range(25):
                page.keyboard.press("Tab")
                outline = page.evaluate(
                    """() => { const style = getComputedStyle(document.activeElement);
                         return [style.outlineStyle, parseFloat(style.outlineWidth)]; }"""
                )
                assert outline[0] != "none", (path, stop)
                assert outline[1] >= 1, (path, stop)
