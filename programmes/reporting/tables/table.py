"""What a table is: columns, rows, the lines that a reader sees, and the definitions of it all.

A row is a dict with a cell for each column, None where there is nothing (blank is not 0). Data has
one form for all readers, with Japanese and English side by side, so that no file depends on who
asks for it. A `Line` is what the page and the PDF show of it, in the active language.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from ... import figures
from ...figures import StrOrPromise
from ...lib import periods
from ...models import Partnership, Programme

#: a cell for each column, and what a line needs besides
DataRow = dict[str, Any]
TEXT, INTEGER, DATE = "text", "integer", "date"
#: stands in every row of a fictional partnership's files, in the column of sources
FICTIONAL = "架空（練習用・fictional）"
LICENCE, LICENCE_URL = "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Column:
    """`name` heads the column in data, `title` for readers, where they see it.

    `codes` gives, for a column of codes, each code and its word.
    """

    name: str
    title: StrOrPromise = ""
    kind: str = TEXT
    description: StrOrPromise = ""
    codes: Callable[[], Mapping[str, StrOrPromise]] = dict


@dataclass(frozen=True)
class Cell:
    """What a reader sees. `target` has the page that it leads to; `sources` are those it names."""

    text: str
    kind: str = TEXT
    target: object = None
    sources: Sequence[figures.SourceLine] = ()
    label: str = ""

    @property
    def url(self) -> str:
        address = getattr(self.target, "get_absolute_url", None)
        return address() if address else ""


@dataclass(frozen=True)
class Line:
    """A row for readers.

    `heading` is its strand's title in a table of several strands, `use` how a record counts.
    """

    cells: list[Cell]
    strand: str
    heading: str = ""
    use: str = ""

    @property
    def is_headline(self) -> bool:
        return self.strand == "headline"


class Rows(Protocol):
    """What is counted and sliced for a page, and iterated over for a file."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Any]: ...

    def __getitem__(self, span: slice, /) -> Sequence[Any]: ...


@dataclass
class Table:
    """Its length and its slices are those of the lines for readers; `rows` is the data.

    `owner` is the programme or partnership that it is of, `path` the slugs that lead there, and
    `results` are those whose figures it shows.
    """

    slug: str
    title: StrOrPromise
    owner: Programme | Partnership
    path: tuple[str, ...]
    columns: Sequence[Column]
    rows: Rows
    results: list[figures.Result]
    shown_columns: Sequence[Column]
    show: Callable[..., Line]
    #: what a line is made of, where that is not one row
    lines: Rows | None = None
    suffixes: tuple[str, ...] = ("csv", "xlsx", "pdf", "json")
    #: how the names of its addresses begin
    address: str = "table"

    def __len__(self) -> int:
        return len(self._shown)

    def __getitem__(self, span: slice) -> list[Line]:
        return [self._labelled(self.show(line)) for line in self._shown[span]]

    def _labelled(self, line: Line) -> Line:
        pairs = zip(self.shown_columns, line.cells, strict=True)
        cells = [replace(cell, label=str(column.title)) for column, cell in pairs]
        return replace(line, cells=cells)

    def __bool__(self) -> bool:
        return True  # also when it has no line; and asking must not count records

    def file_url(self, suffix: str) -> str:
        args = [*self.path] if self.address == "years" else [*self.path, self.slug]
        if suffix == "pdf":
            return reverse(f"{self.address}-pdf", args=args)
        return reverse(f"{self.address}-file", args=[*args, suffix])

    @property
    def _shown(self) -> Rows:
        return self.rows if self.lines is None else self.lines

    @property
    def partnership(self) -> Partnership:
        return self.owner.partnership if isinstance(self.owner, Programme) else self.owner

    @property
    def is_fictional(self) -> bool:
        return self.partnership.is_fictional

    @property
    def is_provisional(self) -> bool:
        return any(
            result.status == figures.PROVISIONAL and result.value is not None
            for result in self.results
        )

    @property
    def sources(self) -> list[figures.SourceLine]:
        every = {source.slug: source for result in self.results for source in result.sources}
        return [every[slug] for slug in sorted(every)]

    def footnoted(self) -> list[Line]:
        """All lines for paper: sources as numbers, [1] being the first of `sources`."""
        number = {source.slug: n for n, source in enumerate(self.sources, start=1)}

        def short(cell: Cell) -> Cell:
            marks = " ".join(f"[{number[source.slug]}]" for source in cell.sources)
            return replace(cell, text=marks) if marks else cell

        return [replace(line, cells=[short(cell) for cell in line.cells]) for line in self[:]]

    @property
    def made_on(self) -> date:
        return periods.today()

    def made_text(self) -> str:
        return periods.day_text(self.made_on, get_language(), weekday=False)

    @property
    def definitions(self) -> list[DataRow]:
        about = bilingual("description", FICTION if self.is_fictional else "")
        title = _explained(
            "table", name=self.slug, licence=LICENCE, **bilingual("label", self.title), **about
        )
        figures = [_defined(result) for result in self.results]
        return [title, *figures, *(row for column in self.columns for row in _column_rows(column))]


