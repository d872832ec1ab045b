"""The releases of a programme on the front page of the back office."""

from django.db.models import Max
from django.urls import reverse

from ...models import Release
from ...releases.corrections import changed_since
from ...releases.markup import LANGUAGES
from ...releases.validation import findings, moved
from ...releases.values import Values
from .. import dashboard


def releases(request, programme):
    if not request.user.has_perm("programmes.view_release"):
        return None
    shown = Release.objects.filter(programme=programme).select_related("event")
    shown = shown.annotate(issued=Max("publications__version")).order_by("slug")
    values = Values(programme)  # asked for nothing while no text is in work
    may_add = request.user.has_perm("programmes.add_release")
    add = reverse("admin:programmes_release_add")
    return {
        "lines": [_line(release, values) for release in shown],
        "add_url": f"{add}?programme={programme.pk}" if may_add else "",
    }


def _line(release, values):
    return {
        "name": release.name,
        "url": reverse("admin:programmes_release_change", args=[release.pk]),
        "stage": _stage(release),
        "version": (release.issued or 0) + 1 if release.is_open else release.issued,
        "todo": _still_to_do(release, values) if release.is_open else _changed(release, values),
    }


def _stage(release):
    if release.stage != Release.Stage.ISSUED:
        return release.get_stage_display()
    waits = release.publications.embargoed().exists()
    return "承認済み（公開日時待ち）" if waits else "公開中"


def _changed(release, values):
    if number := len(changed_since(release, values)):
        return f"公表後に変わった数{number}つ：訂正版を作るか確かめてください。"
    return ""


def _still_to_do(release, values):
    """直すところ2か所、値が変わった文1か所"""
    to_mend = sum(
        len(findings(release.text_in(language), language, values)) for language in LANGUAGES
    )
    stale = sum(map(len, moved(release, values).values()))
    parts = [
        *([f"直すところ{to_mend}か所"] if to_mend else []),
        *([f"値が変わった文{stale}か所"] if stale else []),
    ]
    return "、".join(parts)


dashboard.register(dashboard.DashboardPanel(20, "admin/release_panel.html", releases))
