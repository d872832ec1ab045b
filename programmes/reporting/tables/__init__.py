"""Tables, each declared once: the page and every file are written from the same rows."""

from collections.abc import Iterator

from ...figures import Results
from ...models import Programme
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
    DataRow,
    Line,
    Table,
    bilingual,
    of_chart,
    programme_path,
    source_titles,
)
from .years import years


def listing(programme: Programme, results: Results) -> Iterator[Table]:
    yield summary(programme, results)
    for group in results.strands:
        yield strand_table(programme, results, group.strand.slug)
        yield record_list(programme, results, group.strand.slug)


def find(programme: Programme, results: Results, slug: str) -> Table | None:
    return next((table for table in listing(programme, results) if table.slug == slug), None)
