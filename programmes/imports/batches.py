"""A file's way: uploaded, reviewed, committed or abandoned, perhaps undone."""

import hashlib
import time
from itertools import chain

from django.db import transaction
from django.db.models import Max

from .. import periods, sheets
from ..models import ImportBatch, Way, by, store, thing_of, writing
from .cleaning import clean
from .columns import kinds
from .difference import Difference
from .report import refused, reported

#: seconds that reading and saving a file may take
SECONDS = 60
Status = ImportBatch.Status
DECIDED = "このファイルはもう取り込まれたか、取りやめになっています。"
FAULTY = "直すところのあるファイルは取り込めません。直して、もう一度選んでください。"


class Conflicts(Exception):
    """Somebody changed what the file would change, or a choice is missing; nothing was saved."""


class NotUndone(Exception):
    """Records of the batch were changed on top; `records` are the newest versions of these."""

    def __init__(self, records):
        super().__init__(f"{len(records)} records were changed on top")
        self.records = records


def upload(programme, kind, name, data, user):
    """Keeps a file as it came, with what was understood of it. Returns the batch."""
    batch = ImportBatch(
        programme=programme,
        kind=kind,
        name=name[-255:],
        content=data,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=user,
    )
    review(batch, user)
    return batch


def model_of(batch):
    return kinds()[batch.kind]


def review(batch, user, since=None):
    """Reads the file and compares it with what is there; keeps the report. Saves no record.

    Rows whose records somebody changed after version `since` are marked and asked about one by
    one. Raises Conflicts when somebody decided about the file meanwhile.
    """
    model = model_of(batch)
    batch.seen = newest_version(model)
    try:
        cleaned = read(batch, user)
        difference = None if cleaned.faults else Difference(cleaned, since)
        batch.report = reported(batch, cleaned, difference)
        batch.report["since"] = batch.seen if since is None else since
    except sheets.Refusal as refusal:
        batch.report = refused(str(refusal))
    batch.status = Status.FAILED if batch.report["faults_total"] else Status.UPLOADED
    _save_open(batch)


def _save_open(batch):
    """Saves a batch unless it was committed or abandoned meanwhile; then raises Conflicts."""
    with transaction.atomic():
        if batch.pk:
            _refuse_decided(batch, (Status.UPLOADED, Status.FAILED))
        batch.save()


def _refuse_decided(batch, wanted):
    """Locks the batch. Raises Conflicts unless its status is one of those."""
    stored = ImportBatch.objects.select_for_update().only("status").get(pk=batch.pk)
    if stored.status not in wanted:
        raise Conflicts(FAULTY if stored.status == Status.FAILED else DECIDED)


def review_again(batch, user):
    """Shows what was changed since the person first looked, beside what the file says."""
    review(batch, user, batch.report.get("since", batch.seen))


def newest_version(model):
    return model.history.aggregate(newest=Max("history_id"))["newest"] or 0


def read(batch, user):
    """All rows of a batch, cleaned. Raises sheets.Refusal."""
    deadline = time.monotonic() + SECONDS
    book = sheets.open_book(bytes(batch.content), batch.name, deadline)
    may_enter = may_enter_of(user)
    model, answers = model_of(batch), batch.answers
    return clean(model, batch.programme, book, answers, may_enter=may_enter, deadline=deadline)


def may_enter_of(user):
    """Whether this person may enter a record, asked once for each thing that is counted."""
    known = {}

    def may_enter(record):
        thing = thing_of(record)
        if thing not in known:
            known[thing] = record.may_be_entered_by(user)
        return known[thing]

    return may_enter


def commit(batch, user, *, choice="", rows=None, settles=False, reason=""):
    """Saves all that the file brings, or nothing.

    `choice` says what becomes of rows that differ from what is stored: "file" or "keep"; `rows`
    says it for single ones, by their place in the file. `settles` sets totals aside that the rows
    are part of. Raises Conflicts when something was changed meanwhile or is not decided, and
    sheets.TooLate when it takes longer than SECONDS.
    """
    model, rows = model_of(batch), rows or {}
    if batch.status == Status.FAILED:  # reading it again may take a minute
        raise Conflicts(FAULTY)
    cleaned = read(batch, user)
    with writing(batch.programme_id), by(Way.IMPORT, str(batch.pk)):
        _refuse_decided(batch, (Status.UPLOADED,))
        if cleaned.faults:
            raise Conflicts("確認のあとに登録が変わり、取り込めない行ができました。")
        keep = {place for place, word in rows.items() if word == "keep"}
        since = batch.report.get("since", batch.seen)
        difference = Difference(cleaned, since, batch.seen, keep)
        _refuse_what_is_open(batch, difference, choice, rows, settles)
        _write(batch, model, difference, choice, rows, user, reason)
        _check_time(cleaned)
        batch.status, batch.committed_at = Status.COMMITTED, periods.now()
        batch.save()
    return batch


