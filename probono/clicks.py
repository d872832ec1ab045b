"""The way out to a community's sign-up page: counted once a click, without knowing whose it was.

No cookie, no address and nothing else of the visitor is kept. What asks without a person who
clicked (a prefetching browser, a robot) is led on and not counted.
"""

import logging
import re
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from programmes.lib import periods
from programmes.public.caching import reads_drafts

from .models import ClickCount, Community

#: headers by which browsers tell that they look ahead
AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
LOOKING = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
ROBOTS = re.compile(
    r"\bbot\b|bot[/;-]|crawl|spider|slurp|preview|facebookexternalhit|curl|wget|python|java/|okhttp"
    r"|go-http|libwww|monitor|scan",
    re.IGNORECASE,
)
#: how long a click waits for the database, in milliseconds
PATIENCE = 300
logger = logging.getLogger(__name__)


@require_safe
def go(request, slug):
    community = get_object_or_404(Community, slug=slug)
    is_public = Community.objects.visible().filter(pk=community.pk).exists()
    if not community.way_out or not (is_public or reads_drafts(request, community.partnership)):
        raise Http404("no sign-up page, or not public yet")
    if is_public and is_a_click(request):
        count(community)
    response = HttpResponseRedirect(community.join_url)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response


def is_a_click(request):
    ahead = any(LOOKING.search(request.headers.get(name, "")) for name in AHEAD)
    agent = request.headers.get("User-Agent", "")
    return request.method == "GET" and not ahead and bool(agent) and not ROBOTS.search(agent)


def count(community):
    """Counts a click; a database that cannot just now holds nobody up."""
    try:
        with waiting_briefly(), transaction.atomic():
            if connection.vendor == "postgresql":
                connection.cursor().execute(f"SET LOCAL lock_timeout = {PATIENCE}")
            ClickCount.objects.add(community, periods.today())
    except DatabaseError:
        logger.exception("a click was not counted")


@contextmanager
def waiting_briefly():
    """On SQLite a writer waits long for another; who clicks does not."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = 1000 * connection.settings_dict["OPTIONS"].get("timeout", 5)
    connection.cursor().execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        yield
    finally:
        connection.cursor().execute(f"PRAGMA busy_timeout = {usual}")
