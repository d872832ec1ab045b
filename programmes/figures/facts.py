"""What a text may name besides figures: dates, times, places, headcounts that records hold."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Model
from django.utils.translation import override

from ..lib import periods, rounding
from ..models import Event, Note, Partner, Partnership, Programme, Source, in_language
from .result import Result
from .strand import all_strands

#: gives a text in a language, as it is printed
TextIn = Callable[[str], str]


@dataclass(frozen=True)
class Fact:
    """A value of a record (`obj`) under a name of its own, such as nec2025-kickoff.date."""

    name: str
    label: str
    text: TextIn
    obj: Model | None = None


def facts(programme: Programme) -> list[Fact]:
    every = [*_of_programme(programme), *_of_events(programme)]
    for strand in all_strands():
        if strand.facts:
            every += strand.facts(programme)
    return every


def field_text(obj: Model, field: str) -> TextIn:
    return lambda language: " ".join(in_language(obj, field, language).splitlines())


def text_facts(name: str, label: str, obj: Model, *fields: str) -> Iterator[Fact]:
    """A Fact for each of these text fields that is filled in."""
    for field in fields:
        if getattr(obj, field):
            yield Fact(f"{name}.{field.replace('_', '-')}", label, field_text(obj, field), obj)


def count_text(
    value: int,
    unit: rounding.Unit,
    style: rounding.Style = rounding.EXACT,
    approximate: bool = False,
) -> TextIn:
    def text(language: str) -> str:
        return str(rounding.printed(value, unit, style, approximate=approximate, language=language))

    return text


def span_text(start: date, end: date | None) -> TextIn:
    return lambda language: periods.range_text(start, end, language)


def figure_facts(results: Iterable[Result]) -> Iterator[Fact]:
    for result in results:
        yield from _of_figure(result)


def _of_figure(result: Result) -> Iterator[Fact]:
    yield Fact(f"{result.slug}.label", "名称", _in_active_language(lambda: result.figure.label))
    if result.value is not None:
        period = _in_active_language(result.period_text)
        yield Fact(f"{result.slug}.period", f"{result.figure.label}：期間", period)


def _in_active_language(text_of: Callable[[], object]) -> TextIn:
    def text(language: str) -> str:
        with override(language):
            return str(text_of())

    return text


def _of_programme(programme: Programme) -> Iterator[Fact]:
    partnership = programme.partnership

    def agreed(language: str) -> str:
        is_month = partnership.agreed_precision == partnership.Precision.MONTH
        text = periods.month_text if is_month else periods.day_text
        return text(partnership.agreed_on, language)

    def year(language: str) -> str:
        return periods.fiscal_year_name(programme.fiscal_year, language)

    yield Fact("programme.title", "プログラムの名称", field_text(programme, "title"), programme)
    yield Fact("programme.year", "年度", year, programme)
    yield Fact("partnership.agreed", "協定の締結", agreed, partnership)
    yield Fact("partnership.title", "協定の名称", field_text(partnership, "title"), partnership)
    if programme.starts_on:
        window = span_text(programme.starts_on, programme.ends_on)
        yield Fact("programme.span", "期間", window, programme)
        yield from day_facts("programme.starts", "期間の初日", programme.starts_on, programme)
    if programme.ends_on:
        yield from day_facts("programme.ends", "期間の最終日", programme.ends_on, programme)
    yield from _of_partnership(partnership)
    yield from _of_source("contact", programme.source)
    for note in programme.notes.select_related("source"):
        yield from _of_note(note)


def _of_partnership(partnership: Partnership) -> Iterator[Fact]:
    for party in ("prefecture", "company"):
        body = getattr(partnership, party)
        yield Fact(f"partnership.{party}", "協定の当事者", field_text(body, "name"), body)
        yield Fact(f"partnership.{party}.short", "協定の当事者（略称）", _short(body), body)
    for area in partnership.areas.all():
        yield Fact(f"area-{area.position}", "連携項目", field_text(area, "text"), area)


def _short(body: Partner) -> TextIn:
    return lambda language: body.short_name or in_language(body, "name", language)


def _of_source(name: str, source: Source | None) -> Iterator[Fact]:
    if source and source.contact:
        yield Fact(name, "お問い合わせ先", field_text(source, "contact"), source)
    if source and source.contact_email:
        yield Fact(f"{name}.email", "メール", lambda language: source.contact_email, source)


def _of_note(note: Note) -> Iterator[Fact]:
    name = f"note-{note.position}"
    yield from text_facts(name, f"注{note.position}", note, "text")
    if note.source:
        yield Fact(
            f"{name}.title", f"注{note.position}：題名", field_text(note.source, "title"), note
        )
    if note.source and note.source.url:
        yield Fact(f"{name}.url", f"注{note.position}：URL", lambda language: note.source.url, note)


def _of_events(programme: Programme) -> Iterator[Fact]:
    events = Event.objects.filter(programme=programme).order_by("starts_on", "slug")
    for event in events.select_related("source", "host").prefetch_related("activities"):
        yield from _of_event(event)


def _of_event(event: Event) -> Iterator[Fact]:
    yield Fact(f"{event.slug}.title", f"{event.title}：名称", field_text(event, "title"), event)
    yield from day_facts(event.slug, f"{event.title}：日付", event.starts_on, event)
    period = span_text(event.starts_on, event.last_day)
    yield Fact(f"{event.slug}.span", f"{event.title}：期間", period, event)
    if event.start_time:
        times = _times(event.start_time, event.end_time)
        yield Fact(f"{event.slug}.times", f"{event.title}：時間", times, event)
    for field, label in (("venue", "会場"), ("address", "住所"), ("summary", "概要")):
        yield from text_facts(event.slug, f"{event.title}：{label}", event, field)
    if event.host:
        yield Fact(
            f"{event.slug}.host", f"{event.title}：主催", field_text(event.host, "name"), event
        )
    for activity in event.activities.all():
        name = f"{event.slug}.activity-{activity.position}"
        yield Fact(name, f"{event.title}：内容", field_text(activity, "text"), activity)
    yield from _of_source(f"{event.slug}.contact", event.source)


def _times(start: time, end: time | None) -> TextIn:
    return lambda language: periods.times_text(start, end, language)


def day_facts(name: str, label: str, day: date, obj: Model) -> Iterator[Fact]:
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
