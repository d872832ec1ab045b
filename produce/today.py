"""What the produce strand has for the home page: lunch by site, what is on sale, ways to join."""

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.strands import WayIn

from .days import DAY, is_inside
from .lunch import Calendar
from .models import Product, Serving
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
    shown = calendar.next_open(day)
    return {
        "day": shown,
        "is_today": shown == day,
        "sittings": calendar.on(shown) if shown else [],
        "has_plan": bool(calendar.servings),
        "items": shelves.window(WINDOW),
        "number": len(shelves.items),
        "shops": shelves.shops,
        "markets": [market for market in shelves.markets if market.url],
    }


def ways_in(programme):
    """Lunch and shopping, as long as the campaign is not over."""
    return [] if programme.is_over else [*_lunch(programme), *_shopping(programme)]


def _lunch(programme):
    if Serving.objects.of(programme).exists():
        yield WayIn(
            _("食堂で食べる"),
            _("福島の食材を使った料理を、いつもの食堂で。"),
            address("lunch", programme),
            _("献立を見る"),
        )


def _shopping(programme):
    if Product.objects.filter(programme=programme).exists():
        yield WayIn(
            _("買って味わう"),
            _("福島から届いたものを、社内の売店とオンラインで。"),
            address("products", programme),
            _("商品を見る"),
        )


def address(name, programme):
    return reverse(name, args=[programme.partnership.slug, programme.slug])
