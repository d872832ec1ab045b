from django.urls import path

from . import views

urlpatterns = [
    path(
        "<slug:partnership>/<slug:programme>/communities/<slug:slug>/",
        views.community,
        name="community",
    ),
    path(
        "<slug:partnership>/<slug:programme>/projects/<slug:slug>/", views.project, name="project"
    ),
]
