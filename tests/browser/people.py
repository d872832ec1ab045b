"""People at the keyboard."""

from tests.browser.conftest import PASSWORD


def sign_in(page):
    page.goto("/admin/")
    page.fill("#id_login", "hanako")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#user-tools")
