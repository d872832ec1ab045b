"""A press release on its whole way: one person drafts and submits it, another approves it.

On a server of its own, because what is issued stays.
"""

import re
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings

from tests.browser.conftest import PASSWORD, WIDTHS, serving

pytestmark = pytest.mark.sweep
ROLES = """
from django.contrib.auth.models import Group, User
for name in ("writer", "approver"):
    user = User.objects.create_user(name, password={password!r}, is_staff=True)
    user.groups.set(Group.objects.filter(name="公表担当"))
"""


@pytest.fixture(scope="module")
def press(address, environment, tmp_path_factory):
    """The address of a server with both documents and two people who publish."""
    database = tmp_path_factory.mktemp("press") / "db.sqlite3"
    loaded = environment["DATABASE_URL"].removeprefix("sqlite:///")
    with sqlite3.connect(loaded) as source, sqlite3.connect(database) as target:
        source.backup(target)
    own = environment | {"DATABASE_URL": f"sqlite:///{database}"}
    code = ROLES.format(password=PASSWORD)
    command = [sys.executable, "manage.py", "shell", "-c", code]
    subprocess.run(command, env=own, cwd=settings.BASE_DIR, check=True, capture_output=True)
    with serving(own) as own_address:
        yield own_address


def sign_in(page, name):
    page.goto("/admin/")
    page.fill("#id_login", name)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#user-tools")


def at_each_width(page, violations):
    """What axe finds at 1280 and 360 px with all that can be unfolded, and whether it overflows."""
    found = []
    page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    for width in ("desktop", "phone"):
        page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))
        found += violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found += [f"{page.url} ({width}): {wide} px wider than the window"] if wide > 0 else []
    page.set_viewport_size(dict(zip(("width", "height"), WIDTHS["desktop"], strict=True)))
    return found


def test_a_release_goes_from_the_records_to_the_public_by_two_people(press, open_page, violations):
    with open_page(base_url=press) as page:
        sign_in(page, "writer")
        page.click("[aria-labelledby=desk-releases] a.button")
        page.fill("#id_slug", "results")
        page.keyboard.press("Enter")
        page.wait_for_selector(".fp-release-stand")
        assert "直すところはありません" in page.inner_text(".fp-release-sentence")
        assert page.locator(".fp-release-found").count() == 0
        faults = at_each_width(page, violations)

        mended = page.input_value("#id_text")
        page.focus("#id_text")
        page.keyboard.press("Control+End")
        page.keyboard.insert_text("\n食堂では約9,999食を出しました。")
        page.keyboard.press("Tab")  # on to what follows the text, and from any field Enter saves
        page.focus("#id_change_reason")
        page.keyboard.press("Enter")
        page.wait_for_selector("#found-ja")
        line = len(mended.splitlines()) + 1
        assert f"{line}行目" in page.inner_text("#found-ja")
        assert "約9,999食" in page.inner_text("#found-ja")
        faults += at_each_width(page, violations)
        page.focus("#found-ja .fp-release-line")
        page.keyboard.press("Enter")
        chosen = "(area) => area.value.slice(area.selectionStart, area.selectionEnd)"
        assert page.eval_on_selector("#id_text", chosen) == "食堂では約9,999食を出しました。"
        page.keyboard.press("Backspace")
        page.click("[name=_ask]")
        page.wait_for_selector("[data-stage=review]")
        assert "承認はできません" in page.inner_text(".fp-release-sentence")
        assert page.locator("[data-act=approve]").count() == 0
        desk = page.url

    with open_page(base_url=press) as page:
        sign_in(page, "approver")
        page.goto(desk)
        faults += at_each_width(page, violations)
        page.focus("[data-act=approve]")
        page.keyboard.press("Enter")
        page.wait_for_selector("input[name=seen]", state="attached")
        assert "約6,600食" in page.inner_text("#content-main")
        faults += at_each_width(page, violations)
        page.click(".fp-release-save [type=submit]")
        page.wait_for_selector("[data-stage=issued]")
        faults += at_each_width(page, violations)
        page.click(".messagelist .success a")
        page.wait_for_selector(".fp-release")
        page_text = re.sub(r"\s", "", page.inner_text("main"))
        assert "約6,600食" in page_text and "9,999" not in page_text
    assert not faults, "\n".join(faults)


def test_the_desk_works_without_script(press, open_page):
    with open_page(base_url=press, java_script_enabled=False) as page:
        sign_in(page, "writer")
        page.goto("/admin/programmes/release/add/")
        page.fill("#id_slug", "without-script")
        page.click("[name=_save]")
        page.fill("#id_text", "# 結果\n約9,999食")
        page.click("[name=_save]")
        assert "2行目" in page.inner_text("#found-ja")


def test_a_party_answers_without_an_account(press, open_page, violations):
    with open_page(base_url=press) as page:
        sign_in(page, "writer")
        page.goto("/admin/programmes/release/add/")
        page.fill("#id_slug", "to-be-seen")
        page.click("[name=_save]")
        page.click("text=関係者に確認を頼む")
        page.click("text=リンクを作る")
        faults = at_each_width(page, violations)
        address, desk = page.input_value("input[readonly]"), page.url
    with open_page(base_url=press) as page:
        page.goto(address)
        faults += at_each_width(page, violations)
        page.select_option("#figure", "meals")
        page.fill("#text", "県の集計と同じです。")
        page.click("text=意見を送る")
        page.wait_for_selector("#answers")
        assert "県の集計と同じです。" in page.inner_text("main")
        page.click("text=この内容でよい")
        page.wait_for_selector("[role=status]")
        assert "確認済み" in page.inner_text("[role=status]")
        faults += at_each_width(page, violations)
    with open_page(base_url=press) as page:
        sign_in(page, "writer")
        page.goto(desk)
        assert re.search("承認した.*県の集計と同じです。", page.inner_text(".fp-review-log"), re.S)
    assert not faults, "\n".join(faults)
