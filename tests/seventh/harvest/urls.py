from django.urls import path

from . import views

urlpatterns = [path("orchards/", views.orchards, name="orchards")]
