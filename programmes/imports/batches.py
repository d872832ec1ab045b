"""A file's way: uploaded, reviewed, committed or abandoned."""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from ..lib import periods, sheets
from ..models import (
    ChangeSource,
    Clashes,
    ImportBatch,
    Programme,
    ReasonNeeded,
    Record,
    change_source,
    locked_write,
    newest_version,
    store,
    thing_of,
)
from .cleaning import Cleaned, CleanRow, MayEnter, clean
from .columns import kinds
from .diff import ImportDiff
from .report import refused, reported

#: seconds that reading and saving a file may take
SECONDS = 60
Status = ImportBatch.Status
DECIDED = "このファイルはもう取り込まれたか、取りやめになっています。"
CLASHES = "取り込めません。その記録を先に直すか、この行を「今のまま」にしてください。"
FAULTY = "直すところのあるファイルは取り込めません。直して、もう一度選んでください。"


class Conflicts(Exception):
    """Somebody changed what the file would change, or a choice is missing; nothing was saved."""


def upload(programme: Programme, kind: str, name: str, data: bytes, user: User) -> ImportBatch:
    batch = ImportBatch(
        programme=programme,
        kind=kind,
        name=name[-255:],
        content=data,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=user,
    )
    review(batch)
    return batch


def model_of(batch: ImportBatch) -> type[Record]:
    return kinds()[batch.kind]


def review(batch: ImportBatch, since: int | None = None) -> None:
    """Reads the file and compares it with what is there; keeps the report. Saves no record.

    It is read as by the person who brought it, whoever looks. Rows whose records somebody changed
    after version `since` are marked and asked about one by one. Raises Conflicts when somebody
    decided about the file meanwhile.
    """
    batch.seen = newest_version(model_of(batch), programme=batch.programme_id)
    try:
        cleaned = read(batch, batch.uploaded_by)
        difference = None if cleaned.faults else ImportDiff(cleaned, since)
        batch.report = reported(batch, cleaned, difference)
        batch.report["since"] = batch.seen if since is None else since
    except sheets.Refusal as refusal:
        batch.report = refused(str(refusal))
    batch.status = Status.FAILED if batch.report["faults_total"] else Status.UPLOADED
    _save_open(batch)


def _save_open(batch: ImportBatch) -> None:
    with transaction.atomic():
        if batch.pk:
            refuse_decided(batch, (Status.UPLOADED, Status.FAILED))
        batch.save()


def refuse_decided(batch: ImportBatch, wanted: Sequence[str]) -> None:
    """Locks the batch. Raises Conflicts unless its status is one of those."""
    stored = ImportBatch.objects.select_for_update().only("status").get(pk=batch.pk)
    if stored.status not in wanted:
        raise Conflicts(FAULTY if stored.status == Status.FAILED else DECIDED)


def _refuse_what_was_not_seen(batch: ImportBatch, shown: str | None) -> None:
    stored = ImportBatch.objects.only("seen", "answers").get(pk=batch.pk)
    if token(stored) != (token(batch) if shown is None else shown):
        raise Conflicts(
            "この画面のあとに、ファイルが読み直されました。今の内容を確かめてください。"
        )


def token(batch: ImportBatch) -> str:
    return hashlib.sha256(json.dumps([batch.seen, batch.answers]).encode()).hexdigest()[:16]


def review_again(batch: ImportBatch) -> None:
    review(batch, batch.report.get("since", batch.seen))


def read(batch: ImportBatch, user: User) -> Cleaned:
    """All rows of a batch, cleaned. Raises sheets.Refusal."""
    deadline = time.monotonic() + SECONDS
    book = _stored_book(batch, deadline)
    model, take_hidden, may_enter = model_of(batch), batch.answers.get("hidden"), may_enter_of(user)
    return clean(model, batch.programme, book, take_hidden, may_enter=may_enter, deadline=deadline)


def _stored_book(batch: ImportBatch, deadline: float) -> sheets.StoredBook:
    sheet = batch.answers.get("sheet") or None
    stored = sheets.StoredBook(bytes(batch.rows)) if batch.rows else None
    if stored is None or stored.sheet != stored.sheet_name(sheet):
        book = sheets.open_book(bytes(batch.content), batch.name, deadline)
        batch.rows = sheets.store(book, sheet)
        stored = sheets.StoredBook(batch.rows)
    return stored


