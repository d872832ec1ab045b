from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from programmes.figures import Figure, Strand, events, register

from . import charts, highlights
from .board import gaps_of
from .days import closed_days
from .facts import facts
from .home_panel import links, of_day
from .models import Meal, OutletKind, Sale
from .offerings import dishes, outlets, products


def detail(programme):
    menus = dishes(programme)
    return {
        "outlets": [outlet for outlet in outlets(programme) if outlet.is_counted],
        "menus": menus,
        "has_plan": any(dish.is_planned for dish in menus),
        "products": products(programme),
        "events": [event for event in events(programme) if event.strand == "produce"],
    }


register(
    Strand(
        "produce",
        1,
        _("福島県産品の振興"),
        [
            Figure(
                "meals",
                _("社員食堂の提供数"),
                Meal.unit,
                "produce.Meal",
                Sum("servings"),
                _("「ふくしま応援ランチ」として社員食堂で提供した食事の数です。"),
                counts_as_participation=True,
                gaps=gaps_of(OutletKind.CAFETERIA),
            ),
            Figure(
                "shop-items",
                _("社内売店の販売数"),
                Sale.unit,
                "produce.Sale",
                Sum("items"),
                _("「ふくしま応援物産展」として社内売店で売れた県産品の点数です。"),
                only=Q(kind="shop"),
                counts_as_participation=True,
                gaps=gaps_of(OutletKind.SHOP),
            ),
            Figure(
                "online-items",
                _("オンラインの販売数"),
                Sale.unit,
                "produce.Sale",
                Sum("items"),
                _("「オンラインふくしま応援マルシェ」で売れた県産品の点数です。"),
                only=Q(kind="online"),
                counts_as_participation=True,
                gaps=gaps_of(OutletKind.ONLINE),
            ),
        ],
        detail,
        facts,
        closed_days=closed_days,
        art="bowl",
        app="produce",
        places=highlights.places,
        charts=charts.of,
        links=links,
        of_day=of_day,
    )
)
