"""The history of a figure: every change of a record that counts or ever counted in it."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from ...figures import results
from ...models import Programme
from ...reporting.changes import timeline
from .pages import versions_page


def versions_behind(figure, programme):
    """The versions of all records that a figure lists or listed, those deleted since included."""
    history = figure.record_class.history
    listed = history.filter(figure.only, programme=programme).order_by()
    return history.filter(id__in=listed.values("id"))


def figure_history(request, partnership, programme, figure):
    shown = get_object_or_404(
        Programme.objects.for_page().readable_by(request.user),
        partnership__slug=partnership,
        slug=programme,
    )
    if not (result := results(shown).get(figure)):
        raise Http404(f"no figure {figure}")
    context = {
        **admin.site.each_context(request),
        "title": f"「{result.figure.label}」の変更の履歴",
        "programme": shown,
        "result": result,
    }
    if not result.is_composite:
        context |= _versions(request, result)
    return TemplateResponse(request, "admin/figure_history.html", context)


def _versions(request, result):
    model = result.figure.record_class
    model_admin = admin.site.get_model_admin(model)
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    keys = timeline(versions_behind(result.figure, result.programme))
    context = versions_page(request, keys, [model])
    for telling in context["tellings"]:
        telling.history_link = model_admin.page("history", telling.version.id)
    return context


ROUTE = "history/<slug:partnership>/<slug:programme>/<slug:figure>/"
admin.site.add_page(ROUTE, figure_history, "figure_history")
