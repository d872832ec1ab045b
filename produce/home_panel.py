"""What the produce strand has for the home page: lunch by site, and what is on sale."""

from django.utils.translation import gettext as _

from programmes.figures.highlights import Page
from programmes.lib.periods import DAY
from programmes.models import credits_of

from .catalogue import Catalogue
from .lunch import Calendar, dishes_of
from .models.opening import is_inside
from .offerings import dishes, products

#: how many products the home page shows
WINDOW = 6
#: how far the next day on which a cafeteria is open may be: past New Year
NEAR = 14 * DAY


def of_day(programme, day):
    """For `produce/today/produce.html`; nothing outside the campaign.

    `day` is the day whose lunches are shown: the next one, while all cafeterias are closed.
    """
    if not programme.starts_on or not is_inside(programme, day):
        return None
    calendar, catalogue = Calendar(programme, day, day + NEAR), Catalogue(programme)
    if not (calendar.outlets or calendar.servings or catalogue.items):
        return None
    shown, items = calendar.next_open(day), catalogue.window(WINDOW)
    sittings = calendar.on(shown) if shown else []
    return {
        "day": shown,
        "is_today": shown == day,
        "sittings": sittings,
        "has_cafeterias": bool(calendar.outlets or calendar.servings),
        "has_plan": bool(calendar.servings),
        "items": items,
        "credits": credits_of([*dishes_of(sittings), *(item.product for item in items)]),
        "number": len(catalogue.items),
        "shops": catalogue.shops,
        "markets": [market for market in catalogue.markets if market.url],
    }


def links(programme):
    path = (programme.partnership.slug, programme.slug)
    if any(dish.is_planned for dish in dishes(programme)):
        yield Page("lunch", path, title=_("食堂の献立"))
    if products(programme):
        yield Page("products", path, title=_("福島から来たもの"))
