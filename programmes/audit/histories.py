"""The records as they stand against the newest version of each in its history.

Whoever changes a row in SQL leaves its history behind; whoever deletes one leaves it altogether.
"""

from django.apps import apps
from django.db import models

from ..models import Record, RecordSubject
from .rows import select


def kinds():
    wanted = (Record, RecordSubject)
    return [model for model in apps.get_models() if issubclass(model, wanted)]


def _is_kept(field):
    """Whether every change of a field is a version; not so where the database itself lets go."""
    lets_go = field.is_relation and field.remote_field.on_delete is models.SET_NULL
    return field.editable and not field.primary_key and not lets_go


def strays():
    """(table, id, programme's id or None, what, stored, in the history) of each that differs."""
    for model in kinds():
        columns = [
            "id",
            *(field.column for field in model._meta.concrete_fields if _is_kept(field)),
        ]
        stored = {row["id"]: row for row in select(model._meta.db_table, columns)}
        versions = _newest(model.history.model._meta.db_table, columns)
        for pk in sorted(stored.keys() | versions.keys()):
            row, version = stored.get(pk), versions.get(pk)
            programme = (row or version).get("programme_id")
            for what, ours, history in _differing(row, version):
                yield model._meta.db_table, pk, programme, what, ours, history


def _newest(table, columns):
    newest = {}
    for version in select(table, [*columns, "history_type"], order="history_id"):
        newest[version["id"]] = version
    return {pk: version for pk, version in newest.items() if version["history_type"] != "-"}


def _differing(row, version):
    if row is None:
        yield "a record that its history still has", "missing", "there"
    elif version is None:
        yield "a record without a history", "there", "missing"
    else:
        for name in row:
            if row[name] != version[name]:
                yield f"{name} that its history does not tell", row[name], version[name]
