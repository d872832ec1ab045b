"""What an app adds to the demo, registered in its own `demo.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

FOLDER = settings.BASE_DIR / "fixtures" / "demo"


@dataclass(frozen=True)
class Correction:
    """What comes to light once the results of the year before are out.

    `record(programme)` is the record with what it should have counted, not saved yet.
    """

    reason: str
    reason_en: str
    record: Callable


@dataclass(frozen=True)
class DemoData:
    """An app's part of the demo; all but its folder may be left out.

    `folder` holds, as far as there is any, its texts (partnership.toml, programme.toml,
    results.toml, year-before.toml) and drawings (pictures.toml, pictures/). `counts(year)` gives
    its rows of a DemoYear as tables, as `loading` takes them, and `left_to_enter(year)` tells in
    English what it leaves for a person to enter, or "". `reported` names the events of the running
    year of which a report is published (demo-2026-talk is "talk").
    """

    folder: Path
    counts: Callable | None = None
    left_to_enter: Callable | None = None
    reported: tuple[str, ...] = ()
    correction: Correction | None = None


_registered = []


def register(data):
    _registered.append(data)


def registered():
    """The core's first, on which they all rest; then those of the apps as they were read."""
    return tuple(_registered)
