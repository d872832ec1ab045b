"""Pages and PDFs: Japanese at /…, English at /en/…"""

from django.urls import include, path

from .public import (
    about,
    charts,
    events,
    figure,
    home,
    partnership,
    preview_card,
    programme,
    publications,
    review,
    styleguide,
    tables,
    timeline,
)

OF_PROGRAMME = [
    path("", programme.programme, name="programme"),
    path("card.png", preview_card.card, name="card"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("map/", charts.programme_map, name="map"),
    path("figures/<slug:slug>/", figure.figure, name="figure"),
    path("tables/<slug:slug>/", tables.table, name="table"),
    path("tables/<slug:slug>.pdf", tables.table_file, {"suffix": "pdf"}, name="table-pdf"),
    path("charts/<slug:slug>/", charts.chart, name="chart"),
    path("charts/<slug:slug>.svg", charts.chart_picture, name="chart-picture"),
    path("publications/", publications.publications, name="publications"),
    path(
        "publications/<slug:release>/<int:version>/", publications.publication, name="publication"
    ),
]
urlpatterns = [
    path("", home.home, name="home"),
    path("events/", events.events, name="events"),
    path("events/<slug:slug>/", events.event, name="event"),
    path("privacy/", about.privacy, name="privacy"),
    path("plain/", about.plain, name="plain"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("accessibility/results/", about.accessibility_results, name="accessibility-results"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("municipalities/", charts.municipalities, name="municipalities"),
    path("municipalities/<slug:code>/", charts.municipality, name="municipality"),
    path("card.png", preview_card.site_card, name="site-card"),
    path("review/<str:token>/", review.review, name="review"),
    path("<slug:partnership>/", partnership.partnership, name="partnership"),
    path(
        "<slug:partnership>/tables/years.pdf",
        tables.years_file,
        {"suffix": "pdf"},
        name="years-pdf",
    ),
    path("<slug:partnership>/<slug:programme>/", include(OF_PROGRAMME)),
]
