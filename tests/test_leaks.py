"""What is not issued yet stands in no public answer: page, file, header or memory."""

import io
import re
import zipfile
from collections import deque
from datetime import timedelta
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from pypdf import PdfReader

from programmes.lib import periods
from programmes.models import PublishedFile, change_reason
from programmes.releases import reviewing, workflow

from .factories import ReleaseFactory
from .releases import TEXT, TEXT_EN, issued

pytestmark = pytest.mark.pdf

#: one marker for each way in which something can be unfinished, in both languages
DRAFT, REVIEW, EMBARGO, WITHDRAWN, CORRECTION = MARKERS = (
    *("zqdraft", "zqreview", "zqembargo", "zqwithdrawn", "zqcorrection"),
)


def marked(text, marker):
    return text.replace("## ", f"{marker}\n## ", 1)


def make(programme, author, marker, slug):
    made = ReleaseFactory.build(
        programme=programme, slug=slug, text=marked(TEXT, marker), text_en=marked(TEXT_EN, marker)
    )
    made._history_user = author
    made.save()
    return made


@pytest.fixture
def unfinished(nec2025, author, approver, at):
    """A draft, one asked to be approved, one under embargo, one withdrawn, and a correction."""
    at(2026, 4, 1, 9, 0)
    make(nec2025, author, DRAFT, "a-draft")
    workflow.submit(make(nec2025, author, REVIEW, "a-review"), author)
    withdrawn = make(nec2025, author, WITHDRAWN, "a-withdrawn")
    workflow.withdraw(withdrawn, author, reason=WITHDRAWN)
    embargo = make(nec2025, author, EMBARGO, "an-embargo")
    embargo.embargo_until = periods.now() + timedelta(hours=2)
    embargo.save()
    issued(embargo, author, approver)
    first = make(nec2025, author, "zqissued", "corrected")
    issued(first, author, approver)
    again = workflow.reopen(first, author)
    again.text, again.reason = marked(TEXT, CORRECTION), CORRECTION
    with change_reason(CORRECTION):
        again.save()
    reviewing.make(again, nec2025.partnership.prefecture, author)
    return embargo.publications.get()


#: what no page of the portal answers
ELSEWHERE = ("/admin/", "/static/", "/media/")


def crawled(client, *guesses, but=()):
    """{address: what it answers, as text}, from the home pages by every link, and by guessing.

    Addresses with a part of `but` are left out.
    """
    waiting, found = deque(["/", "/en/", "/robots.txt", "/sitemap.xml", *guesses]), {}
    while waiting:
        address = waiting.popleft()
        if address in found or address.startswith(ELSEWHERE) or set(but) & set(address.split("/")):
            continue
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
        found[address] = f"{response.headers} {words(content, response)}"
        if {"html", "xml"} & set(re.findall(r"[a-z]+", response.get("Content-Type", ""))):
            waiting += links(address, content)
    return found


def links(address, content):
    """Of a page, a feed or a sitemap: what it links to, and the pictures that stand for it."""
    for one in named_in(content):
        there = urlsplit(urljoin(f"http://testserver{address}", one))
        if there.netloc == "testserver":
            yield there.path + (f"?{there.query}" if there.query else "")


def named_in(content):
    if content.startswith(b"<?xml"):
        for tag in ElementTree.fromstring(content).iter():
            yield tag.get("href") or (tag.text if tag.tag.endswith("}loc") else "") or "/"
        return
    page = BeautifulSoup(content, "html.parser")
    yield from (link["href"] for link in page.select("[href]"))
    yield from (tag["content"] for tag in page.select('meta[property="og:image"]'))


def words(content, response):
    kind = response.get("Content-Type", "")
    if "pdf" in kind:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if "openxmlformats" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return content.decode(errors="replace")


def guesses(publication):
    base = "/nec/2025/publications"
    slugs = ("a-draft", "a-review", "a-withdrawn", "an-embargo", "corrected")
    versions = [f"{base}/{slug}/{number}/" for slug in slugs for number in (1, 2)]
    names = PublishedFile.objects.filter(publication=publication).values_list("name", flat=True)
    files = [f"{base}/an-embargo/1/{name}" for name in names]
    # What no page links to any more, or never did.
    others = ["/review/1/", "/nec/2025/campaign.ics"]
    return [*versions, *(f"/en{address}" for address in versions), *files, *others]


def leaks(found):
    return {
        (address, marker) for address, text in found.items() for marker in MARKERS if marker in text
    }


#: where the site tells other programs what there is
TOLD_ELSEWHERE = ("/feed.atom", "/sitemap.xml", "/robots.txt", "/events.ics")
TOLD_ELSEWHERE += ("/nec/2025/campaign.ics", "/nec/2025/card.png", "/en/nec/2025/card.png")
#: addresses of what is not issued
UNISSUED = ("/a-draft/", "/a-review/", "/a-withdrawn/", "/an-embargo/", "/corrected/2/")


def unissued(found):
    """(where, what): who names the address of something that is not issued, besides itself."""
    return {
        (address, name)
        for address, text in found.items()
        for name in UNISSUED
        if f"publications{name}" in text and name not in address
    }


@pytest.mark.sweep
def test_nothing_unfinished_is_in_any_public_answer_or_in_memory(client, unfinished):
    cache.clear()
    found = crawled(client, *guesses(unfinished))
    assert len(found) > 100
    suffixes = {address.rpartition(".")[2] for address in found}
    assert suffixes >= {"csv", "xlsx", "pdf", "json", "ics", "atom", "xml", "txt", "png"}
    assert all(address in found for address in TOLD_ELSEWHERE)
    assert "application/ld+json" in found["/nec/2025/"]
    assert leaks(found) == set()
    assert unissued(found) == set()
    remembered = repr(list(cache._cache.values()))
    assert "NEC" in remembered
    assert not [marker for marker in MARKERS if marker in remembered]


@pytest.mark.sweep
def test_the_sweep_finds_what_is_public(client, unfinished, at):
    """So that it can fail: the end of the embargo is in its answers, and in nothing else's."""
    at(2026, 4, 1, 11, 0)
    found = crawled(client, *guesses(unfinished), but=("tables", "figures", "municipalities"))
    leaked = leaks(found)
    assert {marker for _address, marker in leaked} == {EMBARGO}
    places = {address for address, _marker in leaked}
    base = "/nec/2025/publications/an-embargo/1/"
    assert {base, f"/en{base}", f"{base}release.ja.txt", f"{base}release.en.docx"} <= places
    assert all("an-embargo" in address for address in places)
    named = {address for address, _name in unissued(found)}
    assert {"/feed.atom", "/sitemap.xml", "/nec/2025/publications/"} <= named
    assert {name for _address, name in unissued(found)} == {"/an-embargo/"}


@pytest.mark.sweep
def test_staff_who_may_look_are_not_served_from_the_public_memory(client, admin_client, unfinished):
    admin_client.get("/nec/2025/publications/an-embargo/1/")
    assert client.get("/nec/2025/publications/an-embargo/1/").status_code == 404
