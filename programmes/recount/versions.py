"""The versions of each release that there are, against those that its history tells issued."""

import re
from collections import defaultdict

from ..models import Publication, Release
from .rows import select

ISSUED = Release.Stage.ISSUED
#: how the step to the public names its version, which giving a text up does not
TOLD = re.compile(r"承認して公表（第(\d+)版）")


def differing():
    """(programme's id, slug of the release, version, stored, in the history) of each."""
    there = defaultdict(set)
    for row in select(Publication._meta.db_table, ["release_id", "version"]):
        there[row["release_id"]].add(row["version"])
    told, newest = _histories()
    for row in select(Release._meta.db_table, ["id", "programme_id", "slug", "stage"]):
        newest[row["id"]] = row
    for pk, row in sorted(newest.items()):
        # The first, where no more than the stage tells of any; and none is left out between.
        least = {1} if row["stage"] == ISSUED else set()
        last = max(there[pk] | told[pk] | least, default=0)
        for version in sorted(set(range(1, last + 1)) - there[pk]):
            yield row["programme_id"], row["slug"], version, "missing", "there"
        for version in sorted(there[pk] - told[pk]):
            yield row["programme_id"], row["slug"], version, "there", "missing"


def _histories():
    """The versions that the histories tell issued by release, and the newest row of each."""
    told, newest, stages = defaultdict(set), {}, {}
    columns = ["id", "programme_id", "slug", "stage", "history_change_reason"]
    for row in select(Release.history.model._meta.db_table, columns, order="history_id"):
        step = TOLD.fullmatch(row["history_change_reason"] or "")
        if step and row["stage"] == ISSUED and stages.get(row["id"]) == Release.Stage.REVIEW:
            told[row["id"]].add(int(step[1]))
        stages[row["id"]], newest[row["id"]] = row["stage"], row
    return told, newest
