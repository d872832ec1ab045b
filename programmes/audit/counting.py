"""The figures of a programme, counted over raw rows from what each declares."""

from dataclasses import dataclass

from .printing import printed
from .rows import day, same, select

COUNTED = ("is_comparison", "is_approximate", "starts_on", "ends_on", "source_id")
TO_A_DATE = ("cumulative", "stock")


@dataclass
class Counted:
    """What a second count found; days are ISO texts."""

    declared: dict
    value: int | None = None
    records: int = 0
    approximate: bool = False
    first: str | None = None
    last: str | None = None
    is_open: bool = False

    def by_name(self):
        if self.value is None:
            return dict.fromkeys(NAMES) | {"records": 0}
        to_a_date = self.declared["basis"] in TO_A_DATE
        ends = None if self.is_open or (to_a_date and not self.first) else self.last
        return {
            "value": self.value,
            "records": self.records,
            "approximate": self.approximate,
            "first day": self.first,
            "last day": ends,
            "as of": self.last if to_a_date else None,
            "printed ja": printed(self.value, self.declared, self.approximate, "ja"),
            "printed en": printed(self.value, self.declared, self.approximate, "en"),
        }


NAMES = (
    *("value", "records", "approximate", "first day", "last day", "as of"),
    *("printed ja", "printed en"),
)


def counted(declared):
    column, line = declared["column"], declared["line"]
    columns = dict.fromkeys([*COUNTED, *declared["filter"], *(line or ())])
    columns |= {column: None} if column else {}
    rows = select(declared["table"], list(columns), declared["programme"])
    rows = [row for row in rows if not row["is_comparison"]]
    if line is not None:
        rows = _newest(rows, line)
    wanted = declared["filter"].items()
    rows = [row for row in rows if all(same(row[name], value) for name, value in wanted)]
    return _summed(declared, _with_numbers(rows, column))


def _newest(rows, line):
    """Of each line those of its newest day; a row that names no line stands alone."""
    newest = {}
    for row in rows:
        key, at = tuple(row[name] for name in line), day(row["ends_on"])
        newest[key] = max(newest.get(key, ""), at or "")

    def is_newest(row):
        key, at = tuple(row[name] for name in line), day(row["ends_on"])
        return None in key or at is None or at == newest[key]

    return [row for row in rows if is_newest(row)]


def _with_numbers(rows, column):
    """Without those of a source that gives no number at all: a project without headcount."""
    if column is None:
        return rows
    sources = {row["source_id"] for row in rows if row[column] is not None}
    return [row for row in rows if row["source_id"] in sources]


def _summed(declared, rows):
    figure, column = Counted(declared), declared["column"]
    if not rows:
        return figure
    numbers = [1 if column is None else row[column] for row in rows]
    figure.value, figure.records = sum(number or 0 for number in numbers), len(rows)
    figure.approximate = any(row["is_approximate"] for row in rows)
    figure.first = min((day(row["starts_on"]) for row in rows if row["starts_on"]), default=None)
    figure.last = max((day(row["ends_on"]) for row in rows if row["ends_on"]), default=None)
    figure.is_open = any(row["ends_on"] is None for row in rows)
    return figure


def headline(declared, parts):
    parts = [part for part in parts if part.declared["counts_as_participation"]]
    parts = [part for part in parts if part.value is not None]
    if not parts:
        return None
    return Counted(
        declared,
        sum(part.value for part in parts),
        sum(part.records for part in parts),
        any(part.approximate for part in parts),
        min((part.first for part in parts if part.first), default=None),
        max((part.last for part in parts if part.last), default=None),
        any(part.is_open for part in parts),
    )
