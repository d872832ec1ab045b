"""The back office. Other apps register their models with these classes, and nothing else."""

from .base import FigureSlugForm, ShownAdmin, ShownInline, StackedInline
from .event import EventAdmin
from .people import PersonAdmin
from .record import RecordAdmin, RecordForm

# Read for their registrations.
from . import imports, indicator, partnership, photo  # noqa: F401  isort: skip
from . import release, release_panel, review  # noqa: F401  isort: skip

__all__ = [
    "EventAdmin",
    "FigureSlugForm",
    "PersonAdmin",
    "RecordAdmin",
    "RecordForm",
    "ShownAdmin",
    "ShownInline",
    "StackedInline",
]
