"""A figure's declaration as plain data, for whoever counts it again without our queries.

Only what is plain can be declared so: a sum of one column or a count of rows, filtered by columns
that hold one value each.
"""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, Field, Model, Q, Sum

from .figure import CUMULATIVE, STOCK, Composite, Figure


class Undeclarable(ValueError):
    """A figure that is more than a filtered sum or count over the columns of one table."""


def declared(figure: Figure | Composite, programme_pk: int | None) -> dict[str, Any]:
    """Table, column (None: rows are counted), filter, counting line and print, as a dict.

    Of counts to a date the newest of each line counts: `line` names its columns, else it is None.
    Of a formula there is the print only: what it adds are the participations. Raises Undeclarable.
    """
    if isinstance(figure, Composite):
        return _printing(figure) | {"programme": programme_pk}
    model = figure.record_class
    filters = [*_pairs(figure, figure.only), *model.counts_when.items()]
    to_a_date = figure.basis in (CUMULATIVE, STOCK)
    return _printing(figure) | {
        "programme": programme_pk,
        "table": model._meta.db_table,
        "column": _summed(figure),
        "filter": {_column(figure, name): _plain(value) for name, value in filters},
        "line": [_column(figure, name) for name in model.stands_for] if to_a_date else None,
        "counts_as_participation": figure.counts_as_participation,
    }


def selected(figure: Figure) -> dict[str, str | int]:
    """What the fields of its records hold, as plain data: {"kind": "shop"}. Raises Undeclarable."""
    return {name: _plain(value) for name, value in _pairs(figure, figure.only)}


def _printing(figure: Figure | Composite) -> dict[str, Any]:
    return {
        "slug": figure.slug,
        "basis": str(figure.basis),
        "unit": asdict(figure.unit),
        "style": asdict(figure.style),
    }


def _summed(figure: Figure) -> str | None:
    value = figure.value
    [source] = value.source_expressions[:1]
    name = getattr(source, "name", "*")
    if value.filter is not None or getattr(value, "distinct", False):
        raise Undeclarable(f"{figure.slug}: its sum or count has a filter of its own")
    if isinstance(value, Sum) and name != "*":
        return _column(figure, name)
    if isinstance(value, Count) and name in ("pk", "id", "*"):
        return None
    raise Undeclarable(f"{figure.slug}: {value} is no sum of a column and no count of rows")


def _pairs(figure: Figure, only: Q) -> list[tuple[Any, ...]]:
    if isinstance(only, Q) and not only.negated and only.connector == Q.AND:
        pairs = [child for child in only.children if isinstance(child, tuple)]
        if len(pairs) == len(only.children):
            return pairs
    raise Undeclarable(f"{figure.slug}: {only} is no list of field=value")


def _column(figure: Figure, name: str) -> str:
    try:
        field = figure.record_class._meta.get_field(name)
    except FieldDoesNotExist:
        field = None
    if not isinstance(field, Field) or field.many_to_many or field.column is None:
        raise Undeclarable(f"{figure.slug}: {name} is no column of its records")
    return field.column


def _plain(value: object) -> str | int:
    value = value.pk if isinstance(value, Model) else getattr(value, "value", value)
    if not isinstance(value, str | int):
        raise Undeclarable(f"a figure's filter asks for {value!r}, which is no text and no number")
    return value
