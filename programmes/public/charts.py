"""The pages of the charts, of the map and of the municipalities."""

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from ..figures.highlights import places
from ..models import Municipality, Programme
from ..reporting import charts, exports
from .caching import programme_page, site_page, varies_on_query


def _chart(programme, slug):
    shown = charts.of(programme, charts.results(programme))
    for chart in shown:
        if chart.slug == slug:
            return chart, [other for other in shown if other is not chart]
    raise Http404(f"no chart {slug}")


@programme_page
def chart(request, programme, slug):
    chart, others = _chart(programme, slug)
    context = {"programme": programme, "chart": chart, "others": others}
    return render(request, "programmes/chart.html", context)


@programme_page
def chart_picture(request, programme, slug):
    chart, _others = _chart(programme, slug)
    body = render_to_string("components/charts/file.svg", {"chart": chart, "page": chart.page()})
    after = "-en" if get_language() == "en" else ""
    name = exports.filename(chart.table, "svg").removesuffix(".svg") + f"{after}.svg"
    headers = {"Content-Disposition": exports.attachment(name)}
    return HttpResponse(body, content_type="image/svg+xml; charset=utf-8", headers=headers)


@programme_page
def chart_file(request, programme, slug, suffix):
    return exports.respond(_chart(programme, slug)[0].table, suffix)


def _map(request, places):
    kind = request.GET.get("kind", "")
    shown = charts.TileMap(places, kind)
    if kind and kind not in [other.slug for other in shown.kinds]:
        raise Http404(f"no kind {kind}")
    return shown


@programme_page
@varies_on_query("kind")
def programme_map(request, programme):
    shown = _map(request, places(programme))
    return render(request, "programmes/map.html", {"programme": programme, "map": shown})


def _newest_first():
    public = Programme.objects.visible().select_related("partnership")
    return public.order_by("-fiscal_year", "partnership", "-starts_on", "pk")


@site_page
@varies_on_query("kind")
def municipalities(request):
    shown = _map(request, places(*_newest_first()))
    return render(request, "programmes/municipalities.html", {"map": shown})


@site_page
def municipality(request, code):
    if len(code) != 5:
        raise Http404(f"no municipality {code}")
    municipality = get_object_or_404(Municipality, code__startswith=code)
    every = (place for _strand, place in places(*_newest_first()))
    things = [place for place in every if place.municipality == municipality]
    things.sort(key=lambda place: place.kind)
    by_kind = [list(group) for _kind, group in groupby(things, key=lambda place: place.kind)]
    return render(
        request,
        "programmes/municipality.html",
        {"municipality": municipality, "kinds": [(group[0].word, group) for group in by_kind]},
    )
