"""A fictional partnership whose campaign runs today, so that everything can be tried.

An app adds its part in its own `demo.py`:

    register(DemoData(FOLDER / "craft", counts))

What is there goes through the same loader as the real programmes, what was published through the
same steps, and nothing outside its own partnership is touched.

Imports lib, models, releases and loading.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import override

from ..lib import periods
from ..loading import LoadError, Tally, load_tables, programmes_named
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

# The stamps are read for their registration.
from . import days, pictures, publishing, stamps
from .data import FOLDER, Correction, DemoData, register, registered
from .filling import added, load
from .year import SOURCE, DemoYear, chance

SLUG = "demo"
PREFECTURE = "fukushima-prefecture"


@dataclass
class Made:
    """What a run did: the programme, how many entries were new, and what is left to enter.

    `unpublished` says why nothing could be published, or "".
    """

    programme: Programme
    tally: Tally
    last_day: date | None
    left_to_enter: list[str]
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
    autodiscover_modules("demo")
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
    shared, prefecture = _shared()
    slug, start = _running(today) or _next(today)
    before, _, old = _year(["year-before.toml"], *_oldest(start), prefecture, is_before=True)
    programme, year, new = _year(["programme.toml", "results.toml"], slug, start, prefecture)
    texts = [data.left_to_enter(year) for data in registered() if data.left_to_enter]
    left = [text for text in texts if text]
    return Made(programme, added([shared, old, new]), year.last, left), before


def _year(files, slug, start, prefecture, is_before=False):
    """A programme with its texts and counts, its DemoYear, and the Tally of both."""
    name = f"{SLUG}/{slug}"
    words = {"slug": slug, "year": str(periods.fiscal_year(start)), "programme": name}
    tallies = [load(file, start, **words, prefecture=prefecture) for file in files]
    programme = Programme.objects.get(partnership__slug=SLUG, slug=slug)
    window = programme.starts_on, programme.ends_on
    year = DemoYear(name, *window, periods.today(), is_before)
    for counts in (data.counts for data in registered() if data.counts):
        tallies.append(load_tables("make_demo", counts(year), only_new=True))
    return programme, year, added(tallies)


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
    while programmes_named(f"{SLUG}/{slug}").exists():
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
