"""What every page keeps: who sees it, how fresh it is, how many queries it takes."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from events.models import Exchange
from probono.models import Project
from programmes.figures import declared_headline
from programmes.models import Event, Role, Source
from programmes.models.path_words import path_words
from programmes.public import caching
from programmes.reporting import exports
from tests.factories import (
    CommunityFactory,
    CountingLineFactory,
    MealFactory,
    PartnershipFactory,
    ProgrammeFactory,
    SignUpCountFactory,
)
from tests.pages import headed, soup, squeezed_text

from .effort import some
from .factories import many_days_of_meals
from .pages import queries
from .staff import person

# It is 1 July 2026, unless a test sets another day with `at`.
pytestmark = pytest.mark.database

#: queries of each page without its cache, reviewed by hand; a change here is a change of cost
QUERIES = json.loads((Path(__file__).parent / "queries.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", some(QUERIES, 3))
def test_each_page_takes_its_queries_and_no_more(client, nec2025, nec2024, path):
    assert queries(client, path) == QUERIES[path]


@pytest.mark.parametrize("path", ["/", "/nec/2025/", "/nec/2024/", "/nec/2025/map/"])
def test_a_page_asks_for_nothing_twice(client, nec2025, nec2024, path):
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    # The way of a table and its conditions are told from FROM on.
    asked = [query["sql"].partition(" FROM ")[2] for query in captured]
    assert len(asked) > 5 and len(set(asked)) == len(asked)


@pytest.mark.sweep
@pytest.mark.parametrize("page", ["", "2025/", "2025/charts/year-on-year/", "tables/years.csv"])
def test_queries_do_not_grow_with_the_years(client, db, page):
    def partnership(years):
        made = PartnershipFactory()
        for year in years:
            days = {"starts_on": date(year + 1, 2, 2), "ends_on": date(year + 1, 2, 27)}
            fields = {"slug": str(year), "fiscal_year": year, "visible_from": date(year, 4, 1)}
            programme = ProgrammeFactory(partnership=made, **days, **fields)
            MealFactory(programme=programme, starts_on=days["starts_on"], servings=1_200)
            SignUpCountFactory(line__programme=programme, ends_on=days["ends_on"])
        return f"/{made.slug}/{page}"

    few, many = partnership([2024, 2025]), partnership([2022, 2023, 2024, 2025])
    assert queries(client, many) == queries(client, few)


@pytest.mark.parametrize(
    "page",
    some(
        [
            *("", "figures/meals/", "figures/meals.json", "figures/participations/"),
            *("tables/summary/", "tables/summary.csv", "tables/summary.json", "tables/produce/"),
            *("tables/produce-records/", "tables/produce-records/?page=2"),
            *("charts/meals-by-day/", "charts/meals-by-day.csv", "charts/running.svg"),
        ]
    ),
)
def test_queries_do_not_grow_with_records(client, db, page):
    few, many = ProgrammeFactory(), ProgrammeFactory()
    many_days_of_meals(few, 30)  # two days, so that there is a chart of both
    many_days_of_meals(many, 400)  # more than one page of them
    assert queries(client, many.get_absolute_url() + page) == queries(
        client, few.get_absolute_url() + page
    )


@pytest.mark.sweep
def test_a_file_of_10000_records_streams_whole(client, db):
    programme = ProgrammeFactory()
    many_days_of_meals(programme, 10_000)
    response = client.get(f"{programme.get_absolute_url()}tables/produce-records.csv")
    assert response.streaming
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 10_001


def test_a_page_is_answered_from_its_version(client, nec2025):
    first = client.get("/nec/2025/")
    again = client.get("/nec/2025/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for answer in (first, again):
        assert answer.headers["ETag"] == first.headers["ETag"]
        kept = answer.headers["Cache-Control"].split(", ")
        assert sorted(kept) == ["no-cache", "public"], "anybody may keep it, and asks each time"
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/nec/2025/").content == first.content
    assert len(captured) == 1


@pytest.fixture
def deployed(client, nec2025, monkeypatch, tmp_path):
    """A folder of code, and the ETag of a page after its present state was deployed."""

    def etag():
        caching.code_version.cache_clear()
        return client.get("/plain/").headers["ETag"]

    monkeypatch.setattr(caching, "_folders", lambda: [tmp_path])
    yield tmp_path, etag
    caching.code_version.cache_clear()


@pytest.mark.parametrize(
    "name", some(["views.py", "a/page.html", "b/django.mo", "days.csv", "up.toml"])
)
def test_a_deploy_of_code_alone_makes_new_answers(deployed, name):
    folder, etag = deployed
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    seen = [etag()]
    for text, moment in (("one", 1), ("three", 1), ("seven", 2)):
        file.write_text(text)
        os.utime(file, (moment, moment))
        seen.append(etag())
    file.rename(file.with_stem("renamed"))
    seen.append(etag())
    assert len(set(seen)) == 5
    (folder / "notes.txt").write_text("no part of the code")
    assert etag() == seen[-1]


def test_the_packages_and_the_address_for_questions_are_part_of_a_deploy(settings, tmp_path):
    folders = {folder.relative_to(settings.BASE_DIR).as_posix() for folder in caching._folders()}
    ours = {"fukushima_portal", "programmes", "produce", "events", "probono"}
    assert ours | {"templates", "static", "fixtures"} <= folders
    settings.BASE_DIR, lock = tmp_path, tmp_path / "requirements.lock"
    seen = []
    for address, packages in (("", "a==1"), ("a@example.org", "a==1"), ("", "a==2"), ("", "a==1")):
        settings.CONTACT_EMAIL = address
        lock.write_text(packages)
        seen.append(caching.code_version.__wrapped__())
    assert seen[0] == seen[3] and len(set(seen)) == 3


def test_a_page_is_not_cached_past_midnight(client, nec2025, at):
    first = client.get("/nec/2025/").headers["ETag"]
    at(2026, 7, 2, 0, 1)
    assert client.get("/nec/2025/").headers["ETag"] != first


def test_each_write_of_anything_shown_moves_the_page(client, nec2025):
    def etag():
        return client.get("/nec/2025/").headers["ETag"]

    seen = [etag()]
    source = Source.objects.get(slug="action-2025")
    source.title_en += "!"
    source.save()
    seen.append(etag())
    event = nec2025.events.get(slug="kickoff-2026-02")
    event.title += "!"
    event.save()
    seen.append(etag())
    event.activities.all().delete()
    seen.append(etag())
    nec2025.partnership.prefecture.save()
    seen.append(etag())
    assert len(set(seen)) == 5


def test_public_pages_set_no_cookie_and_carry_the_policy(client, nec2025):
    for path in ("/", "/nec/2025/", "/en/nec/2025/figures/meals/", "/privacy/"):
        response = client.get(path)
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy


def test_a_programme_is_public_from_its_day_on(client, db, at):
    programme = ProgrammeFactory(visible_from=date(2026, 2, 2))
    path = programme.get_absolute_url()
    at(2026, 2, 1, 23, 59)
    assert client.get(path).status_code == 404
    at(2026, 2, 2)
    assert client.get(path).status_code == 200


def test_a_draft_is_for_staff_and_no_cache_keeps_it(client, admin_client, db):
    programme = ProgrammeFactory(visible_from=None)
    MealFactory(programme=programme)
    for page in ("", "figures/meals/", "figures/meals.json", "tables/summary.csv"):
        path = programme.get_absolute_url() + page
        assert client.get(path).status_code == 404
        answer = admin_client.get(path)
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(programme.partnership.get_absolute_url()).status_code == 404
    assert str(programme) not in client.get("/").content.decode()


def test_who_is_no_staff_any_more_sees_no_draft(client, db):
    user, programme = person(Role.READING), ProgrammeFactory(visible_from=None)
    client.force_login(user)
    assert client.get(programme.get_absolute_url()).status_code == 200
    user.is_staff = False
    user.save()
    assert client.get(programme.get_absolute_url()).status_code == 404


def test_home_shows_the_running_programme_or_else_the_latest(client, nec2025, at):
    early = ProgrammeFactory(
        title="夏のアクション",
        fiscal_year=2024,
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 7, 31),
        visible_from=date(2026, 6, 1),
    )
    assert squeezed_text(soup(client, "/").find("h1")) == early.title
    at(2026, 8, 1)
    assert "2025" in squeezed_text(soup(client, "/").find("h1"))


def test_home_without_any_programme_says_so(client, nec2025, at):
    at(2020, 1, 1)
    assert "まだありません" in soup(client, "/").get_text()


def test_one_count_for_two_communities_stands_on_both_pages(client, db):
    partnership = PartnershipFactory()
    programme = ProgrammeFactory(partnership=partnership)
    one, two = (CommunityFactory(partnership=partnership) for _ in range(2))
    line = CountingLineFactory(programme=programme)
    line.communities.set([one, two])
    SignUpCountFactory(line=line, members=140)
    for community, other in ((one, two), (two, one)):
        page = soup(client, f"{programme.get_absolute_url()}communities/{community.slug}/")
        assert "140名" in squeezed_text(page.find(id=line.slug))
        assert other.name in page.get_text()


def test_a_project_that_runs_on_is_shown_as_continuing_and_not_counted(client, nec2025):
    following = ProgrammeFactory(
        partnership=nec2025.partnership,
        slug="2026",
        fiscal_year=2026,
        starts_on=None,
        ends_on=None,
        visible_from=date(2026, 4, 1),
    )
    strand = soup(client, following.get_absolute_url()).find(id="probono")
    assert "継続" in strand.get_text() and "やまあみ鞄製作所" in strand.get_text()
    assert "fureru" not in strand.get_text()  # it ended in August 2025
    assert "記録なし" in squeezed_text(strand.find(id="probono-projects"))


@pytest.mark.parametrize(
    "path",
    [
        "/nec/2023/",
        "/nec/2025/figures/nothing/",
        "/nec/2025/tables/nothing/",
        "/nec/2025/tables/nothing.csv",
        "/nec/2025/tables/produce-records.pdf",
        "/nec/2025/communities/nothing/",
        "/nec/2025/projects/nothing/",
        "/nec/2025/schools/nothing/",
        "/events/nothing/",
        "/nobody/",
        "/en/nec/2025/tables/summary.csv",
    ],
)
def test_what_is_not_there_is_not_found(client, nec2025, path):
    page = soup(client, path, status=404)
    assert page.find("html")["lang"] == ("en" if path.startswith("/en/") else "ja")
    assert page.select("main a[href]")


def test_made_up_parameters_do_not_make_new_answers(client, nec2025):
    first = client.get("/nec/2025/tables/summary.csv").headers["ETag"]
    assert client.get("/nec/2025/tables/summary.csv?x=1").headers["ETag"] == first
    pages = [client.get(f"/nec/2025/tables/summary/?page={n}").headers["ETag"] for n in (1, 2)]
    assert len(set(pages)) == 2


def test_probes_answer(client, db):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_a_declared_headline_stands_beside_the_computed_one(client, nec2025):
    nec2025.declared_headline = 12_000
    nec2025.declared_headline_source = Source.objects.get(slug="action-2025")
    nec2025.full_clean()
    nec2025.save()
    page = soup(client, "/nec/2025/")
    assert "約1万人" in squeezed_text(page.select_one(".fp-headline"))
    declared = page.select_one(".fp-declared").get_text()
    assert "約12,000人" in declared and "応援アクション2025" in declared
    for path in ("/", "/nec/2025/figures/participations/"):
        assert "約12,000人" in soup(client, path).get_text()


def test_a_declared_headline_is_printed_as_declared(nec2025):
    nec2025.declared_headline = 9_830
    assert str(declared_headline(nec2025)) == "約9,830人"
    nec2025.declared_headline, nec2025.declared_headline_is_approximate = 10_000, False
    assert str(declared_headline(nec2025)) == "1万人"


def test_a_change_of_an_earlier_year_moves_the_year_that_shows_it(client, nec2025):
    following = ProgrammeFactory(
        partnership=nec2025.partnership,
        slug="2026",
        fiscal_year=2026,
        visible_from=date(2026, 4, 1),
    )
    path = following.get_absolute_url()
    assert "やまあみ鞄製作所" in client.get(path).content.decode()
    project = Project.objects.get(slug="yamaami")
    project.title = "新しい題名"
    project.save()
    assert "新しい題名" in client.get(path).content.decode()


def test_one_host_is_not_answered_with_the_page_of_another(client, nec2025):
    client.get("/privacy/", headers={"Host": "localhost:31337"})
    assert b"31337" not in client.get("/privacy/").content


def test_staff_see_the_events_of_a_draft_and_nobody_else_does(client, admin_client, db):
    draft = ProgrammeFactory(visible_from=None)
    event = Event.objects.create(
        programme=draft, slug="plan", strand="produce", kind="kickoff", title="計画中の催し",
        starts_on=date(2026, 2, 2),
    )  # fmt: skip
    assert client.get(event.get_absolute_url()).status_code == 404
    answer = admin_client.get(event.get_absolute_url())
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    assert admin_client.get(draft.partnership.get_absolute_url()).status_code == 200
    assert "計画中の催し" not in client.get("/events/").content.decode()


def test_the_contact_of_an_unpublished_document_is_not_shown(client, nec2025):
    draft = ProgrammeFactory(visible_from=None)
    draft.source = Source.objects.create(slug="secret", title="未公表", contact="秘密の窓口")
    draft.save()
    text = client.get("/privacy/").content.decode()
    assert "秘密の窓口" not in text and "コミュニケーション統括部" in text


def test_a_visit_of_another_programme_is_refused(nec2025, nec2024):
    exchange = Exchange.objects.get(programme=nec2025)
    exchange.preliminary_visit = Event.objects.get(slug="dialogue-2026-02")
    exchange.full_clean()
    exchange.preliminary_visit = Event.objects.get(slug="visit-2025-01")
    with pytest.raises(ValidationError, match="別のプログラム"):
        exchange.full_clean()


def test_a_title_without_english_is_text_in_the_title_of_the_page(client, db):
    programme = ProgrammeFactory(title="題名だけ", title_en="")
    page = soup(client, f"/en{programme.get_absolute_url()}")
    assert page.find("title").get_text().startswith("題名だけ |")
    assert page.find("h1").find("span")["lang"] == "ja"


def test_a_failed_pdf_is_kept_by_no_cache(client, nec2025, monkeypatch):
    monkeypatch.setattr(exports, "japanese_fonts", lambda: ())
    answer = client.get("/nec/2025/tables/summary.pdf")
    assert answer.status_code == 503 and "ETag" not in answer.headers
    assert "no-store" in answer.headers["Cache-Control"]
    assert "summary.csv" in answer.content.decode()


def test_probes_are_answered_by_address(client, db):
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"Host": "10.0.0.5"}).status_code == 200


def test_an_approximate_attendance_is_printed_so_on_its_page(client, nec2025):
    exchange = Exchange.objects.get(programme=nec2025)
    exchange.participants, exchange.is_approximate = 128, True
    exchange.save()
    page = soup(client, "/events/exchange-2026-02/")
    assert "計約130名" in squeezed_text(headed(page, "参加者"))


def test_an_event_outside_its_fiscal_year_is_warned_about(nec2025):
    event = nec2025.events.get(slug="kickoff-2026-02")
    event.starts_on = date(2026, 5, 1)
    assert "2025年度の外" in event.warnings()[0]


TAKEN = ("en", "en-japan", "admin", "events", "go", "tables", "healthz", "till")


@pytest.mark.parametrize("slug", TAKEN)
def test_a_partnership_takes_no_address_of_another_page(db, slug):
    with pytest.raises(ValidationError, match="別のページ"):
        PartnershipFactory(slug=slug).full_clean()


def test_the_words_of_addresses_are_the_same_in_either_language():
    found = []
    for language in ("ja", "en"):
        path_words.cache_clear()
        with override(language):
            found.append(path_words())
    assert found[0] == found[1] > {"events", "go", "municipalities", "tables"}
    assert "lunch" not in found[0]  # which stands below a programme


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("path", "same"),
    [
        ("/", "/?kind=x&site=y&page=2"),
        ("/nec/2025/tables/summary/", "/nec/2025/tables/summary/?page=zz&kind=x"),
        ("/nec/2025/card.png", "/nec/2025/card.png?page=3"),
    ],
)
def test_parameters_that_a_page_does_not_read_make_no_other_page(client, nec2025, path, same):
    assert client.get(path).headers["ETag"] == client.get(same).headers["ETag"]


def test_a_parameter_that_it_reads_makes_another(client, nec2025):
    path = "/nec/2025/tables/probono-records/"
    assert client.get(path).headers["ETag"] != client.get(f"{path}?page=2").headers["ETag"]
