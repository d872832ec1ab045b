"""Figures, their strands, and all their values for a programme in one query over the records.

An app declares its strand in its own `strands.py`:

    register(Strand("craft", 7, _("工芸"), [Figure("bowls", _("作った器"), unit, ...)]))

and pages, tables, exports and checks find it here; nothing else names a strand.
"""

# Read for its registration.
from . import indicators
from .adding import Mixed, add
from .comparing import Comparison, agreement
from .declaring import Undeclarable, declared, selected
from .facts import Fact, count, days, facts, of_figures, span, words, written
from .figures import (
    BASES,
    CUMULATIVE,
    DISTINCT,
    FINAL,
    GROSS,
    HEADLINE,
    HEADS,
    MISSING,
    PERIOD,
    PROVISIONAL,
    RECORDS_SUFFIX,
    RESERVED,
    STATUSES,
    STOCK,
    UNKNOWN,
    Figure,
    Gap,
    Strand,
    all_strands,
    register,
    text_of,
)
from .reading import events, newest_first, read_once
from .results import (
    STAFF,
    Result,
    Results,
    clashing_slugs,
    declared_headline,
    figures_of,
    figures_over,
    results,
    results_of,
)
from .sights import (
    Moment,
    Page,
    Place,
    WayIn,
    links,
    moments,
    of_day,
    pages,
    places,
    ways_in,
)
