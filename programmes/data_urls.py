"""Data files and probes: one address, whatever the reader's language."""

from django.urls import path, register_converter

from . import views


class SuffixConverter:
    regex = "csv|xlsx|json"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(SuffixConverter, "suffix")

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("<slug:partnership>/tables/years.<suffix:suffix>", views.years_file, name="years-file"),
    path(
        "<slug:partnership>/<slug:programme>/figures/<slug:slug>.json",
        views.figure_json,
        name="figure-json",
    ),
    path(
        "<slug:partnership>/<slug:programme>/tables/<slug:slug>.<suffix:suffix>",
        views.table_file,
        name="table-file",
    ),
]
