"""What has one address, whatever the reader's language."""

from django.urls import path

from . import clicks

urlpatterns = [path("go/<slug:slug>/", clicks.go, name="go")]
