"""A seventh strand is one app: every page, file and check finds it with no edit elsewhere.

Run with its own settings: pytest --ds=tests.seventh.settings tests/seventh
"""

import csv
import io
import subprocess
from datetime import date

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from programmes.demo import publishing
from programmes.figures import results
from programmes.models import Programme, Recount, Release, Source
from programmes.models.next_year import Plan
from programmes.releases.drafting import draft
from programmes.releases.validation import findings
from programmes.releases.values import Values
from tests.pages import headed, soup, squeezed_text
from tests.releases import filled
from tests.seventh.harvest.demo import REASON_EN
from tests.seventh.harvest.models import Orchard, Picking, Tree


@pytest.fixture
def picked(db):
    programme = Programme.objects.get(slug="2025")
    source = Source.objects.get(slug="action-2025")
    for day, baskets in ((date(2026, 2, 20), 1_000), (date(2026, 2, 21), 234)):
        record = Picking(
            programme=programme,
            orchard="磐梯の果樹園",
            starts_on=day,
            ends_on=day,
            baskets=baskets,
            source=source,
        )
        record.full_clean()
        record.save()
    return programme


def test_the_programme_page_shows_it(client, picked):
    section = soup(client, "/nec/2025/").find(id="harvest")
    assert squeezed_text(section.find("h2")) == "収穫体験"
    assert "七" in section.get_text()
    assert squeezed_text(section.find(id="baskets").find("data")) == "約1,200かご"
    english = soup(client, "/en/nec/2025/").find(id="harvest")
    assert squeezed_text(english.find("h2")) == "Harvestdays"
    assert squeezed_text(english.find(id="baskets").find("data")) == "about1,200baskets"


def test_its_figure_opens_onto_its_records(client, picked):
    page = soup(client, "/nec/2025/figures/baskets/")
    assert "1,234かご" in headed(page, "集計した値").get_text()
    rows = page.select("tr[data-use=counted]")
    assert len(rows) == 2 and "磐梯の果樹園" in rows[0].get_text()
    assert client.get("/nec/2025/figures/baskets.json").json()["value"] == 1_234


def test_the_headline_counts_it(client, picked):
    page = soup(client, "/nec/2025/figures/participations/")
    assert "11,064人" in headed(page, "集計した値").get_text()


