"""iCalendar files (RFC 5545): an event, all events, a campaign with its days.

One address each for both languages: the calendar's own texts are Japanese, English stands in the
description. What a calendar program compares to see a change (SEQUENCE, LAST-MODIFIED, DTSTAMP)
comes from the history, and moves with the fields told here and with nothing else.
"""

from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import override

from ..lib import periods
from ..models import Event, Programme, in_language
from ..reporting import exports
from .caching import event_page, programme_page, site_page

#: of what stands in a calendar, the fields whose change is told
TOLD = {
    Event: (
        *("title", "title_en", "starts_on", "ends_on", "start_time", "end_time", "is_online"),
        *("venue", "venue_en", "address", "address_en", "municipality", "summary", "summary_en"),
    ),
    Programme: ("title", "title_en", "starts_on", "ends_on", "lead", "lead_en"),
}
SITE = "fukushima-portal"
ONLINE = {"ja": "オンライン", "en": "Online"}
FICTIONAL = "【架空】"
NOTE = {
    "ja": "練習のために作った協定です。名前も数字も本物ではありません。",
    "en": "Fictional, made for practice: neither names nor numbers are real.",
}


# the addresses


@event_page
def event(request, event):
    is_fictional = event.programme.partnership.is_fictional
    return _file(request, event.title, [event], event.slug, is_fictional)


@site_page
def events(request):
    every = list(Event.objects.visible().for_page())
    return _file(request, "ふくしま連携ポータルの催し", every, "events")


@programme_page
def campaign(request, programme):
    days = [programme] if programme.starts_on else []
    every = [*days, *programme.events.for_page()]
    name = f"{programme.partnership.slug}-{programme.slug}-campaign"
    return _file(request, programme.title, every, name, programme.partnership.is_fictional)


def _file(request, title, objects, name, is_fictional=False):
    if is_fictional:
        title, name = f"{FICTIONAL}{title}", f"fictional-{name}"
    content = calendar(title, objects, request.build_absolute_uri)
    headers = {"Content-Disposition": exports.attachment(f"{name}.ics", how="inline")}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


# what has changed


class Revision(NamedTuple):
    """How often something changed, when last, and the slug that it had at first."""

    number: int
    at: datetime
    slug: str


def revisions(objects):
    """{object: its Revision}: one query for all objects of one model."""
    found = {}
    for model in {type(one) for one in objects}:
        same = {one.pk: one for one in objects if type(one) is model}
        versions = model.history.filter(id__in=same).order_by("id", "history_date", "history_id")
        rows = versions.values_list("id", "slug", "history_date", *TOLD[model])
        for pk, told in groupby(rows, itemgetter(0)):
            found[same[pk]] = _revision(list(told))
    return found


def _revision(versions):
    changes = [next(same) for _told, same in groupby(versions, itemgetter(slice(3, None)))]
    return Revision(len(changes) - 1, changes[-1][2], versions[0][1])


# the file


def calendar(title, objects, absolute):
    """Bytes of a calendar of events and campaigns; `absolute` makes an address of a path."""
    import icalendar  # takes its time to load, and only this needs it

    told = revisions(objects)
    made = icalendar.Calendar()
    made.add("prodid", f"-//{SITE}//JA")
    made.add("version", "2.0")
    made.add("x-wr-calname", title)
    made.add("x-wr-timezone", periods.TOKYO.key)
    made.add_component(_tokyo(icalendar))
    for one in objects:
        made.add_component(_entry(icalendar, one, told.get(one), absolute))
    return made.to_ical()


def _tokyo(icalendar):
    zone, standard = icalendar.Timezone(), icalendar.TimezoneStandard()
    zone.add("tzid", periods.TOKYO.key)
    standard.add("dtstart", datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", timedelta(hours=9))
    standard.add("tzoffsetto", timedelta(hours=9))
    standard.add("tzname", "JST")
    zone.add_component(standard)
    return zone


def _entry(icalendar, one, revision, absolute):
    # What was loaded without a history has not changed since.
    revision = revision or Revision(0, datetime(2000, 1, 1, tzinfo=UTC), one.slug)
    entry = icalendar.Event()
    entry.add("uid", f"{_kind(one)}-{revision.slug}@{SITE}")
    entry.add("dtstamp", revision.at)
    entry.add("last-modified", revision.at)
    entry.add("sequence", revision.number)
    entry.add("summary", _fictional(one) + one.title, {"LANGUAGE": "ja"})
    for name, value in _days(one).items():
        entry.add(name, value)
    if place := _place(one, "ja"):
        entry.add("location", place, {"LANGUAGE": "ja"})
    address = {language: absolute(_path(one, language)) for language in ("ja", "en")}
    entry.add("description", _description(one, address), {"LANGUAGE": "ja"})
    entry.add("url", address["ja"])
    entry.add("transp", "TRANSPARENT" if isinstance(one, Programme) else "OPAQUE")
    return entry


def _kind(one):
    # A slug of a programme is its own only within its partnership.
    return f"campaign-{one.partnership.slug}" if isinstance(one, Programme) else "event"


def _fictional(one):
    partnership = one.partnership if isinstance(one, Programme) else one.programme.partnership
    return FICTIONAL if partnership.is_fictional else ""


def _days(one):
    """Start and end: hours where they are known of one day, else whole days; the end exclusive."""
    last = one.ends_on or one.starts_on
    start, end = getattr(one, "start_time", None), getattr(one, "end_time", None)
    if start is None or last != one.starts_on:
        return {"dtstart": one.starts_on, "dtend": last + timedelta(days=1)}
    hours = {"dtstart": start} | ({"dtend": end} if end else {})
    return {
        name: datetime.combine(one.starts_on, hour, periods.TOKYO) for name, hour in hours.items()
    }


def _place(one, language):
    if isinstance(one, Programme):
        return ""
    online = ONLINE[language] if one.is_online else ""
    parts = (online, in_language(one, "venue", language), in_language(one, "address", language))
    comma = ", " if language == "en" else "、"
    place = comma.join(part for part in parts if part)
    with override(language):
        return place or str(one.municipality or "")


def _path(one, language):
    with override(language):
        return one.get_absolute_url()


def _description(one, address):
    """Paragraphs: Japanese and its address, then English and its address."""
    return "\n\n".join(
        "\n".join(filter(None, [*_words(one, language), address[language]]))
        for language in ("ja", "en")
    )


def _words(one, language):
    if _fictional(one):
        yield NOTE[language]
    if language == "en":
        yield in_language(one, "title", language)
        yield _place(one, language)
    if one.ends_on and getattr(one, "start_time", None):  # whole days, so the hours are told here
        yield periods.times_text(one.start_time, one.end_time, language)
    if isinstance(one, Programme) and one.ends_on is None:
        yield periods.range_text(one.starts_on, None, language)
    name = "lead" if isinstance(one, Programme) else "summary"
    yield getattr(one, f"{name}_en" if language == "en" else name)
