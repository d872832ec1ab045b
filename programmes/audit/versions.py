"""The versions of each release that there are, against those that its history tells issued."""

from collections import defaultdict

from ..models import Publication, Release
from .rows import select

ISSUED = Release.Stage.ISSUED
APPROVE = Release.Step.APPROVE


def differing():
    """(programme's id, slug of the release, version, stored, in the history) of each."""
    there = defaultdict(set)
    for row in select(Publication._meta.db_table, ["release_id", "version"]):
        there[row["release_id"]].add(row["version"])
    approved, newest = _histories()
    for row in select(Release._meta.db_table, ["id", "programme_id", "slug", "stage"]):
        newest[row["id"]] = row
    for pk, row in sorted(newest.items()):
        # The first, where no more than the stage tells of any; and none is left out between.
        least = {1} if row["stage"] == ISSUED else set()
        last = max(there[pk] | approved[pk] | least, default=0)
        for version in sorted(set(range(1, last + 1)) - there[pk]):
            yield row["programme_id"], row["slug"], version, "missing", "there"
        for version in sorted(there[pk] - approved[pk]):
            yield row["programme_id"], row["slug"], version, "there", "missing"


def _histories():
    approved, newest = defaultdict(set), {}
    columns = ["id", "programme_id", "slug", "stage", "step", "step_version"]
    for row in select(Release.history.model._meta.db_table, columns, order="history_id"):
        if row["step"] == APPROVE:
            approved[row["id"]].add(row["step_version"])
        newest[row["id"]] = row
    return approved, newest
