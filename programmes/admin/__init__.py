"""The back office: the dashboard, records, imports, the press-release desk, history, people.

Other apps register their models with the classes named here, and nothing else.

Imports lib, models, figures, reporting, releases, imports and public.
"""

# Read for their registrations.
from . import help, imports, indicator, partnership, photo
from .base import TrackedAdmin
from .event import EventAdmin
from .forms import FigureSlugForm
from .history import figures
from .inlines import StackedInline, TrackedInline
from .people import PersonAdmin
from .record import RecordAdmin, RecordForm
from .releases import form, panel, review
