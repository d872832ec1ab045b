"""The addresses of the back office: our own pages before those of the models."""

from django.contrib import admin
from django.urls import path

from .figures import figure_history

app_name = "admin"
urlpatterns = [
    path(
        "history/<slug:partnership>/<slug:programme>/<slug:figure>/",
        admin.site.admin_view(figure_history),
        name="figure_history",
    ),
    *admin.site.get_urls(),
]
