"""The days that head the columns of a wide sheet: dates, or numbers of days under their month."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime

from ..periods import HOW_TO_WRITE_A_DAY, Span, check_weekday, every_day, fiscal_year, parse_day
from . import cells
from .book import Month, RawCell
from .matching import match_key

MONTH = re.compile(r"(?:([0-9]{4}|令和[0-9元]+|r[0-9]+)[年./-])?([0-9]{1,2})月?")
DAY_OF_MONTH = re.compile(r"([0-9]{1,2})(日)?(?:\(?([月火水木金土日])(?:・?[祝休])?\)?)?")
WEEKDAY = re.compile(r"\(?([月火水木金土日]|祝)(?:曜日?)?(?:・?[祝休])?\)?")
#: a year in a title, perhaps with a month, and what tells that it is no day of the table's
YEAR = re.compile(
    r"(?:(20[0-9]{2})|(?:令和|r)([0-9]{1,2}|元))年(度)?(?:([0-9]{1,2})月(?![0-9~\-・から]))?"
)
OF_THE_PAPER = re.compile(r"[0-9]{1,2}月[0-9]|.{0,2}(?:作成|現在|更新|提出|発行|改訂|時点|付)")
NO_MONTH = "何月の日か分かりません。日の上に月を書いてください（例：2月）。"
BACKWARDS = "左の日より前の日になります。月が変わるなら、日の上に月を書いてください（例：3月）。"


#: the cells of a heading from top to bottom; by column
Stack = list[RawCell]
Stacks = dict[int, Stack]
#: the day that heads a column, or why it is a wrong one
HeadDay = date | str
Neutral = Callable[[RawCell], bool]


class DayReader:
    """Reads days in headings. Days without a year are those of `span` (first, last), or None."""

    def __init__(self, span: Span | None, epoch: date) -> None:
        self.span, self._epoch = span, epoch

    def across(self, stacks: Stacks, month: str, is_neutral: Neutral) -> dict[int, HeadDay]:
        """column -> the day above it, or why it is a wrong one; for columns that a day heads.

        `stacks` holds the cells of the heading by column. A bare number is a day of `month`, or
        of the month above it, where nothing stands with it but weekdays and what is neutral.
        """
        firsts = _dates_are_months(stacks)
        days, last, lost = {}, None, []
        for column, stack in stacks.items():
            stack = _without_its_month(stack)
            above = next(filter(None, (month_of(cell, firsts) for cell in stack[:-1])), month)
            month, last = above, last if above == month else None
            rest = [cell for cell in stack if not month_of(cell, firsts)]
            day = self._day(rest, month, is_neutral)
            if isinstance(day, date) and _has_bare_day(rest) and last and day < last:
                day = BACKWARDS
            if day is not None:
                days[column] = day
            elif _has_bare_day(rest[-1:]) and not month:
                lost.append(column)
            last = day if isinstance(day, date) else last
        return days | dict.fromkeys(lost, NO_MONTH) if days and month else days

    def _day(self, stack: Stack, month: str, is_neutral: Neutral) -> HeadDay | None:
        read = None
        for place, cell in enumerate(stack):
            weekday = isinstance(cell, str) and WEEKDAY.fullmatch(match_key(cell))
            if weekday and isinstance(read, date):
                read = day_or_wrong_weekday(read, weekday[1])
            elif read is None:
                others = [other for other in stack[:place] + stack[place + 1 :] if other != cell]
                stands_alone = all(_is_weekday(other) or is_neutral(other) for other in others)
                read = self._day_in_cell(cell, month if stands_alone else "")
        return read

    def _day_in_cell(self, cell: RawCell, month: str) -> HeadDay | None:
        if isinstance(cell, (date, datetime)):
            return cell.date() if isinstance(cell, datetime) else cell
        if isinstance(cell, int) and not isinstance(cell, bool):
            if month and 1 <= cell <= 31:
                return self._day_in_text(f"{month}{cell}日")
            return self._day_of_serial(cell)
        if not isinstance(cell, str):
            return None
        if match := DAY_OF_MONTH.fullmatch(match_key(cell)):
            if month:
                weekday = f"({match[3]})" if match[3] else ""
                return self._day_in_text(f"{month}{match[1]}日{weekday}")
            return self._within_span(match) if match[2] else None
        return self._day_in_text(cell)

    def _day_in_text(self, text: str) -> HeadDay | None:
        try:
            return parse_day(text, self.span)
        except ValueError as error:
            return None if str(error).startswith(HOW_TO_WRITE_A_DAY) else str(error)

    def _day_of_serial(self, number: int) -> date | None:
        try:
            day = cells.day_of_number(number, self.span, self._epoch)
        except ValueError:
            return None
        return day if self.span and self.span[0] <= day <= self.span[1] else None

    def _within_span(self, match: re.Match[str]) -> HeadDay | None:
        days = every_day(*self.span) if self.span else []
        days = [day for day in days if day.day == int(match[1])]
        if len(days) != 1:
            return None
        return day_or_wrong_weekday(days[0], match[3]) if match[3] else days[0]


def _dates_are_months(stacks: Stacks) -> bool:
    dates = [cell for stack in stacks.values() for cell in stack if isinstance(cell, date)]
    has_numbers = any(
        _has_bare_day(stack[-1:]) or _has_bare_day(stack[-2:-1]) for stack in stacks.values()
    )
    return has_numbers and all(day.day == 1 for day in dates)


def _without_its_month(stack: Stack) -> Stack:
    dates = [cell for cell in stack if isinstance(cell, date)]
    if len(dates) < 2 or dates[0].day != 1 or dates[0].month != dates[-1].month:
        return stack
    return [cell for cell in stack if cell is not dates[0]]


def _has_bare_day(stack: Stack) -> bool:
    return any(
        1 <= cell <= 31
        if type(cell) is int
        else isinstance(cell, str) and DAY_OF_MONTH.fullmatch(match_key(cell))
        for cell in stack
    )


def _is_weekday(cell: RawCell) -> bool:
    return isinstance(cell, str) and bool(WEEKDAY.fullmatch(match_key(cell)))


def month_of(cell: RawCell, takes_firsts: bool = False) -> str:
    """2026年2月 for a cell that names a month (2月 without a year); "" for any other.

    Where it `takes_firsts`, the first day of a month stands for the month.
    """
    if isinstance(cell, Month) or (takes_firsts and isinstance(cell, date)):
        return f"{cell.year}年{cell.month}月" if cell.day == 1 else ""
    if not isinstance(cell, str) or not (match := MONTH.fullmatch(match_key(cell))):
        return ""
    if not (match[1] or cell.strip().endswith("月")):
        return ""
    return f"{match[1] or ''}{'年' if match[1] else ''}{match[2]}月"


def months_in(line: Sequence[RawCell]) -> list[str]:
    return [_month_with_year(cell) for cell in line if not cells.is_blank(cell)]


def month_in_title(titles: list[list[str]]) -> str:
    months = {month for line in titles for month in line if month}
    # a title stands first in its row: a month further to the right may be that of the paper
    first = {line[0] for line in titles if line}
    return months.pop() if len(months) == 1 and months <= first else ""


def _month_with_year(cell: RawCell) -> str:
    if month := month_of(cell, takes_firsts=True):
        return month if "年" in month else ""
    months = [f"{year}年{month}月" for year, is_fiscal, month in _years(cell) if month]
    return months[0] if len(months) == 1 else ""


def _years(cell: RawCell) -> Iterator[tuple[int, bool, int | None]]:
    """(year, whether fiscal, month or None) of what a title tells of its table."""
    text = match_key(cell) if isinstance(cell, str) else ""
    for match in YEAR.finditer(text):
        if OF_THE_PAPER.match(text, match.end()):
            continue
        era = 1 if match[2] == "元" else int(match[2] or 0)
        month = int(match[4]) if match[4] and 1 <= int(match[4]) <= 12 else None
        yield int(match[1] or 2018 + era), bool(match[3]), month


def other_year(cells_above: Iterable[RawCell], span: Span | None) -> str:
    """The first title that names a year, where no title names one of the span's; else ""."""
    if span is None:
        return ""
    titles = [cell for cell in cells_above if isinstance(cell, str)]
    named = {title: years for title in titles if (years := list(_years(title)))}
    agree = any(_is_of(span, *year) for years in named.values() for year in years)
    return "" if agree or not named else next(iter(named)).strip()


def _is_of(span: Span, year: int, is_fiscal: bool, month: int | None) -> bool:
    first, last = span
    fiscal = range(fiscal_year(first), fiscal_year(last) + 1)
    if is_fiscal:
        return year in fiscal
    return first.year <= year <= last.year or (not month and year in fiscal)


def day_or_wrong_weekday(day: date, weekday: str) -> HeadDay:
    if weekday == "祝":
        return day
    try:
        check_weekday(day, weekday)
    except ValueError as error:
        return str(error)
    return day
