"""この数字の根拠: a figure with the records behind it, and the same as JSON."""

from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from ..figures import results
from ..reporting import tables
from .caching import programme_page, varies_on_query

#: the records on a page
PAGE = 100


def _result(programme, slug):
    if not (result := results(programme).get(slug)):
        raise Http404(f"no figure {slug}")
    return result


@programme_page
@varies_on_query("page")
def figure(request, programme, slug):
    result = _result(programme, slug)
    json_url = reverse("figure-json", args=result.url_args)
    context = {"programme": programme, "result": result, "json_url": json_url}
    context |= tables.evidence(result)
    if not result.is_composite:
        context["table"] = table = tables.figure_records(result, context["gaps"])
        context["page"] = Paginator(table, PAGE).get_page(request.GET.get("page"))
        context["readings"] = result.figure.records(programme).readings()
    return render(request, "programmes/figure.html", context)


@programme_page
def figure_json(request, programme, slug):
    result = _result(programme, slug)
    return JsonResponse(tables.figure_data(result), json_dumps_params={"ensure_ascii": False})
