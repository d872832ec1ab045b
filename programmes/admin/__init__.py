"""The back office. Other apps register their models with these classes, and nothing else."""

# Read for their registrations.
from . import figures, imports, indicator, partnership, photo, release, release_panel, review
from .base import FigureSlugForm, StackedInline, TrackedAdmin, TrackedInline
from .event import EventAdmin
from .people import PersonAdmin
from .record import RecordAdmin, RecordForm
