"""Where the heading stands, and what each column means.

Three shapes are known: long (a row for each count), wide (days across) and transposed (days down,
texts such as outlets across). A heading may take up to three rows, with merged cells.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from ..periods import HOW_TO_WRITE_A_DAY, check_weekday, day_text, parse_day
from . import cells
from .book import Refusal, letter
from .sums import is_total
from .wanted import header_key, match_key

#: the heading is looked for in so many rows, and takes at most so many
SEARCHED, DEEPEST = 30, 3
MONTH = re.compile(r"(?:([0-9]{4}|令和[0-9元]+|r[0-9]+)[年./-])?([0-9]{1,2})月?")
DAY_OF_MONTH = re.compile(r"([0-9]{1,2})(日)?(?:\(?([月火水木金土日])(?:・?[祝休])?\)?)?")
WEEKDAY = re.compile(r"\(?([月火水木金土日]|祝)(?:曜日?)?(?:・?[祝休])?\)?")
WEEKDAY_COLUMN = {"曜日", "曜"}


@dataclass
class Header:
    first: int
    last: int
    texts: dict  # column -> heading
    day_row: int = 0  # the row that names the days of a wide sheet
    columns: dict = field(default_factory=dict)  # name -> column
    days: dict = field(default_factory=dict)  # column -> day, or why it is none
    others: dict = field(default_factory=dict)  # column -> text, in a transposed sheet
    totals: dict = field(default_factory=dict)  # column -> heading
    weekday: int | None = None
    twice: list = field(default_factory=list)  # (name, column, column)
    missing: list = field(default_factory=list)
    form: str = "long"
    is_transposed: bool = False
    rank: float = 0

    @property
    def unknown(self):
        known = {*self.columns.values(), *self.days, *self.others, *self.totals, self.weekday}
        return [
            (letter(column), text) for column, text in self.texts.items() if column not in known
        ]

    def order(self):
        """The best header is the greatest; of equals the shortest, then the first."""
        depth = self.last - self.first
        found = len(self.columns) + len(self.days) + len(self.others)
        return self.rank, found, -depth, -self.first


class Search:
    """Looks for the heading of a sheet in its first rows."""

    def __init__(self, wanted, span, epoch, merged, known_texts):
        self.wanted, self.span, self.epoch = wanted, span, epoch
        self._merged = [area for area in merged if area[0] <= SEARCHED + DEEPEST]
        self._words = {header_key(word): item for item in wanted for word in item.words}
        self._known = {match_key(text) for texts in known_texts.values() for text in texts}
        self.day = next((item for item in wanted if item.kind == "day"), None)
        self.count = next((item for item in wanted if item.kind == "count"), None)
        self.key = next((item for item in wanted if item.kind == "text"), None)

    def is_name(self, text):
        """Whether it names something that is counted, such as 参加者の累計, and so no total."""
        key = match_key(text)
        choices = (word for item in self.wanted for word in item.choices)
        return key in self._known or key in {match_key(word) for word in choices}

    def find(self, rows):
        """The Header; raises Refusal when there is none that will do."""
        filled = self._filled(rows)
        found = [
            self._read(filled[at : at + depth])
            for at in range(len(filled))
            for depth in range(1, DEEPEST + 1)
            if _follow_on_another(filled[at : at + depth], depth)
        ]
        best = max(found, key=Header.order, default=None)
        if best is None or not best.rank:
            titles = "".join(f"「{item.title}」" for item in self.wanted if item.needed)
            raise Refusal(
                f"見出しの行が見つかりません。最初の{SEARCHED}行のどこかに、"
                f"{titles}の見出しを置いてください。"
            )
        self._check(best)
        self._take_weekdays(best, dict(filled).get(best.last + 1, []))
        return best

    def _take_weekdays(self, header, line):
        """A row of weekdays under the days belongs to the heading."""
        found = {
            at: WEEKDAY.fullmatch(match_key(str(line[at])))
            for at in header.days
            if at < len(line) and not cells.is_blank(line[at])
        }
        if found and all(found.values()):
            header.last += 1
            for at, weekday in found.items():
                if isinstance(header.days[at], date):
                    header.days[at] = _with_weekday(header.days[at], weekday[1])
                    header.texts[at] += f" {line[at]}"

    def _filled(self, rows):
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

    def _read(self, rows):
        stacks = _stacks(rows)
        header = Header(rows[0][0], rows[-1][0], {}, rows[-1][0])
        header.texts = {column: _heading(stack) for column, stack in stacks.items()}
        self._match(header, stacks)
        days = self._days(stacks, header)
        missing = [item for item in self.wanted if item.needed and item.name not in header.columns]
        header.missing = missing
        if missing and {item.name for item in missing} <= {self.day.name, self.count.name}:
            header.days = days
        self._rank(header, days)
        return header

    def _match(self, header, stacks):
        for column, stack in stacks.items():
            texts = [cell for cell in stack if isinstance(cell, str)]
            whole = "".join(texts)
            keys = [header_key(text) for text in (*reversed(texts), whole)]
            item = next((self._words[key] for key in keys if key in self._words), None)
            if item is None:
                if any(key in WEEKDAY_COLUMN for key in keys):
                    header.weekday = column
                elif keys and is_total(header.texts[column]):
                    header.totals[column] = header.texts[column]
            elif item.name in header.columns:
                header.twice.append((item, header.columns[item.name], column))
            else:
                header.columns[item.name] = column

    def _days(self, stacks, header):
        """column -> day or message, for the columns that a day heads."""
        taken = {*header.columns.values(), *header.totals}
        days, month = {}, ""
        for column, stack in stacks.items():
            month = next((cell for cell in stack[:-1] if _is_month(cell)), month)
            if column not in taken and (day := self._day(stack, month)) is not None:
                days[column] = day
        return days

    def _day(self, stack, month):
        """The day that the cells above a column name; a message when it is a wrong one."""
        read = None
        for cell in stack:
            weekday = isinstance(cell, str) and WEEKDAY.fullmatch(match_key(cell))
            if weekday and isinstance(read, date):
                read = _with_weekday(read, weekday[1])
            elif read is None and not _is_month(cell):
                read = self._day_of_cell(cell, month)
        return read

    def _day_of_cell(self, cell, month):
        if isinstance(cell, (date, datetime)):
            return cell.date() if isinstance(cell, datetime) else cell
        if isinstance(cell, int) and not isinstance(cell, bool):
            if month and 1 <= cell <= 31:
                return self._day_of_text(f"{_month_text(month)}{cell}日")
            return self._serial(cell)
        if not isinstance(cell, str):
            return None
        key = match_key(cell)
        if found := DAY_OF_MONTH.fullmatch(key):
            if month:
                weekday = f"({found[3]})" if found[3] else ""
                return self._day_of_text(f"{_month_text(month)}{found[1]}日{weekday}")
            return self._day_within_span(found) if found[2] else None
        return self._day_of_text(cell)

    def _day_of_text(self, text):
        try:
            return parse_day(text, self.span)
        except ValueError as error:
            return None if str(error).startswith(HOW_TO_WRITE_A_DAY) else str(error)

    def _serial(self, number):
        try:
            day = cells.day_of_number(number, self.span, self.epoch)
        except ValueError:
            return None
        return day if self.span and self.span[0] <= day <= self.span[1] else None

    def _day_within_span(self, found):
        """19日: only when one month of the span has it."""
        first, last = self.span or (date.max, date.min)
        days = []
        for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
            try:
                days.append(date(month // 12, month % 12 + 1, int(found[1])))
            except ValueError:
                continue
        days = [day for day in days if first <= day <= last]
        if len(days) != 1:
            return None
        return _with_weekday(days[0], found[3]) if found[3] else days[0]

    def _rank(self, header, days):
        """How well the header answers what is wanted: 3 is wholly, 0 not at all."""
        missing = {item.name for item in header.missing}
        across = {self.day.name, self.count.name} if self.day and self.count else set()
        others = self._others(header)
        known = [column for column in others if match_key(others[column]) in self._known]
        if not missing and header.columns:
            header.rank = 3
        elif header.days and self.key.name in header.columns:
            self._make_wide(header, 3)
        elif (
            known
            and self.day
            and self.day.name in header.columns
            and (self.count.name not in header.columns)
        ):
            self._make_transposed(header, others, 3)
        elif len(header.columns) >= 2:
            header.rank = 2.5
        elif len(days) >= 2 and missing <= across | {self.key.name} and days:
            header.days = days
            self._make_wide(header, 2.2)
        elif len(known) >= 2 and not days:
            self._make_transposed(header, others, 2.2)
        elif header.columns:
            header.rank = 1

    def _others(self, header):
        taken = {*header.columns.values(), *header.totals, header.weekday}
        return {column: text for column, text in header.texts.items() if column not in taken}

    def _make_wide(self, header, rank):
        header.form, header.rank = "wide", rank
        if self.key.name not in header.columns and (first := min(header.days)) > 0:
            free = set(range(first)) - set(header.columns.values())
            header.columns[self.key.name] = min(free, default=0)
        header.missing = [] if self.key.name in header.columns else [self.key]

    def _make_transposed(self, header, others, rank):
        header.form, header.rank, header.is_transposed = "wide", rank, True
        if self.day.name not in header.columns:
            free = set(range(min(others))) - {header.weekday}
            if not free:
                header.rank = 0
                return
            header.columns[self.day.name] = min(free)
        header.others, header.days, header.missing = others, {}, []

    def _check(self, header):
        if header.twice:
            item, one, two = header.twice[0]
            raise Refusal(
                f"「{item.title}」にあたる列が2つあります（{letter(one)}列「{header.texts[one]}」と"
                f"{letter(two)}列「{header.texts[two]}」）。使わないほうの見出しを変えてください。"
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


def _follow_on_another(rows, depth):
    return len(rows) == depth and all(two[0] == one[0] + 1 for one, two in pairwise(rows))


def _stacks(rows):
    """column -> its cells from top to bottom, blanks and repeats left out."""
    stacks = {}
    for column in range(max(len(line) for _, line in rows)):
        stack = []
        for _, line in rows:
            cell = line[column] if column < len(line) else None
            if not cells.is_blank(cell) and cell not in stack[-1:]:
                stack.append(cell)
        if stack:
            stacks[column] = stack
    return stacks


def _heading(stack):
    return " ".join(re.sub(r"\s+", " ", _text(cell)).strip() for cell in stack)


def _text(cell):
    if isinstance(cell, (date, datetime)):
        return day_text(cell)
    return cells.shown(cell)


def _is_month(cell):
    return isinstance(cell, str) and bool(
        (found := MONTH.fullmatch(match_key(cell))) and (found[1] or cell.strip().endswith("月"))
    )


def _month_text(month):
    found = MONTH.fullmatch(match_key(month))
    year = found[1] or ""
    return f"{year}{'年' if year else ''}{found[2]}月"


def _with_weekday(day, weekday):
    if weekday == "祝":
        return day
    try:
        check_weekday(day, weekday)
    except ValueError as error:
        return str(error)
    return day
