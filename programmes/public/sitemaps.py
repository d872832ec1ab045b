"""What search engines find: every public page in both languages, and where they need not look.

The pages come from the models and the strands. A fictional partnership has none here.
"""

from django.contrib import sitemaps
from django.contrib.sitemaps import views
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from ..figures import highlights
from ..figures.highlights import Page
from ..models import Event, Municipality, Programme, Publication
from ..reporting import charts, tables
from .caching import site_page

#: the pages that belong to no programme and always exist
ALWAYS = (
    *("home", "events", "municipalities", "plain"),
    *("accessibility", "accessibility-results", "privacy"),
)
#: the folders that hold nothing to find
CLOSED = ("/admin/", "/accounts/", "/review/", "/en/review/", "/go/")


class PageSitemap(sitemaps.Sitemap):
    i18n = alternates = x_default = True

    def items(self):
        return list(public_pages())

    def location(self, page):
        return reverse(page.name, args=page.args)

    def lastmod(self, page):
        return page.changed_at


def public_pages():
    yield from (Page(name) for name in ALWAYS)
    programmes = Programme.objects.visible().filter(partnership__is_fictional=False).for_page()
    programmes = list(programmes.order_by("partnership__slug", "-fiscal_year", "slug"))
    for slug in dict.fromkeys(programme.partnership.slug for programme in programmes):
        yield Page("partnership", (slug,))
    for programme in programmes:
        yield from _of_programme(programme)
    yield from (Page("municipality", (place.code5,)) for place in Municipality.objects.all())
    events = Event.objects.filter(programme__in=programmes).values_list("slug", flat=True)
    yield from (Page("event", (slug,)) for slug in events)


def _of_programme(programme):
    path = (programme.partnership.slug, programme.slug)
    results = charts.results(programme)
    yield from (Page(name, path) for name in ("programme", "timeline", "map"))
    yield from (Page("chart", (*path, chart.slug)) for chart in charts.of(programme, results))
    yield from (Page("figure", (*path, result.slug)) for result in results)
    yield from (Page("table", (*path, table.slug)) for table in tables.listing(programme, results))
    yield from (page for _strand, page in highlights.pages(programme))
    issued = list(Publication.objects.of(programme).public())
    newest = max((version.issued_at for version in issued), default=None)
    yield Page("publications", path, newest)
    for version in issued:
        args = (*path, version.release.slug, version.version)
        yield Page("publication", args, version.issued_at)


@site_page
def sitemap(request):
    response = views.sitemap(request, {"pages": PageSitemap})
    return response.render()  # only whole answers are remembered


@require_safe
def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {folder}" for folder in CLOSED)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
