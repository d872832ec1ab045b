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


class Check(NamedTuple):
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
