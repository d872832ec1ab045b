"""A staff member enters a result; an employee sees it, an organiser downloads it."""

import re

import pytest

from tests.browser.people import sign_in


def test_a_result_goes_from_the_form_to_the_page_and_back_out(open_page):
    with open_page() as page:
        sign_in(page)
        page.goto("/admin/produce/sale/add/")
        selected = page.locator("#id_programme option:checked").inner_text()
        assert "応援アクション2025" in selected
        page.select_option("#id_kind", "shop")
        page.fill("#id_starts_on", "2026-02-20")
        page.fill("#id_ends_on", "2026-02-20")
        page.fill("#id_items", "１２０")
        page.click("input[name=_save]")
        page.wait_for_selector(".errornote")
        assert "照合用" in page.locator(".errorlist.nonfield").inner_text()
        assert page.input_value("#id_items") == "１２０"
        page.check("#id_settles_overlap")
        page.click("input[name=_save]")
        page.wait_for_selector(".messagelist .success")
        page.goto("/nec/2025/")
        assert re.sub(r"\s", "", page.locator("#shop-items data").inner_text()) == "120点"
        page.goto("/nec/2025/figures/shop-items/")
        assert "約2,200点" in re.sub(r"\s", "", page.locator(".fp-facts").inner_text())
        csv = page.request.get("/nec/2025/tables/produce.csv").text()
        assert '"shop-items"' in csv and '"120点"' in csv
        undo(page)
        page.goto("/nec/2025/")
        assert re.sub(r"\s", "", page.locator("#shop-items data").inner_text()) == "約2,200点"


def undo(page):
    """Deletes the day's record and takes the total back from comparison."""
    page.goto("/admin/produce/sale/?kind__exact=shop&is_comparison__exact=0")
    page.click("#result_list tbody tr:has-text('2026年2月20日') th a")
    page.click("a.deletelink")
    page.click("form input[type=submit]")
    page.wait_for_selector(".messagelist .success")
    page.goto("/admin/produce/sale/?kind__exact=shop&is_comparison__exact=1")
    page.click("#result_list tbody tr th a")
    page.uncheck("#id_is_comparison")
    page.click("input[name=_save]")
    page.wait_for_selector(".messagelist .success")


@pytest.mark.sweep
def test_every_form_opens_without_a_complaint(open_page):
    """No inline style or script: the policy of the site holds in the admin too."""
    with open_page() as page:
        sign_in(page)
        links = page.eval_on_selector_all(
            "a.addlink", "all => all.map(a => a.getAttribute('href'))"
        )
        forms = sorted({link for link in links if not link.startswith("/admin/auth/")})
        for path in forms:
            page.goto(path)
            assert page.locator("form .submit-row [type=submit]").count() >= 1, path
        assert len(forms) >= 20
