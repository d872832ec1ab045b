"""Where the heading stands, and what each column means.

Three shapes are known: long (a row for each count), wide (days across) and transposed (days down,
texts such as outlets across). A heading may take up to three rows, with merged cells.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from ..periods import WEEKDAYS_JA, Span, day_text, month_text
from . import cells
from .book import Area, Month, RawCell, RawRow, Refusal, letter
from .column_spec import ColumnSpec
from .days import (
    WEEKDAY,
    DayReader,
    HeadDay,
    Stack,
    Stacks,
    day_or_wrong_weekday,
    month_in_title,
    months_in,
    other_year,
)
from .matching import header_key, match_key
from .subject import check_titles, is_other_count
from .sums import is_total

#: the heading is looked for in so many rows, and takes at most so many
SEARCHED, DEEPEST = 30, 3
WEEKDAY_COLUMN = {"曜日", "曜"}
OTHER_YEAR = (
    "「{}」の年がプログラムの期間と合いません。ファイルとプログラムの組み合わせを確かめてください。"
    "年のない日付は読みません。"
)
MONTHS = (
    "月の初日だけが並んでいます。月ごとの合計なら、初日・最終日・数の列に分けて入れてください。"
    "その日の数なら、日付を文字で入れてください（例：2/1）。"
)


Line = tuple[int, list[RawCell]]  # number of a row, its cells
Items = dict[int, ColumnSpec | None]  # by column
#: texts by name of their column, such as the names of all outlets
KnownTexts = Mapping[str, Iterable[str]]


@dataclass
class Header:
    first: int
    last: int
    stacks: Stacks
    texts: dict[int, str] = field(default_factory=dict)  # column -> heading
    day_row: int = 0  # the row that names the days of a wide sheet
    columns: dict[str, int] = field(default_factory=dict)  # name -> column
    days: dict[int, HeadDay] = field(default_factory=dict)
    others: dict[int, str] = field(default_factory=dict)  # column -> text, in a transposed sheet
    totals: dict[int, str] = field(default_factory=dict)  # column -> heading
    weekday: int | None = None
    twice: list[tuple[ColumnSpec, int, int]] = field(default_factory=list)  # and its two columns
    missing: list[ColumnSpec] = field(default_factory=list)
    form: str = "long"
    #: the name of what stands across a wide sheet
    across: str = ""
    rank: float = 0

    @property
    def unknown(self) -> list[tuple[str, str]]:
        known = {*self.columns.values(), *self.days, *self.others, *self.totals, self.weekday}
        return [
            (letter(column), text) for column, text in self.texts.items() if column not in known
        ]

    def corner(self) -> list[str]:
        return [self.texts.get(at, "") for at in self.columns.values()]

    def order(self) -> tuple[float, bool, int, int, int]:
        """The best header is the greatest; of equals the shortest, then the first."""
        depth = self.last - self.first
        matched = len(self.columns) + len(set(self.days.values())) + len(self.others)
        return self.rank, not self.twice, matched, -depth, -self.first


class HeaderSearch:
    """Looks for the heading of a sheet in its first rows."""

    def __init__(
        self,
        specs: Sequence[ColumnSpec],
        span: Span | None,
        epoch: date,
        merged: list[Area],
        known_texts: KnownTexts,
        title: str,
    ) -> None:
        self.specs, self._title = specs, title
        self._merged = [area for area in merged if area[0] <= SEARCHED + DEEPEST]
        self._words = {header_key(word): item for item in specs for word in item.words}
        self._known = {
            name: {match_key(text) for text in texts} for name, texts in known_texts.items()
        }
        self.epoch, self.days = epoch, DayReader(span, epoch)
        #: what was noticed about the heading, for staff
        self.warnings: list[str] = []
        self.day = next(item for item in specs if item.kind == "day")
        self.key = next(item for item in specs if item.kind == "text")
        #: None where every record counts as one: such a sheet has a row for each
        self.count = next((item for item in specs if item.kind == "count"), None)
        self.count_name = self.count.name if self.count else ""
        self.may_be_money = self.count is not None and self.count.may_be_money
        #: the names of what a wide sheet holds across
        self._across = {self.day.name, self.count.name} if self.count else set()

    @property
    def span(self) -> Span | None:
        return self.days.span

    def is_name(self, text: str) -> bool:
        """Whether it names something that is counted, such as 参加者の累計, and so no total."""
        choices = (word for item in self.specs for word in item.choices)
        return self._is_known(text) or match_key(text) in {match_key(word) for word in choices}

    def _is_known(self, cell: RawCell, name: str | None = None) -> bool:
        lists = self._known.values() if name is None else [self._known[name]]
        return isinstance(cell, str) and any(match_key(cell) in known for known in lists)

    def find(self, rows: list[RawRow]) -> Header:
        filled = self._filled(rows)
        best = self._best(filled)
        titles = [self._title, *_above(filled, best.first if best else 0)]
        if title := other_year(titles, self.span):
            self.days.span = None  # so that a day without its year is refused
            self.warnings.append(OTHER_YEAR.format(cells.shown(title)))
            best = self._best(filled)
        if best is None or not best.rank:
            needed = "".join(f"「{item.title}」" for item in self.specs if item.needed)
            raise Refusal(
                f"見出しの行が見つかりません。最初の{SEARCHED}行のどこかに、"
                f"{needed}の見出しを置いてください。"
            )
        self._check(best)
        titles = [*_above(filled, best.first), *best.corner()]
        check_titles(titles, self.may_be_money, best.form == "wide")
        if not self.day.is_as_of:
            _refuse_months(best)
        self._take_weekdays(best, dict(filled).get(best.last + 1, []))
        return best

    def _best(self, filled: list[Line]) -> Header | None:
        titles = [months_in(line) for _, line in filled]
        headers = [
            self._as_header(filled[at : at + depth], month)
            for at in range(len(filled))
            for month in [month_in_title(titles[:at])]
            for depth in range(1, DEEPEST + 1)
            if _follow_on_another(filled[at : at + depth], depth)
        ]
        return max(headers, key=Header.order, default=None)

    def _take_weekdays(self, header: Header, line: list[RawCell]) -> None:
        weekdays = {
            at: self._weekday(line[at], header.days[at])
            for at in header.days
            if at < len(line) and not cells.is_blank(line[at])
        }
        if weekdays and all(weekdays.values()):
            header.last += 1
            for at, weekday in weekdays.items():
                if isinstance(day := header.days[at], date):
                    header.days[at] = day_or_wrong_weekday(day, weekday)
                    header.texts[at] += f" {weekday}"

    def _weekday(self, cell: RawCell, day: HeadDay) -> str:
        if isinstance(cell, str):
            match = WEEKDAY.fullmatch(match_key(cell))
            return match[1] if match else ""
        try:
            if isinstance(day, date) and cells.day(cell, self.span, self.epoch) == day:
                return WEEKDAYS_JA[day.weekday()]
        except ValueError:
            pass
        return ""

    def _filled(self, rows: list[RawRow]) -> list[Line]:
        """(number, cells) with the text of merged cells in each of their cells."""
        values = {row.number: list(row.cells) for row in rows}
        for first, left, last, right in self._merged:
            source = values.get(first, [])
            value = source[left] if left < len(source) else None
            for number in range(first, min(last, SEARCHED + DEEPEST) + 1):
                if value is not None and number in values:
                    line = values[number]
                    line.extend([None] * (min(right, 200) + 1 - len(line)))
                    line[left : right + 1] = [value] * (min(right, 200) + 1 - left)
        return list(values.items())

    def _as_header(self, rows: list[Line], month: str) -> Header:
        stacks = _stacks(rows)
        header = Header(rows[0][0], rows[-1][0], stacks, day_row=rows[-1][0])
        header.texts = {column: _heading(stack) for column, stack in stacks.items()}
        items = {column: self._item(stack) for column, stack in stacks.items()}
        days: dict[int, HeadDay] = {}
        if not any(self._is_known(cell) for _, line in rows[1:] for cell in line):
            month = month if self.key in items.values() else ""
            days = self.days.across(stacks, month, self._may_head_days)
        self._match(header, items, days)
        taken = {*header.columns.values(), *header.totals}
        days = {column: day for column, day in days.items() if column not in taken}
        missing = [item for item in self.specs if item.needed and item.name not in header.columns]
        header.missing = missing
        if missing and {item.name for item in missing} <= self._across:
            header.days = days
        self._rank(header, days)
        return header

    def _item(self, stack: Stack) -> ColumnSpec | None:
        texts = [cell for cell in stack if isinstance(cell, str)]
        whole = "".join(texts)
        for key in map(header_key, (*reversed(texts), whole)):
            if item := self._words.get(key):
                rest = match_key(whole).replace(key, "", 1)
                is_other = item.kind == "count" and is_other_count(rest, item.may_be_money)
                return None if is_other else item
        return None

    def _may_head_days(self, text: RawCell) -> bool:
        item = self._words.get(header_key(text)) if isinstance(text, str) else None
        return item is not None and item in (self.day, self.count)

    def _match(self, header: Header, items: Items, days: dict[int, HeadDay]) -> None:
        for column, item in items.items():
            if item is None:
                self._match_other(header, column)
            elif item in (self.day, self.count) and _is_one_of_several(column, items, days):
                continue  # 提供数 over 18, 19, 20: the days head the columns
            elif item.name in header.columns:
                header.twice.append((item, header.columns[item.name], column))
            else:
                header.columns[item.name] = column

    def _match_other(self, header: Header, column: int) -> None:
        texts = [cell for cell in header.stacks[column] if isinstance(cell, str)]
        if any(header_key(text) in WEEKDAY_COLUMN for text in (*texts, "".join(texts))):
            header.weekday = column
        elif texts and is_total(header.texts[column]):
            header.totals[column] = header.texts[column]

    def _rank(self, header: Header, days: dict[int, HeadDay]) -> None:
        """How well the header answers what is wanted: 3 is wholly, 0 not at all."""
        missing = {item.name for item in header.missing}
        others = self._others(header)
        known = self._known_across(header, others)
        if not missing and header.columns:
            header.rank = 3
        elif header.days and self.key.name in header.columns:
            self._make_wide(header, 3)
        elif known and self.day.name in header.columns and self.count_name not in header.columns:
            self._make_transposed(header, others, 3)
        elif len(header.columns) >= 2:
            header.rank = 2.5
        elif self.count and len(days) >= 2 and missing <= self._across | {self.key.name}:
            header.days = days
            self._make_wide(header, 2.2)
        elif known >= 2 and not days:
            self._make_transposed(header, others, 2.2)
        elif header.columns:
            header.rank = 1

    def _known_across(self, header: Header, others: dict[int, str]) -> int:
        counts = {
            name: sum(self._is_known(text, name) for text in others.values())
            for name in self._known
            if self.count and name not in header.columns
        }
        header.across = max(counts, key=counts.__getitem__, default="")
        return counts.get(header.across, 0)

    def _others(self, header: Header) -> dict[int, str]:
        taken = {*header.columns.values(), *header.totals, header.weekday}
        return {column: text for column, text in header.texts.items() if column not in taken}

    def _make_wide(self, header: Header, rank: float) -> None:
        header.form, header.rank, header.across = "wide", rank, self.day.name
        if self.key.name not in header.columns and (first := min(header.days)) > 0:
            free = set(range(first)) - set(header.columns.values())
            header.columns[self.key.name] = min(free, default=0)
        header.missing = [] if self.key.name in header.columns else [self.key]

    def _make_transposed(self, header: Header, others: dict[int, str], rank: float) -> None:
        header.form, header.rank = "wide", rank
        if self.day.name not in header.columns:
            free = set(range(min(others))) - {header.weekday}
            if not free:
                header.rank = 0
                return
            header.columns[self.day.name] = min(free)
        header.others, header.days = others, {}
        given = {*self._across, header.across}
        header.missing = [item for item in header.missing if item.name not in given]

    def _check(self, header: Header) -> None:
        if header.twice:
            item, first, second = header.twice[0]
            raise Refusal(
                f"「{item.title}」にあたる列が2つあります（{letter(first)}列「{header.texts[first]}」と"
                f"{letter(second)}列「{header.texts[second]}」）。使わないほうの見出しを変えてください。"
            )
        if header.missing:
            lacking = "".join(f"「{item.title}」" for item in header.missing)
            seen = "、".join(
                f"{letter(column)}列「{header.texts.get(column, '')}」"
                for column in header.columns.values()
            )
            raise Refusal(
                f"{lacking}の列が見つかりません（{header.last}行目を見出しと読みました：{seen}）。"
                f"列を加えるか、その列の見出しを{lacking}にしてください。"
            )


def _follow_on_another(rows: list[Line], depth: int) -> bool:
    return len(rows) == depth and all(two[0] == one[0] + 1 for one, two in pairwise(rows))


def _above(filled: list[Line], number: int) -> list[RawCell]:
    return [cell for row, line in filled if row < number for cell in line]


def _refuse_months(header: Header) -> None:
    days = set(header.days.values())
    is_months = all(isinstance(day, date) and day.day == 1 for day in days)
    if len(days) > 1 and is_months and _has_dates(header):
        header.days = dict.fromkeys(header.days, MONTHS)


def _has_dates(header: Header) -> bool:
    return all(any(isinstance(cell, date) for cell in header.stacks[at]) for at in header.days)


def _stacks(rows: list[Line]) -> Stacks:
    stacks = {}
    for column in range(max(len(line) for _, line in rows)):
        stack: Stack = []
        for _, line in rows:
            cell = line[column] if column < len(line) else None
            is_new = not stack or cell != stack[-1] or cell.__class__ is not stack[-1].__class__
            if not cells.is_blank(cell) and is_new:
                stack.append(cell)
        if stack:
            stacks[column] = stack
    return stacks


def _heading(stack: Stack) -> str:
    return " ".join(re.sub(r"\s+", " ", _text(cell)).strip() for cell in stack)


def _is_one_of_several(column: int, items: Items, days: dict[int, HeadDay]) -> bool:
    beside = (column - 1, column + 1)
    return column in days and any(
        other in days and items.get(other) in (None, items[column]) for other in beside
    )


def _text(cell: RawCell) -> str:
    if isinstance(cell, Month):
        return month_text(cell)
    if isinstance(cell, (date, datetime)):
        return day_text(cell)
    return cells.shown(cell)
