"""The feed as a reader of feeds reads it: feedparser, which is not ours."""

from datetime import UTC, datetime

import feedparser
import pytest

from .factories import (
    PartnershipFactory,
    ProgrammeFactory,
    PublicationFactory,
    ReleaseFactory,
)


def read(client):
    response = client.get("/feed.atom")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(response.content)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


@pytest.fixture
def results(nec2025):
    return ReleaseFactory(programme=nec2025, slug="results")


def test_each_public_version_is_an_entry_the_newest_first(client, results):
    PublicationFactory(release=results)
    PublicationFactory(
        release=results,
        version=2,
        headline="結果の訂正",
        issued_at=datetime(2026, 5, 1, 3, tzinfo=UTC),
        reason="一つの食堂の集計漏れを加えたため。",
        is_final=True,
    )
    newer, older = read(client).entries
    assert newer.title == "【訂正】結果の訂正（第2版）"
    assert "訂正の理由：一つの食堂の集計漏れを加えたため。" in newer.summary
    assert "確定" in newer.summary and newer.tags[0].term == "correction"
    assert older.title == "結果（第1版）"
    assert "訂正" not in older.summary and "速報" in older.summary and not older.get("tags")
    assert newer.updated == "2026-05-01T03:00:00+00:00"


def test_an_entry_keeps_its_address_as_its_id_and_leads_to_both_languages(client, results):
    printed = {"blocks": [{"kind": "headline", "text": "Results"}], "notes": []}
    PublicationFactory(release=results, document_en=printed, figures=())
    [entry] = read(client).entries
    address = "http://testserver/nec/2025/publications/results/1/"
    assert entry.id == entry.link == address
    english = [link.href for link in entry.links if link.get("hreflang") == "en"]
    assert english == ["http://testserver/en/nec/2025/publications/results/1/"]
    assert client.get(english[0].removeprefix("http://testserver")).status_code == 200
    assert entry.author and entry.summary.endswith("Results")


def test_the_feed_is_new_when_its_newest_entry_is_and_no_clock_moves_it(client, results, at):
    assert read(client).feed.updated == "2000-01-01T00:00:00+00:00"
    PublicationFactory(release=results)
    first = client.get("/feed.atom").content
    assert read(client).feed.updated == "2026-04-01T03:00:00+00:00"
    at(2026, 8, 1)
    assert client.get("/feed.atom").content == first


def test_an_embargo_holds_to_the_minute(client, results, at):
    PublicationFactory(release=results, issued_at=datetime(2026, 7, 10, 3, tzinfo=UTC))
    at(2026, 7, 10, 11, 59)
    assert read(client).entries == []
    at(2026, 7, 10, 12, 0)
    assert len(read(client).entries) == 1


def test_drafts_and_fictional_partnerships_are_left_out(client, results):
    fictional = PartnershipFactory(is_fictional=True)
    programme = ProgrammeFactory(partnership=fictional)
    PublicationFactory(release=ReleaseFactory(programme=programme))
    PublicationFactory(release=ReleaseFactory(programme=ProgrammeFactory(visible_from=None)))
    assert read(client).entries == []


def test_what_a_headline_holds_is_text(client, results):
    PublicationFactory(release=results, headline="<b>食</b> & 酒 <script>")
    [entry] = read(client).entries
    assert entry.title.startswith("<b>食</b> & 酒") or "&lt;b&gt;" in entry.title
    raw = client.get("/feed.atom").content.decode()
    assert "<script>" not in raw


def test_every_page_names_the_feed(client, nec2025):
    for path in ("/", "/en/", "/nec/2025/", "/privacy/"):
        page = client.get(path).content.decode()
        assert '<link rel="alternate" type="application/atom+xml" href="/feed.atom"' in page


def test_a_control_character_is_dropped_where_it_enters(client, nec2025):
    nec2025.title = "応援\x0bアクション\ufffe"
    nec2025.save()
    assert nec2025.title == "応援アクション"
    nec2025.lead = "一行目\n\t二行目"
    nec2025.save()
    assert nec2025.lead == "一行目\n\t二行目"
