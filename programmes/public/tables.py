"""The tables of a programme and those of a partnership's years, as pages and as files."""

import logging

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from ..figures import results, results_of
from ..reporting import exports, tables
from .caching import partnership_page, programme_page, varies_on_query

#: the rows on a page
PAGE = 100
logger = logging.getLogger(__name__)


@programme_page
@varies_on_query("page")
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


def years_table(partnership, programmes):
    found = results_of(programmes)
    return tables.years(partnership, [(one, found[one.pk]) for one in programmes])


@partnership_page
def years_file(request, partnership, programmes, suffix):
    return _file(request, years_table(partnership, programmes), suffix)


def _file(request, table, suffix):
    try:
        return exports.respond(table, suffix)
    except exports.PdfUnavailable:
        logger.exception("no PDF")
        context = {"table": table, "partnership": table.partnership}
        return render(request, "programmes/no_pdf.html", context, status=503)
