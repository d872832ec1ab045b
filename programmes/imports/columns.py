"""The columns of a spreadsheet of records, derived from the Record class."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import override

from ..lib import sheets
from ..models import Record, record_classes

TEXT, DAY, COUNT, CHOICE, YES = "text", "day", "count", "choice", "yes"
#: columns that only an export of records has: which record a row is, and which version of it
NUMBER, VERSION = "record_number", "record_version"
TITLES = {NUMBER: "記録番号", VERSION: "版"}
DAYS = {
    False: {"starts_on": "日付", "ends_on": "最終日"},
    True: {"starts_on": "いつから", "ends_on": "時点"},
}
#: other headings, by what a column holds
DAY_WORDS = ("日付", "年月日", "実施日", "開催日", "日", "月日", "初日", "開始日", "日にち", "date")
LAST_WORDS = ("最終日", "終了日", "まで", "期間の最終日")
AS_OF_WORDS = ("時点", "基準日", "いつの時点の数か", "現在")
COUNT_WORDS = (
    *("提供数", "食数", "販売数", "個数", "数量", "点数", "人数", "参加者数", "参加人数"),
    *("登録者数", "会員数", "生徒数", "開催数", "実績", "数", "count"),
)
#: of a count to a date; beside daily counts it is their running total
TOTAL_WORDS = ("累計", "累計参加数")
#: what a heading's brackets may hold without being part of its name
UNITS = ("食", "点", "名", "分")
#: other words for the states of a day
STATES = {
    "closed": ("休", "休み", "定休", "定休日", "休業日", "休館"),
    "unknown": ("未", "集計中", "不明", "確認中"),
}
WORDS = {
    "is_approximate": ("概数", "約", "approximate"),
    "is_comparison": ("照合用", "照合"),
    "state": ("状態", "状況", "state"),
    "source": ("出典", "出所", "資料"),
    "note": ("備考", "メモ", "摘要"),
    "title": ("名称", "題名", "イベント名", "件名"),
    "municipality": ("市町村", "市町村名", "自治体", "市町村コード", "団体コード"),
}


@dataclass(frozen=True)
class RecordColumn(sheets.ColumnSpec):
    """What is wanted of a sheet for one field of a record; a number or a version has no field."""

    field: models.Field | None = None


@cache
def field_of(model: type[models.Model], name: str) -> models.Field:
    """The field of a column; `get_field()` may also give a relation from elsewhere."""
    return next(field for field in model._meta.fields if field.name == name)


def kinds() -> dict[str, type[Record]]:
    return {model._meta.label_lower: model for model in record_classes()}


@cache
@override("ja")
def columns_of(model: type[Record]) -> list[RecordColumn]:
    """What a spreadsheet of this kind of record may have, the most usual first."""
    shared = {field.name for field in Record._meta.fields}
    fields = [field for field in model._meta.fields if field.editable and not field.primary_key]
    own = [field for field in fields if field.name not in shared]
    what = [f for f in own if f.is_relation or f.name in model.stands_for]
    days = [field_of(model, name) for name in days_of(model)]
    count = [field for field in own if field.name == model.count_field]
    rest = [field for field in own if field not in (*what, *count)]
    last = [f for f in fields if f.name in shared and f.name != "programme" and f not in days]
    every = [*what, *days, *count, *rest, *last]
    main = [_column(model, field) for field in every]
    return [*main, *(RecordColumn(name, (title,)) for name, title in TITLES.items())]


def days_of(model: type[Record]) -> tuple[str, str]:
    return ("ends_on", "starts_on") if model.is_snapshot else ("starts_on", "ends_on")


def _column(model: type[Record], field: models.Field) -> RecordColumn:
    title = _title(model, field)
    return RecordColumn(
        field.name,
        (title, *_words(model, field), field.name),
        _kind(field),
        required=not (field.blank or field.has_default()),
        choices=_choices(field),
        needed=_is_needed(model, field),
        may_be_money=not model.knows_its_basis,  # an indicator has a unit of its own
        is_as_of=model.is_snapshot,
        field=field,
    )


def _choices(field: models.Field) -> dict[str, Any]:
    if _kind(field) != CHOICE:
        return {}
    pairs = list(field.flatchoices)
    words = {str(word): value for value, word in pairs}
    words |= {str(value): value for value, _word in pairs}
    return words | {word: value for value, _ in pairs for word in STATES.get(value, ())}


def _title(model: type[Record], field: models.Field) -> str:
    if field.name in DAYS[model.is_snapshot]:
        return DAYS[model.is_snapshot][field.name]
    name, _bracket, more = str(field.verbose_name).partition("（")
    more = more.rstrip("）")
    return name if more in ("", *UNITS) else f"{name} {more}"


def _words(model: type[Record], field: models.Field) -> tuple[str, ...]:
    own = model.sheet_words.get(field.name, ())
    if field.name == model.count_field:
        is_daily = model.knows_its_basis and not model.is_snapshot
        return (*own, *COUNT_WORDS, *(() if is_daily else TOTAL_WORDS))
    if isinstance(field, models.DateField):
        main = days_of(model)[0]
        if field.name == main:
            return (*own, *(AS_OF_WORDS if model.is_snapshot else ()), *DAY_WORDS)
        return (*own, *(LAST_WORDS if field.name == "ends_on" else ("いつから", "開始")))
    return (*own, *WORDS.get(field.name, ()))


def _kind(field: models.Field) -> str:
    if isinstance(field, models.DateField):
        return DAY
    if isinstance(field, models.BooleanField):
        return YES
    if isinstance(field, models.IntegerField):
        return COUNT
    return CHOICE if field.choices else TEXT


def _is_needed(model: type[Record], field: models.Field) -> bool:
    if field.name == model.count_field:
        return not field.null or bool(model.follows)
    is_day = model.knows_its_basis and field.name == days_of(model)[0]
    return is_day or field.name in model.named_in_sheets
