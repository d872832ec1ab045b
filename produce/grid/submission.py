"""What a person sent from the entry grid, compared cell by cell with what stands there now.

A cell that was not touched is left alone, whatever became of it meanwhile. One that somebody else
changed too is asked about, with both values. While anything is open nothing is saved: everything
typed comes back, and what is sent next saves all of it in one transaction.
"""

from django.core.exceptions import ValidationError
from django.db.models import Sum

from programmes.lib import periods
from programmes.lib.outliers import usual_if_far_off
from programmes.models import (
    ChangeSource,
    Clashes,
    ReasonNeeded,
    change_source,
    locked_write,
    store,
)

from ..models import State
from .cell import Typed
from .cell_parser import canonical
from .grid import Grid


class Unsaved(Exception):
    """Carries the judged submission out of the transaction, which is undone."""

    def __init__(self, submission):
        self.submission = submission


def save(programme, kind, days, user, data, reason=""):
    """Saves what was sent, all of it or (raising Unsaved) nothing; the saved submission."""
    with change_source(ChangeSource.GRID), locked_write(programme.pk):
        submission = Submission(Grid(programme, kind, days, user), data, reason)
        submission.judge()
        if submission.is_open or not submission.changed:
            raise Unsaved(submission)
        try:
            submission.write()
        except Clashes as error:
            submission.mark_clashes(error.clashes)
            raise Unsaved(submission) from None
        except ReasonNeeded as error:
            submission.why = error.message
            raise Unsaved(submission) from None
    return submission


