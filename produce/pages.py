"""The public pages of the campaign: what is for lunch, and what came from Fukushima."""

from django.shortcuts import render

from programmes.lib import periods
from programmes.models import credits_of
from programmes.public.caching import programme_page, varies_on_query

from .catalogue import Catalogue
from .lunch import Calendar, dishes_of

#: how many days the page of all cafeterias looks ahead: a week of work
OVERVIEW = 5


@programme_page
@varies_on_query("site")
def lunch(request, programme):
    """The plan of one cafeteria, day by day; without `?site=` that of all of them, this week."""
    calendar, asked = Calendar(programme), request.GET.get("site", "")
    site = next((outlet for outlet in calendar.outlets if outlet.slug == asked), None)
    context = {"programme": programme, "calendar": calendar, "today": periods.today()}
    if asked and not site:
        return _all_sites(request, context | {"unknown": True}, status=404)
    return _one_site(request, context, site) if site else _all_sites(request, context)


def _one_site(request, context, site):
    calendar, today = context["calendar"], context["today"]
    coming = calendar.weeks(site, [day for day in calendar.days if day > today])
    past = calendar.weeks(site, [day for day in calendar.days if day < today])
    sitting = calendar.sitting(site, today) if calendar.is_running(today) else None
    around = [sitting for week in [*coming, *past] for sitting in week.days]
    context |= {
        "site": site,
        "sitting": sitting,
        "coming": coming,
        "past": past,
        "number_past": sum(len(week.days) for week in past),
        "credits": credits_of(dishes_of([sitting, *around] if sitting else around)),
    }
    return render(request, "produce/lunch_site.html", context)


def _all_sites(request, context, status=200):
    calendar, today = context["calendar"], context["today"]
    day = calendar.next_open(today)
    sittings = calendar.on(day) if day else []
    coming = [later for later in calendar.days if day and later > day][:OVERVIEW]
    context |= {
        "day": day,
        "sittings": sittings,
        "credits": credits_of(dishes_of(sittings)),
        "coming": [(later, calendar.on(later)) for later in coming],
    }
    return render(request, "produce/lunch.html", context, status=status)


@programme_page
def products(request, programme):
    catalogue = Catalogue(programme)
    context = {"catalogue": catalogue, "today": periods.today()}
    context["credits"] = credits_of(item.product for item in catalogue.items)
    return render(request, "produce/products.html", context | {"programme": programme})
