"""Data files: one address, whatever the reader's language."""

from django.templatetags.static import static
from django.urls import path, register_converter
from django.views.generic import RedirectView

from . import calendars, feeds, media, pictures, publications, sitemaps, views


class SuffixConverter:
    regex = "csv|xlsx|json"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class PictureConverter(SuffixConverter):
    regex = "avif|webp|jpg"


register_converter(SuffixConverter, "suffix")
register_converter(PictureConverter, "picture")


class Favicon(RedirectView):
    """Browsers ask for this address wherever a page names no icon (a PDF, the admin)."""

    def get_redirect_url(self):
        return static("img/icon.svg")


urlpatterns = [
    path("favicon.ico", Favicon.as_view(), name="favicon"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("feed.atom", feeds.feed, name="feed"),
    path("events.ics", calendars.events, name="events-calendar"),
    path("events/<slug:slug>.ics", calendars.event, name="event-calendar"),
    path(
        "<slug:partnership>/<slug:programme>/campaign.ics",
        calendars.campaign,
        name="campaign-calendar",
    ),
    path("media/<uuid:key>/<int:width>.<picture:suffix>", media.photo, name="photo"),
    path(
        "<slug:partnership>/<slug:programme>/publications/<slug:release>/<int:version>.json",
        publications.publication_json,
        name="publication-json",
    ),
    path(
        "<slug:partnership>/<slug:programme>/publications/<slug:release>/<int:version>/<name>",
        publications.publication_file,
        name="publication-file",
    ),
    path("<slug:partnership>/tables/years.<suffix:suffix>", views.years_file, name="years-file"),
    path(
        "<slug:partnership>/<slug:programme>/figures/<slug:slug>.json",
        views.figure_json,
        name="figure-json",
    ),
    path(
        "<slug:partnership>/<slug:programme>/charts/<slug:slug>.<suffix:suffix>",
        pictures.chart_file,
        name="chart-file",
    ),
    path(
        "<slug:partnership>/<slug:programme>/tables/<slug:slug>.<suffix:suffix>",
        views.table_file,
        name="table-file",
    ),
]
