"""What the demo published, through the steps that every press release takes.

Two made-up people do it who cannot sign in: nobody real stands behind what is made up.
"""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction

from ..models import Event, Release, change_reason
from ..releases import workflow
from ..releases.drafting import begin
from ..releases.validation import moved
from ..releases.values import Values
from .data import registered

AUTHOR, APPROVER = "demo-author", "demo-approver"
NAMES = {AUTHOR: ("架空", "花子（練習用）"), APPROVER: ("架空", "太郎（練習用）")}


def publish(before, running):
    """Publishes what is lacking; returns how many versions were issued. Raises workflow.NotNow.

    The results of the year before, then their corrections; of the running year the reports of
    events, while its results wait as a draft. What staff began is left alone.
    """
    with transaction.atomic():
        people = author, _approver = [_person(name) for name in NAMES]
        versions = _results(before, *people)
        for name in (name for data in registered() for name in data.reported):
            versions += _report(running, name, *people)
        _written(running, "results", author)
    return versions


def _person(name):
    family, given = NAMES[name]
    users = get_user_model().objects
    if found := users.filter(username=name).first():
        return found
    # Without a password and switched off: a name under what they wrote, and no way in.
    return users.create_user(name, last_name=family, first_name=given, is_active=False)


def _written(programme, slug, author, **fields):
    """A release with its drafts in both languages; None where there is or was one of that name."""
    if Release.history.filter(programme=programme, slug=slug).exists():
        return None
    release = Release(programme=programme, slug=slug, **fields)
    begin(release, Values(programme))
    release._history_user = author
    release.full_clean()
    release.save()
    return release


def _results(programme, author, approver):
    release = _written(programme, "results", author, is_final=True)
    if release is None:
        return 0
    _issued(release, author, approver)
    corrections = [data.correction for data in registered() if data.correction]
    for correction in corrections:
        _correct(release, correction, author)
        _issued(release, author, approver)
    return 1 + len(corrections)


def _issued(release, author, approver):
    workflow.submit(release, author)
    return workflow.approve(release, approver)


def _correct(release, correction, author):
    """Saves the record as it should have been, and makes the release ready to be issued again."""
    record = correction.record(release.programme)
    record._history_user = author
    with change_reason(correction.reason):
        record.full_clean()
        record.save()
    again = workflow.reopen(release, author)
    again.reason, again.reason_en = correction.reason, correction.reason_en
    again._history_user = author
    again.save()
    _look_again(again, author)


def _look_again(release, author):
    """The author looks at the sentences whose values moved."""
    found = moved(release, Values(release.programme))
    workflow.confirm(release, author, {one.key for lines in found.values() for one in lines})


def _report(programme, name, author, approver):
    """The report of an event, once how many came is known."""
    event = Event.objects.filter(programme=programme, slug=f"demo-{programme.slug}-{name}").first()
    if event is None or not any(event.records()):
        return 0
    kind = {"kind": Release.Kind.REPORT, "event": event}
    later = programme.ends_on + timedelta(days=7)
    release = _written(programme, f"{name}-report", author, next_update_on=later, **kind)
    if release is None:
        return 0
    _issued(release, author, approver)
    return 1
