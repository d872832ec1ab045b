"""Django's admin with a desk as its front page, and with pages that are no model's.

Stands outside `programmes.admin`, because that package registers its models with this very site.
"""

from django.contrib.admin import AdminSite
from django.urls import path

from . import desk


class BackOffice(AdminSite):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._pages = []

    def add_page(self, route, view, name):
        """Serves `view` to staff at /admin/<route> under the name `admin:<name>`."""
        self._pages.append(path(route, self.admin_view(view), name=name))

    def get_urls(self):
        return [*self._pages, *super().get_urls()]

    def index(self, request, extra_context=None):
        """The desk of the programme chosen in the address, or else of the running one."""
        return super().index(request, desk.context(request, self) | (extra_context or {}))
