from django.urls import path

from . import views

urlpatterns = [
    path("events/", views.events, name="events"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("<slug:partnership>/<slug:programme>/schools/<slug:slug>/", views.school, name="school"),
]
