"""Pictures of figures, laid out here and drawn by templates (templates/components/charts/).

`of` gives all of a programme: those of the core, over whatever figures there are, and those that
its strands declare. What has too little to show is not there.
"""

from ...figures import Results, all_strands, results_of
from ...models import Programme
from . import participation, running, year_on_year
from .chart import Chart
from .daily import by_day, is_daily, sums, within
from .panels import Panel, columns
from .running import date_name
from .tiles import TileMap
from .year_on_year import year_name

CORE = (participation.chart, running.chart, year_on_year.chart)


def of(programme: Programme, results: Results) -> list[Chart]:
    found = [make(programme, results) for make in CORE]
    for strand in all_strands():
        if strand.charts:
            found += strand.charts(programme, results)
    return [chart for chart in found if chart]


def results(programme: Programme) -> Results:
    """Its Results, read together with those of the years that its charts draw beside it."""
    return results_of(year_on_year.years(programme))[programme.pk]
