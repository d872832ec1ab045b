"""iCalendar files (RFC 5545): an event, all events, a campaign with its days.

One address each for both languages: the calendar's own texts are Japanese, English stands in the
description. What a calendar program compares to see a change (SEQUENCE, LAST-MODIFIED, DTSTAMP)
comes from the history, and moves with TRACKED_FIELDS and with nothing else.
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

#: of what stands in a calendar, the fields whose change makes a revision
TRACKED_FIELDS = {
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
    visible = list(Event.objects.visible().for_page())
    return _file(request, "ふくしま連携ポータルの催し", visible, "events")


@programme_page
def campaign(request, programme):
    days = [programme] if programme.starts_on else []
    objects = [*days, *programme.events.for_page()]
    name = f"{programme.partnership.slug}-{programme.slug}-campaign"
    return _file(request, programme.title, objects, name, programme.partnership.is_fictional)


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
    by_object = {}
    for model in set(map(type, objects)):
        by_pk = {obj.pk: obj for obj in objects if type(obj) is model}
        versions = model.history.filter(id__in=by_pk).order_by("id", "history_date", "history_id")
        rows = versions.values_list("id", "slug", "history_date", *TRACKED_FIELDS[model])
        for pk, group in groupby(rows, itemgetter(0)):
            by_object[by_pk[pk]] = _revision(list(group))
    return by_object


def _revision(versions):
    changes = [next(same) for _values, same in groupby(versions, itemgetter(slice(3, None)))]
    return Revision(len(changes) - 1, changes[-1][2], versions[0][1])


# the file


def calendar(title, objects, absolute):
    """Bytes of a calendar of events and campaigns; `absolute` makes an address of a path."""
    import icalendar  # takes its time to load, and only this needs it

    revised = revisions(objects)
    file = icalendar.Calendar()
    file.add("prodid", f"-//{SITE}//JA")
    file.add("version", "2.0")
    file.add("x-wr-calname", title)
    file.add("x-wr-timezone", periods.TOKYO.key)
    file.add_component(_tokyo(icalendar))
    for obj in objects:
        file.add_component(_entry(icalendar, obj, revised.get(obj), absolute))
    return file.to_ical()


def _tokyo(icalendar):
    zone, standard = icalendar.Timezone(), icalendar.TimezoneStandard()
    zone.add("tzid", periods.TOKYO.key)
    standard.add("dtstart", datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", timedelta(hours=9))
    standard.add("tzoffsetto", timedelta(hours=9))
    standard.add("tzname", "JST")
    zone.add_component(standard)
    return zone


def _entry(icalendar, obj, revision, absolute):
    # What was loaded without a history has not changed since.
    revision = revision or Revision(0, datetime(2000, 1, 1, tzinfo=UTC), obj.slug)
    entry = icalendar.Event()
    entry.add("uid", f"{_kind(obj)}-{revision.slug}@{SITE}")
    entry.add("dtstamp", revision.at)
    entry.add("last-modified", revision.at)
    entry.add("sequence", revision.number)
    entry.add("summary", _fictional(obj) + obj.title, {"LANGUAGE": "ja"})
    for name, value in _days(obj).items():
        entry.add(name, value)
    if place := _place(obj, "ja"):
        entry.add("location", place, {"LANGUAGE": "ja"})
    address = {language: absolute(_path(obj, language)) for language in ("ja", "en")}
    entry.add("description", _description(obj, address), {"LANGUAGE": "ja"})
    entry.add("url", address["ja"])
    entry.add("transp", "TRANSPARENT" if isinstance(obj, Programme) else "OPAQUE")
    return entry


def _kind(obj):
    # A slug of a programme is its own only within its partnership.
    return f"campaign-{obj.partnership.slug}" if isinstance(obj, Programme) else "event"


def _fictional(obj):
    partnership = obj.partnership if isinstance(obj, Programme) else obj.programme.partnership
    return FICTIONAL if partnership.is_fictional else ""


def _days(obj):
    """Start and end: hours where they are known of one day, else whole days; the end exclusive."""
    last = obj.ends_on or obj.starts_on
    start, end = getattr(obj, "start_time", None), getattr(obj, "end_time", None)
    if start is None or last != obj.starts_on:
        return {"dtstart": obj.starts_on, "dtend": last + timedelta(days=1)}
    hours = {"dtstart": start} | ({"dtend": end} if end else {})
    return {
        name: datetime.combine(obj.starts_on, hour, periods.TOKYO) for name, hour in hours.items()
    }


def _place(obj, language):
    if isinstance(obj, Programme):
        return ""
    online = ONLINE[language] if obj.is_online else ""
    parts = (online, in_language(obj, "venue", language), in_language(obj, "address", language))
    comma = ", " if language == "en" else "、"
    place = comma.join(part for part in parts if part)
    with override(language):
        return place or str(obj.municipality or "")


def _path(obj, language):
    with override(language):
        return obj.get_absolute_url()


def _description(obj, address):
    return "\n\n".join(
        "\n".join(filter(None, [*_words(obj, language), address[language]]))
        for language in ("ja", "en")
    )


def _words(obj, language):
    if _fictional(obj):
        yield NOTE[language]
    if language == "en":
        yield in_language(obj, "title", language)
        yield _place(obj, language)
    if obj.ends_on and getattr(obj, "start_time", None):  # whole days, so the hours stand here
        yield periods.times_text(obj.start_time, obj.end_time, language)
    if isinstance(obj, Programme) and obj.ends_on is None:
        yield periods.range_text(obj.starts_on, None, language)
    name = "lead" if isinstance(obj, Programme) else "summary"
    yield getattr(obj, f"{name}_en" if language == "en" else name)
