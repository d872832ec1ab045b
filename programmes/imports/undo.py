"""Taking back all that a file brought, as long as nothing stands on top of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max, QuerySet

from ..lib import periods
from ..models import (
    ChangeSource,
    ImportBatch,
    Record,
    broken_links,
    change_source,
    in_lots,
    locked_write,
    store,
)
from .batches import Conflicts, may_enter_of, model_of, refusals_as_conflicts, refuse_decided

CLASHES = "取り消せません。その記録を先に直してください。"


class NotUndone(Exception):
    """Records of the batch were changed on top; `records` are the newest versions of these."""

    def __init__(self, records: Sequence[Any]) -> None:
        super().__init__(f"{len(records)} records were changed on top")
        self.records = records


def undo(batch: ImportBatch, user: User, reason: str = "") -> None:
    """Takes back all that a batch wrote.

    Raises NotUndone when something was changed on top, and Conflicts when the batch was undone
    already, holds records that are not this person's to enter, or when what was before cannot
    stand beside what came later.
    """
    model = model_of(batch)
    with (
        refusals_as_conflicts(CLASHES),
        locked_write(batch.programme_id),
        change_source(ChangeSource.UNDO, str(batch.pk)),
    ):
        refuse_decided(batch, (ImportBatch.Status.COMMITTED,))
        written = model.history.filter(way=ChangeSource.IMPORT, detail=str(batch.pk)).order_by()
        _refuse_what_was_changed(model, written)
        made, changed = (written.filter(history_type=sign).values("id") for sign in "+~")
        added = list(model._base_manager.filter(pk__in=made))
        before = _versions_before(model, batch, changed)
        _refuse_what_is_anothers([*added, *before], user)
        _refuse_what_is_used(model, added)
        _refuse_what_is_gone(before)
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
        batch.status, batch.undone_by = ImportBatch.Status.UNDONE, user
        batch.undone_at = periods.now()
        batch.save()


def _refuse_what_is_anothers(records: Iterable[Record], user: User) -> None:
    may_enter = may_enter_of(user)
    if not all(may_enter(record) for record in records):
        raise Conflicts(
            "担当していない拠点の記録が入っているので、取り消せません。"
            "取り込んだ人か管理者に頼んでください。"
        )


def _refuse_what_is_used(model: type[Record], added: Iterable[Record]) -> None:
    for relation in model._meta.related_objects:
        for lot in in_lots(added):
            child = relation.field.model._base_manager.filter(
                **{f"{relation.field.name}__in": [record.pk for record in lot]}
            ).first()
            if child:
                kind = relation.field.model._meta.verbose_name
                raise Conflicts(
                    f"取り込んだ記録に、あとから{kind}「{child}」が付けられているので、"
                    "取り消せません。先にそれを削除してください。"
                )


def _refuse_what_is_gone(before: Iterable[Record]) -> None:
    for record, field in broken_links(before):
        if not field.null or field.editable:
            raise Conflicts(
                f"「{record}」の{field.verbose_name}だったものが削除されているので、取り消せません。"
                "先にそれを「削除されたもの」から戻してください。"
            )
        setattr(record, field.attname, None)  # such as the user who entered it


def _refuse_what_was_changed(model: type[Record], written: QuerySet) -> None:
    on_top = _newest_of(model.history.filter(id__in=written.values("id"))).exclude(
        pk__in=written.values("pk")
    )
    if on_top:
        raise NotUndone(list(on_top))


def _versions_before(model: type[Record], batch: ImportBatch, ids: QuerySet) -> list[Record]:
    mine = model.history.filter(id__in=ids).exclude(way=ChangeSource.IMPORT, detail=str(batch.pk))
    return [version.instance for version in _newest_of(mine)]


def _newest_of(versions: QuerySet) -> QuerySet:
    newest = versions.order_by().values("id").annotate(at=Max("history_id")).values("at")
    return versions.model.objects.filter(pk__in=newest)
