"""Fiscal years, Japanese dates and ranges. Pure; languages are "ja" and "en".

Dates are printed with their weekday, 2026年2月19日(木); a public holiday reads (月・祝). A range
that covers whole months is printed in months, because that is how its source knows it.
Days and times are read in all the ways that people write them; a refusal is a ValueError whose
text is for staff.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import groupby
from unicodedata import normalize
from zoneinfo import ZoneInfo

import jpholiday

TOKYO = ZoneInfo("Asia/Tokyo")
DAY = timedelta(days=1)
#: first and last day
Span = tuple[date, date]
WEEKDAYS_JA = "月火水木金土日"
ERAS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"))  # newest first
#: outside these a date is a slip of the keyboard
FIRST_DAY, LAST_DAY = ERAS[-1][0], date(2100, 12, 31)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS_EN = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
HALF, FULL = "0123456789", "０１２３４５６７８９"
#: a year as texts write it: 2025, ２０２５, 令和7, Reiwa 7, 令和元
YEARS = re.compile(
    r"(?<![0-9０-９])(?P<western>[2２][0-9０-９]{3})(?![0-9０-９])"
    r"|(?P<era>令和\s?|Reiwa )(?P<number>元|[0-9０-９]{1,2})(?![0-9０-９])"
)


def now() -> datetime:
    """The one clock: every "today" of the portal comes from here, so a test fixes it here."""
    return datetime.now(TOKYO)


def today() -> date:
    return now().date()


def fiscal_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_span(year: int) -> Span:
    return date(year, 4, 1), date(year + 1, 3, 31)


def same_weekday(day: date, old: int, new: int) -> date:
    """A day of fiscal year `old` in fiscal year `new`: the same weekday, at the same time of year.

    From one year to the next that is 52 weeks on, or 53 where 52 would not lead into the year.
    """
    begins, ends = (fiscal_year_span(year)[0] for year in (old, new))
    moved = day + timedelta(weeks=round((ends - begins).days / 7))
    if fiscal_year(day) == old:
        moved += timedelta(weeks=new - fiscal_year(moved))
    return moved


def with_years_moved(text: str, old: int, new: int) -> str:
    """A text about fiscal year `old` for `new`: only the two calendar years that it has move.

    >>> with_years_moved("応援アクション2025（令和７年度）", 2025, 2026)
    '応援アクション2026（令和８年度）'
    """

    def moved(match: re.Match[str]) -> str:
        era, number = match["era"] or "", match["western"] or match["number"]
        year = (2018 if era else 0) + (1 if number == "元" else int(number))
        if year not in (old, old + 1):
            return match[0]
        later = str(year + new - old - (2018 if era else 0))
        return era + (later.translate(str.maketrans(HALF, FULL)) if number[0] in FULL else later)

    return YEARS.sub(moved, text)


def fiscal_year_name(year: int, language: str = "ja") -> str:
    if language == "en":
        return f"FY{year}"
    return f"{year}年度（{_era_year(date(year, 4, 1))}度）"


def _era_year(day: date) -> str:
    for begins, name in ERAS:
        if day >= begins:
            number = day.year - begins.year + 1
            return f"{name}{'元' if number == 1 else number}年"
    raise ValueError(f"no era known for {day}")


def wareki(day: date, weekday: bool = True) -> str:
    return f"{_era_year(day)}{day.month}月{day.day}日" + (weekday_mark(day) if weekday else "")


def every_day(first: date, last: date) -> list[date]:
    return [first + number * DAY for number in range((last - first).days + 1)]


def weeks(days: Iterable[date]) -> list[list[date]]:
    return [list(week) for _monday, week in groupby(days, lambda day: day - day.weekday() * DAY)]


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and not jpholiday.is_holiday(day)


def holiday_name(day: date) -> str:
    return jpholiday.is_holiday_name(day) or ""


def weekday_mark(day: date, language: str = "ja") -> str:
    if language == "en":
        return f"{WEEKDAYS_EN[day.weekday()]} "
    return f"({WEEKDAYS_JA[day.weekday()]}{'・祝' if jpholiday.is_holiday(day) else ''})"


def day_text(day: date, language: str = "ja", weekday: bool = True) -> str:
    """2026年2月19日(木) / Thu 19 February 2026"""
    mark = weekday_mark(day, language) if weekday else ""
    if language == "en":
        return f"{mark}{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日{mark}"


def short_day_text(day: date, language: str = "ja", weekday: bool = True) -> str:
    text = day_text(day, language, weekday)
    return text.removeprefix(f"{day.year}年").removesuffix(f" {day.year}")


def month_text(day: date, language: str = "ja") -> str:
    if language == "en":
        return f"{MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月"


def is_whole_months(start: date, end: date | None) -> bool:
    """Whether the span runs from the first of a month to the last of one, or without an end."""
    return start.day == 1 and (end is None or end == end_of_month(end))


def range_parts(start: date, end: date | None, language: str = "ja") -> tuple[str, str, str]:
    """The two ends of a span as (text from, mark, text to); one day has only the first.

    >>> "".join(range_parts(date(2026, 2, 19), date(2026, 3, 13)))
    '2026年2月19日(木)～3月13日(金)'
    """
    is_english = language == "en"
    text = month_text if is_whole_months(start, end) else day_text
    first = text(start, language)
    if end is None:
        return ("since ", "", first) if is_english else (first, "～", "")
    last = text(end, language)
    if first == last:
        return first, "", ""
    if is_english:
        same_year = f" {start.year}" if start.year == end.year else ""
        return first.removesuffix(same_year), " – ", last
    return first, "～", last.removeprefix(f"{start.year}年")


def range_text(start: date, end: date | None, language: str = "ja") -> str:
    return "".join(range_parts(start, end, language))


def as_of_text(day: date, language: str = "ja") -> str:
    text = day_text(day, language, weekday=False)
    return f"as of {text}" if language == "en" else f"{text}時点"


def moment_text(at: datetime, language: str = "ja") -> str:
    here = at.astimezone(TOKYO)
    day, time = day_text(here.date(), language), time_text(here)
    return f"{day}, {time} JST" if language == "en" else f"{day} {time}"


def time_text(time: time | datetime) -> str:
    return f"{time:%H:%M}"


def times_text(start: time, end: time | None, language: str = "ja") -> str:
    mark = "–" if language == "en" else "～"
    return f"{time_text(start)}{mark}{time_text(end) if end else ''}"


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


# reading

_WEEKDAY = r"(?P<weekday>[月火水木金土日]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)(?:曜日?)?"
_DAY = re.compile(
    r"(?:(?:(?P<era>令和|平成|[rh])\.?\s*(?P<era_year>[0-9]{1,2}|元)|(?P<year>[0-9]{4}))"
    r"\s*[-年/.]\s*(?P<month>[0-9]{1,2})\s*[-月/.]|(?P<month_only>[0-9]{1,2})\s*[月/])"
    r"\s*(?P<day>[0-9]{1,2})\s*日?"
    rf"\s*(?:\(?\s*(?:{_WEEKDAY}\s*[・･,]?\s*[祝休振]?|祝日?)\s*\)?)?"
    r"(?:[t\s]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SHORT_YEAR = re.compile(r"'?[0-9]{1,2}\s*[-年/.]\s*[0-9]{1,2}\s*[-月/.]\s*[0-9]{1,2}\s*日?")
_MONTH_ONLY = re.compile(r"([0-9]{4}|(令和|平成|[rh])\.?[0-9元]+)\s*[-年/.]\s*[0-9]{1,2}\s*月?")
_ERA_NAMES = {"r": "令和", "h": "平成"}
#: a longer text is neither a day nor a time; patterns with blanks take their time over one
LONGEST = 60
HOW_TO_WRITE_A_DAY = "日付は「2026-02-19」のように入れてください。"
OUT_OF_RANGE = "年をお確かめください（例：2026-02-19）。1989年から2100年までの日付を入れられます。"


def parse_day(text: str, span: Span | None = None) -> date:
    """The day that is meant: 2026-02-19, 2026年2月19日(木), 令和8年2月19日, R8.2.19, 2/19.

    A day without a year is taken from `span` (first day, last day), where it must be unique.
    A weekday that is written must be right; a time behind the day is dropped.
    """
    if len(text) > LONGEST:
        raise ValueError(HOW_TO_WRITE_A_DAY)
    text = text if text.isascii() else normalize("NFKC", text)
    text = text.strip().lower()
    match = _DAY.fullmatch(text)
    if not match:
        if digits := _EIGHT_DIGITS.fullmatch(text):
            return _existing(*map(int, digits.groups()))
        raise ValueError(_why_unread(text))
    month, day = int(match["month"] or match["month_only"]), int(match["day"])
    if match["era"]:
        read = _day_of_era(match["era"], match["era_year"], month, day)
    elif match["year"]:
        read = _existing(int(match["year"]), month, day)
    else:
        read = _day_within(span, month, day)
    if match["weekday"]:
        check_weekday(read, match["weekday"])
    return read


def _why_unread(text: str) -> str:
    if _SHORT_YEAR.fullmatch(text):
        return "年は4桁か元号で入れてください（例：2026-02-19、R8.2.19）。"
    if _MONTH_ONLY.fullmatch(text):
        return "日まで入れてください（例：2026-02-19）。"
    return HOW_TO_WRITE_A_DAY


def _existing(year: int, month: int, day: int) -> date:
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise ValueError(OUT_OF_RANGE)
    if read := _day_or_none(year, month, day):
        return read
    raise ValueError(f"{year}年{month}月{day}日という日はありません。日付を直してください。")


def _day_of_era(era: str, year: str, month: int, day: int) -> date:
    name = _ERA_NAMES.get(era, era)
    begins = next(begins for begins, of_era in ERAS if of_era == name)
    read = _existing(begins.year - 1 + (1 if year == "元" else int(year)), month, day)
    if read < FIRST_DAY:
        raise ValueError(OUT_OF_RANGE)
    if not _era_year(read).startswith(name):  # 平成31年5月1日, as if no new era had begun
        written = f"{name}{year}年{month}月{day}日"
        raise ValueError(f"{written}は{wareki(read, weekday=False)}です。年をお確かめください。")
    return read


def _day_within(span: Span | None, month: int, day: int) -> date:
    written = f"{month}月{day}日"
    if not span:
        raise ValueError(
            f"「{written}」の年が分かりません。年から入れてください（例：2026-02-19）。"
        )
    years = range(span[0].year, span[1].year + 1)
    days = [read for year in years if (read := _day_or_none(year, month, day))]
    if not _day_or_none(2000, month, day):  # a leap year
        raise ValueError(f"{written}という日はありません。日付を直してください。")
    within = [read for read in days if span[0] <= read <= span[1]]
    if len(within) == 1:
        return within[0]
    if not within:
        raise ValueError(
            f"「{written}」は期間（{range_text(*span)}）にありません。"
            "年から入れてください（例：2026-02-19）。"
        )
    named = "と".join(day_text(read, weekday=False) for read in within)
    raise ValueError(f"「{written}」は{named}のどちらでしょうか。年から入れてください。")


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def check_weekday(day: date, written: str) -> None:
    """Raises ValueError when `written` (木, Thu, thursday) is not the weekday of `day`."""
    names = WEEKDAYS_JA[day.weekday()], WEEKDAYS_EN[day.weekday()].lower()
    if written[:1] != names[0] and written[:3].lower() != names[1]:
        raise ValueError(
            f"{day_text(day, weekday=False)}は{names[0]}曜日です（「{written}」と書かれています）。"
            "日付か曜日を直してください。"
        )


_TIME = re.compile(
    r"(?P<half>午前|午後|am|pm)?\s*(?P<hour>[0-9]{1,2})"
    r"(?:\s*[:時]\s*(?:(?P<minute>[0-9]{1,2})分?|(?P<half_past>半))?(?::[0-9]{2}(?:\.[0-9]+)?)?)"
)
HOW_TO_WRITE_A_TIME = "時刻は「13:30」のように入れてください。"


def parse_time(text: str) -> time:
    """13:30, 13時30分, 13時, 午後1時半 as datetime.time."""
    match = _TIME.fullmatch(normalize("NFKC", text[:LONGEST]).strip().lower())
    if not match:
        raise ValueError(HOW_TO_WRITE_A_TIME)
    minute = 30 if match["half_past"] else int(match["minute"] or 0)
    hour = int(match["hour"])
    if match["half"] in ("午後", "pm") and hour < 12:
        hour += 12
    try:
        return time(hour, minute)
    except ValueError:
        raise ValueError(HOW_TO_WRITE_A_TIME) from None
