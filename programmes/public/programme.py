"""The page of a programme."""

from django.shortcuts import render

from ..figures import declared_headline, highlights
from ..figures.campaign import campaign
from ..lib import periods
from ..reporting import charts, tables
from .caching import programme_page


@programme_page
def programme(request, programme):
    results = charts.results(programme)
    return render(
        request,
        "programmes/programme.html",
        {
            "programme": programme,
            "day": campaign(programme, periods.today()),
            "links": highlights.links(programme),
            "results": results,
            "declared": declared_headline(programme),
            "empty": [
                group
                for group in results.strands
                if group.is_empty and not group.strand.hidden_when_empty
            ],
            "notes": list(programme.notes.select_related("source")),
            "publications": results.publications,
            "summary": tables.summary(programme, results),
            "charts": (pictures := charts.of(programme, results)),
            "map": charts.TileMap(highlights.places(programme)),
            "overview": [chart for chart in pictures if not chart.strand],
        },
    )
