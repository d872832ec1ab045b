"""The page of a programme."""

from django.shortcuts import render

from ..figures import declared_headline, highlights
from ..figures.campaign import campaign
from ..lib import periods
from ..reporting import charts, tables
from .caching import programme_page


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
            "map": charts.TileMap(highlights.places(programme)),
            "overview": [chart for chart in pictures if not chart.strand],
        },
    )
