"""Pages about the site itself: what it keeps of whom, how accessible it is, what it is for."""

from django.conf import settings
from django.shortcuts import render

from ..models import Programme, Source
from .accessibility import test_results
from .caching import site_page


def _contacts():
    public = Source.objects.filter(programme__in=Programme.objects.visible())
    contacts = public.exclude(contact="").order_by("contact").distinct()
    return {"contact_email": settings.CONTACT_EMAIL, "contacts": list(contacts)}


@site_page
def privacy(request):
    return render(request, "about/privacy.html", _contacts())


@site_page
def plain(request):
    programmes = Programme.objects.visible().for_page().latest_first()
    context = {"current": programmes.first(), **_contacts()}
    return render(request, "about/plain.html", context)


@site_page
def accessibility(request):
    return render(request, "about/accessibility.html", _contacts())


@site_page
def accessibility_results(request):
    return render(request, "about/accessibility_results.html", {"results": test_results()})
