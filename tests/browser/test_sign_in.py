"""Signing in with a second factor, by keyboard alone, at both widths."""

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from tests.browser.conftest import PASSWORD

MAKE = (
    "from django.contrib.auth.models import Group, User;"
    "user = User.objects.create_user('{0}', password='{1}', is_staff=True);"
    "user.groups.add(Group.objects.get(name='公表担当'))"
)


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def give_password(page, name):
    page.goto("/admin/")
    page.focus("#id_login")
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    enter(page)


@pytest.mark.parametrize("width", [pytest.param("phone", marks=pytest.mark.sweep), "desktop"])
def test_the_app_is_set_up_and_a_recovery_code_opens(open_page, violations, manage, width):
    name, faults = f"taro-{width}", []

    def look():
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        faults.extend([f"{page.url}: {wide} px too wide"] if wide > 0 else [])
        faults.extend(violations(page))

    with open_page(width) as page:
        manage("shell", "-c", MAKE.format(name, PASSWORD))
        page.goto("/admin/")
        look()
        give_password(page, name)
        page.goto("/accounts/second-factor/set-up/")
        page.click("summary")
        look()
        box = page.locator(".fp-sign-in__qr svg").bounding_box()
        assert box["width"] > 150 and box["height"] > 150
        secret = page.inner_text(".fp-sign-in__key")
        counter = list(yield_hotp_counters_from_time())[-1]
        page.focus("#id_code")
        page.keyboard.type(format_hotp_value(hotp_value(secret, counter)))
        enter(page)
        look()
        code = page.locator(".fp-sign-in__codes li").first.inner_text()
        page.goto("/accounts/logout/")
        look()
        page.focus("main button")
        enter(page)
        give_password(page, name)
        look()
        page.focus("#id_code")
        page.keyboard.insert_text(f"{code[:4]} {code[4:]}")  # as a paste comes
        enter(page)
        page.wait_for_selector("#user-tools")
    assert faults == []
