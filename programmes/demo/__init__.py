"""A fictional partnership whose campaign runs today, so that everything can be tried.

Its texts and pictures are in fixtures/demo/, its daily counts are made by `counts`, and what it
published went through the steps of `publishing`. It goes through the same loader as the real
programmes and touches nothing outside its own partnership.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import override

from ..lib import periods
from ..loading import LoadError, Tally, load_tables, named
from ..models import (
    ChangeSource,
    Partner,
    Partnership,
    Programme,
    change_reason,
    change_source,
    lock,
)
from ..releases.workflow import NotNow
from . import days, pictures, publishing
from .counts import FINISHED, RUNNING, Counts
from .filling import added, load

SLUG = "demo"
PREFECTURE = "fukushima-prefecture"


@dataclass
class Made:
    """What a run did: the programme, how many entries were new, and where a count is missing.

    `unpublished` says why nothing could be published, or "".
    """

    programme: Programme
    tally: Tally
    last_day: date | None
    missing: list
    pictures: int = 0
    versions: int = 0
    unpublished: str = ""


@override("ja")
def make_demo(quick=False):
    """Adds what the demo lacks up to yesterday; what stands stays as it is. Raises LoadError.

    The days follow from the first day of the campaign, so on a later day the counts since are
    added and nothing else; once the campaign is over, the next one begins. With `quick` it is made
    without pictures and publications, which take most of the time.
    """
    # Some of these days may be in what somebody published to practise.
    with change_source(ChangeSource.COMMAND, "make_demo"), change_reason("練習用の数を足すため"):
        made, before = _make(periods.today())
        if not quick:
            made.pictures = pictures.hang(made.programme.partnership)
            try:
                made.versions = publishing.publish(before, made.programme)
            except NotNow as error:  # staff have changed what it would be made of
                made.unpublished = str(error)
    return made


@transaction.atomic
def _make(today):
    """What was Made, and the programme of the year before."""
    lock(None, *Programme.objects.filter(partnership__slug=SLUG).values_list("pk", flat=True))
    if Partnership.objects.filter(slug=SLUG, is_fictional=False).exists():
        raise LoadError(f"協定「{SLUG}」は架空のものではないので、練習用のデータは入れません。")
    tally, prefecture = _shared()
    slug, start = _running(today) or _next(today)
    before, counted = _year("year-before.toml", FINISHED, *_oldest(start), prefecture)
    programme, counts = _year("programme.toml", RUNNING, slug, start, prefecture)
    total = added([tally, counted.tally, counts.tally])
    return Made(programme, total, counts.last, counts.missing()), before


def _year(name, level, slug, start, prefecture):
    """A programme with its texts and counts, and these Counts with their `tally`."""
    names = {
        "slug": slug,
        "year": str(periods.fiscal_year(start)),
        "programme": f"{SLUG}/{slug}",
        "prefecture": prefecture,
    }
    tallies = [load(name, start, **names)]
    if level is RUNNING:
        tallies.append(load("results.toml", start, **names))
    programme = Programme.objects.get(partnership__slug=SLUG, slug=slug)
    window = programme.starts_on, programme.ends_on
    counts = Counts(names["programme"], *window, periods.today(), level)
    tallies.append(load_tables("make_demo", counts.tables(), only_new=True))
    counts.tally = added(tallies)
    return programme, counts


def _running(today):
    """The slug and first day of the campaign that runs, or None."""
    ours = Programme.objects.filter(partnership__slug=SLUG, ends_on__isnull=False)
    found = ours.running(today).order_by("-starts_on").first()
    return found and (found.slug, found.starts_on)


def _next(today):
    """The slug and first day of a new campaign: 2026, or 2026-2 where 2026 is over."""
    start = days.first_open(today - days.AGO)
    slug = year = str(periods.fiscal_year(start))
    number = 1
    while named(f"{SLUG}/{slug}").exists():
        number += 1
        slug = f"{year}-{number}"
    return slug, start


def _oldest(start):
    """The slug and first day of the year before the first campaign: the oldest that there is."""
    ours = Programme.objects.filter(partnership__slug=SLUG, starts_on__isnull=False)
    if found := ours.order_by("starts_on").first():
        return found.slug, found.starts_on
    first = days.start_of_year_before(start)
    return str(periods.fiscal_year(first)), first


def _shared():
    """The Tally of what the programmes share, and the slug of the prefecture."""
    if Partner.objects.filter(slug=PREFECTURE).exists():
        return load("partnership.toml", prefecture=PREFECTURE), PREFECTURE
    own = {"slug": "demo-prefecture", "kind": "prefecture", "name": "福島県"}
    own["name_en"] = "Fukushima Prefecture"
    load_tables("make_demo", {"programmes": {"partner": [own]}}, only_new=True)
    return load("partnership.toml", prefecture="demo-prefecture"), "demo-prefecture"
