"""What the front page of the back office shows; other apps add panels of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from ..figures.campaign import AFTER, BEFORE, NONE, campaign
from ..lib import periods
from ..models import Programme, Record, record_classes
from ..models.record import USES
from ..reporting.changes import ACTS, name_of
from .address import admin_address

#: how many lines of changes, from how many versions of each kind of record
LINES, VERSIONS = 8, 100
#: changes of one person in one way count as one while no longer pause lies between them
PAUSE = timedelta(minutes=10)
SAME = ("history_user_id", "way", "detail")


@dataclass(frozen=True)
class DashboardPanel:
    """A part of the desk. `context(request, programme)` is a dict, or None: nothing to say."""

    position: int
    template: str
    context: Callable


_panels = []


def register(panel):
    _panels.append(panel)


def context(request, site):
    chosen = request.GET.get("programme", "")
    programmes = list(
        Programme.objects.readable_by(request.user).latest_first().select_related("partnership")
    )
    by_key = {str(programme.pk): programme for programme in programmes}
    programme = by_key.get(chosen) or next(iter(programmes), None)
    if programme is None:
        return {"programme": None, "panels": [], "changes": [], "places": []}
    viewed = _viewed(request, site)
    return {
        "programme": programme,
        "programmes": programmes,
        "day": day_of(programme),
        "none_is_running": not any(map(is_running, programmes)),
        "panels": _filled(request, programme),
        "changes": latest_changes(programme, viewed),
        "places": places(programme, viewed),
    }


def _filled(request, programme):
    panels = sorted(_panels, key=lambda panel: panel.position)
    contexts = ((panel, panel.context(request, programme)) for panel in panels)
    return [
        {"template": panel.template, **context}
        for panel, context in contexts
        if context is not None
    ]


def _viewed(request, site):
    return [
        model
        for model in record_classes()
        if site.is_registered(model)
        and site.get_model_admin(model).has_view_or_change_permission(request)
    ]


def is_running(programme):
    first, last, today = programme.starts_on, programme.ends_on, periods.today()
    return bool(first and first <= today and (last is None or today <= last))


def day_of(programme):
    """Which day of the campaign today is, in words: 第4日／全16日."""
    first, last, today = programme.starts_on, programme.ends_on, periods.today()
    progress = campaign(programme, today)
    if progress.state == NONE:
        return "期間は決まっていません"
    if progress.state == BEFORE:
        return f"{periods.day_text(first)}に始まります（あと{progress.days_until}日）"
    if progress.state == AFTER:
        return f"{periods.day_text(last)}に終わりました"
    if not progress.number:
        return "期間中です（食堂の開く日はこれから）"
    return (
        f"第{progress.number}日／全{progress.total}日"
        if last
        else f"第{progress.number}日（最終日は未定）"
    )


def places(programme, kinds):
    return [
        {
            "name": kind._meta.verbose_name,
            "url": f"{admin_address(kind, 'changelist')}?programme__id__exact={programme.pk}",
        }
        for kind in kinds
    ]


@dataclass
class RecentChange:
    """What one person did in one way, without a longer pause, to records of one kind."""

    version: object  # the newest of them
    record: Record
    what: str
    url: str
    since: object
    more: int = 0

    @property
    def who(self):
        user = self.version.history_user
        return name_of(user) if user else "—"

    @property
    def act(self):
        return ACTS[self.version.history_type]

    @property
    def kind(self):
        return self.record._meta.verbose_name

    @property
    def count(self):
        """120食, or why there is no count."""
        record = self.record
        if not record.count_field:
            return ""
        return USES[record.set_aside()] if record.count is None else record.count_text()


def latest_changes(programme, kinds):
    """The newest changes over all these kinds of record, newest first; a query for each kind."""
    changes = chain.from_iterable(_changes(programme, kind) for kind in kinds)
    newest_first = sorted(changes, key=lambda change: change.version.history_date, reverse=True)
    return newest_first[:LINES]


def _changes(programme, kind):
    versions = kind.history.filter(programme=programme.pk)
    versions = versions.select_related("history_user", *kind.related)
    changes, gone = [], set()
    for version in versions.order_by("-history_date", "-history_id")[:VERSIONS]:
        if version.history_type == "-":
            gone.add(version.id)
        if changes and _continues(version, changes[-1]):
            changes[-1].more += 1
            changes[-1].since = version.history_date
        else:
            changes.append(_change(version, programme, version.id in gone))
    return changes


def _continues(version, change):
    newest = change.version
    is_same = all(getattr(version, name) == getattr(newest, name) for name in SAME)
    return is_same and change.since - version.history_date <= PAUSE


def _change(version, programme, is_gone):
    record, is_whole = _as_it_was(version, programme)
    what = str(record) if is_whole else f"{record.days_text()}（いまはない項目）"
    url = "" if is_gone else admin_address(type(record), "change", record.pk)
    return RecentChange(version, record, what, url, since=version.history_date)


def _as_it_was(version, programme):
    """The record of a version with what it names, and whether all of that is still there."""
    record, is_whole = version.instance, True
    record.programme = programme
    for name in record.related:
        named = getattr(version, name)
        is_whole = is_whole and (named or not getattr(version, f"{name}_id"))
        setattr(record, name, named)
    return record, is_whole
