"""Files for staff: a template of each kind of record, and its records to edit and bring back."""

from ..models import BATCH, in_lots, newest_versions
from ..reporting.tables import DATE, INTEGER, TEXT, Column, Table
from .columns import CHOICE, COUNT, DAY, NUMBER, VERSION, YES, columns_of

KINDS = {DAY: DATE, COUNT: INTEGER}


def template_table(model, programme):
    every = [column for column in columns_of(model) if column.name not in (NUMBER, VERSION)]
    rare = {"reading", "is_comparison"}
    wanted = [one for one in every if one.name not in rare and not one.name.endswith("_en")]
    return _table("template", model, programme, wanted, [])


def records_table(model, programme, records):
    wanted = columns_of(model)
    return _table("edit", model, programme, wanted, _rows(model, records, wanted))


def _table(slug, model, programme, wanted, rows):
    heads = [
        Column(column.title, column.title, KINDS.get(column.kind, TEXT), _description(column))
        for column in wanted
    ]
    path = (programme.partnership.slug, programme.slug, model._meta.model_name)
    title = f"{model._meta.verbose_name}（{programme}）"
    return Table(slug, title, programme, path, heads, rows, [], (), None, suffixes=("xlsx", "csv"))


def _description(column):
    if column.name == NUMBER:
        return "書き出した記録の番号です。新しい行では空欄にします。"
    if column.name == VERSION:
        return "書き出したときの版です。そのあと誰かが変えた記録を、取り込みのときに見分けます。"
    must = "必ず書きます。" if column.required or (column.needed and column.kind != COUNT) else ""
    if column.kind == YES:
        return f"{must}「はい」か空欄。"
    if column.field.choices:
        return must + "、".join(str(word) for _value, word in column.field.flatchoices)
    return must + str(column.field.help_text)


def _rows(model, records, wanted):
    related = {f.name for f in model._meta.fields if f.is_relation and f.editable}
    for lot in in_lots(records.select_related(*related).iterator(chunk_size=BATCH)):
        versions = newest_versions(model, "id", [record.pk for record in lot])
        for record in lot:
            yield {column.title: _value(column, record, versions) for column in wanted}


def _value(column, record, versions):
    if column.name == NUMBER:
        return str(record.pk)
    if column.name == VERSION:
        return str(versions.get(record.pk, ""))
    value = getattr(record, column.name)
    if column.kind == YES:
        return "はい" if value else None
    if value is None and column.name in record.named_in_sheets:
        return "全拠点"
    if column.kind == CHOICE:
        return str(dict(column.field.flatchoices).get(value, value)) if value else None
    return value if value != "" else None
