"""Calendars as a calendar program reads them: vobject, which is not ours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.models import Event, Municipality

from .factories import PartnershipFactory, ProgrammeFactory


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return vobject.readOne(response.content.decode())


def only(client, event):
    [found] = read(client, f"/events/{event.slug}.ics").vevent_list
    return found


def make(programme, slug="fair", **fields):
    fields = {"title": "物産展", "title_en": "Fair", "starts_on": date(2026, 2, 19)} | fields
    event = Event(programme=programme, slug=slug, strand="produce", kind="other", **fields)
    event.save()
    return event


def test_an_hour_is_told_in_the_time_of_tokyo(client, nec2025):
    event = make(nec2025, start_time=time(13, 30), end_time=time(17, 15), venue="杉妻会館")
    found = only(client, event)
    assert found.dtstart.value.astimezone(UTC) == datetime(2026, 2, 19, 4, 30, tzinfo=UTC)
    assert found.dtend.value.astimezone(UTC) == datetime(2026, 2, 19, 8, 15, tzinfo=UTC)
    raw = client.get(f"/events/{event.slug}.ics").content.decode()
    assert "DTSTART;TZID=Asia/Tokyo:20260219T133000\r\n" in raw
    assert "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\n" in raw and "TZOFFSETTO:+0900" in raw
    assert raw.index("VTIMEZONE") < raw.index("VEVENT")


def test_an_hour_without_an_end_has_none(client, nec2025):
    found = only(client, make(nec2025, start_time=time(13, 30)))
    assert not hasattr(found, "dtend")


def test_days_without_hours_are_whole_and_end_before_the_next(client, nec2025):
    found = only(client, make(nec2025, ends_on=date(2026, 2, 28)))
    assert (found.dtstart.value, found.dtend.value) == (date(2026, 2, 19), date(2026, 3, 1))
    found = only(client, make(nec2025, "one-day"))
    assert found.dtend.value == date(2026, 2, 20)


def test_hours_on_several_days_are_told_in_words(client, nec2025):
    """A program would take 10:00 of the first to 16:00 of the last day for one long event."""
    event = make(
        nec2025, ends_on=date(2026, 2, 20), start_time=time(10), end_time=time(16)
    )  # fmt: skip
    found = only(client, event)
    assert found.dtend.value == date(2026, 2, 21)
    assert "10:00～16:00" in found.description.value and "10:00–16:00" in found.description.value


def test_both_languages_are_inside_with_their_addresses(client, nec2025):
    event = make(nec2025, summary="県産品を売ります。", summary_en="Goods from the prefecture.")
    found = only(client, event)
    assert found.summary.value == "物産展" and found.summary.params["LANGUAGE"] == ["ja"]
    japanese, english = found.description.value.split("\n\n")
    assert japanese == "県産品を売ります。\nhttp://testserver/events/fair/"
    assert english == "Fair\nGoods from the prefecture.\nhttp://testserver/en/events/fair/"
    assert found.url.value == "http://testserver/events/fair/"


@pytest.mark.parametrize(
    ("place", "location"),
    [
        ({"is_online": True}, "オンライン"),
        ({"venue": "杉妻会館", "address": "福島市杉妻町3-45"}, "杉妻会館、福島市杉妻町3-45"),
        ({"is_online": True, "venue": "本社"}, "オンライン、本社"),
        ({}, None),
    ],
)
def test_the_place_is_told_where_it_is_known(client, nec2025, place, location):
    found = only(client, make(nec2025, **place))
    assert (found.location.value if hasattr(found, "location") else None) == location


def test_a_municipality_stands_in_where_no_venue_is_known(client, nec2025):
    town = Municipality.objects.get(name="飯舘村")
    assert only(client, make(nec2025, municipality=town)).location.value == "飯舘村"


def state(found):
    return found.uid.value, found.sequence.value, found.dtstamp.value, found.last_modified.value


def test_its_number_moves_with_a_change_and_with_nothing_else(client, nec2025):
    event = make(nec2025)
    first = state(only(client, event))
    event.reading = "当サイトの読み"  # which a calendar does not tell
    event.save()
    event.save()
    nec2025.save()
    assert state(only(client, event)) == first
    event.starts_on = date(2026, 2, 20)
    event._history_date = datetime.now(UTC) + timedelta(hours=1)
    event.save()
    uid, number, stamp, changed = state(only(client, event))
    assert (uid, number) == (first[0], "1")
    assert stamp == changed > first[2]


def test_its_name_stays_when_its_address_changes(client, nec2025):
    event = make(nec2025)
    uid = only(client, event).uid.value
    event.slug = "regional-fair"
    event.save()
    assert only(client, event).uid.value == uid == "event-fair@fukushima-portal"


def test_the_campaign_is_a_span_of_days_with_its_events(client, nec2025):
    found = read(client, "/nec/2025/campaign.ics").vevent_list
    assert len(found) == 1 + nec2025.events.count() > 4
    span = found[0]
    assert span.summary.value == "NECグループ ふくしま応援アクション2025"
    assert (span.dtstart.value, span.dtend.value) == (date(2026, 2, 19), date(2026, 3, 14))
    assert span.transp.value == "TRANSPARENT"  # nobody is busy for three weeks
    assert len({one.uid.value for one in found}) == len(found)


def test_a_campaign_without_an_end_is_its_first_day_and_says_so(client, nec2025):
    nec2025.ends_on = None
    nec2025.save()
    span = read(client, "/nec/2025/campaign.ics").vevent_list[0]
    assert span.dtend.value == date(2026, 2, 20)
    assert "2026年2月19日(木)～" in span.description.value


def test_a_programme_without_days_has_its_events_alone(client, nec2024):
    found = read(client, "/nec/2024/campaign.ics").vevent_list
    assert len(found) == nec2024.events.count() > 0


def test_one_calendar_knows_all_public_events_and_no_other(client, nec2025, nec2024):
    make(ProgrammeFactory(visible_from=None), "plan", title="計画中の催し")
    found = read(client, "/events.ics").vevent_list
    assert len(found) == Event.objects.visible().count() == Event.objects.count() - 1
    assert "計画中の催し" not in client.get("/events.ics").content.decode()


def test_a_draft_is_for_staff_alone(client, admin_client, db):
    programme = ProgrammeFactory(visible_from=None)
    event = make(programme)
    for path in (f"/events/{event.slug}.ics", f"{programme.get_absolute_url()}campaign.ics"):
        assert client.get(path).status_code == 404
        answer = admin_client.get(path)
        assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]


def test_what_is_fictional_says_so_wherever_it_is_read(client, db):
    programme = ProgrammeFactory(partnership=PartnershipFactory(is_fictional=True))
    event = make(programme)
    campaign = f"{programme.get_absolute_url()}campaign.ics"
    for path in (f"/events/{event.slug}.ics", campaign, "/events.ics"):
        for found in read(client, path).vevent_list:
            if found.summary.value.endswith(("物産展", programme.title)):
                assert found.summary.value.startswith("【架空】")
                assert "本物ではありません" in found.description.value
                assert "Fictional" in found.description.value
    answer = client.get(campaign)
    assert "fictional-" in answer.headers["Content-Disposition"]


def test_lines_are_folded_between_letters(client, nec2025):
    event = make(nec2025, title="福島の味を食べて、買って、応援する物産展" * 4, summary="あ" * 900)
    content = client.get(f"/events/{event.slug}.ics").content
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)  # no letter is cut in two
    assert only(client, event).summary.value == event.title


def test_what_rules_the_format_is_escaped(client, nec2025):
    title = "食べる; 買う, 話す \\ END:VEVENT"
    event = make(nec2025, title=title, summary="一行目\r\nEND:VCALENDAR\nBEGIN:VALARM")
    found = only(client, event)
    assert found.summary.value == title
    assert "END:VCALENDAR" in found.description.value and not hasattr(found, "valarm")


def test_a_calendar_is_answered_from_its_version(client, nec2025):
    first = client.get("/nec/2025/campaign.ics")
    again = client.get("/nec/2025/campaign.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    event = nec2025.events.first()
    event.title += "!"
    event.save()
    assert client.get("/nec/2025/campaign.ics").headers["ETag"] != first.headers["ETag"]


def test_queries_do_not_grow_with_events(client, nec2025):
    def queries():
        nec2025.save()  # so that it is made anew
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/events.ics").status_code == 200
        return len(captured)

    few = queries()
    for number in range(20):
        make(nec2025, f"fair-{number}")
    assert queries() == few


def test_pages_lead_to_their_calendars(client, nec2025):
    for page, calendar in (
        ("/events/", "/events.ics"),
        ("/en/events/", "/events.ics"),
        ("/events/kickoff-2026-02/", "/events/kickoff-2026-02.ics"),
    ):
        assert f'href="{calendar}"' in client.get(page).content.decode(), page


@pytest.mark.parametrize(("day", "is_offered"), [((2026, 3, 13), True), ((2026, 3, 14), False)])
def test_a_campaign_is_offered_for_the_calendar_until_its_end(client, nec2025, at, day, is_offered):
    at(*day)
    page = client.get("/nec/2025/").content.decode()
    assert ('href="/nec/2025/campaign.ics"' in page) == is_offered
