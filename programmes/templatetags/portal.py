"""Text, dates and numbers in templates; built in, so no template loads it."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from programmes import periods, rounding

register = template.Library()
KANJI = "〇一二三四五六七八九十"


@register.simple_tag
def text(obj, field):
    """A field in the reader's language; what has no English is marked as Japanese."""
    japanese, english = getattr(obj, field), getattr(obj, f"{field}_en")
    if get_language() == "ja" or not japanese:
        return japanese
    return english or format_html('<span lang="ja">{}</span>', japanese)


@register.simple_tag
def paragraphs(obj, field):
    japanese, english = getattr(obj, field), getattr(obj, f"{field}_en")
    if get_language() == "ja" or not japanese:
        return mark_safe(linebreaks(japanese, autoescape=True))
    html = mark_safe(linebreaks(english or japanese, autoescape=True))
    return html if english else format_html('<div lang="ja">{}</div>', html)


def _time(day, text):
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), text) if day else text


@register.simple_tag
def day(date, weekday=True):
    return _time(date, periods.day_text(date, get_language(), weekday))


@register.simple_tag
def short_day(date, weekday=True):
    """The same without its year, where that is plain."""
    return _time(date, periods.short_day_text(date, get_language(), weekday))


@register.simple_tag
def as_of(date):
    return _time(date, periods.as_of_text(date, get_language()))


@register.filter
def weekday(date):
    """(木), (月・祝)"""
    return periods.weekday_mark(date)


@register.filter
def grouped(number):
    """6,612"""
    return rounding.grouped(number)


@register.filter
def wareki(date):
    return periods.wareki(date)


@register.simple_tag
def span(start, end):
    """A span of days with a <time> for each of its ends; `end` is None while it is open."""
    first, mark, last = periods.range_parts(start, end, get_language())
    if first and last and end is None:  # English: since …
        return format_html("{}{}", first, _time(start, last))
    return format_html("{}{}{}", _time(start, first), mark, _time(end, last))


@register.simple_tag
def basis_dates(result):
    """The dates that a figure refers to, as its basis demands."""
    if result.value is None:
        return ""
    if result.counts_to_a_date and not result.period_start:
        return as_of(result.as_of)
    return span(result.period_start, result.period_end)


@register.filter
def kanji(number):
    """The number of a strand: 一 to 十, in English 1 to 10."""
    if get_language() == "en":
        return str(number)
    return KANJI[number] if 0 < number < len(KANJI) else str(number)


@register.filter
def people(number):
    """A headcount from a field, every digit: 10名 / 10 people."""
    return str(rounding.printed(number, rounding.PEOPLE, rounding.EXACT, language=get_language()))


@register.filter
def change_address(record):
    """Where staff change it."""
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])


@register.simple_tag
def file_url(table, suffix):
    """The address of a table as a file; a PDF has one for each language."""
    name = "years" if table.slug == "years" else "table"
    args = [*table.path] if table.slug == "years" else [*table.path, table.slug]
    if suffix == "pdf":
        return reverse(f"{name}-pdf", args=args)
    return reverse(f"{name}-file", args=[*args, suffix])
