"""Ways to share a page: plain links that no script of others follows."""

from urllib.parse import parse_qs, urlsplit

import pytest

from .factories import PublicationFactory, ReleaseFactory
from .pages import soup

HERE = "http://testserver"


@pytest.fixture
def published(nec2025):
    printed = {"blocks": [{"kind": "headline", "text": "結果"}], "notes": []}
    both = {"document": printed, "document_en": printed, "figures": ()}
    return PublicationFactory(release=ReleaseFactory(programme=nec2025, slug="results"), **both)


@pytest.mark.parametrize("before", ["", "/en"])
@pytest.mark.parametrize(
    "path", ["/nec/2025/", "/events/kickoff-2026-02/", "/nec/2025/publications/results/1/"]
)
def test_each_place_is_given_the_address_and_the_title(client, published, before, path):
    page = soup(client, f"{before}{path}")
    share = page.select_one(".fp-share")
    title = page.find("meta", property="og:title")["content"]
    links = share.select("a")
    assert len(links) == 5
    for link in links:
        given = " ".join(value for values in asked(link).values() for value in values)
        assert f"{HERE}{before}{path}" in given
        assert set(link["rel"]) == {"external", "noopener", "nofollow"}
        assert link["href"].startswith(("https://", "mailto:"))
        assert title in given or {"LINE", "Facebook"} & {link.get_text()}  # which read the page
    assert share.find("code").get_text() == f"{HERE}{before}{path}"
    assert not share.select("script, img, iframe, form")


def asked(link):
    return parse_qs(urlsplit(link["href"]).query, strict_parsing=True)


def test_a_title_with_signs_arrives_whole(client, nec2025):
    event = nec2025.events.get(slug="kickoff-2026-02")
    event.title = "食べる & 買う #福島 100%+α?"
    event.save()
    mail, _line, x, *_rest = soup(client, "/events/kickoff-2026-02/").select(".fp-share a")
    assert asked(mail)["subject"] == asked(x)["text"] == [event.title]
    assert "+" not in mail["href"]  # mail programs show it as it is