def may_enter_of(user: User) -> MayEnter:
    known: dict[tuple, bool] = {}

    def may_enter(record: Record) -> bool:
        thing = thing_of(record)
        if thing not in known:
            known[thing] = record.may_be_entered_by(user)
        return known[thing]

    return may_enter


def commit(
    batch: ImportBatch,
    user: User,
    *,
    choice: str = "",
    rows: Mapping[int, str] | None = None,
    settles: bool = False,
    reason: str = "",
    shown: str | None = None,
) -> ImportBatch:
    """Saves all that the file brings, or nothing.

    `choice` says what becomes of rows that differ from what is stored: "file" or "keep"; `rows`
    says it for single ones, by their place in the file. `settles` sets totals aside that the rows
    are part of. `shown` is the token of what a page showed. Raises Conflicts when something was
    changed meanwhile or is not decided, and sheets.TooLate when it takes longer than SECONDS.
    """
    model, rows = model_of(batch), rows or {}
    if batch.status == Status.FAILED:  # reading it again may take a minute
        raise Conflicts(FAULTY)
    cleaned = read(batch, user)
    with (
        refusals_as_conflicts(CLASHES),
        locked_write(batch.programme_id),
        change_source(ChangeSource.IMPORT, str(batch.pk)),
    ):
        refuse_decided(batch, (Status.UPLOADED,))
        _refuse_what_was_not_seen(batch, shown)
        _refuse_faults(cleaned.faults)
        since = batch.report.get("since", batch.seen)
        difference = ImportDiff(cleaned, since, batch.seen, choice, rows)
        _refuse_what_is_open(batch, difference, choice, rows, settles)
        _write(batch, model, difference, user, reason)
        _check_time(cleaned)
        batch.status, batch.committed_at = Status.COMMITTED, periods.now()
        batch.rows = b""
        batch.save()
    return batch


@contextmanager
def refusals_as_conflicts(words: str) -> Iterator[None]:
    try:
        yield
    except Clashes as error:
        record, other = error.clashes[0]
        raise Conflicts(f"「{record}」が「{other}」と重なるので、{words}") from None
    except ReasonNeeded as error:
        raise Conflicts(error.message) from None
    except ProtectedError as error:
        other = next(iter(error.protected_objects))
        raise Conflicts(f"「{other}」がその記録を使っているので、{words}") from None
    except IntegrityError:
        raise Conflicts(f"同じ名前の記録があとからできたので、{words}") from None


def _refuse_faults(faults: Sequence[sheets.Fault]) -> None:
    if faults:
        first = faults[0]
        raise Conflicts(f"取り込めない行があります（{first.address}：{first.message}）。")


def _check_time(cleaned: Cleaned) -> None:
    sheets.check_time(cleaned.deadline, "保存")


def _refuse_what_is_open(
    batch: ImportBatch,
    difference: ImportDiff,
    choice: str,
    rows: Mapping[int, str],
    settles: bool,
) -> None:
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
    _refuse_faults(difference.faults)
    if difference.settled and not settles:
        raise Conflicts("期間の合計と重なっています。「照合用にする」に印を付けてください。")


def _write(
    batch: ImportBatch, model: type[Record], difference: ImportDiff, user: User, reason: str
) -> None:
    wanted = [change for change in difference.changed if difference.is_wanted(change)]
    again = [change.place for change in wanted if change.pk is None]
    changed = [change for change in wanted if change.pk is not None]
    names = {name for change in changed for name in change.names}
    store(
        model,
        batch.programme,
        new=(
            _marked(batch, *pair, user) for pair in difference.records(chain(difference.new, again))
        ),
        changed=[_marked(batch, *pair) for pair in difference.stored_changed(changed)],
        fields=[*names, "batch", "batch_row"],
        set_aside=difference.settled.values(),
        user=user,
        reason=reason,
        before_each=lambda: _check_time(difference.cleaned),
    )


def _marked(batch: ImportBatch, row: CleanRow, record: Record, user: User | None = None) -> Record:
    record.batch, record.batch_row = batch, row[0]
    if user:
        record.entered_by = user
    return record


def abandon(batch: ImportBatch) -> None:
    """Walks away; the file and its report are kept. Raises Conflicts when it was decided."""
    batch.status, batch.rows = Status.ABANDONED, b""
    _save_open(batch)
