"""The home page: the running programme, or else the latest."""

from django.shortcuts import render

from ..figures import declared_headline, highlights, results
from ..figures.campaign import campaign
from ..lib import periods
from ..models import Event, Programme
from .caching import site_page


@site_page
def home(request):
    programmes = list(Programme.objects.visible().for_page().latest_first())
    if not programmes:
        return render(request, "programmes/empty.html")
    programme, today = programmes[0], periods.today()
    figures = results(programme)
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
            "results": figures,
            "declared": declared_headline(programme),
            "events": events,
            "is_past": all(event.last_day < today for event in events),
            "publications": figures.publications,
            "others": programmes[1:],
        },
    )
