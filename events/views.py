from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from programmes import periods
from programmes.models import Event
from programmes.pages import for_readers, programme_page, site_page, site_versions

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


@require_safe
def event(request, slug):
    found = get_object_or_404(Event.objects.for_page(), slug=slug)
    return for_readers(
        request,
        found.programme.is_visible,
        site_versions(),
        lambda: render(request, "programmes/event.html", _shown(found)),
        found.programme.partnership,
    )


def _shown(event):
    voices = list(event.voices.public())
    return {
        "event": event,
        "programme": event.programme,
        "activities": list(event.activities.all()),
        "voices": [voice for voice in voices if not voice.is_comment],
        "comments": [voice for voice in voices if voice.is_comment],
        "session": Session.objects.for_event_page(event),
        "exchange": Exchange.objects.for_event_page(event),
        "prepares": Exchange.objects.prepared_by(event),
    }


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
