"""The pages of the charts, of the map and of the municipalities."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from . import charts, exports
from .pages import programme_page
from .strands import results


def _chart(programme, slug):
    every = charts.of(programme, results(programme))
    for chart in every:
        if chart.slug == slug:
            return chart, [one for one in every if one is not chart]
    raise Http404(f"no chart {slug}")


@programme_page
def chart(request, programme, slug):
    found, others = _chart(programme, slug)
    context = {"programme": programme, "chart": found, "others": others}
    return render(request, "programmes/chart.html", context)


@programme_page
def chart_picture(request, programme, slug):
    """The chart as a sheet of its own, with the colours of paper."""
    found, _others = _chart(programme, slug)
    body = render_to_string("components/charts/file.svg", {"chart": found, "page": found.page()})
    after = "-en" if get_language() == "en" else ""
    name = exports.filename(found.table, "svg").removesuffix(".svg") + f"{after}.svg"
    headers = {"Content-Disposition": exports.attachment(name)}
    return HttpResponse(body, content_type="image/svg+xml; charset=utf-8", headers=headers)


@programme_page
def chart_file(request, programme, slug, suffix):
    return exports.respond(_chart(programme, slug)[0].table, suffix)


def programme_map(request):
    raise Http404


municipalities = municipality = programme_map
