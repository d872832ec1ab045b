"""A fictional partnership whose campaign runs today, so that everything can be tried.

Its texts are in fixtures/demo/, its daily counts are made by `counts`. It goes through the same
loader as the real programmes and touches nothing outside its own partnership.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from .. import periods
from ..loading import LoadError, Tally, exists, load_tables, tables_of
from ..models import Partner, Partnership, Programme, Way, because, by, lock
from . import days
from .counts import Counts

SLUG = "demo"
PREFECTURE = "fukushima-prefecture"
FOLDER = settings.BASE_DIR / "fixtures" / "demo"


@dataclass
class Made:
    """What a run did: the programme, how many entries were new, and where a count is missing."""

    programme: Programme
    tally: Tally
    last_day: date | None
    missing: list


@transaction.atomic
@override("ja")
def make_demo():
    """Adds what the demo lacks up to yesterday; what stands stays as it is. Raises LoadError.

    The days follow from the first day of the campaign, so on a later day the counts since are
    added and nothing else; once the campaign is over, the next one begins.
    """
    today = periods.today()
    lock(None, *Programme.objects.filter(partnership__slug=SLUG).values_list("pk", flat=True))
    if Partnership.objects.filter(slug=SLUG, is_fictional=False).exists():
        raise LoadError(f"協定「{SLUG}」は架空のものではないので、練習用のデータは入れません。")
    # Some of these days may be in what somebody published to practise.
    with by(Way.COMMAND, "make_demo"), because("練習用の数を足すため"):
        return _make(today)


def _make(today):
    tallies = [_shared()]
    slug, start = _running(today) or _next(today)
    if not Programme.objects.filter(partnership__slug=SLUG).exists():
        before = days.start_of_year_before(start)
        year = str(periods.fiscal_year(before))
        tallies.append(_load("year-before.toml", before, **_names(year, year)))
    year = str(periods.fiscal_year(start))
    tallies.append(_load("programme.toml", start, **_names(slug, year)))
    programme = Programme.objects.get(partnership__slug=SLUG, slug=slug)
    counts = Counts(f"{SLUG}/{slug}", programme.starts_on, programme.ends_on, today)
    tallies.append(load_tables("make_demo", counts.tables(), only_new=True))
    total = Tally(sum(each.new for each in tallies), 0, sum(each.same for each in tallies))
    return Made(programme, total, counts.last, counts.missing())


def _running(today):
    """The slug and first day of the campaign that runs, or None."""
    ours = Programme.objects.filter(partnership__slug=SLUG, ends_on__isnull=False)
    found = ours.running(today).order_by("-starts_on").first()
    return found and (found.slug, found.starts_on)


def _next(today):
    """The slug and first day of a new campaign: 2026, or 2026-2 where 2026 is over."""
    start = days.new_start(today)
    slug = year = str(periods.fiscal_year(start))
    number = 1
    while exists(f"{SLUG}/{slug}"):
        number += 1
        slug = f"{year}-{number}"
    return slug, start


def _names(slug, year):
    return {"slug": slug, "year": year, "programme": f"{SLUG}/{slug}"}


def _shared():
    real = Partner.objects.filter(slug=PREFECTURE).exists()
    if real:
        return _load("partnership.toml", None, prefecture=PREFECTURE)
    own = {"slug": "demo-prefecture", "kind": "prefecture", "name": "福島県"}
    load_tables("make_demo", {"programmes": {"partner": [own]}}, only_new=True)
    return _load("partnership.toml", None, prefecture="demo-prefecture")


def _load(name, start, **names):
    tables = _filled(tables_of(FOLDER / name), start, names)
    return load_tables(name, tables, only_new=True)


def _filled(value, start, names, field=""):
    """A file's tables with days for numbers of days, and for {words} what they stand for."""
    if isinstance(value, dict):
        return {key: _filled(each, start, names, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, start, names, field) for each in value]
    if isinstance(value, str):
        text = value.format(**names)
        return int(text) if field == "fiscal_year" else text
    is_day = field.endswith(("_on", "_from")) and type(value) is int
    return days.on(start, value) if is_day else value
