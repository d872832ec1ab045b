from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from programmes.figures import Figure, Strand, register

from .models import Orchard, Picking


def of_event(event):
    """The orchard that opens with it."""
    orchard = Orchard.objects.filter(opening=event).first()
    return orchard and {"orchard": orchard}


register(
    Strand(
        "harvest",
        7,
        _("収穫体験"),
        [
            Figure(
                "baskets",
                _("収穫したかごの数"),
                Picking.unit,
                "harvest.Picking",
                Sum("baskets"),
                _("社員が果樹園で収穫した、かごの数です。"),
                counts_as_participation=True,
            )
        ],
        of_event=of_event,
        app="harvest",
    )
)
