"""What the produce strand has for the home page: lunch by site, and what is on sale."""

from django.utils.translation import gettext as _

from programmes.figures.highlights import Page
from programmes.models import credits_of

from .days import DAY, is_inside
from .lunch import Calendar, dishes_of
from .offerings import dishes, products
from .shelves import Shelves

#: how many products the home page shows
WINDOW = 6
#: how far the next day on which a cafeteria is open may be: past New Year
NEAR = 14 * DAY


def of_day(programme, day):
    """For `today/produce.html`; nothing outside the campaign.

    `day` is the day whose lunches are shown: the next one, while all cafeterias are closed.
    """
    if not programme.starts_on or not is_inside(programme, day):
        return None
    calendar, shelves = Calendar(programme, day, day + NEAR), Shelves(programme)
    if not (calendar.outlets or calendar.servings or shelves.items):
        return None
    shown, items = calendar.next_open(day), shelves.window(WINDOW)
    sittings = calendar.on(shown) if shown else []
    return {
        "day": shown,
        "is_today": shown == day,
        "sittings": sittings,
        "has_cafeterias": bool(calendar.outlets or calendar.servings),
        "has_plan": bool(calendar.servings),
        "items": items,
        "credits": credits_of([*dishes_of(sittings), *(item.product for item in items)]),
        "number": len(shelves.items),
        "shops": shelves.shops,
        "markets": [market for market in shelves.markets if market.url],
    }


def links(programme):
    """The plan and the products, once there are any."""
    path = (programme.partnership.slug, programme.slug)
    if any(dish.is_planned for dish in dishes(programme)):
        yield Page("lunch", path, title=_("食堂の献立"))
    if products(programme):
        yield Page("products", path, title=_("福島から来たもの"))
