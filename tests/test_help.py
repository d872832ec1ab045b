"""使い方 in the back office: for everybody who is let in, with what each strand adds."""

import pytest

from programmes.models import Role

from .pages import soup
from .staff import person


@pytest.mark.parametrize("role", list(Role))
def test_whoever_is_let_in_finds_it_from_every_page(client, db, role):
    client.force_login(person(role))
    link = soup(client, "/admin/").find("a", string="使い方")
    page = soup(client, link["href"])
    headings = {one["id"]: one.get_text() for one in page.find("main").find_all("h2")}
    assert {"records", "grid", "servings", "clicks", "import", "releases", "roles"} <= set(headings)
    assert headings["grid"] == "日別に入力する"


def test_what_it_says_of_a_page_leads_there(admin_client, db):
    main = soup(admin_client, "/admin/help/").find(id="content-main")
    links = {link["href"] for link in main.find_all("a")}
    assert links == {"/admin/produce/grid/", "/admin/programmes/importbatch/new/"}
    assert {admin_client.get(link).status_code for link in links} == {200}


def test_a_visitor_is_asked_to_sign_in(client, db):
    assert client.get("/admin/help/").status_code == 302
