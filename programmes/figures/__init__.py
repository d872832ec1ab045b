"""Figures, their strands, and all their values for a programme in one query over the records.

An app declares its strand in its own `strands.py`:

    register(Strand("craft", 7, _("工芸"), [Figure("bowls", _("作った器"), unit, ...)]))

and pages, tables, exports and checks find it here; nothing else names a strand.

figure, strand     what they are, and the register of strands
results            all values of a programme (`results()`) and the headline; result is one of them
reconciliation     a value beside the records kept for comparison
totals             a sum of several figures, as a release may name it
indicators         the figures that staff define
facts, highlights  what a strand tells a press release, and the pages besides figures
campaign           which day of the campaign it is
spec               a figure as plain data, for whoever counts it again

Imports lib and models.
"""

# Read for its registration.
from . import indicators
from .facts import (
    Fact,
    count_text,
    day_facts,
    facts,
    field_text,
    figure_facts,
    span_text,
    text_facts,
)
from .figure import (
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
    Composite,
    Figure,
    Gap,
    StrOrPromise,
    text_of,
)
from .reading import events, newest_first, read_once
from .reconciliation import agreement
from .result import STAFF, Comparison, Result, SourceLine, declared_headline
from .results import (
    Results,
    StrandResults,
    clashing_slugs,
    figures_of,
    figures_over,
    results,
    results_of,
)
from .spec import Undeclarable, declared, selected
from .strand import Strand, all_strands, register
from .totals import Mixed, add
