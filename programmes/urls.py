"""Pages and PDFs: Japanese at /…, English at /en/…"""

from django.urls import include, path

from . import about, cards, pictures, publications, review, styleguide, views

OF_PROGRAMME = [
    path("", views.programme, name="programme"),
    path("card.png", cards.card, name="card"),
    path("timeline/", views.timeline, name="timeline"),
    path("map/", pictures.programme_map, name="map"),
    path("figures/<slug:slug>/", views.figure, name="figure"),
    path("tables/<slug:slug>/", views.table, name="table"),
    path("tables/<slug:slug>.pdf", views.table_file, {"suffix": "pdf"}, name="table-pdf"),
    path("charts/<slug:slug>/", pictures.chart, name="chart"),
    path("charts/<slug:slug>.svg", pictures.chart_picture, name="chart-picture"),
    path("publications/", publications.publications, name="publications"),
    path(
        "publications/<slug:release>/<int:version>/", publications.publication, name="publication"
    ),
]
urlpatterns = [
    path("", views.home, name="home"),
    path("privacy/", about.privacy, name="privacy"),
    path("plain/", about.plain, name="plain"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("accessibility/results/", about.accessibility_results, name="accessibility-results"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("municipalities/", pictures.municipalities, name="municipalities"),
    path("municipalities/<slug:code>/", pictures.municipality, name="municipality"),
    path("card.png", cards.site_card, name="site-card"),
    path("review/<str:token>/", review.review, name="review"),
    path("<slug:partnership>/", views.partnership, name="partnership"),
    path(
        "<slug:partnership>/tables/years.pdf",
        views.years_file,
        {"suffix": "pdf"},
        name="years-pdf",
    ),
    path("<slug:partnership>/<slug:programme>/", include(OF_PROGRAMME)),
]
