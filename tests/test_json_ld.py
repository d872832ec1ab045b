"""JSON-LD: read by a processor that is not ours, and compared with what a reader sees."""

import json
from datetime import date, time

import pytest
from django.utils.translation import override
from pyld import jsonld

from produce.models import Outlet
from programmes.models import Event
from programmes.public import json_ld
from programmes.templatetags.json_ld import script

from .effort import some
from .factories import PartnershipFactory, ProgrammeFactory, PublicationFactory, ReleaseFactory
from .pages import inline, soup, squeezed

#: what is no text for readers: addresses, dates, codes of machines
UNSEEN = {
    *("@context", "@type", "url", "item", "license", "inLanguage", "contentUrl", "startDate"),
    *("endDate", "eventStatus", "eventAttendanceMode", "temporalCoverage", "encodingFormat"),
    *("datePublished", "dateModified", "image"),
}
PAGES = (
    "/",
    "/nec/2025/",
    "/nec/2024/",
    "/nec/",
    "/events/",
    "/privacy/",
    "/events/exchange-2026-02/",
    "/events/dialogue-2026-02/",
    "/events/kickoff-2026-02/",
    "/nec/2025/tables/summary/",
    "/nec/2025/tables/probono/",
    "/nec/2025/tables/probono-records/",
    "/nec/2025/figures/meals/",
    "/nec/2025/communities/fan-club/",
    "/nec/2025/projects/fureru/",
    "/nec/2025/schools/soma/",
    "/nec/2025/publications/",
    "/nec/2025/publications/results/1/",
)


PRINTED = {"blocks": [{"kind": "headline", "text": "結果"}], "notes": []}
PRINTED_EN = {"blocks": [{"kind": "headline", "text": "Results"}], "notes": []}


def issue(release, **fields):
    printed = {"document": PRINTED, "document_en": PRINTED_EN, "figures": ()}
    return PublicationFactory(release=release, **printed, **fields)


@pytest.fixture
def published(nec2025):
    return issue(ReleaseFactory(programme=nec2025, slug="results"))


def blocks(page):
    found = page.select('script[type="application/ld+json"]')
    return [json.loads(block.string) for block in found]


def of_kind(page, *kinds):
    [found] = [block for block in blocks(page) if block["@type"] in kinds]
    return found


def offline(url, options):
    """schema.org's context as far as our documents need it; nothing is fetched."""
    assert url.rstrip("/") == "https://schema.org"
    links = ("url", "item", "contentUrl", "license", "image")
    context = {"@vocab": "https://schema.org/"} | {name: {"@type": "@id"} for name in links}
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": context}}


def expanded(block):
    return jsonld.expand(block, {"documentLoader": offline, "base": "http://testserver/"})


