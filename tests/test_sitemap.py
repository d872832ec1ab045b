"""What search engines and other sites find: the sitemap, robots.txt, the head of each page."""

from collections import deque
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from .factories import PartnershipFactory, ProgrammeFactory, PublicationFactory, ReleaseFactory
from .pages import soup

HERE = "http://testserver"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
#: pages that readers reach and search engines need not
NOT_LISTED = ("/admin/", "/accounts/")


@pytest.fixture
def published(nec2025):
    printed = {"blocks": [{"kind": "headline", "text": "結果"}], "notes": []}
    release = ReleaseFactory(programme=nec2025, slug="results")
    both = {"document": printed, "document_en": printed, "figures": ()}
    return PublicationFactory(release=release, **both)


def entries(client):
    """{path: (alternates by language, lastmod or None)}"""
    response = client.get("/sitemap.xml")
    assert response.status_code == 200 and "xml" in response.headers["Content-Type"]
    found = {}
    for url in ElementTree.fromstring(response.content):
        address = url.findtext(f"{MAP}loc")
        assert address.startswith(HERE)
        others = {one.get("hreflang"): one.get("href") for one in url.findall(LINK)}
        assert address not in found
        found[address.removeprefix(HERE)] = others, url.findtext(f"{MAP}lastmod")
    return found


@pytest.mark.sweep
def test_every_address_answers_in_both_languages(client, nec2024, published):
    found = entries(client)
    assert len(found) > 100
    for path, (others, _changed) in found.items():
        page = soup(client, path)
        assert page.select_one("link[rel=canonical]")["href"] == f"{HERE}{path}"
        links = {link["hreflang"]: link["href"] for link in page.select("link[hreflang]")}
        assert links == others, path
        assert set(others) == {"ja", "en", "x-default"} and others["x-default"] == others["ja"]
        assert {one.removeprefix(HERE) for one in others.values()} <= set(found)


@pytest.mark.sweep
def test_every_page_that_a_reader_reaches_is_in_it(client, nec2024, published):
    """So a new kind of page is not forgotten: declare it with its strand, or in sitemaps."""
    listed, waiting, seen = set(entries(client)), deque(["/"]), set()
    while waiting:
        path = waiting.popleft()
        if path in seen or path.startswith(NOT_LISTED):
            continue
        seen.add(path)
        response = client.get(path)
        if "html" in response.get("Content-Type", ""):
            assert path in listed, path
            waiting += pages_linked(path, response.content)
    assert len(seen) > 100


def pages_linked(path, content):
    for link in BeautifulSoup(content, "html.parser").select("a[href]"):
        there = urlsplit(urljoin(f"{HERE}{path}", link["href"]))
        if there.netloc == "testserver" and there.path.endswith("/"):
            yield there.path


def test_a_version_tells_when_it_was_issued(client, published):
    found = entries(client)
    assert found["/nec/2025/publications/results/1/"][1] == "2026-04-01"
    assert found["/en/nec/2025/publications/"][1] == "2026-04-01"
    assert found["/nec/2025/"][1] is None  # nobody knows when it last changed


def test_drafts_embargoes_and_fictions_are_not_in_it(client, nec2025, at):
    PublicationFactory(
        release=ReleaseFactory(programme=nec2025, slug="later"),
        issued_at=datetime(2026, 7, 10, 3, tzinfo=UTC),
    )
    ReleaseFactory(programme=nec2025, slug="draft")
    ProgrammeFactory(partnership=PartnershipFactory(slug="secret"), visible_from=None)
    ProgrammeFactory(partnership=PartnershipFactory(slug="made-up", is_fictional=True))
    text = client.get("/sitemap.xml").content.decode()
    for word in ("later", "draft", "secret", "made-up"):
        assert word not in text
    at(2026, 7, 10, 12, 0)
    assert "/nec/2025/publications/later/1/" in entries(client)


