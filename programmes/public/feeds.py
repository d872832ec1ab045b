"""The Atom feed of what was published: an entry for each version, the newest first, in Japanese.

A fictional partnership's publications are left out. A feed is read far away from the page that
says so, and an invented press release must not reach a newsroom.
"""

from datetime import UTC, datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import override

from ..lib import periods
from ..models import Publication
from .caching import site_page

CORRECTION = "correction"


class PublicationFeed(Atom1Feed):
    """Atom with the English page beside the Japanese one, and a date that no clock moves."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        # Some readers follow the first of the links and some the last: both are Japanese.
        for language, address in (("en", item["english"]), ("ja", item["link"])):
            other = {"href": address, "rel": "alternate", "hreflang": language}
            handler.addQuickElement("link", "", other)

    def latest_post_date(self):
        issued = [item["updateddate"] for item in self.items]
        return max(issued, default=datetime(2000, 1, 1, tzinfo=UTC))


@site_page
def feed(request):
    absolute = request.build_absolute_uri
    with override("ja"):
        atom = PublicationFeed(
            title="ふくしま連携ポータル：公表したもの",
            link=absolute(reverse("home")),
            description="",
            language="ja",
            subtitle="福島県と企業の包括連携協定に基づく取り組みの結果と報告です。",
            feed_url=absolute(request.path),
            feed_guid=absolute(request.path),
        )
        for publication in Publication.objects.for_feed():
            atom.add_item(**entry(publication, absolute))
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)


def entry(publication, absolute):
    """What a version is in a feed. Its address is its id: a version keeps it for ever."""
    address = absolute(publication.get_absolute_url())
    with override("en"):
        english = absolute(publication.get_absolute_url())
    return {
        "title": _title(publication),
        "link": address,
        "unique_id": address,
        "english": english,
        "description": " ".join(_summary(publication)),
        "author_name": str(publication.release.programme.partnership),
        "pubdate": publication.issued_at,
        "updateddate": publication.issued_at,
        "categories": [CORRECTION] if publication.is_correction else [],
    }


def _title(publication):
    before = "【訂正】" if publication.is_correction else ""
    return f"{before}{publication.headline}（第{publication.version}版）"


def _summary(publication):
    status = "確定" if publication.is_final else "速報"
    as_of = periods.as_of_text(publication.as_of)
    yield f"{publication.release.programme.title}。{as_of}の{status}。"
    if publication.is_correction:
        yield f"訂正の理由：{publication.reason}"
    if publication.headline_en:
        yield publication.headline_en