def texts(data, name=""):
    """Every text of a block that readers are to see."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in UNSEEN:
                yield from texts(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value, name)
    elif isinstance(data, str):
        yield data


def seen(page):
    for block in page.select("script"):
        block.extract()
    return squeezed(page.get_text())


@pytest.mark.parametrize(
    "path", some(f"{before}{path}" for before in ("", "/en") for path in PAGES)
)
def test_every_text_stands_on_the_page(client, nec2024, published, path):
    page = soup(client, path)
    found = blocks(page)
    words = [text for block in found for text in texts(block)]
    assert words
    visible = seen(page)
    assert [text for text in words if squeezed(text) not in visible] == []


@pytest.mark.parametrize("path", some(PAGES))
def test_a_processor_reads_it_with_nothing_left_over(client, nec2024, published, path):
    for block in blocks(soup(client, path)):
        [document] = expanded(block)
        assert document["@type"][0].startswith("https://schema.org/")
        names = {name for name in document if not name.startswith("@")}
        assert len(names) == len(block) - 2  # the context and the type are not among them
        assert all(name.startswith("https://schema.org/") for name in names)


def test_the_home_page_tells_of_the_site_and_who_is_behind_it(client, nec2025):
    site = of_kind(soup(client, "/en/"), "WebSite")
    assert site["url"] == "http://testserver/en/" and site["inLanguage"] == "en"
    assert site["publisher"] == [
        {"@type": "GovernmentOrganization", "name": "Fukushima Prefecture"},
        {"@type": "Corporation", "name": "NEC"},
    ]


def test_breadcrumbs_lead_where_the_visible_ones_do(client, nec2025):
    page = soup(client, "/en/events/kickoff-2026-02/")
    crumbs = of_kind(page, "BreadcrumbList")["itemListElement"]
    visible = page.select(".fp-crumbs li")
    assert [one["name"] for one in crumbs] == [one.get_text(strip=True) for one in visible]
    assert [one["position"] for one in crumbs] == [1, 2, 3, 4]
    links = [f"http://testserver{link['href']}" for link in page.select(".fp-crumbs a")]
    here = "http://testserver/en/events/kickoff-2026-02/"
    assert [one["item"] for one in crumbs] == [*links, here]


def address(thing):
    with override("ja"):
        return thing.get_absolute_url()


def make(programme, **fields):
    fields = {"title": "交流会", "kind": "exchange", "starts_on": date(2026, 2, 26)} | fields
    event = Event(programme=programme, slug="meeting", strand="exchange", **fields)
    event.save()
    return event


@pytest.mark.parametrize(
    ("fields", "mode", "kinds"),
    [
        ({"is_online": True}, "Online", ["VirtualLocation"]),
        ({"venue": "杉妻会館", "address": "福島市杉妻町3-45"}, "Offline", ["Place"]),
        ({"is_online": True, "venue": "本社"}, "Mixed", ["VirtualLocation", "Place"]),
        ({}, None, []),
    ],
)
def test_an_event_tells_where_as_far_as_it_is_known(client, nec2025, fields, mode, kinds):
    page = soup(client, address(make(nec2025, **fields)))
    event = of_kind(page, "BusinessEvent")
    assert [place["@type"] for place in event.get("location", [])] == kinds
    attendance = event.get("eventAttendanceMode")
    assert attendance == (mode and f"https://schema.org/{mode}EventAttendanceMode")
    assert event["eventStatus"] == "https://schema.org/EventScheduled"


def test_an_event_tells_its_hours_in_the_time_of_tokyo(client, nec2025):
    event = make(
        nec2025, start_time=time(13, 30), end_time=time(17, 15), host=nec2025.partnership.prefecture
    )
    found = of_kind(soup(client, address(event)), "BusinessEvent")
    assert found["startDate"] == "2026-02-26T13:30:00+09:00"
    assert found["endDate"] == "2026-02-26T17:15:00+09:00"
    assert found["organizer"] == {"@type": "Organization", "name": "福島県"}
    event.start_time = event.end_time = None
    event.save()
    found = of_kind(soup(client, address(event)), "BusinessEvent")
    assert found["startDate"] == found["endDate"] == "2026-02-26"


@pytest.mark.parametrize("path", ["/nec/2025/", "/en/nec/2025/", "/nec/2025/tables/summary/"])
def test_data_is_there_in_the_formats_that_it_names(client, nec2025, path):
    data = of_kind(soup(client, path), "Dataset")
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["temporalCoverage"] == "2026-02-19/2026-03-13"
    assert "2025" in data["isBasedOn"][0]["name"] and len(data["description"]) >= 50
    kinds = []
    for file in data["distribution"]:
        answer = client.get(file["contentUrl"].removeprefix("http://testserver"))
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].split(";")[0] == file["encodingFormat"]
        kinds.append(file["contentUrl"].rpartition(".")[2])
    assert kinds == ["csv", "xlsx", "pdf", "json"]


def test_data_without_an_end_says_so(client, nec2025):
    nec2025.ends_on = None
    nec2025.save()
    assert of_kind(soup(client, "/nec/2025/"), "Dataset")["temporalCoverage"] == "2026-02-19/.."


def test_data_of_a_year_without_days_covers_the_fiscal_year(client, nec2024):
    found = of_kind(soup(client, "/nec/2024/"), "Dataset")
    assert found["temporalCoverage"] == "2024-04-01/2025-03-31"


def test_a_publication_is_an_article_with_its_version(client, published):
    article = of_kind(soup(client, address(published)), "NewsArticle")
    assert article["headline"] == "結果" and article["version"] == "1"
    assert article["datePublished"] == "2026-04-01T12:00:00+09:00"
    assert article["creativeWorkStatus"] == "速報" and "correction" not in article


def test_a_correction_tells_its_reason(client, published):
    again = issue(published.release, version=2, reason="集計漏れ", is_final=True)
    article = of_kind(soup(client, address(again)), "NewsArticle")
    assert (article["correction"], article["creativeWorkStatus"]) == ("集計漏れ", "確定")


def test_a_fictional_partnership_tells_machines_nothing_but_the_way(client, db):
    days = {"starts_on": date(2026, 6, 20), "ends_on": date(2026, 7, 20)}  # it runs: it is at home
    programme = ProgrammeFactory(partnership=PartnershipFactory(is_fictional=True), **days)
    event = make(programme, venue="架空会館")
    release = ReleaseFactory(programme=programme)
    issue(release)
    base = address(programme)
    for path in (
        base,
        address(event),
        f"{base}tables/summary/",
        f"{base}publications/{release.slug}/1/",
    ):
        kinds = {block["@type"] for block in blocks(soup(client, path))}
        assert kinds == {"BreadcrumbList"}, path
    assert "publisher" not in of_kind(soup(client, "/"), "WebSite")


def test_no_text_ends_the_block_or_begins_another(client, nec2025):
    text = '</script><script>alert("1")</script><!-- & ]]>'
    event = make(nec2025, title=text, summary=text)
    raw = client.get(address(event)).content.decode()
    assert "<script>" not in raw and "<!--" not in raw
    found = of_kind(soup(client, address(event)), "BusinessEvent")
    assert found["name"] == found["description"] == text


@pytest.mark.parametrize("path", some(PAGES))
def test_a_page_has_no_other_script_inside(client, nec2024, published, path):
    assert inline(client.get(path).content.decode()).found == []


def test_the_block_holds_only_what_json_may(db):
    assert script({"a": "<&>"}) == (
        '<script type="application/ld+json">{"a": "\\u003C\\u0026\\u003E"}</script>'
    )
    assert script(None) == ""


def test_outlets_are_no_part_of_it(client, nec2025):
    """Cafeterias are not open to the public, so no search engine is told where they are."""
    outlet = Outlet(partnership=nec2025.partnership, slug="hq", kind="cafeteria", name="本社食堂")
    outlet.save()
    for block in blocks(soup(client, "/nec/2025/")):
        assert "本社食堂" not in json.dumps(block, ensure_ascii=False)


def test_an_event_of_which_only_the_beginning_is_known_has_no_end(nec2025):
    event = nec2025.events.get(slug="dialogue-2026-02")
    event.start_time = time(17, 30)
    data = json_ld.event(event, lambda path: f"https://example.jp{path}")
    assert data["startDate"] == "2026-02-19T17:30:00+09:00" and "endDate" not in data