def test_every_table_and_file_carries_it(client, picked):
    text = client.get("/nec/2025/tables/summary.csv").content.decode("utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["figure"] == "baskets")
    assert (row["strand"], row["value"], row["printed_ja"]) == ("harvest", "1234", "約1,200かご")
    for suffix in ("", ".csv", ".xlsx", ".json", ".pdf"):
        path = f"/nec/2025/tables/harvest{suffix or '/'}"
        assert client.get(path).status_code == 200, path
    assert "磐梯の果樹園" in soup(client, "/nec/2025/tables/harvest-records/").get_text()
    assert "収穫したかごの数" in soup(client, "/nec/").get_text()


def test_the_press_release_tells_of_it(picked):
    values = Values(picked)
    for language, heading, printed in (
        ("ja", "## 収穫体験", "約1,200かご"),
        ("en", "## Harvest days", "about 1,200 baskets"),
    ):
        text = draft(Release(programme=picked), language)
        assert findings(text, language, values) == []
        printed_text = filled(text, language, values)
        assert heading in printed_text and printed in printed_text


def test_staff_enter_it_and_the_overlap_is_refused(admin_client, picked):
    assert admin.site.is_registered(Picking)
    assert admin_client.get("/admin/harvest/picking/").status_code == 200
    answer = admin_client.post(
        "/admin/harvest/picking/add/",
        {
            "programme": picked.pk,
            "orchard": "",
            "starts_on": "2026-02-19",
            "ends_on": "2026-03-13",
            "baskets": "1300",
        },
    )
    assert "照合用" in answer.content.decode() and Picking.objects.count() == 2


@pytest.fixture
def orchard(picked):
    """One that opens with an event of another strand."""
    event = picked.events.get(slug="kickoff-2026-02")
    orchard = Orchard(programme=picked, slug="bandai", name="磐梯の果樹園", opening=event)
    orchard.opens_on = date(2026, 2, 19)
    orchard.save()
    Tree(orchard=orchard, kind="りんご").save()
    return orchard


def test_it_has_pages_of_its_own_and_their_first_word_is_taken(client, orchard):
    assert "磐梯の果樹園" in soup(client, "/orchards/").find("li").get_text()
    assert squeezed_text(soup(client, "/en/orchards/").find("h1")) == "Orchard"
    partnership = orchard.programme.partnership
    partnership.slug = "orchards"
    with pytest.raises(ValidationError, match="別のページ"):
        partnership.clean()


def test_its_own_templates_show_it_on_the_pages_of_the_core(client, orchard):
    assert soup(client, "/nec/2025/").find(id="orchards").a["href"] == "/orchards/"
    page = soup(client, orchard.opening.get_absolute_url())
    assert page.find("dt", string="果樹園").find_next("dd").text == "磐梯の果樹園"
    assert page.find(id="trees").li.text == "りんご"


def test_staff_enter_it_with_the_event_it_belongs_to(admin_client, orchard):
    page = admin_client.get(f"/admin/programmes/event/{orchard.opening.pk}/change/")
    assert 'value="磐梯の果樹園"' in page.content.decode()


def test_its_subjects_come_along_into_the_next_year(picked):
    event = picked.events.first()
    orchard = Orchard(programme=picked, slug="bandai", name="磐梯の果樹園2025", opening=event)
    orchard.opens_on, orchard.best = date(2025, 9, 20), Picking.objects.first()
    orchard.save()
    Tree(orchard=orchard, kind="りんご").save()
    plan = Plan(picked)
    copied = plan.make(plan.suggested(), {model for model, _objects in plan.kinds}, {})
    copy = Orchard.objects.get(programme=copied)
    assert (copy.slug, copy.name) == ("bandai", "磐梯の果樹園2026")
    assert copy.opens_on == date(2026, 9, 19)
    assert copy.opening.programme == copied and copy.opening.title == event.title
    assert copy.best is None
    assert [tree.kind for tree in copy.trees.all()] == ["りんご"]
    assert Picking.objects.filter(programme=copied).count() == 0


def test_it_is_recounted_from_what_it_declares(picked):
    call_command("recount", "--quiet")
    assert Recount.objects.get().differences == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE harvest_picking SET baskets = 235 WHERE baskets = 234")
    with pytest.raises(CommandError, match="differences: 1$"):
        call_command("recount")
    [difference] = Recount.objects.first().differences
    assert difference["where"].startswith("nec/2025/harvest_picking/")
    assert (difference["ours"], difference["recounted"]) == ("235", "234")


@pytest.fixture
def demo(db, at, capsys):
    """The demo made quickly on a day, with what the command printed as its `output`."""
    at(2026, 11, 18, 9)
    call_command("make_demo", quick=True)
    programme = Programme.objects.get(partnership__slug="demo", slug="2026")
    programme.output = capsys.readouterr().out
    return programme


@pytest.mark.sweep
def test_the_demo_has_its_rows_too(demo):
    before = Programme.objects.get(partnership=demo.partnership, slug="2025")
    for programme, fridays in ((demo, 3), (before, 6)):
        pickings = Picking.objects.filter(programme=programme)
        assert pickings.count() == fridays and not pickings.filter(baskets=0).exists()
    orchard = Orchard.objects.get(programme=demo)
    assert orchard.opens_on == orchard.opening.starts_on == date(2026, 11, 6)
    assert "\nLeft for you to enter: Tue 17 November 2026, the orchard.\n" in demo.output
    assert results(demo)["meals"].value


@pytest.mark.sweep
def test_its_correction_of_the_year_before_is_published_beside_the_others(demo):
    before = Programme.objects.get(partnership=demo.partnership, slug="2025")
    assert publishing.publish(before, demo) == 4
    publications = Release.objects.get(programme=before).publications.order_by("version")
    first, *corrected = [publication.reason_en for publication in publications]
    assert first == "" and len(set(corrected)) == 2 and REASON_EN in corrected


def test_the_checks_find_nothing_wrong(db):
    call_command("check", "--fail-level", "WARNING")


def test_nothing_elsewhere_names_it():
    found = subprocess.run(
        ["grep", "-rlE", "harvest|orchard|tests.seventh", "--include=*.py", "--include=*.html", "."]
        + ["--exclude-dir=.venv", "--exclude-dir=tests", "--exclude-dir=var"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert found.stdout == ""


def test_the_groups_know_it(db):
    rights = {
        group.name: group.permissions.filter(codename__endswith="_picking").count()
        for group in Group.objects.all()
    }
    assert rights == {"入力担当": 4, "公表担当": 1, "閲覧": 1, "管理者": 4}
