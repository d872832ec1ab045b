from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("programmes.accounts.urls")),  # before the admin's own login
    path("admin/", admin.site.urls),
    path("", include("probono.data_urls")),
    path("", include("programmes.data_urls")),
    *i18n_patterns(
        path("", include("produce.urls")),
        path("", include("events.urls")),
        path("", include("probono.urls")),
        path("", include("programmes.urls")),
        prefix_default_language=False,
    ),
]
