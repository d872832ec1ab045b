"""What reading a sheet brings to light."""

from typing import NamedTuple


class Fault(NamedTuple):
    """What is wrong with one cell: its address (B12), what it shows, and the remedy."""

    address: str
    value: str
    message: str

    def __str__(self):
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
    def agrees(self):
        return self.theirs == self.ours


class SheetRow(NamedTuple):
    """One count with what belongs to it; a row of a wide sheet gives several.

    A value that is faulty is missing from `values`, one whose column is missing too.
    """

    number: int
    values: dict
    addresses: dict
    faults: list


#: what was silently put right while rows were read
SENTENCES = {
    "merged": "結合セル（{where}）の値を、下や右のセルにも読みました。",
    "ditto": "「〃」「同上」（{where}）を、上の行と同じ値として読みました。",
    "serial": "日付の列の数（{where}）を、Excelの日付として読みました。",
    "no_heading": "見出しのない列に値があります（{where}）。その列は読みません。",
}


class Notes:
    """Where each kind of thing was put right; a sentence for each."""

    def __init__(self):
        self._found = {}

    def add(self, kind, address):
        first, count = self._found.get(kind, (address, 0))
        self._found[kind] = first, count + 1

    def sentences(self):
        return [
            SENTENCES[kind].format(where=first if count == 1 else f"{first}など{count}か所")
            for kind, (first, count) in self._found.items()
        ]
