"""What staff save in the admin stands on every page and in every file at the next request."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from pypdf import PdfReader

from produce.models import Meal, Outlet, Sale
from tests.pages import headed, soup, squeezed, squeezed_text

from .back_office import delete_chosen
from .pages import body

pytestmark = [pytest.mark.database, pytest.mark.pdf]


def everywhere(client):
    """The printed number of meals, as each page and file has it now."""
    table = "/nec/2025/tables/summary"
    rows = csv.DictReader(io.StringIO(body(client, f"{table}.csv").decode("utf-8-sig")))
    sheet = openpyxl.load_workbook(io.BytesIO(body(client, f"{table}.xlsx"))).worksheets[0]
    names, *lines = sheet.iter_rows(values_only=True)
    sheet_rows = [dict(zip(names, line, strict=True)) for line in lines]
    page = soup(client, "/nec/2025/").find(id="meals")
    pdf = PdfReader(io.BytesIO(body(client, f"{table}.pdf")))
    pdf_text = squeezed("".join(page.extract_text() for page in pdf.pages))
    printed = {
        "page": squeezed_text(page.find("data")),
        "figure": squeezed_text(soup(client, "/nec/2025/figures/meals/").select_one("main data")),
        "csv": next(row["printed_ja"] for row in rows if row["figure"] == "meals"),
        "xlsx": next(row["printed_ja"] for row in sheet_rows if row["figure"] == "meals"),
        "json": json.loads(body(client, "/nec/2025/figures/meals.json"))["printed_ja"],
        "table": next(
            row["printed_ja"]
            for row in json.loads(body(client, f"{table}.json"))["rows"]
            if row["figure"] == "meals"
        ),
    }
    printed["pdf"] = printed["page"] if printed["page"] in pdf_text else pdf_text
    return set(printed.values())


@pytest.fixture
def outlet(nec2025):
    outlet = Outlet(partnership=nec2025.partnership, slug="hq", kind="cafeteria", name="本社 食堂")
    outlet.save()
    return outlet


def opened_on(client, address):
    """What the form at an address says that it was opened on."""
    return {"opened_on": client.get(address).context["adminform"].form["opened_on"].value()}


def meal_form(programme, outlet, **fields):
    return {
        "programme": programme.pk,
        "outlet": outlet.pk,
        "state": "counted",
        "starts_on": "2026-02-20",
        "ends_on": "2026-02-20",
        "servings": "412",
        "settles_overlap": "on",
    } | fields


def test_a_saved_meal_stands_everywhere_and_a_deleted_one_nowhere(
    client, admin_client, nec2025, outlet
):
    assert everywhere(client) == {"約6,600食"}
    answer = admin_client.post("/admin/produce/meal/add/", meal_form(nec2025, outlet))
    assert answer.status_code == 302
    assert everywhere(client) == {"約410食"}
    figure = soup(client, "/nec/2025/figures/meals/")
    assert "約6,600食" in squeezed_text(headed(figure, "照合用の値"))
    daily = Meal.objects.get(servings=412)
    total = Meal.objects.get(servings=6600)
    gone = admin_client.post(
        f"/admin/produce/meal/{daily.pk}/delete/", {"post": "yes"}, follow=True
    )
    assert f"/admin/produce/meal/{total.pk}/change/" in gone.content.decode()
    assert "照合用の記録だけ" in soup(client, "/nec/2025/figures/meals/").get_text()
    form = f"/admin/produce/meal/{total.pk}/change/"
    admin_client.post(
        form,
        opened_on(admin_client, form)
        | {
            "programme": nec2025.pk,
            "state": "counted",
            "starts_on": "2026-02-19",
            "ends_on": "2026-03-13",
            "servings": "6600",
            "is_approximate": "on",
            "source": total.source_id,
            "reading": total.reading,
        },
    )
    assert everywhere(client) == {"約6,600食"}


def test_a_total_is_missed_in_its_own_figure_only(admin_client, nec2025):
    """Shop and online sales are records of one kind, but two figures."""
    shop = Sale.objects.get(programme=nec2025, kind="shop")
    shop.is_comparison = True
    shop.save()
    daily = Sale(programme=nec2025, kind="shop", items=35, starts_on=date(2026, 2, 20))
    daily.ends_on = daily.starts_on
    daily.save()
    one = f"/admin/produce/sale/{daily.pk}/delete/"
    for delete in (
        lambda: admin_client.post(one, {"post": "yes"}, follow=True),
        lambda: delete_chosen(admin_client, [daily]),
    ):
        gone = delete().content.decode()
        assert "集計に使う記録がなくなりました" in gone
        assert f"/admin/produce/sale/{shop.pk}/change/" in gone
        daily.save(force_insert=True)


def test_a_day_outside_the_campaign_is_pointed_out(admin_client, nec2025, outlet):
    form = meal_form(nec2025, outlet, starts_on="2026-03-20", ends_on="2026-03-20")
    saved = admin_client.post("/admin/produce/meal/add/", form, follow=True)
    assert "期間（2026年2月19日(木)～3月13日(金)）の外" in saved.content.decode()


@pytest.mark.sweep
def test_a_renamed_outlet_is_renamed_everywhere(client, admin_client, nec2025, outlet):
    admin_client.post("/admin/produce/meal/add/", meal_form(nec2025, outlet))
    paths = (
        "/nec/2025/",
        "/nec/2025/figures/meals/",
        "/nec/2025/figures/meals.json",
        "/nec/2025/tables/produce-records/",
        "/nec/2025/tables/produce-records.csv",
        "/nec/2025/tables/produce-records.json",
    )
    for path in paths:
        assert "本社 食堂" in body(client, path).decode(), path
    form = f"/admin/produce/outlet/{outlet.pk}/change/"
    answer = admin_client.post(
        form,
        opened_on(admin_client, form)
        | {
            "partnership": nec2025.partnership_id,
            "slug": "hq",
            "kind": "cafeteria",
            "name": "中央 食堂",
            "position": "1",
            "closed_days-TOTAL_FORMS": "0",
            "closed_days-INITIAL_FORMS": "0",
        },
    )
    assert answer.status_code == 302
    for path in paths:
        text = body(client, path).decode()
        assert "中央 食堂" in text and "本社 食堂" not in text, path
    book = openpyxl.load_workbook(io.BytesIO(body(client, "/nec/2025/tables/produce-records.xlsx")))
    cells = {cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row}
    assert "中央 食堂" in cells


@pytest.mark.sweep
def test_an_own_indicator_is_seen_everywhere(client, admin_client, nec2025):
    answer = admin_client.post(
        "/admin/programmes/indicator/add/",
        {
            "programme": nec2025.pk,
            "label": "ボランティア参加者数",
            "label_en": "Volunteers",
            "slug": "volunteers",
            "unit": "名",
            "unit_en": "people",
            "unit_en_one": "person",
            "basis": "cumulative",
            "style": "approx",
            "definition": "清掃活動に参加した社員の人数です。",
            "definition_en": "Employees who joined a clean-up.",
            "position": "1",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    indicator = nec2025.indicators.get()
    answer = admin_client.post(
        "/admin/programmes/indicatorrecord/add/",
        {
            "programme": nec2025.pk,
            "indicator": indicator.pk,
            "value": "1234",
            "ends_on": "2026-03-13",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    volunteers = soup(client, "/nec/2025/").find(id="volunteers")
    assert squeezed_text(volunteers.find("data")) == "約1,200名"
    assert "Volunteers" in soup(client, "/en/nec/2025/figures/volunteers/").get_text()
    for path in ("summary.csv", "other.csv", "other-records.csv", "other.json"):
        assert "volunteers" in body(client, f"/nec/2025/tables/{path}").decode(), path
    assert "約1,200名" in squeezed_text(soup(client, "/nec/"))
