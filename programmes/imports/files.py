"""Files for staff: a template of each kind of record, and its records to edit and bring back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..models import BATCH, Programme, Record, RecordQuerySet, in_lots, newest_versions
from ..reporting.tables import DATE, INTEGER, TEXT, Column, Line, Table
from .columns import CHOICE, COUNT, DAY, NUMBER, VERSION, YES, RecordColumn, columns_of

KINDS = {DAY: DATE, COUNT: INTEGER}
DESCRIPTIONS = {
    NUMBER: "書き出した記録の番号です。新しい行では空欄にします。",
    VERSION: "書き出したときの版です。そのあと誰かが変えた記録を、取り込みのときに見分けます。",
}


def template_table(model: type[Record], programme: Programme) -> Table:
    every = [column for column in columns_of(model) if column.name not in (NUMBER, VERSION)]
    rare = {"reading", "is_comparison"}
    wanted = [one for one in every if one.name not in rare and not one.name.endswith("_en")]
    return _table("template", model, programme, wanted, [])


def records_table(model: type[Record], programme: Programme, records: RecordQuerySet) -> Table:
    wanted = columns_of(model)
    return _table("edit", model, programme, wanted, _rows(model, records, wanted))


def _table(
    slug: str,
    model: type[Record],
    programme: Programme,
    wanted: Sequence[RecordColumn],
    rows: Iterable[dict[str, Any]],
) -> Table:
    heads = [
        Column(column.title, column.title, KINDS.get(column.kind, TEXT), _description(column))
        for column in wanted
    ]
    path = (programme.partnership.slug, programme.slug, model.__name__.lower())
    title = f"{model._meta.verbose_name}（{programme}）"
    return Table(
        slug,
        title,
        programme,
        path,
        heads,
        rows,  # type: ignore[arg-type]  # read as a file is written; no page counts them
        results=[],
        shown_columns=(),
        show=Line,  # of no page
        suffixes=("xlsx", "csv"),
    )


def _description(column: RecordColumn) -> str:
    if column.field is None:
        return DESCRIPTIONS[column.name]
    must = "必ず書きます。" if column.required or (column.needed and column.kind != COUNT) else ""
    if column.kind == YES:
        return f"{must}「はい」か空欄。"
    if column.field.choices:
        return must + "、".join(str(word) for _value, word in column.field.flatchoices)
    return must + str(column.field.help_text)


def _rows(
    model: type[Record], records: RecordQuerySet, wanted: Sequence[RecordColumn]
) -> Iterator[dict[str, Any]]:
    related = {f.name for f in model._meta.fields if f.is_relation and f.editable}
    for lot in in_lots(records.select_related(*related).iterator(chunk_size=BATCH)):
        versions = newest_versions(model, "id", [record.pk for record in lot])
        for record in lot:
            yield {column.title: _value(column, record, versions) for column in wanted}


def _value(column: RecordColumn, record: Record, versions: Mapping[int, int]) -> Any:
    if column.field is None:
        return str(record.pk if column.name == NUMBER else versions.get(record.pk, ""))
    value = getattr(record, column.name)
    if column.kind == YES:
        return "はい" if value else None
    if value is None and column.name in record.named_in_sheets:
        return "全拠点"
    if column.kind == CHOICE:
        return str(dict(column.field.flatchoices).get(value, value)) if value else None
    return value if value != "" else None
