"""Pages and PDFs: Japanese at /…, English at /en/…"""

from django.urls import path

from . import cards, publications, review, views

urlpatterns = [
    path("", views.home, name="home"),
    path("card.png", cards.site_card, name="site-card"),
    path("<slug:partnership>/<slug:programme>/card.png", cards.card, name="card"),
    path("privacy/", views.privacy, name="privacy"),
    path("review/<str:token>/", review.review, name="review"),
    path("<slug:partnership>/", views.partnership, name="partnership"),
    path(
        "<slug:partnership>/tables/years.pdf",
        views.years_file,
        {"suffix": "pdf"},
        name="years-pdf",
    ),
    path("<slug:partnership>/<slug:programme>/", views.programme, name="programme"),
    path("<slug:partnership>/<slug:programme>/figures/<slug:slug>/", views.figure, name="figure"),
    path("<slug:partnership>/<slug:programme>/tables/<slug:slug>/", views.table, name="table"),
    path(
        "<slug:partnership>/<slug:programme>/publications/",
        publications.publications,
        name="publications",
    ),
    path(
        "<slug:partnership>/<slug:programme>/publications/<slug:release>/<int:version>/",
        publications.publication,
        name="publication",
    ),
    path(
        "<slug:partnership>/<slug:programme>/tables/<slug:slug>.pdf",
        views.table_file,
        {"suffix": "pdf"},
        name="table-pdf",
    ),
]
