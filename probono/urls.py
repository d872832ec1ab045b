from django.urls import include, path

from . import views

OF_PROGRAMME = [
    path("communities/<slug:slug>/", views.community, name="community"),
    path("projects/<slug:slug>/", views.project, name="project"),
]
urlpatterns = [path("<slug:partnership>/<slug:programme>/", include(OF_PROGRAMME))]
