"""What every public page shares: who may see it, and how long an answer stays true.

An answer is made of records, texts, the code and the date. Its ETag is made of the versions of
just these, so a remembered page is never served after one of them moved. Browsers ask each time.
"""

import re
from functools import cache, partial, wraps
from hashlib import blake2b
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache as responses
from django.db.models import Count, Max, Subquery, Sum, Value
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import condition, require_safe

from ..accounts.middleware import missing_step
from ..lib import periods
from ..models import Event, Partnership, Programme, Publication, SiteVersion

#: a parameter of an address whose value is none of these counts as not given
PAGE_NUMBER = re.compile(r"[1-9]\d{0,2}")
CODE = ("*.py", "*.html", "*.mo", "*.css", "*.js", "*.svg", "*.png", "*.csv", "*.toml", "*.json")

#: what stands beside the apps; the packages decide too (on which days there is a holiday)
FRAME = ("fukushima_portal", "templates", "static", "fixtures")
LOCK = "requirements.lock"


@cache
def code_version():
    """Names the code that runs: changes with every deploy, without anybody having to say so."""
    seen = blake2b(settings.CONTACT_EMAIL.encode(), digest_size=8)
    seen.update((settings.BASE_DIR / LOCK).read_bytes())
    for folder in _folders():
        for path in sorted(path for pattern in CODE for path in folder.rglob(pattern)):
            stat = path.stat()
            seen.update(f"{path}{stat.st_size}{stat.st_mtime_ns}".encode())
    return seen.hexdigest()


def _folders():
    apps_of_ours = (
        Path(app.path) for app in apps.get_app_configs() if "site-packages" not in app.path
    )
    frame = (settings.BASE_DIR / name for name in FRAME)
    return [*apps_of_ours, *frame]


def varies_on_query(*names):
    """Tells which parameters of its address a view reads; any other makes no other page."""

    def marked(view):
        view.query = names
        return view

    return marked


def _asked(request, name):
    value = request.GET.get(name, "")
    return value if name != "page" or PAGE_NUMBER.fullmatch(value) else ""


def _etag(request, names, *versions):
    # Of the query only what the page reads: made-up parameters must not fill the memory.
    asked = (get_language(), request.scheme, request.get_host(), request.path)
    asked += tuple(_asked(request, name) for name in names)
    parts = (code_version(), *versions, periods.today(), *asked)
    return '"' + blake2b("|".join(map(str, parts)).encode(), digest_size=16).hexdigest() + '"'


def _answer(request, etag, make):
    """The answer under its ETag: 304, from memory, or made now and remembered if it is whole."""

    @condition(etag_func=lambda request: etag)
    def answer(request):
        response = responses.get(etag)
        if response is None:
            response = make()
            if response.status_code == 200 and not response.streaming:
                responses.set(etag, response)
        return response

    response = answer(request)
    if response.status_code in (200, 304):
        patch_cache_control(response, public=True, no_cache=True)
    else:
        del response["ETag"]
        add_never_cache_headers(response)
    return response


def is_for_staff(request):
    """Whether the visitor is staff who got in as far as the back office.

    Asks for the session only where a cookie came, so public answers do not vary by cookie.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_staff:
        return False
    return missing_step(request) is None


def reads_drafts(request, partnership):
    return is_for_staff(request) and partnership.is_readable_by(request.user)


def cached_response(request, is_public, versions, make, partnership=None, query=()):
    """The answer that `make` gives.

    What is not public yet is there for staff of its partnership, and in no cache.
    """
    if is_public:
        return _answer(request, _etag(request, query, *versions), make)
    if not reads_drafts(request, partnership):
        raise Http404("not public yet")
    response = make()
    add_never_cache_headers(response)
    return response


def site_versions():
    """What moves with anything that is shown anywhere: by a write, or by the end of an embargo."""
    site = SiteVersion.objects.filter(pk=1).values_list("number", flat=True).first()
    issued = Publication.objects.public().order_by().values(one=Value(1)).annotate(n=Count("pk"))
    every = {"sum": Sum("version"), "issued": Max(Subquery(issued.values("n")))}
    return site, *Programme.objects.aggregate(**every).values()


def programme_page(view):
    """A page of one programme: the view gets it in place of its two slugs."""

    @wraps(view)
    @require_safe
    def page(request, partnership, programme, **kwargs):
        found = get_object_or_404(
            Programme.objects.for_page(), partnership__slug=partnership, slug=programme
        )
        # An embargo ends by the clock alone: nothing is written then.
        versions = (found.pk, found.partnership_version, found.site_version, found.published)
        make = partial(view, request, found, **kwargs)
        query = getattr(view, "query", ())
        return cached_response(request, found.is_visible, versions, make, found.partnership, query)

    return page


def site_page(view):
    @wraps(view)
    @require_safe
    def page(request, **kwargs):
        query = getattr(view, "query", ())
        make = partial(view, request, **kwargs)
        return cached_response(request, True, site_versions(), make, query=query)

    return page


def partnership_page(view):
    @wraps(view)
    @require_safe
    def page(request, partnership, **kwargs):
        named = ("prefecture__source", "company__source", "source")
        found = get_object_or_404(Partnership.objects.select_related(*named), slug=partnership)
        programmes = found.programmes.visible().for_page()
        make = partial(view, request, found, programmes, **kwargs)
        return cached_response(request, programmes.exists(), site_versions(), make, found)

    return page


def event_page(view):
    @wraps(view)
    @require_safe
    def page(request, slug):
        found = get_object_or_404(Event.objects.for_page(), slug=slug)
        programme, make = found.programme, partial(view, request, found)
        is_public, versions = programme.is_visible, site_versions()
        return cached_response(request, is_public, versions, make, programme.partnership)

    return page
