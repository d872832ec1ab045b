"""Many records of one kind at once: the rules of `Record.save()`, in a handful of queries."""

from itertools import islice
from typing import NamedTuple

from django.db import models
from django.utils import timezone

from .change_reasons import is_published, require_reason
from .change_source import current_reason, current_source
from .locking import locked_write
from .overlap import TakenDays, span_of, thing_of

#: records written or read by one query
BATCH = 500


class RowNumber(int):
    """A record of the same lot by the row of a file that it came from; little to keep."""

    __slots__ = ()


class Clash(NamedTuple):
    """A record, and what it overlaps with: a stored record, or another of the same lot."""

    record: models.Model
    other: models.Model | RowNumber


class Clashes(Exception):
    """Raised when records overlap; nothing was saved."""

    def __init__(self, clashes):
        super().__init__(f"{len(clashes)} records overlap")
        self.clashes = clashes


def taken_days(model, programme, without=()):
    """What the stored records of a programme take, those with the ids in `without` left out.

    The refs are primary keys, which is little to keep for very many records.
    """
    if not model.stands_for:
        return TakenDays()
    stored = model.objects.filter(programme=programme, is_comparison=False).for_overlap()
    rows = stored.iterator(chunk_size=BATCH)
    return TakenDays.of(record for record in rows if record.pk not in without)


def store(
    model,
    programme,
    new=(),
    changed=(),
    deleted=(),
    *,
    fields=(),
    set_aside=(),
    user=None,
    reason="",
    before_each=lambda: None,
):
    """Saves many records of one programme in one transaction, with history; all or none.

    `new` and `changed` are iterables of records that passed `clean_fields()` and
    `clean_alone()`; of the changed ones only `fields` are written. `deleted` holds stored
    records, and `set_aside` those that stay for comparison only. Before each lot of records
    `before_each` is called, which may raise to end it all.

    Returns how many were made. Raises Clashes when records would overlap, and ReasonNeeded when
    one is behind a published figure and no reason is given.
    """
    changed, deleted, set_aside = list(changed), list(deleted), list(set_aside)
    for record in set_aside:
        record.is_comparison = True
    reason = reason or current_reason()
    by_whom = {"default_user": user, "default_change_reason": reason or None}
    with locked_write(programme.pk):
        leaving = {record.pk for record in (*changed, *deleted, *set_aside)}
        if needs_reason := not reason and is_published(model, programme.pk):
            _require_reason(model, [*changed, *deleted, *set_aside], leaving)
        days, clashes, made = taken_days(model, programme, without=leaving), [], 0
        _delete(model, deleted, user, reason)
        for lot, names in [
            *((lot, ("is_comparison",)) for lot in in_lots(set_aside)),
            *((lot, fields) for lot in in_lots(changed)),
        ]:
            before_each()
            clashes += _claim(days, lot)
            model._base_manager.bulk_update(lot, names)
            model.history.bulk_history_create(
                lot, update=True, custom_historical_attrs=current_source(), **by_whom
            )
        for lot in in_lots(new):
            before_each()
            clashes += _claim(days, lot)
            if needs_reason:
                require_reason(model, lot)
            if not clashes:
                model._base_manager.bulk_create(lot)
                model.history.bulk_history_create(
                    lot, custom_historical_attrs=current_source(), **by_whom
                )
            made += len(lot)
        if clashes:
            raise Clashes(_with_stored(model, clashes))
    return made


def delete(records):
    """Deletes a queryset of records in one transaction, with history; returns how many.

    Raises ReasonNeeded when one is behind a published figure and no reason is given.
    """
    model = records.model
    with locked_write(*set(records.order_by().values_list("programme", flat=True))):
        present = list(records.all())  # as they stand under the lock
        require_reason(model, present)
        _delete(model, present, None, current_reason())
    return len(present)


def _require_reason(model, records, pks):
    for lot in in_lots(pks):
        require_reason(model, model._base_manager.filter(pk__in=lot))
    require_reason(model, records)


def in_lots(records):
    records = iter(records)
    while lot := list(islice(records, BATCH)):
        yield lot


def _claim(days, lot):
    clashes = []
    for record in lot:
        if (span := span_of(record)) is None:
            continue
        thing = thing_of(record)
        if (rival := next(days.rivals(thing, span), None)) is not None:
            clashes.append((record, rival))
        else:
            days.add(thing, span._replace(ref=record.pk or _mark(record)))
    return clashes


def _mark(record):
    """How a new record is called: a row of a file by its number, because there may be 100,000."""
    return record if record.batch_row is None else RowNumber(record.batch_row)


def _with_stored(model, clashes):
    stored = {rival for _record, rival in clashes if type(rival) is int}
    by_pk = model.objects.for_list().in_bulk(stored)
    return [Clash(record, by_pk.get(rival, rival)) for record, rival in clashes]


def _delete(model, records, user, reason):
    if model._meta.related_objects:  # children go with them, each with its own last version
        for record in records:
            record._history_user, record._change_reason = user, reason or None
            record.delete()
        return
    for lot in in_lots(records):
        model.history.bulk_create([_last_version(record, user, reason) for record in lot])
        stored = model._base_manager.filter(pk__in=[record.pk for record in lot])
        stored._raw_delete(stored.db)


def _last_version(record, user, reason):
    version = record.history.model
    return version(
        **{field.attname: getattr(record, field.attname) for field in version.tracked_fields},
        **current_source(),
        history_type="-",
        history_date=timezone.now(),
        history_user=user or version.get_default_history_user(record),
        history_change_reason=reason or None,
    )
