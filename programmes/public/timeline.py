"""A programme's year as one line of time, month by month."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.shortcuts import render
from django.utils.translation import gettext

from ..figures import Strand
from ..figures.highlights import Moment, moments
from ..lib import periods
from ..models import Publication, in_language
from .caching import programme_page

PAST, NOW, AHEAD = "past", "now", "ahead"


@dataclass(frozen=True)
class TimelineEntry:
    """A moment of a strand, or of the programme as a whole (`strand` is None)."""

    strand: Strand | None
    moment: Moment
    when: str

    @property
    def art_template(self):
        return self.strand.art_template if self.strand else "components/art/peach.html"


def months(programme, today):
    """(first day of the month, its entries) of each month in which something begins."""
    own = [(None, moment) for moment in _of_the_whole(programme)]
    pairs = sorted([*own, *moments(programme)], key=_place)
    entries = [
        TimelineEntry(strand, moment, when(moment, today, programme)) for strand, moment in pairs
    ]
    groups = groupby(entries, lambda entry: entry.moment.starts_on.replace(day=1))
    return [(month, list(group)) for month, group in groups]


def _of_the_whole(programme):
    first, last = programme.starts_on, programme.ends_on
    if first:
        yield Moment(
            first, last, str(programme), gettext("キャンペーン"), programme.get_absolute_url()
        )
    for issued in Publication.objects.of(programme).public():
        day, title = issued.issued_on, in_language(issued, "headline")
        yield Moment(day, day, title, gettext("公表"), issued.get_absolute_url())


def _place(pair):
    return pair[1].starts_on, pair[1].ends_on or date.max


def when(moment, today, programme):
    """Whether a moment is over, is on or is still to come on a day.

    Of what went on at the end of the programme's year it is not known whether it still does.
    """
    last = moment.ends_on or periods.fiscal_year_span(programme.fiscal_year)[1]
    if moment.starts_on > today:
        return AHEAD
    return NOW if last >= today else PAST


@programme_page
def timeline(request, programme):
    context = {"programme": programme, "months": months(programme, periods.today())}
    return render(request, "programmes/timeline.html", context)
