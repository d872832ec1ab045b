"""The demo's texts out of its folders: days for numbers of days, and what has become known."""

from ..lib import periods
from ..loading import Tally, load_tables, tables_of
from . import days
from .data import registered


def load(name, start=None, **names):
    """Saves what the files of this name have that is not there yet, and returns the Tally.

    Of their parts `[[after]]` only those whose day is over: nothing is known before it happened.
    Raises LoadError.
    """
    paths = [data.folder / name for data in registered()]
    return added(_load(path, start, names) for path in paths if path.exists())


def _load(path, start, names):
    whole = tables_of(path)
    parts = [whole, *(part for part in whole.pop("after", []) if _is_over(part.pop("day"), start))]
    tables = [filled(part, start, names) for part in parts]
    return added(load_tables(path.name, each, only_new=True) for each in tables)


def _is_over(number, start):
    return days.on(start, number) < periods.today()


def added(tallies):
    found = list(tallies)
    return Tally(sum(each.new for each in found), 0, sum(each.same for each in found))


def filled(value, start, names, field=""):
    """A file's tables with days for numbers of days, and for {words} what they stand for."""
    if isinstance(value, dict):
        return {key: filled(each, start, names, key) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, start, names, field) for each in value]
    if isinstance(value, str):
        text = value.format(**names)
        return int(text) if field == "fiscal_year" else text
    is_day = field.endswith(("_on", "_from")) and type(value) is int
    return days.on(start, value) if is_day else value
