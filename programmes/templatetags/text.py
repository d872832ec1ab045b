"""Text, dates and numbers in templates; built in, so no template loads it."""

import re
from datetime import timedelta
from html import unescape

from django import template
from django.template.defaultfilters import truncatechars
from django.utils.html import escape, format_html, format_html_join, linebreaks, strip_tags
from django.utils.safestring import SafeData, mark_safe
from django.utils.translation import get_language, gettext

from programmes.lib import periods, rounding
from programmes.lib.phrases import parts, rejoined
from programmes.models import credits_of

register = template.Library()
register.filter("credits", credits_of)
register.filter("grouped", rounding.grouped)
register.filter("wareki", periods.wareki)
register.filter("weekday", periods.weekday_mark)
KANJI = "〇一二三四五六七八九十"
#: as many characters of a heading fit into a phone's line for certain
LINE = 8
#: what is told beside a text, such as that it has no English
MARK = re.compile(r'<(span|p) class="fp-mark">.*?</\1>')
#: the longest description that search engines show
LONGEST = 160
READ = re.compile(r"([一-龥々]+)《([ぁ-ん]+)》")
SCRIPTS = re.compile(r"(?<=[ぁ-ん])(?=[一-龥ァ-ヶ])|(?<=[一-龥])(?=[ァ-ヶ])|(?<=.)(?=[（「『])")


def _only_japanese(words):
    mark = '<span lang="ja">{}</span> <span class="fp-mark">{}</span>'
    return format_html(mark, words, gettext("日本語のみ"))


@register.simple_tag
def text(obj, field):
    """A field in the reader's language; what has no English is marked as Japanese."""
    japanese, english = getattr(obj, field), getattr(obj, f"{field}_en")
    if get_language() == "ja" or not japanese:
        return japanese
    return english or _only_japanese(japanese)


def _words(phrase):
    return rejoined(SCRIPTS.split(phrase)) if len(phrase) > LINE else [phrase]


@register.filter
def phrases(words):
    """A heading that breaks between phrases only; for browsers that do not know where they are."""
    words = str(words)
    if words.isascii() or "<" in words:
        return words
    shorter = [word for part in parts(words) for word in _words(part)]
    broken = format_html_join(mark_safe("<wbr>"), "{}", ((word,) for word in shorter))
    return format_html('<span class="fp-phrases">{}</span>', broken)


@register.simple_tag
def heading(obj, field):
    if get_language() == "en" and not getattr(obj, f"{field}_en"):
        return _only_japanese(phrases(getattr(obj, field)))
    return phrases(text(obj, field))


@register.simple_tag
def ruby(words):
    marked = READ.sub(r"<ruby>\1<rp>（</rp><rt>\2</rt><rp>）</rp></ruby>", escape(words))
    return mark_safe(marked)


@register.simple_tag
def paragraphs(obj, field):
    japanese, english = getattr(obj, field), getattr(obj, f"{field}_en")
    is_japanese = get_language() == "ja" or not japanese
    html = mark_safe(linebreaks(japanese if is_japanese else english or japanese, autoescape=True))
    if is_japanese or english:
        return html
    mark = '<div lang="ja">{}</div><p class="fp-mark">{}</p>'
    return format_html(mark, html, gettext("日本語のみ"))


def _time(day, text):
    shown = '<time datetime="{}">{}</time>'
    return format_html(shown, day.isoformat(), text) if day and text else text


@register.simple_tag
def day(date, weekday=True):
    return _time(date, periods.day_text(date, get_language(), weekday))


@register.simple_tag
def month(date):
    return periods.month_text(date, get_language())


@register.simple_tag
def edge(date, last=False):
    after = date + timedelta(days=1)
    is_month = after.day == 1 if last else date.day == 1
    return month(date) if is_month else day(date)


@register.simple_tag
def short_day(date, weekday=True):
    return _time(date, periods.short_day_text(date, get_language(), weekday))


@register.simple_tag
def as_of(date):
    return _time(date, periods.as_of_text(date, get_language()))


@register.simple_tag
def span(start, end):
    """A span of days with a <time> for each of its ends; `end` is None while it is open."""
    first, mark, last = periods.range_parts(start, end, get_language())
    if first and last and end is None:  # English: since …
        return format_html("{}{}", first, _time(start, last))
    return format_html("{}{}{}", _time(start, first), mark, _time(end, last))


@register.simple_tag
def basis_dates(result):
    if result.value is None:
        return ""
    if result.counts_to_a_date and not result.period_start:
        return as_of(result.as_of)
    return span(result.period_start, result.period_end)


@register.filter
def kanji(number):
    if get_language() == "en":
        return str(number)
    return KANJI[number] if 0 < number < len(KANJI) else str(number)


@register.filter
def people(number):
    return str(rounding.printed(number, rounding.PEOPLE, rounding.EXACT, language=get_language()))


@register.simple_block_tag
def capture(content):
    """{% capture as name %}…{% endcapture %}: for what stands in a page's head more than once.

    As plain text, white space as single spaces.
    """
    return truncatechars(" ".join(plain(content).split()), LONGEST)


def plain(text):
    """Text without markup and marks, whether it is markup or was text before."""
    if not isinstance(text, SafeData):
        return str(text)
    return unescape(strip_tags(MARK.sub("", text))).strip()
