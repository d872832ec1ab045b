"""Everything counted a second time, apart from what counts it for the pages.

Reads what each figure declares as data and works on raw rows: no queryset counts, and the code
that rounds has no part in it. What differs is told and kept as a Recount.

Imports models, figures and releases.
"""

from django.db import transaction
from django.utils.translation import override

from .. import figures
from ..models import Programme, Recount, immutability, lock, locked_write
from . import histories, issued, versions
from .counting import NAMES, counted, headline


class _Findings:
    """What a run found so far."""

    def __init__(self):
        self.figures = self.publications = 0
        self.differences = []

    def differ(self, where, what, ours, recounted):
        texts = {"ours": _text(ours), "recounted": _text(recounted)}
        self.differences.append({"what": what, "where": where, **texts})


def _text(value):
    return "-" if value is None else str(value)


def recount():
    findings, paths = _Findings(), {}
    with override("ja"):
        for programme in Programme._base_manager.select_related("partnership").order_by("pk"):
            paths[programme.pk] = f"{programme.partnership.slug}/{programme.slug}"
            _count(findings, programme, paths[programme.pk])
        _look_at_histories(findings, paths)
        _look_at_issued(findings, paths)
    for name, state in immutability.missing().items():
        findings.differ(f"database/{name}", "trigger that keeps what was issued", state, "there")
    return _store(findings)


def _store(findings):
    stored = Recount(**vars(findings))
    with locked_write(None):
        stored.save()
    return stored


def _count(findings, programme, path):
    with transaction.atomic():
        lock(programme.pk)  # nobody writes between the one count and the other
        ours = {result.slug: result for result in figures.results(programme)}
        again = _counted_anew(programme)
    findings.figures += len(again)
    for slug in [*again, *(ours.keys() - again.keys())]:
        shown, anew = _by_name(ours.get(slug)), again.get(slug)
        recounted = anew.by_name() if anew else dict.fromkeys(NAMES)
        for name in NAMES:
            if shown[name] != recounted[name]:
                findings.differ(f"{path}/{slug}", name, shown[name], recounted[name])


def _counted_anew(programme):
    every = (f for strand in figures.all_strands() for f in strand.figures_of(programme))
    by_slug = {figure.slug: counted(figures.declared(figure, programme.pk)) for figure in every}
    total = headline(figures.declared(figures.HEADLINE, programme.pk), by_slug.values())
    return by_slug | ({total.declared["slug"]: total} if total else {})


def _by_name(result):
    if result is None:
        return dict.fromkeys(NAMES)
    if result.value is None:
        return dict.fromkeys(NAMES) | {"records": result.records}
    days = (result.period_start, result.period_end, result.as_of)
    days = (day and day.isoformat() for day in days)
    texts = (str(result.printed(language)) for language in ("ja", "en"))
    values = (result.value, result.records, result.approximate, *days, *texts)
    return dict(zip(NAMES, values, strict=True))


def _look_at_histories(findings, paths):
    with transaction.atomic():
        lock(*paths, None)  # whatever is stored and what its history tells are written under these
        strays, differing = list(histories.strays()), list(versions.differing())
    for table, pk, programme, *difference in strays:
        findings.differ(f"{paths.get(programme, '-')}/{table}/{pk}", *difference)
    for programme, slug, version, *difference in differing:
        where = f"{paths.get(programme, '-')}/publications/{slug}/{version}"
        findings.differ(where, "a version that was issued", *difference)


def _look_at_issued(findings, paths):
    for publication in issued.publications():
        release = publication.release
        path, version = paths[release.programme_id], f"{release.slug}/{publication.version}"
        findings.publications += 1
        for name, *difference in issued.broken(publication):
            where = f"{path}/publications/{version}/{name}".rstrip("/")
            findings.differ(where, *difference)
        lines = (*issued.misprinted(publication), *issued.contradicted(publication))
        for slug, *difference in lines:
            findings.differ(f"{path}/{slug}/{version}", *difference)