def _check_time(cleaned):
    sheets.check_time(cleaned.deadline, "保存")


def _refuse_what_is_open(batch, difference, choice, rows, settles):
    """Raises Conflicts unless every row is decided and nothing moved since it was shown."""
    if difference.cleaned.reading.questions:
        raise Conflicts("非表示の行や列があります。取り込むか飛ばすかを選んでください。")
    shown = {row["place"] for row in batch.report["changed"]}
    for change in difference.changed:
        if change.has_moved:  # whatever was chosen was chosen for another value
            raise Conflicts("確認のあとに、ほかの人が記録を変えました。もう一度お確かめください。")
        if change.place in rows:
            continue
        if change.place not in shown and change.is_contested:
            raise Conflicts("確認のあとに、ほかの人が記録を変えました。もう一度お確かめください。")
        if change.is_contested or not choice:
            raise Conflicts("ファイルと今の値のどちらにするか、選ばれていない行があります。")
    if difference.faults:
        raise Conflicts("確認のあとに記録が変わり、取り込めない行ができました。")
    if difference.settled and not settles:
        raise Conflicts("期間の合計と重なっています。「照合用にする」に印を付けてください。")


def _write(batch, model, difference, choice, rows, user, reason):
    for total in difference.settled.values():
        total.is_comparison = True
        total._history_user, total._change_reason = user, reason or None
        total.save()
    wanted = [one for one in difference.changed if rows.get(one.place, choice) == "file"]
    again = [one.place for one in wanted if one.pk is None]
    changed = [one for one in wanted if one.pk is not None]
    names = {name for one in changed for name in one.names}
    told = difference.stored_changed(changed)
    store(
        model,
        batch.programme,
        new=(
            _marked(batch, *pair, user) for pair in difference.records(chain(difference.new, again))
        ),
        changed=[_marked(batch, *pair) for pair in told],
        fields=[*names, "batch", "batch_row"],
        user=user,
        reason=reason,
        before_each=lambda: _check_time(difference.cleaned),
    )


def _marked(batch, row, record, user=None):
    record.batch, record.batch_row = batch, row[0]
    if user:
        record.entered_by = user
    return record


def abandon(batch):
    """Walks away; the file and its report are kept. Raises Conflicts when it was decided."""
    batch.status = Status.ABANDONED
    _save_open(batch)


def undo(batch, user, reason=""):
    """Takes back all that a batch wrote.

    Raises NotUndone when something was changed on top, and Conflicts when the batch was undone
    already or holds records that are not this person's to enter.
    """
    model = model_of(batch)
    with writing(batch.programme_id), by(Way.UNDO, str(batch.pk)):
        _refuse_decided(batch, (Status.COMMITTED,))
        written = model.history.filter(way=Way.IMPORT, detail=str(batch.pk)).order_by()
        _refuse_what_was_changed(model, written)
        made, changed = (written.filter(history_type=sign).values("id") for sign in "+~")
        added = list(model._base_manager.filter(pk__in=made))
        before = _versions_before(model, batch, changed)
        _refuse_what_is_anothers([*added, *before], user)
        names = [f.name for f in model._meta.concrete_fields if not f.primary_key]
        store(
            model,
            batch.programme,
            changed=before,
            deleted=added,
            fields=names,
            user=user,
            reason=reason,
        )
        batch.status, batch.undone_by = Status.UNDONE, user
        batch.undone_at = periods.now()
        batch.save()


def _refuse_what_is_anothers(records, user):
    may_enter = may_enter_of(user)
    if not all(may_enter(record) for record in records):
        raise Conflicts(
            "担当していない拠点の記録が入っているので、取り消せません。"
            "取り込んだ人か管理者に頼んでください。"
        )


def _refuse_what_was_changed(model, written):
    on_top = _newest_of(model.history.filter(id__in=written.values("id"))).exclude(
        pk__in=written.values("pk")
    )
    if on_top:
        raise NotUndone(list(on_top))


def _versions_before(model, batch, ids):
    """The records as they were before the batch, one for each id."""
    mine = model.history.filter(id__in=ids).exclude(way=Way.IMPORT, detail=str(batch.pk))
    return [version.instance for version in _newest_of(mine)]


def _newest_of(versions):
    """The last of these versions of each record."""
    newest = versions.order_by().values("id").annotate(at=Max("history_id")).values("at")
    return versions.model.objects.filter(pk__in=newest)
