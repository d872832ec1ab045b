from django.shortcuts import get_object_or_404, render

from programmes.lib import periods
from programmes.models import Event
from programmes.public.caching import event_page, programme_page, site_page

from .models import Exchange, SchoolProgramme, Session


@site_page
def events(request):
    every = list(Event.objects.visible().for_page())
    today = periods.today()
    return render(
        request,
        "programmes/events.html",
        {
            "coming": [event for event in every if event.last_day >= today],
            "past": [event for event in reversed(every) if event.last_day < today],
        },
    )


@event_page
def event(request, event):
    voices = list(event.voices.public())
    context = {
        "event": event,
        "programme": event.programme,
        "activities": list(event.activities.all()),
        "voices": [voice for voice in voices if not voice.is_comment],
        "comments": [voice for voice in voices if voice.is_comment],
        "session": Session.objects.for_event_page(event),
        "exchange": Exchange.objects.for_event_page(event),
        "prepares": Exchange.objects.prepared_by(event),
    }
    return render(request, "programmes/event.html", context)


@programme_page
def school(request, programme, slug):
    schools = SchoolProgramme.objects.filter(programme=programme)
    found = get_object_or_404(schools.select_related("school__municipality", "source"), slug=slug)
    return render(request, "programmes/school.html", {"programme": programme, "school": found})