def test_the_sitemap_is_answered_from_its_version(client, nec2025):
    first = client.get("/sitemap.xml")
    again = client.get("/sitemap.xml", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_robots_are_led_to_the_map_and_away_from_what_is_no_page(client, db):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /review/", "Disallow: /go/"} <= set(lines)
    assert f"Sitemap: {HERE}/sitemap.xml" in lines


# the head of a page


def meta(page):
    named = page.select("meta[property], meta[name]")
    return {tag.get("property") or tag["name"]: tag["content"] for tag in named}


@pytest.mark.parametrize(
    ("path", "title", "picture"),
    [
        ("/", "ふくしま連携ポータル", "/nec/2025/card.png"),
        ("/en/", "Fukushima Partnership Portal", "/en/nec/2025/card.png"),
        ("/nec/2025/", "NECグループ ふくしま応援アクション2025", "/nec/2025/card.png"),
        ("/nec/", "福島県とNECの包括連携協定", "/card.png"),
        ("/en/privacy/", None, "/en/card.png"),
        ("/events/kickoff-2026-02/", None, "/nec/2025/card.png"),
    ],
)
def test_a_shared_page_has_its_title_words_and_picture(client, nec2025, path, title, picture):
    page = soup(client, path)
    tags = meta(page)
    assert title is None or tags["og:title"] == title
    assert page.title.get_text().startswith(tags["og:title"])
    assert tags["og:url"] == f"{HERE}{path}"
    assert tags["og:image"] == f"{HERE}{picture}"
    assert client.get(picture).status_code == 200
    assert tags["og:image:alt"] and tags["og:site_name"] and tags["og:type"] == "website"
    assert tags["og:description"] == tags["description"] != ""
    assert tags["twitter:card"] == "summary_large_image"
    languages = [tags["og:locale"], tags["og:locale:alternate"]]
    assert languages == (["en_US", "ja_JP"] if path.startswith("/en/") else ["ja_JP", "en_US"])


def test_a_page_tells_in_its_head_what_it_is_about(client, nec2025):
    for path, start in (
        ("/nec/2025/", "食べる、買う、話を聞く"),
        ("/events/kickoff-2026-02/", "キャンペーンの初日に"),
        ("/en/events/kickoff-2026-02/", "On the first day of the campaign"),
    ):
        description = meta(soup(client, path))["description"]
        assert description.startswith(start) and len(description) <= 160 and "\n" not in description


def test_an_issued_version_is_an_article(client, published):
    tags = meta(soup(client, "/nec/2025/publications/results/1/"))
    assert tags["og:type"] == "article" and tags["og:title"] == "結果"


def test_markup_never_stands_in_the_head(client, db):
    programme = ProgrammeFactory(
        title='題名 <b>"と"</b> & 記号', title_en="", lead="<i>紹介</i>\n文"
    )
    path = f"/en/{programme.partnership.slug}/{programme.slug}/"
    page = soup(client, path)
    assert meta(page)["og:title"] == programme.title
    assert meta(page)["og:description"] == "<i>紹介</i> 文"
    assert page.title.get_text().startswith(programme.title)


def test_the_second_page_of_a_list_is_a_page_of_its_own(client, nec2025):
    from .factories import many_days_of_meals as fill

    fill(nec2025, 150)
    second = soup(client, "/nec/2025/tables/produce-records/?page=2")
    address = f"{HERE}/nec/2025/tables/produce-records/?page=2"
    assert second.select_one("link[rel=canonical]")["href"] == address
    assert second.select_one("link[hreflang=ja]")["href"] == address
    first = soup(client, "/nec/2025/tables/produce-records/?page=1&utm=x")
    assert first.select_one("link[rel=canonical]")["href"] == address.partition("?")[0]


def test_what_is_not_there_has_no_address(client, nec2025):
    page = soup(client, "/nec/2023/", status=404)
    assert not page.select("link[rel=canonical], link[hreflang], meta[property]")


def test_a_fictional_page_says_so_where_it_is_shared_and_is_not_found(client, db):
    programme = ProgrammeFactory(partnership=PartnershipFactory(is_fictional=True))
    page = soup(client, f"/{programme.partnership.slug}/{programme.slug}/")
    tags = meta(page)
    assert tags["og:title"].startswith("【架空】") and tags["robots"] == "noindex"
