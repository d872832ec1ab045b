from django.urls import path

from . import pages

urlpatterns = [
    path("<slug:partnership>/<slug:programme>/lunch/", pages.lunch, name="lunch"),
    path("<slug:partnership>/<slug:programme>/products/", pages.products, name="products"),
]
