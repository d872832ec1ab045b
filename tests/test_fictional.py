"""What is fictional says so: on every page, in every list, in every file."""

import csv
import io
import json
from datetime import date

import pytest
from pypdf import PdfReader

from produce.models import Meal, Sale
from programmes import imports
from programmes.models import Programme

from .demos import WEDNESDAY, demo_made
from .pages import soup, squeezed_text
from .tables import exported, read_xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """Made once for these tests: they only read it."""
    with demo_made(django_db_blocker) as made:
        yield made.programme


@pytest.fixture
def demo(made, db, at):
    at(*WEDNESDAY)
    return Programme.objects.get(pk=made.pk)


PAGES = (
    "/demo/",
    "/demo/2026/",
    "/demo/2026/figures/meals/",
    "/demo/2026/figures/participations/",
    "/demo/2026/tables/summary/",
    "/demo/2026/tables/produce-records/",
    "/demo/2026/communities/demo-fan-club/",
    "/demo/2026/projects/demo-workshop/",
    "/demo/2026/schools/demo-school/",
    "/events/demo-2026-talk-1/",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_it_is_fictional(client, demo, path):
    page = soup(client, path)
    assert "本物ではありません" in page.select_one("main .fp-fictional").get_text()
    assert page.title.get_text().startswith("【架空】")
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert soup(client, f"/en{path}").select_one("main .fp-fictional")


def test_no_page_of_a_real_partnership_says_so(client, demo):
    for path in ("/nec/", "/nec/2025/", "/nec/2025/figures/meals/", "/events/dialogue-2026-02/"):
        page = soup(client, path)
        assert not page.select(".fp-fictional, .fp-mark, meta[name=robots]")
    body = client.get("/nec/2025/tables/summary.csv")
    assert "架空" not in body.content.decode() and "fictional" not in body["Content-Disposition"]


def test_lists_of_many_partnerships_mark_what_is_fictional(client, demo):
    for event in soup(client, "/events/").select(".fp-event"):
        is_ours = "/events/demo-" in event.find("a")["href"]
        assert bool(event.select_one(".fp-mark")) is is_ours
    home = soup(client, "/")
    assert home.select_one(".fp-fictional") and not home.select("meta[name=robots]")
    others = home.find(id="others").find_next_sibling("ul").find_all("li")
    marked = {li.a["href"]: bool(li.select_one(".fp-mark")) for li in others}
    assert marked == {"/demo/2025/": True, "/nec/2025/": False, "/nec/2024/": False}


def test_a_real_programme_that_runs_comes_first(client, demo, nec2025):
    nec2025.starts_on, nec2025.ends_on = date(2026, 11, 1), date(2026, 11, 30)
    nec2025.save()
    home = soup(client, "/")
    assert squeezed_text(home.h1) == "NECグループふくしま応援アクション2025"
    assert not home.select_one(".fp-fictional")


def test_once_over_the_demo_stands_behind_the_real_ones(demo, at, nec2025):
    at(2027, 2, 1)
    assert Programme.objects.latest_first().first() == nec2025


@pytest.mark.parametrize("table", ["summary", "produce", "produce-records"])
def test_data_files_say_so_and_stay_rectangular(client, demo, table):
    path = f"/demo/2026/tables/{table}"
    answer = client.get(f"{path}.csv")
    assert f"fictional-demo-2026-{table}.csv" in answer["Content-Disposition"]
    body = answer.getvalue().decode("utf-8-sig")
    head, *lines = list(csv.reader(io.StringIO(body)))
    assert lines and {len(line) for line in lines} == {len(head)}
    assert all("架空" in line[head.index("source")] for line in lines)
    about = read_xlsx(client.get(f"{path}.xlsx").content, sheet=1)
    row = dict(zip(about[0], about[1], strict=True))
    assert "架空" in row["description_ja"] and row["item"] == "table"
    assert json.loads(client.get(f"{path}.json").getvalue())["fictional"] is True


def test_the_side_by_side_table_and_a_figures_json_say_so(client, demo):
    answer = client.get("/demo/tables/years.csv")
    assert "fictional-demo-years.csv" in answer["Content-Disposition"]
    assert client.get("/demo/2026/figures/meals.json").json()["fictional"] is True
    assert client.get("/nec/2025/figures/meals.json").json()["fictional"] is False
    assert client.get("/nec/2025/tables/summary.json").json()["fictional"] is False


@pytest.mark.pdf
def test_every_page_of_a_pdf_says_so(client, demo):
    answer = client.get("/demo/2026/tables/summary.pdf")
    assert "fictional-demo-2026-summary.pdf" in answer["Content-Disposition"]
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) > 1
    assert all("本物ではありません" in page.extract_text() for page in pages)


def test_the_back_office_marks_its_programmes(admin_client, demo):
    page = soup(admin_client, "/admin/programmes/programme/")
    rows = page.select("#result_list tbody tr")
    marked = {squeezed_text(row.th): bool(row.select_one(".fp-mark")) for row in rows}
    assert set(marked.values()) == {True, False}
    assert all(mark is ("架空商事" in name) for name, mark in marked.items())
    for url in ("/admin/", f"/admin/produce/grid/?programme={demo.pk}"):
        assert soup(admin_client, url).select_one("#content-main .fp-mark")
    change = soup(admin_client, f"/admin/programmes/programme/{demo.pk}/change/")
    assert change.select_one("#content .fp-mark")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_its_records_come_back_from_a_file_unchanged(demo, admin_user, suffix):
    for model in (Meal, Sale):
        data = exported(model, demo, suffix)
        kind = model._meta.label_lower
        batch = imports.upload(demo, kind, f"戻す.{suffix}", data, admin_user)
        assert batch.report["faults"] == []
        assert (batch.report["new"], batch.report["changed_total"]) == (0, 0)
        assert batch.report["same"] > 50
