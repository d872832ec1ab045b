"""The public pages of the core: what they show comes from models and strands."""

import logging

from django.core.paginator import Paginator
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from .figures import declared_headline, highlights, results, results_of
from .figures.campaign import campaign
from .figures.highlights import places
from .lib import periods
from .models import Event, Programme
from .pages import asks, partnership_page, programme_page, site_page
from .reporting import charts, exports, tables
from .timeline import months

PAGE = 100
logger = logging.getLogger(__name__)


def languages(request):
    """The reader's language, and the address of this page in each, for the switch."""
    bare = request.path.removeprefix("/en") if request.path.startswith("/en/") else request.path
    return {"language": get_language(), "path_ja": bare, "path_en": f"/en{bare}"}


@site_page
def home(request):
    programmes = list(Programme.objects.visible().for_page().latest_first())
    if not programmes:
        return render(request, "programmes/empty.html")
    programme, today = programmes[0], periods.today()
    every = results(programme)
    events = Event.objects.around(today)
    return render(
        request,
        "programmes/home.html",
        {
            "programme": programme,
            "day": campaign(programme, today),
            "today": highlights.of_day(programme, today),
            "ways": highlights.ways_in(programme),
            "links": highlights.links(programme),
            "results": every,
            "declared": declared_headline(programme),
            "events": events,
            "is_past": all(event.last_day < today for event in events),
            "publications": every.publications,
            "others": programmes[1:],
        },
    )


@partnership_page
def partnership(request, partnership, programmes):
    programmes = list(programmes)
    table = _years(partnership, programmes)
    context = {
        "partnership": partnership,
        "parties": [partnership.prefecture, partnership.company],
        "programmes": programmes,
        "table": table,
        "lines": table[:],
    }
    return render(request, "programmes/partnership.html", context)


def _years(partnership, programmes):
    found = results_of(programmes)
    return tables.years(partnership, [(one, found[one.pk]) for one in programmes])


@partnership_page
def years_file(request, partnership, programmes, suffix):
    return _file(request, _years(partnership, programmes), suffix)


@programme_page
def programme(request, programme):
    every = charts.results(programme)
    return render(
        request,
        "programmes/programme.html",
        {
            "programme": programme,
            "day": campaign(programme, periods.today()),
            "links": highlights.links(programme),
            "results": every,
            "declared": declared_headline(programme),
            "empty": [
                one for one in every.strands if one.is_empty and not one.strand.hidden_when_empty
            ],
            "notes": list(programme.notes.select_related("source")),
            "publications": every.publications,
            "summary": tables.summary(programme, every),
            "charts": (pictures := charts.of(programme, every)),
            "map": charts.TileMap(places(programme)),
            "overview": [chart for chart in pictures if not chart.strand],
        },
    )


@programme_page
def timeline(request, programme):
    context = {"programme": programme, "months": months(programme, periods.today())}
    return render(request, "programmes/timeline.html", context)


def _result(programme, slug):
    every = results(programme)
    if not (found := every.get(slug)):
        raise Http404(f"no figure {slug}")
    return found


@programme_page
@asks("page")
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


@programme_page
@asks("page")
def table(request, programme, slug):
    every = {table.slug: table for table in tables.listing(programme, results(programme))}
    if not (found := every.pop(slug, None)):
        raise Http404(f"no table {slug}")
    return render(
        request,
        "programmes/table.html",
        {
            "programme": programme,
            "table": found,
            "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "others": list(every.values()),
        },
    )


@programme_page
def table_file(request, programme, slug, suffix):
    if not (table := tables.find(programme, results(programme), slug)):
        raise Http404(f"no table {slug}")
    return _file(request, table, suffix)


def _file(request, table, suffix):
    try:
        return exports.respond(table, suffix)
    except exports.PdfUnavailable:
        logger.exception("no PDF")
        context = {"table": table, "partnership": table.partnership}
        return render(request, "programmes/no_pdf.html", context, status=503)


def probes(get_response):
    """Answers load balancers before anything looks at the host: they ask by address."""
    views = {"/healthz": healthz, "/readyz": readyz}

    def middleware(request):
        return views.get(request.path_info, get_response)(request)

    return middleware


@require_safe
def healthz(request):
    """Alive: this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request):
    """Ready: the database answers and has every migration."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        return HttpResponse("migrations pending\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
