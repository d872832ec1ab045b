"""What a text may name besides figures: dates, times, places, headcounts that records hold."""

from collections.abc import Callable
from dataclasses import dataclass

from .. import periods
from ..models import Event, in_language
from .figures import all_strands


@dataclass(frozen=True)
class Fact:
    """A value of a record under a name of its own, such as nec2025-kickoff.date.

    `text` gives it in a language, as it is printed; `obj` is the record that holds it.
    """

    name: str
    label: str
    text: Callable[[str], str]
    obj: object = None


def facts(programme):
    """Every fact of a programme: its own, its events', and those that the strands declare."""
    found = [*_of_programme(programme), *_of_events(programme)]
    for strand in all_strands():
        if strand.facts:
            found += strand.facts(programme)
    return found


def words(obj, field):
    """The `text` of a fact that is a field with its English beside it."""
    return lambda language: in_language(obj, field, language)


def _of_programme(programme):
    partnership = programme.partnership

    def span(language):
        return periods.range_text(programme.starts_on, programme.ends_on, language)

    def agreed(language):
        is_month = partnership.agreed_precision == partnership.Precision.MONTH
        text = periods.month_text if is_month else periods.day_text
        return text(partnership.agreed_on, language)

    def year(language):
        return periods.fiscal_year_name(programme.fiscal_year, language)

    yield Fact("programme.title", "プログラムの名称", words(programme, "title"), programme)
    yield Fact("programme.year", "年度", year, programme)
    yield Fact("partnership.agreed", "協定の締結", agreed, partnership)
    yield Fact("partnership.title", "協定の名称", words(partnership, "title"), partnership)
    if programme.starts_on:
        yield Fact("programme.span", "期間", span, programme)
        yield from days("programme.starts", "期間の初日", programme.starts_on, programme)
    if programme.ends_on:
        yield from days("programme.ends", "期間の最終日", programme.ends_on, programme)


def _of_events(programme):
    for event in Event.objects.filter(programme=programme).order_by("starts_on", "slug"):
        yield Fact(f"{event.slug}.title", f"{event.title}：名称", words(event, "title"), event)
        yield from days(event.slug, f"{event.title}：日付", event.starts_on, event)
        if event.start_time:
            yield Fact(f"{event.slug}.times", f"{event.title}：時間", _times(event), event)
        for field, label in (("venue", "会場"), ("address", "住所")):
            if getattr(event, field):
                yield Fact(
                    f"{event.slug}.{field}", f"{event.title}：{label}", words(event, field), event
                )


def _times(event):
    return lambda language: periods.times_text(event.start_time, event.end_time, language)


def days(name, label, day, obj):
    """A day in the forms that texts need: with its weekday, in the Japanese era, without a year."""
    forms = {
        "date": lambda language: periods.day_text(day, language),
        "month": lambda language: periods.month_text(day, language),
        "wareki": lambda language: (
            periods.wareki(day) if language == "ja" else periods.day_text(day, language)
        ),
        "short": lambda language: (
            periods.short_day_text(day)
            if language == "ja"
            else periods.day_text(day, language).removesuffix(f" {day.year}")
        ),
    }
    for form, text in forms.items():
        yield Fact(f"{name}.{form}", label, text, obj)
