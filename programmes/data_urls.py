"""Data files: one address, whatever the reader's language."""

from django.templatetags.static import static
from django.urls import include, path, register_converter
from django.urls.converters import StringConverter
from django.utils.functional import lazy
from django.views.generic import RedirectView

from .public import calendars, charts, feeds, figure, photos, publications, sitemaps, tables
from .reporting import exports


class SuffixConverter(StringConverter):
    """Of a file of a table; a PDF has an address for each language."""

    regex = "|".join(suffix for suffix in exports.FORMATS if suffix != "pdf")


class PictureConverter(StringConverter):
    regex = "avif|webp|jpg"


register_converter(SuffixConverter, "suffix")
register_converter(PictureConverter, "picture")


#: browsers ask for it wherever a page names no icon (a PDF, the admin)
FAVICON = RedirectView.as_view(url=lazy(static, str)("img/icon.svg"))
ISSUED = "publications/<slug:release>/<int:version>"
OF_PROGRAMME = [
    path("campaign.ics", calendars.campaign, name="campaign-calendar"),
    path(f"{ISSUED}.json", publications.publication_json, name="publication-json"),
    path(f"{ISSUED}/<name>", publications.publication_file, name="publication-file"),
    path("figures/<slug:slug>.json", figure.figure_json, name="figure-json"),
    path("charts/<slug:slug>.<suffix:suffix>", charts.chart_file, name="chart-file"),
    path("tables/<slug:slug>.<suffix:suffix>", tables.table_file, name="table-file"),
]
urlpatterns = [
    path("favicon.ico", FAVICON, name="favicon"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("feed.atom", feeds.feed, name="feed"),
    path("events.ics", calendars.events, name="events-calendar"),
    path("events/<slug:slug>.ics", calendars.event, name="event-calendar"),
    path("media/<uuid:key>/<int:width>.<picture:suffix>", photos.photo, name="photo"),
    path("<slug:partnership>/tables/years.<suffix:suffix>", tables.years_file, name="years-file"),
    path("<slug:partnership>/<slug:programme>/", include(OF_PROGRAMME)),
]
