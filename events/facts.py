"""What a press release may name of sessions, schools and exchanges besides their figures."""

from programmes.figures import Fact, count_text, day_facts, field_text, span_text, text_facts
from programmes.lib.rounding import EXACT, PEOPLE, Unit, approx
from programmes.models import in_language

from .models import Exchange, SchoolProgramme, Session, Voice

MINUTES = Unit("分", "minutes", "minute")
GROUPS = Unit("グループ", "groups", "group")
_YEARS = ("", "first", "second", "third", "fourth", "fifth", "sixth")


def session_facts(programme):
    rows = Session.objects.filter(programme=programme).select_related("event")
    for session in rows.prefetch_related("talks__organisation"):
        name, label = session.event.slug, str(session.event)
        yield _people(name, label, session, session.attendees, approx())
        yield from text_facts(name, label, session, "audience", "reach")
        for talk in session.talks.all():
            yield from _talk_facts(f"{name}.talk-{talk.position}", label, talk)


def _talk_facts(name, label, talk):
    yield Fact(f"{name}.title", f"{label}：題名", field_text(talk, "title"), talk)
    yield Fact(f"{name}.by", f"{label}：登壇者", _speaker(talk), talk)


def _speaker(talk):
    """Whose speaker it was; the body is left out where the speaker's role names it."""

    def text(language):
        body = in_language(talk.organisation, "name", language)
        speaker = in_language(talk, "speaker", language)
        if language == "en":
            return f"{speaker}, {body}" if speaker else body
        return speaker if speaker.startswith(body) else f"{body} {speaker}".strip()

    return text


def school_facts(programme):
    rows = SchoolProgramme.objects.filter(programme=programme).select_related("school")
    for school in rows:
        name, label = f"school-{school.slug}", str(school.school)
        yield Fact(f"{name}.school", f"{label}：学校", field_text(school.school, "name"), school)
        yield from text_facts(name, label, school, "title", "kind", "course")
        yield Fact(
            f"{name}.span", f"{label}：時期", span_text(school.starts_on, school.ends_on), school
        )
        pupils = count_text(school.pupils, school.unit, approx(), school.is_approximate)
        yield Fact(f"{name}.pupils", f"{label}：生徒数", pupils, school)
        if school.grade:
            yield Fact(f"{name}.grade", f"{label}：学年", _grade(school.grade), school)
        if school.employees:
            employees = count_text(school.employees, PEOPLE)
            yield Fact(f"{name}.employees", f"{label}：社員数", employees, school)


def _grade(number):
    """1年生 / first-year"""
    known = number < len(_YEARS)
    return lambda language: (
        f"{number}年生" if language == "ja" else f"{_YEARS[number] if known else number}-year"
    )


def exchange_facts(programme):
    rows = Exchange.objects.filter(programme=programme)
    for exchange in rows.select_related("event").prefetch_related(*Exchange.children):
        yield from _exchange_facts(exchange.event.slug, str(exchange.event), exchange)
    yield from _voice_facts(programme)


def _exchange_facts(name, label, exchange):
    yield _people(name, label, exchange, exchange.participants, approx())
    yield from text_facts(name, label, exchange, "theme")
    if exchange.presentation_parts:
        parts = field_text(exchange, "presentation_parts")
        yield Fact(f"{name}.parts", f"{label}：発表にまとめたこと", parts, exchange)
    for field, unit, key in (
        ("introduction_minutes", MINUTES, "introduction"),
        ("groups", GROUPS, "groups"),
        ("presentation_minutes", MINUTES, "presentation"),
    ):
        if number := getattr(exchange, field):
            what = exchange._meta.get_field(field).verbose_name
            yield Fact(f"{name}.{key}", f"{label}：{what}", count_text(number, unit), exchange)
    if exchange.group_size_least:
        yield Fact(f"{name}.sizes", f"{label}：グループの人数", _sizes(exchange), exchange)
    if visit := exchange.preliminary_visit:
        yield from day_facts(f"{name}.visit", f"{label}：事前の見学", visit.starts_on, visit)
        yield from text_facts(f"{name}.visit", f"{label}：事前の見学", visit, "venue", "summary")
    for party in exchange.parties.all():
        yield from _party_facts(f"{name}.party-{party.position}", label, party)
    for kind in ("theme", "idea"):
        for line in getattr(exchange, f"{kind}s").all():
            what = line._meta.verbose_name
            yield Fact(
                f"{name}.{kind}-{line.position}",
                f"{label}：{what}",
                field_text(line, "text"),
                line,
            )


def _sizes(exchange):
    """7～8名 / 7–8 people"""
    least, most = exchange.group_size_least, exchange.group_size_most

    def text(language):
        last = count_text(most or least, PEOPLE)(language)
        mark = "–" if language == "en" else "～"
        return f"{least}{mark}{last}" if most and most != least else last

    return text


def _party_facts(name, label, party):
    label = f"{label}：{party.partner}"
    yield Fact(f"{name}.title", label, field_text(party.partner, "name"), party)
    short = party.partner.short_name
    called = (lambda language: short) if short else field_text(party.partner, "name")
    yield Fact(f"{name}.short", f"{label}（略称）", called, party)
    yield from text_facts(name, label, party, "departments", "introduction")
    if party.headcount is not None:
        yield _people(name, label, party, party.headcount, EXACT)


def _people(name, label, obj, number, style):
    approximate = getattr(obj, "is_approximate", False)
    text = count_text(number, PEOPLE, style, approximate)
    return Fact(f"{name}.people", f"{label}：人数", text, obj)


def _voice_facts(programme):
    for voice in Voice.objects.public().filter(event__programme=programme).select_related("event"):
        kind = "comment" if voice.is_comment else "voice"
        name, label = f"{voice.event.slug}.{kind}-{voice.position}", f"{voice.event}：参加者の声"
        yield Fact(name, label, field_text(voice, "text"), voice)
        yield Fact(f"{name}.by", f"{label}：誰の声か", field_text(voice, "attribution"), voice)
