"""What the demo published, through the steps that every press release takes.

Two made-up people do it who cannot sign in: nobody real stands behind what is made up.
"""

from datetime import timedelta

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import transaction

from ..models import Event, Release, change_reason
from ..releases import workflow
from ..releases.drafting import begin
from ..releases.validation import moved
from ..releases.values import Values

AUTHOR, APPROVER = "demo-author", "demo-approver"
NAMES = {AUTHOR: ("架空", "花子（練習用）"), APPROVER: ("架空", "太郎（練習用）")}
#: how many orders of the last day came to light after the results were out, and why
FORGOTTEN = 64
REASON = "最終日に受けた架空の注文のうち、翌日に処理したものが漏れていたため。"
REASON_EN = (
    "Some of the made-up orders of the last day, handled on the day after, had been left out."
)


def publish(before, running):
    """Publishes what is lacking; returns how many versions were issued. Raises workflow.NotNow.

    The results of the year before, then their correction; of the running year the report of its
    first session, while its results wait as a draft. What staff began is left alone.
    """
    with transaction.atomic():
        people = author, _approver = [_person(name) for name in NAMES]
        versions = _results(before, *people) + _report(running, *people)
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
    _correct(programme, author)
    again = workflow.reopen(release, author)
    again.reason, again.reason_en = REASON, REASON_EN
    again._history_user = author
    again.save()
    _look_again(again, author)
    _issued(again, author, approver)
    return 2


def _issued(release, author, approver):
    workflow.submit(release, author)
    return workflow.approve(release, approver)


def _correct(programme, author):
    """Adds to the last day of an online store what had been left out."""
    sales = apps.get_model("produce", "Sale").objects
    sale = sales.get(
        programme=programme, outlet__slug="web-market", starts_on=programme.ends_on, product=None
    )
    sale.items += FORGOTTEN
    sale._history_user = author
    with change_reason(REASON):
        sale.full_clean()
        sale.save()


def _look_again(release, author):
    """The author looks at the sentences whose values moved."""
    found = moved(release, Values(release.programme))
    workflow.confirm(release, author, {one.key for lines in found.values() for one in lines})


def _report(programme, author, approver):
    """The report of the first session, once how many came is known."""
    event = Event.objects.filter(programme=programme, slug=f"demo-{programme.slug}-talk-1").first()
    if event is None or not any(event.records()):
        return 0
    kind = {"kind": Release.Kind.REPORT, "event": event}
    later = programme.ends_on + timedelta(days=7)
    release = _written(programme, "talk-1-report", author, next_update_on=later, **kind)
    if release is None:
        return 0
    _issued(release, author, approver)
    return 1
