from django.http import Http404
from django.shortcuts import get_object_or_404, render

from programmes import periods
from programmes.models import Event
from programmes.pages import programme_page, site_page

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


@site_page
def event(request, slug):
    found = get_object_or_404(Event.objects.visible().for_page(), slug=slug)
    return render(
        request,
        "programmes/event.html",
        {
            "event": found,
            "programme": found.programme,
            "activities": list(found.activities.all()),
            "voices": list(found.voices.public()),
            "session": Session.objects.for_event_page(found),
            "exchange": Exchange.objects.for_event_page(found),
            "prepares": Exchange.objects.prepared_by(found),
        },
    )


@programme_page
def school(request, programme, slug):
    found = (
        SchoolProgramme.objects.filter(programme=programme, slug=slug)
        .select_related("school__municipality", "source")
        .first()
    )
    if not found:
        raise Http404(f"no school programme {slug}")
    return render(request, "programmes/school.html", {"programme": programme, "school": found})
