from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/<slug:programme>/schools/<slug:slug>/", views.school, name="school"),
]