class Submission:
    def __init__(self, grid, data, reason=""):
        self.grid, self.data = grid, data
        #: the cells whose entry is to be saved
        self.changed = []
        #: how many values that were typed stand there by now: sent twice, or entered by another
        self.already = 0
        #: totals that would be counted twice: nobody said to set them aside, or nobody who may
        self.clashing = []
        self.settled = []
        #: the doubtful counts that they said are right, as <cell>=<count>
        self.confirmed = set()
        #: why the cells were changed, and what to say where that is asked for
        self.reason, self.why = reason, ""
        #: how many were new, changed and deleted
        self.done = {}

    # judging

    def judge(self):
        for cell in self.grid.cells:
            if f"v-{cell.key}" in self.data:
                self._take(cell)
        self._name_rivals()
        self._compare_with_usual()
        self._check_totals()
        self._check_records()

    @property
    def wrong(self):
        return [cell for cell in self.grid.cells if cell.verdict.error]

    @property
    def doubted(self):
        return [cell for cell in self.grid.cells if cell.verdict.doubt]

    @property
    def conflicts(self):
        return [
            cell for cell in self.grid.cells if cell.verdict.conflict and not cell.verdict.error
        ]

    @property
    def is_open(self):
        return bool(self.clashing or self.why) or any(cell.verdict for cell in self.grid.cells)

    def _take(self, cell):
        typed = self.data[f"v-{cell.key}"]
        was, _, version = self.data.get(f"w-{cell.key}", "").rpartition("|")
        if canonical(typed) in (was, str(cell.stored)):
            self.already += canonical(typed) != was
            return
        if self.data.get(f"choose-{cell.key}") == "theirs":
            return
        cell.typed = Typed(typed, f"{was}|{version}")
        problem = cell.typed.problem if cell.form == "input" else _no_longer_open(cell)
        if problem:
            cell.verdict.error = problem
            return
        self.changed.append(cell)
        is_other = was != str(cell.stored) or (
            not cell.entry.state and version != str(cell.version)
        )
        if is_other and self._is_decided(cell):
            cell.typed.shown = cell.token
        elif is_other:
            cell.verdict.conflict = "ほかの人"

    def _is_decided(self, cell):
        chosen = self.data.get(f"choose-{cell.key}") == "mine"
        return chosen and self.data.get(f"seen-{cell.key}") == cell.token

    def _name_rivals(self):
        if not self.conflicts:
            return
        asked = {(cell.outlet.pk, cell.day): cell for cell in self.conflicts}
        versions = self.grid.model.history.filter(
            programme=self.grid.programme.pk,
            outlet__in={outlet for outlet, _day in asked},
            starts_on__in={day for _outlet, day in asked},
        )
        for version in versions.select_related("history_user").order_by("history_id"):
            if cell := asked.get((version.outlet_id, version.starts_on)):
                cell.verdict.conflict = f"{version.history_user or 'ほかの人'}（{_when(version)}）"

    def _compare_with_usual(self):
        numbers = [cell for cell in self.changed if cell.entry.state == State.COUNTED]
        if not numbers:
            return
        days = self._counts_of_days()
        for cell in self.changed:
            days.setdefault(cell.outlet.pk, {})[cell.day] = cell.entry.count
        ticked = set(self.data.getlist("confirmed"))
        ticked |= set(self.data.getlist("doubted")) if self.data.get("sure") else set()
        self.confirmed = ticked & {f"{cell.key}={cell.entry}" for cell in numbers}
        for cell in numbers:
            others = {**days[cell.outlet.pk], cell.day: None}.values()
            others = [count for count in others if count is not None]
            middle = usual_if_far_off(cell.entry.count, others)
            if middle is not None and f"{cell.key}={cell.entry}" not in self.confirmed:
                cell.verdict.doubt = f"ほかの日は{middle}{self.grid.unit}ほどです。"

    def _counts_of_days(self):
        """outlet -> day -> what is counted there, over the whole programme: one query."""
        model = self.grid.model
        records = model.objects.filter(programme=self.grid.programme, is_comparison=False)
        counted = records.of_kinds([self.grid.kind]).of_one_day().filter(state=State.COUNTED)
        sums = counted.order_by().values_list("outlet", "starts_on")
        days = {}
        for outlet, day, count in sums.annotate(sum=Sum(model.count_field)):
            days.setdefault(outlet, {})[day] = count
        return days

    def _check_totals(self):
        counted = [self._record(cell) for cell in self.changed if cell.entry.state == State.COUNTED]
        rivals = [
            total
            for total in self.grid.totals
            if any(record.may_replace(total) for record in counted)
        ]
        if self.data.get("settle") and self.grid.may_settle:
            self.settled = rivals
        else:
            self.clashing = rivals

    def _check_records(self):
        for cell in self.changed:
            if not cell.entry.state:
                continue
            try:
                self._record(cell).clean_alone()
            except ValidationError as error:
                cell.verdict.error = " ".join(error.messages)

    def _record(self, cell, stored=None):
        record = stored or self._new(cell)
        record.outlet, record.state, record.is_approximate = (
            cell.outlet,
            cell.entry.state,
            False,
        )
        setattr(record, record.count_field, cell.entry.count)
        return record

    def _new(self, cell):
        return self.grid.model.of_kind(
            self.grid.kind,
            programme=self.grid.programme,
            starts_on=cell.day,
            ends_on=cell.day,
            entered_by=self.grid.user,
        )

    # saving

    def write(self):
        model = self.grid.model
        stored = model.objects.in_bulk([cell.total.pk for cell in self.changed if cell.total.pk])
        kept = [cell for cell in self.changed if cell.entry.state]
        new = [self._record(cell) for cell in kept if not cell.total.pk]
        changed = [self._record(cell, stored[cell.total.pk]) for cell in kept if cell.total.pk]
        deleted = [stored[cell.total.pk] for cell in self.changed if not cell.entry.state]
        store(
            model,
            self.grid.programme,
            new,
            changed,
            deleted,
            fields=("state", model.count_field, "is_approximate"),
            set_aside=self.settled,
            user=self.grid.user,
            reason=self.reason,
        )
        self.done = {"new": len(new), "changed": len(changed), "deleted": len(deleted)}

    def mark_clashes(self, clashes):
        cells = {(cell.outlet.pk, cell.day): cell for cell in self.changed}
        for record, other in clashes:
            cell = cells[record.outlet_id, record.starts_on]
            cell.verdict.error = f"「{other}」と重なっています。その記録を先に直してください。"


def _when(version):
    """17:55, or with the day when that was not today."""
    at = version.history_date.astimezone(periods.TOKYO)
    day = "" if at.date() == periods.today() else f"{at.month}月{at.day}日 "
    return f"{day}{periods.time_text(at)}"


def _no_longer_open(cell):
    if cell.form == "plain":
        return (
            f"この拠点には入力できません（入れた値：{cell.text}）。"
            "担当の拠点を管理者に確かめてください。"
        )
    return (
        f"先にほかの人が別の形で入れたので、ここには入れられません（入れた値：{cell.text}）。"
        "セルのリンクの先で直してください。"
    )
