"""The days of outlets on which a count is due and not there, as their figures tell them."""

from django.db.models import Exists, Q

from programmes import periods
from programmes.models import Programme
from programmes.strands import MISSING, UNKNOWN, Gap

from .board import Board
from .models import Outlet

#: what the board's marks of a gap are to a figure
STATES = {"missing": MISSING, "unknown": UNKNOWN}


def of_kind(kind):
    """The function that gives a figure over outlets of this kind its gaps."""

    def gaps(programme):
        theirs = set(expected(programme, kind)) if programme.starts_on else set()
        if not theirs:
            return []
        found = [one for one in Board(programme, [kind]).gaps() if one.outlet in theirs]
        return [Gap(one.day, one.outlet, STATES[one.mark]) for one in sorted(found, key=_place)]

    return gaps


def expected(programme, kind):
    """The outlets that owe counts; one without any may have opened since, for the next programme.

    So it owes them only as long as none has begun.
    """
    outlets = Outlet.objects.filter(partnership=programme.partnership_id, kind=kind)
    begun = Programme.objects.filter(
        partnership=programme.partnership_id,
        fiscal_year__gt=programme.fiscal_year,
        starts_on__lte=periods.today(),
    )
    counted = outlets.counted_in(programme).order_by().values("pk")
    return outlets.filter(Q(pk__in=counted) | ~Exists(begun))


def _place(square):
    return square.day, square.outlet.position, square.outlet.slug
