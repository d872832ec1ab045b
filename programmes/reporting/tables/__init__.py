"""Tables, each declared once: the page and every file are written from the same rows."""

from .evidence import evidence, figure_data
from .figures import FIGURE, LABELS, UNITS, described, some_figures, strand_table, summary
from .records import figure_records, record_list
from .table import (
    DATE,
    DEFINITION_COLUMNS,
    INTEGER,
    LICENCE,
    LICENCE_URL,
    TEXT,
    Cell,
    Column,
    Line,
    Table,
    bilingual,
    of_chart,
    programme_path,
    source_titles,
)
from .years import years


def listing(programme, results):
    """Every table of a programme, made one at a time."""
    yield summary(programme, results)
    for group in results.strands:
        yield strand_table(programme, results, group.strand.slug)
        yield record_list(programme, results, group.strand.slug)


def find(programme, results, slug):
    """The table of a programme with this slug, or None."""
    return next((table for table in listing(programme, results) if table.slug == slug), None)