FICTION = _("架空：練習のために作った協定の表です。名前も数字も本物ではありません。")
DEFINITION_COLUMNS = tuple(
    Column(name, kind=DATE if name in ("period_start", "period_end", "as_of") else TEXT)
    for name in (
        *("item", "programme", "name", "code", "label_ja", "label_en"),
        *("description_ja", "description_en", "unit_ja", "unit_en", "basis"),
        *("period_start", "period_end", "as_of", "source", "licence"),
    )
)


def _explained(item: str, **cells: object) -> DataRow:
    return {column.name: None for column in DEFINITION_COLUMNS} | {"item": item} | cells


def _defined(result: figures.Result) -> DataRow:
    return _explained(
        "figure",
        programme=programme_path(result.programme),
        name=result.slug,
        **bilingual("label", result.figure.label),
        **bilingual("description", result.figure.definition),
        **measure(result),
        source=source_titles(result),
        licence=LICENCE,
    )


def _column_rows(column: Column) -> Iterator[DataRow]:
    yield _explained(
        "column",
        name=column.name,
        code=column.kind,
        **bilingual("label", column.title),
        **bilingual("description", column.description),
    )
    for code, word in column.codes().items():
        yield _explained("code", name=column.name, code=code, **bilingual("label", word))


def bilingual(name: str, text: StrOrPromise | Callable[[], object]) -> dict[str, str | None]:
    """A text, or a function that gives one, as two cells; None where it is empty."""
    cells = {}
    for language in ("ja", "en"):
        with override(language):
            cells[f"{name}_{language}"] = str(text() if callable(text) else text) or None
    return cells


def measure(result: figures.Result) -> DataRow:
    return {
        "unit_ja": result.figure.unit.ja,
        "unit_en": result.figure.unit.en,
        "basis": result.figure.basis,
        "period_start": result.period_start,
        "period_end": result.period_end,
        "as_of": result.as_of,
    }


def sources(result: figures.Result) -> list[figures.SourceLine]:
    # The query gives them in any order, and a file must not differ from one download to the next.
    return sorted(result.sources, key=lambda source: source.slug)


def source_titles(result: figures.Result) -> str | None:
    return titles_of(result.programme, [source.title for source in sources(result)])


def titles_of(programme: Programme, titles: Iterable[str]) -> str | None:
    first = [FICTIONAL] if programme.partnership.is_fictional else []
    return " / ".join(dict.fromkeys([*first, *titles])) or None


def programme_path(programme: Programme) -> str:
    return f"{programme.partnership.slug}/{programme.slug}"


def strand_group(results: figures.Results, slug: str) -> figures.StrandResults:
    """The results of one strand; raises LookupError when the programme has no such strand."""
    for group in results.strands:
        if group.strand.slug == slug:
            return group
    raise LookupError(f"no strand {slug}")


def of_chart(table: Table) -> Table:
    """The same table at the address of the chart that draws it; its PDF is the picture."""
    return replace(table, address="chart", suffixes=("csv", "xlsx", "json"))
