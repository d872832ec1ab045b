"""The way out to a sign-up page: counted once a click, and nobody knows whose it was."""

from datetime import date, timedelta
from threading import Event, Thread

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from probono import clicks as way_out
from probono.models import ClickCount
from programmes.models import Programme

from .effort import attempts
from .factories import CommunityFactory, CountingLineFactory, ProgrammeFactory, SignUpCountFactory
from .pages import soup
from .together import at_once

TODAY = date(2026, 7, 1)  # as the fixture summer_2026 has it
BROWSER = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0 Safari/537.36"}


def counted_community(programme, **fields):
    fields = {"join_url": "https://example.org/join?a=1&b=2"} | fields
    community = CommunityFactory(partnership=programme.partnership, slug="friends", **fields)
    line = CountingLineFactory(programme=programme)
    line.communities.set([community])
    return community


@pytest.fixture
def community(db):
    return counted_community(ProgrammeFactory())


def go(client, slug="friends", method="get", **headers):
    return getattr(client, method)(f"/go/{slug}/", headers={**BROWSER, **headers})


def clicks():
    return dict(ClickCount.objects.values_list("day", "clicks"))


def test_a_click_is_counted_and_leads_on(client, community, at):
    answer = go(client)
    assert answer.status_code == 302
    assert answer.headers["Location"] == community.join_url
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    go(client)
    at(2026, 7, 2, 0, 1)
    go(client)
    assert clicks() == {TODAY: 2, date(2026, 7, 2): 1}


def test_nothing_of_the_visitor_is_kept(client, community):
    answer = go(client)
    assert not answer.cookies and "Cookie" not in answer.headers.get("Vary", "")
    names = {field.name for field in ClickCount._meta.get_fields()}
    assert names == {"id", "community", "day", "clicks"}
    sessions = apps.get_model("sessions", "Session")
    assert not sessions.objects.exists()


def test_a_click_moves_no_page(client, community):
    programme = Programme.objects.get(counting_lines__communities=community)
    path = f"/{programme.partnership.slug}/{programme.slug}/communities/friends/"
    before, versions = client.get(path).headers["ETag"], community.history.count()
    go(client)
    assert client.get(path).headers["ETag"] == before
    assert community.history.count() == versions


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", {}),
        ("get", {"Sec-Purpose": "prefetch"}),
        ("get", {"Sec-Purpose": "prefetch;prerender"}),
        ("get", {"Purpose": "prefetch"}),
        ("get", {"X-Purpose": "preview"}),
        ("get", {"X-Moz": "prefetch"}),
        ("get", {"User-Agent": ""}),
        ("get", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://google.com/bot)"}),
        ("get", {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"}),
        ("get", {"User-Agent": "facebookexternalhit/1.1"}),
        ("get", {"User-Agent": "Slackbot-LinkExpanding 1.0"}),
        ("get", {"User-Agent": "curl/8.5.0"}),
        ("get", {"User-Agent": "python-requests/2.32"}),
    ],
)
def test_who_is_no_person_is_led_on_and_not_counted(client, community, method, headers):
    answer = go(client, method=method, **headers)
    assert answer.status_code == 302 and answer.headers["Location"] == community.join_url
    assert clicks() == {}


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 16; CUBOT NOTE 50) Chrome/143.0 Mobile Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    ],
)
def test_browsers_of_people_are_counted(client, community, agent):
    go(client, **{"User-Agent": agent})
    assert clicks() == {TODAY: 1}


def test_only_reading_goes_out(client, community):
    assert client.post("/go/friends/", headers=BROWSER).status_code == 405
    assert clicks() == {}


@pytest.mark.parametrize(
    "join_url",
    ["", "javascript:alert(1)", "ftp://example.org/", "//example.org/", "data:text/html,"],
)
def test_only_a_page_of_the_web_is_led_to(client, db, join_url):
    programme = ProgrammeFactory()
    counted_community(programme, join_url=join_url)
    assert go(client).status_code == 404
    page = soup(client, f"/{programme.partnership.slug}/{programme.slug}/communities/friends/")
    assert "/go/" not in str(page) and "準備中" in page.get_text()


def test_who_is_unknown_or_not_public_yet_is_not_found(client, admin_client, db):
    assert go(client, "nobody").status_code == 404
    counted_community(ProgrammeFactory(visible_from=None))
    assert go(client).status_code == 404
    assert go(admin_client).status_code == 302  # who may see its page may try its link
    assert clicks() == {}


def test_a_community_that_no_programme_counts_is_not_found(client, db):
    CommunityFactory(slug="friends", join_url="https://example.org/")
    assert go(client).status_code == 404


def test_the_page_leads_out_by_the_counted_way_only(client, community):
    programme = Programme.objects.get(counting_lines__communities=community)
    path = f"/{programme.partnership.slug}/{programme.slug}/communities/friends/"
    for page in (soup(client, path), soup(client, f"/en{path}")):
        [link] = page.select('a[href="/go/friends/"]')
        assert set(link["rel"]) == {"external", "nofollow"}
        assert "example.org" not in str(page)


