"""A picture of figures: what it shows, what one sees in it, its drawing and its table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain

from django.urls import reverse
from django.utils.translation import get_language, gettext

from ...figures import SourceLine
from ...lib import periods
from .. import tables
from . import inks
from .drawing import Drawing
from .scale import wrapped

#: the page that a downloaded picture is, in pixels
FILE_WIDTH, EDGE = 720, 28


@dataclass
class Chart:
    """The title says what it is of, the reading in one sentence what one sees.

    The table has the numbers that are drawn, and gives it its name and title. `strand` is the slug
    of the strand that it belongs to, "" for one of the programme as a whole. `key` says in pairs
    what its signs mean. All texts are in the active language.
    """

    reading: str
    table: tables.Table
    drawing: Drawing
    strand: str = ""
    as_of: date | None = None
    key: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""

    @property
    def slug(self) -> str:
        return self.table.slug

    @property
    def title(self) -> str:
        return str(self.table.title)

    @property
    def url_args(self) -> list[str]:
        return [*self.table.path, self.slug]

    def get_absolute_url(self) -> str:
        return reverse("chart", args=self.url_args)

    @property
    def picture_url(self) -> str:
        return reverse("chart-picture", args=self.url_args)

    @property
    def name(self) -> str:
        return f"chart-{self.slug}"

    @property
    def sources(self) -> list[SourceLine]:
        return self.table.sources

    @cached_property
    def lines(self) -> list[tables.Line]:
        return self.table[:]

    @property
    def hatched(self) -> bool:
        return any(one.attributes.get("fill") == "url(#hatch)" for one in self.drawing.layers)

    def as_of_text(self) -> str:
        return periods.as_of_text(self.as_of, get_language()) if self.as_of else ""

    def footnotes(self) -> list[str]:
        colon = gettext("：")
        signs = "　".join(f"{sign}{colon}{word}" for sign, word in self.key)
        titles = gettext("、").join(dict.fromkeys(str(source) for source in self.sources))
        sources = f"{gettext('出典')}{colon}{titles}" if titles else ""
        about = [str(self.table.owner), self.as_of_text(), tables.LICENCE]
        fictional = gettext("練習のために作った協定です。名前も数字も本物ではありません。")
        fictional = f"{gettext('架空')}{colon}{fictional}" if self.table.is_fictional else ""
        return [fictional, signs, self.note, sources, " · ".join(filter(None, about))]

    def page(self) -> "ChartPage":
        return ChartPage(self)


class ChartPage:
    """A chart as a sheet: title and reading above, sources below."""

    def __init__(self, chart: Chart) -> None:
        self.width, self.edge, self.paper, self.font = FILE_WIDTH, EDGE, inks.PAPER, inks.SANS
        self.ink, self.grey, self.hatch = inks.INK, inks.GREY, inks.LAKE
        room = FILE_WIDTH - 2 * EDGE
        self.title = self._lines(wrapped(chart.title, 22, room), EDGE + 20, 30)
        self.reading = self._lines(
            wrapped(chart.reading, 15, room), self._below(self.title, 30), 24
        )
        before, after = chart.drawing.margins
        self.left, self.across = EDGE + before, room - before - after
        self.top = self._below(self.reading, 18)
        foot = self.top + chart.drawing.height + 30
        notes = (wrapped(text, 12, room) for text in chart.footnotes() if text)
        self.foot = self._lines(list(chain(*notes)), foot, 19)
        self.height = self._below(self.foot, EDGE - 6)

    def _lines(self, lines: Iterable[str], top: float, step: float) -> list[tuple[float, str]]:
        return [(top + number * step, line) for number, line in enumerate(lines)]

    def _below(self, lines: list[tuple[float, str]], gap: float) -> float:
        return lines[-1][0] + gap
