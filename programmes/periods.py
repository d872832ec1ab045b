"""Fiscal years, Japanese dates and ranges. Pure; languages are "ja" and "en".

Dates are printed with their weekday, 2026年2月19日(木); a public holiday reads (月・祝). A range
that covers whole months is printed in months, because that is how its source knows it.
"""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

import jpholiday

TOKYO = ZoneInfo("Asia/Tokyo")
WEEKDAYS_JA = "月火水木金土日"
ERAS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"))  # newest first
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


def now():
    """The one clock: every "today" of the portal comes from here, so a test fixes it here."""
    return datetime.now(TOKYO)


def today():
    return now().date()


def fiscal_year(day):
    """1 April to 31 March: 2026-03-13 lies in fiscal year 2025."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_span(year):
    return date(year, 4, 1), date(year + 1, 3, 31)


def fiscal_year_name(year, language="ja"):
    if language == "en":
        return f"FY{year}"
    return f"{year}年度（{_era_year(date(year, 4, 1))}度）"


def _era_year(day):
    for begins, name in ERAS:
        if day >= begins:
            number = day.year - begins.year + 1
            return f"{name}{'元' if number == 1 else number}年"
    raise ValueError(f"no era known for {day}")


def wareki(day, weekday=True):
    """令和7年1月30日(木)"""
    return f"{_era_year(day)}{day.month}月{day.day}日" + (weekday_mark(day) if weekday else "")


def weekday_mark(day, language="ja"):
    if language == "en":
        return f"{WEEKDAYS_EN[day.weekday()]} "
    return f"({WEEKDAYS_JA[day.weekday()]}{'・祝' if jpholiday.is_holiday(day) else ''})"


def day_text(day, language="ja", weekday=True):
    """2026年2月19日(木) / Thu 19 February 2026"""
    mark = weekday_mark(day, language) if weekday else ""
    if language == "en":
        return f"{mark}{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日{mark}"


def short_day_text(day):
    """2月19日(木), for staff, where the year is plain"""
    return day_text(day).removeprefix(f"{day.year}年")


def month_text(day, language="ja"):
    if language == "en":
        return f"{MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月"


def is_whole_months(start, end):
    """Whether the span runs from the first of a month to the last of one, or without an end."""
    return start.day == 1 and (end is None or end == end_of_month(end))


def range_parts(start, end, language="ja"):
    """The two ends of a span as (text from, mark, text to); one day has only the first.

    >>> "".join(range_parts(date(2026, 2, 19), date(2026, 3, 13)))
    '2026年2月19日(木)～3月13日(金)'
    """
    mark = "～" if language == "ja" else " – "
    if start == end:
        return day_text(start, language), "", ""
    if is_whole_months(start, end):
        return _months(start, end, language, mark)
    if end is None:
        return _open(day_text(start, language), language)
    if language == "en":
        first = day_text(start, language)
        if start.year == end.year:
            first = first.replace(f" {start.year}", "")
        return first, mark, day_text(end, language)
    last = day_text(end, language)
    return day_text(start, language), mark, last.removeprefix(f"{start.year}年")


def _months(start, end, language, mark):
    first = month_text(start, language)
    if end is None:
        return _open(first, language)
    last = month_text(end, language)
    if first == last:
        return first, "", ""
    if language == "en":
        return (first.split()[0] if start.year == end.year else first), mark, last
    return first, mark, last.removeprefix(f"{start.year}年")


def _open(first, language):
    return ("since ", "", first) if language == "en" else (first, "～", "")


def range_text(start, end, language="ja"):
    return "".join(range_parts(start, end, language))


def as_of_text(day, language="ja"):
    """2026年3月13日時点 / as of 13 March 2026"""
    text = day_text(day, language, weekday=False)
    return f"as of {text}" if language == "en" else f"{text}時点"


def times_text(start, end, language="ja"):
    """13:30～17:15 / 13:30–17:15; times are datetime.time, the end may be None."""
    mark = "–" if language == "en" else "～"
    return f"{start:%H:%M}{mark}{f'{end:%H:%M}' if end else ''}"


def end_of_month(day):
    return day.replace(day=monthrange(day.year, day.month)[1])