def test_a_database_that_cannot_count_holds_nobody_up(client, community, monkeypatch, caplog):
    def fails(*args):
        raise DatabaseError("locked")

    monkeypatch.setattr(type(ClickCount.objects.all()), "add", fails)
    monkeypatch.setattr(ClickCount.objects, "add", fails, raising=False)
    assert go(client).headers["Location"] == community.join_url
    assert "not counted" in caplog.text


def test_the_privacy_page_says_what_is_counted(client, db):
    assert "押された回数だけ" in soup(client, "/privacy/").get_text()


# what staff see


def many(community, **days):
    for day, number in ((TODAY - timedelta(days=int(ago[1:])), n) for ago, n in days.items()):
        ClickCount.objects.create(community=community, day=day, clicks=number)


def test_staff_see_the_clicks_of_a_community(admin_client, db):
    programme = ProgrammeFactory(starts_on=date(2026, 6, 1), ends_on=None)
    community = counted_community(programme)
    many(community, d0=1, d6=10, d7=100, d27=1_000, d28=10_000, d30=100_000, d31=1_000_000)
    sentence = "7日間11回、28日間1,111回、期間の初めから111,111回"
    for name, args in (("changelist", []), ("change", [community.pk])):
        page = admin_client.get(reverse(f"admin:probono_community_{name}", args=args))
        assert sentence in page.content.decode(), name


def test_staff_see_them_beside_the_cumulative_count(admin_client, db):
    programme = ProgrammeFactory(starts_on=date(2026, 6, 1), ends_on=None)
    line = CountingLineFactory(programme=programme)
    for number in (1, 2):  # counted together, so clicked together
        one = CommunityFactory(partnership=programme.partnership)
        line.communities.add(one)
        many(one, d0=number)
    count = SignUpCountFactory(line=line)
    for name, args in (("changelist", []), ("change", [count.pk])):
        page = admin_client.get(reverse(f"admin:probono_signupcount_{name}", args=args))
        assert "7日間3回、28日間3回、期間の初めから3回" in page.content.decode(), name


def test_without_dates_of_a_campaign_there_is_no_count_since(admin_client, db):
    community = counted_community(ProgrammeFactory(starts_on=None, ends_on=None))
    path = reverse("admin:probono_community_change", args=[community.pk])
    page = admin_client.get(path).content.decode()
    assert "7日間0回、28日間0回" in page and "期間の初めから" not in page


@pytest.mark.parametrize("kind", ["community", "signupcount"])
def test_lists_ask_no_more_for_more_rows(admin_client, db, kind):
    programme = ProgrammeFactory()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get(f"/admin/probono/{kind}/").status_code == 200
        return len(captured)

    def add(number):
        for n in range(number):
            community = CommunityFactory(partnership=programme.partnership)
            line = CountingLineFactory(programme=programme)
            line.communities.add(community)
            SignUpCountFactory(line=line)
            many(community, d0=n)

    add(1)
    queries()
    few = queries()
    add(10)
    assert queries() == few


def test_a_deleted_community_takes_its_clicks_along(client, community):
    go(client)
    for line in community.counting_lines.all():
        line.communities.clear()
    community.delete()
    assert clicks() == {}


@pytest.mark.django_db(transaction=True)
@attempts
def test_of_clicks_at_the_same_moment_none_is_lost(transactional_db, attempt, monkeypatch):
    monkeypatch.setattr(way_out, "PATIENCE", 30_000)  # a busy machine is no fault of the counter's
    counted_community(ProgrammeFactory())

    def click():
        return [go(Client()).status_code for _ in range(5)]

    assert at_once(*[click] * 6) == [[302] * 5] * 6
    assert clicks() == {TODAY: 30}


@pytest.mark.django_db(transaction=True)
def test_a_click_waits_briefly_and_leaves_the_connection_as_it_was(community):
    def patience():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                return cursor.execute("SHOW lock_timeout").fetchone()
            return cursor.execute("PRAGMA busy_timeout").fetchone()

    usual = patience()
    with way_out.waiting_briefly():
        if connection.vendor == "sqlite":
            assert patience() == (way_out.PATIENCE,)
    way_out.count(community)
    assert patience() == usual
    assert clicks() == {TODAY: 1}


@pytest.mark.django_db(transaction=True)
def test_while_another_writes_for_long_the_click_is_let_go(client, community, caplog):
    writing, over = Event(), Event()

    def write():
        try:
            with transaction.atomic():
                ClickCount.objects.add(community, TODAY)
                writing.set()
                over.wait(30)
        finally:
            connection.close()

    writer = Thread(target=write)
    writer.start()
    try:
        assert writing.wait(30)
        assert go(client).status_code == 302
    finally:
        over.set()
        writer.join()
    assert "a click was not counted" in caplog.text
    assert clicks() == {TODAY: 1}
