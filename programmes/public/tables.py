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
    by_slug = {table.slug: table for table in tables.listing(programme, results(programme))}
    if not (table := by_slug.pop(slug, None)):
        raise Http404(f"no table {slug}")
    return render(
        request,
        "programmes/table.html",
        {
            "programme": programme,
            "table": table,
            "page": Paginator(table, PAGE).get_page(request.GET.get("page")),
            "others": list(by_slug.values()),
        },
    )


@programme_page
def table_file(request, programme, slug, suffix):
    if not (table := tables.find(programme, results(programme), slug)):
        raise Http404(f"no table {slug}")
    return _file(request, table, suffix)


def years_table(partnership, programmes):
    by_pk = results_of(programmes)
    years = [(programme, by_pk[programme.pk]) for programme in programmes]
    return tables.years(partnership, years)


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
