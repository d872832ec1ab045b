from importlib.util import find_spec

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path


def of_strands(name):
    """The addresses in this module of every app of a strand that has one."""
    modules = (f"{app}.{name}" for app in settings.STRANDS)
    return [path("", include(module)) for module in modules if find_spec(module)]


urlpatterns = [
    path("", include("programmes.accounts.urls")),  # before the admin's own login
    path("admin/", admin.site.urls),
    *of_strands("data_urls"),
    path("", include("programmes.data_urls")),
    *i18n_patterns(
        *of_strands("urls"),
        path("", include("programmes.urls")),
        prefix_default_language=False,
    ),
]
