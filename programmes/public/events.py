"""The pages of events: all of them, and one with what the strands tell of it."""

from django.shortcuts import render

from ..figures import highlights
from ..lib import periods
from ..models import Event
from .caching import event_page, site_page


@site_page
def events(request):
    visible = list(Event.objects.visible().for_page())
    today = periods.today()
    return render(
        request,
        "programmes/events.html",
        {
            "coming": [event for event in visible if event.last_day >= today],
            "past": [event for event in reversed(visible) if event.last_day < today],
        },
    )


@event_page
def event(request, event):
    context = {
        "event": event,
        "programme": event.programme,
        "activities": list(event.activities.all()),
        "parts": highlights.parts_of_event(event),
    }
    return render(request, "programmes/event.html", context)
