"""The days of outlets on which a count is due and not there, as their figures tell them."""

from programmes.strands import MISSING, UNKNOWN, Gap

from .board import Board
from .models import Outlet

#: what the board's marks of a gap are to a figure
STATES = {"missing": MISSING, "unknown": UNKNOWN}


def of_kind(kind):
    """The function that gives a figure over outlets of this kind its gaps."""

    def gaps(programme):
        if not programme.starts_on:
            return []
        theirs = set(Outlet.objects.taking_part(programme).filter(kind=kind))
        if not theirs:
            return []
        found = [one for one in Board(programme, [kind]).gaps() if one.outlet in theirs]
        return [Gap(one.day, one.outlet, STATES[one.mark]) for one in sorted(found, key=_place)]

    return gaps


def _place(square):
    return square.day, square.outlet.position, square.outlet.slug
