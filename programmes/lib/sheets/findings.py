"""What reading a sheet brings to light."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from .cells import CellCount

#: a cell as it was read: text, day, yes or no, what a choice means, count
CellValue = str | date | bool | CellCount | None


class Fault(NamedTuple):
    """What is wrong with one cell: its address (B12), what it shows, and the remedy."""

    address: str
    value: str
    message: str

    def __str__(self) -> str:
        seen = f"「{self.value}」" if self.value else ""
        return f"{self.address}{seen}：{self.message}"


class Skip(NamedTuple):
    """A row that is not imported: its number, its first text, and why."""

    row: int
    text: str
    why: str


class TotalCheck(NamedTuple):
    """A total of the file, and our sum of the same cells."""

    address: str
    label: str
    theirs: int
    ours: int

    @property
    def agrees(self) -> bool:
        return self.theirs == self.ours


class SheetRow(NamedTuple):
    """One count with what belongs to it; a row of a wide sheet gives several.

    A value that is faulty is missing from `values`, one whose column is missing too.
    """

    number: int
    values: dict[str, CellValue]
    addresses: dict[str, str]
    faults: list[Fault]


@dataclass
class Reading:
    """A sheet as it was understood: what each column means, what was left out, the clean rows.

    `skipped`, `checks` and `warnings` are complete once `rows()` was consumed.
    """

    form: str
    header_row: int
    columns: dict[str, tuple[str, str]]  # name -> (letter, heading)
    unknown: list[tuple[str, str]]  # (letter, heading)
    begin: Callable[["Reading"], Iterator[SheetRow]]
    #: names that every row has besides its columns: the count and what stands across
    across: tuple[str, ...] = ()
    days: dict[str, date] = field(default_factory=dict)  # letter -> day, of a wide sheet
    #: what is wrong in the heading itself; concerns every row below
    faults: list[Fault] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    checks: list[TotalCheck] = field(default_factory=list)
    sheet: str = ""

    def rows(self) -> Iterator[SheetRow]:
        """One by one; may be called again. Raises Refusal where reading ends."""
        return self.begin(self)


#: what was silently put right while rows were read
SENTENCES = {
    "merged": "結合セル（{where}）の値を、下や右のセルにも読みました。",
    "ditto": "「〃」「同上」（{where}）を、上の行と同じ値として読みました。",
    "serial": "日付の列の数（{where}）を、Excelの日付として読みました。",
    "no_heading": "見出しのない列に値があります（{where}）。その列は読みません。",
}


class Notes:
    """Where each kind of thing was put right; a sentence for each."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, int]] = {}

    def add(self, kind: str, address: str) -> None:
        first, count = self._found.get(kind, (address, 0))
        self._found[kind] = first, count + 1

    def sentences(self) -> list[str]:
        return [
            SENTENCES[kind].format(where=first if count == 1 else f"{first}など{count}か所")
            for kind, (first, count) in self._found.items()
        ]
