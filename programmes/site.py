"""Django's admin with a desk as its front page, and with pages that are no model's.

Stands outside `programmes.admin`, because that package registers its models with this very site.
"""

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path

from .models import record_classes


class ProgrammeChoices(AutocompleteJsonView):
    """What a field offers while one types: with its programme, as names come again every year.

    Those of the newest year stand first.
    """

    def get_queryset(self):
        rows = super().get_queryset()
        if not self._is_of_a_programme():
            return rows
        usual = self.model_admin.get_ordering(self.request) or self.model_admin.opts.ordering
        return rows.select_related("programme").order_by("-programme__fiscal_year", *usual, "pk")

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        if self._is_of_a_programme():
            result["text"] = f"{obj}（{obj.programme}）"
        return result

    def _is_of_a_programme(self):
        # Not hasattr(): a source's "programme" is the programmes that name it.
        return "programme" in {field.name for field in self.model_admin.opts.fields}


class BackOffice(AdminSite):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._pages = []

    def add_page(self, route, view, name):
        """Serves `view` to staff at /admin/<route> under the name `admin:<name>`."""
        self._pages.append(path(route, self.admin_view(view), name=name))

    def autocomplete_view(self, request):
        return ProgrammeChoices.as_view(admin_site=self)(request)

    def get_urls(self):
        to_site = path(
            "r/<int:content_type_id>/<path:object_id>/",
            self.admin_view(self.lead_to_site),
            name="view_on_site",
        )
        usual = [url for url in super().get_urls() if getattr(url, "name", "") != to_site.name]
        return [*self._pages, to_site, *usual]

    def lead_to_site(self, request, content_type_id, object_id):
        model = get_object_or_404(ContentType, pk=content_type_id).model_class()
        of_model = self._registry.get(model)
        obj = of_model and of_model.get_object(request, object_id)
        if obj is None or not of_model.has_view_permission(request, obj):
            raise Http404("nothing to be seen")
        return shortcut(request, content_type_id, object_id)

    def get_app_list(self, request, app_label=None):
        labels = [model._meta.app_label for model in record_classes()]
        apps = {app["app_label"]: app for app in super().get_app_list(request, app_label)}
        return [apps[label] for label in dict.fromkeys([*labels, *apps]) if label in apps]

    def index(self, request, extra_context=None):
        from .admin import dashboard  # whose package registers its models here

        return super().index(request, dashboard.context(request, self) | (extra_context or {}))
