"""What was understood of a file, as plain data: shown on its page, downloaded, and kept."""

from collections.abc import Iterable, Iterator
from typing import Any

from ..lib import sheets
from ..models import ImportBatch, Record
from ..reporting.changes import way, when, who
from .cleaning import Cleaned, CleanRow
from .columns import columns_of, field_of
from .diff import ImportDiff, RowChange

#: as many are shown one by one; the rest is counted
SHOWN = 500
SAMPLE = 20


def refused(message: str) -> dict[str, Any]:
    return _storable(
        {"refusal": message, "faults": [["", "", message]], "faults_total": 1, "changed": []}
    )


def reported(batch: ImportBatch, cleaned: Cleaned, difference: ImportDiff | None) -> dict[str, Any]:
    reading, model = cleaned.reading, cleaned.model
    faults = [*cleaned.faults, *(difference.faults if difference else [])]
    faults += _too_many(difference) if difference else []
    report = {
        "encoding": cleaned.encoding,
        "form": reading.form,
        "header_row": reading.header_row,
        "sheet": reading.sheet,
        "sheets": cleaned.sheets,
        "columns": _columns(model, reading),
        "unknown": [list(one) for one in reading.unknown],
        "skipped": [[one.row, one.text, one.why] for one in reading.skipped[:SHOWN]],
        "skipped_total": len(reading.skipped),
        "blank": cleaned.blank,
        "warnings": list(reading.warnings),
        "questions": list(reading.questions),
        "checks": [
            check._asdict()
            for check in sorted(reading.checks, key=lambda check: check.agrees)[:SHOWN]
        ],
        "differing": sum(check.theirs != check.ours for check in reading.checks),
        "rows": len(cleaned.rows),
        "total": cleaned.total,
        "faults": [[one.address, str(one.value), one.message] for one in faults[:5000]],
        "faults_total": len(faults),
        "twins": _twins(batch),
        "changed": [],
    }
    return _storable(report | (_compared(cleaned, difference) if difference else {}))


def _too_many(difference: ImportDiff) -> list[sheets.Fault]:
    number = sum(change.is_contested for change in difference.changed)
    if number <= SHOWN:
        return []
    message = (
        f"ほかの人も変えた記録が{number}件あります。一度に確かめられるのは{SHOWN}件までです。"
        "ファイルをいくつかに分けてください。"
    )
    return [sheets.Fault("", "", message)]


def _storable(value: Any) -> Any:
    """The report without what PostgreSQL keeps in no JSON: NUL and halves of characters."""
    if isinstance(value, str):
        return value.replace("\0", "�").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_storable(key): _storable(one) for key, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, list) else value


def _columns(model: type[Record], reading: sheets.Reading) -> list[list[str]]:
    titles = {column.name: column.title for column in columns_of(model)}
    return [[titles[name], *reading.columns[name]] for name in titles if name in reading.columns]


def _twins(batch: ImportBatch) -> list[dict[str, Any]]:
    same = ImportBatch.objects.filter(sha256=batch.sha256, kind=batch.kind)
    same = same.filter(programme=batch.programme_id).exclude(pk=batch.pk)
    same = same.select_related("uploaded_by").defer("content", "rows", "report")
    return [
        {
            "pk": other.pk,
            "who": str(other.uploaded_by),
            "status": other.get_status_display(),
            "at": when(other.uploaded_at),
        }
        for other in same[:5]
    ]


def _compared(cleaned: Cleaned, difference: ImportDiff) -> dict[str, Any]:
    rows = sorted(difference.changed, key=lambda change: not change.is_contested)[:SHOWN]
    sample, settled = difference.records(difference.new[:SAMPLE]), difference.settled.values()
    return {
        "new": len(difference.new),
        "changed_total": len(difference.changed),
        "same": difference.same,
        "contested": sum(change.is_contested for change in difference.changed),
        "sample": [_shown(cleaned, *pair) for pair in sample],
        "changed": list(_changes(cleaned, rows)),
        "settled": [[str(total), total.count_text()] for total in settled],
    }


def _shown(cleaned: Cleaned, row: CleanRow, record: Record) -> dict[str, str]:
    return {"address": cleaned.address(row), "text": str(record), "count": record.count_text()}


def _changes(cleaned: Cleaned, changes: Iterable[RowChange]) -> Iterator[dict[str, Any]]:
    model = cleaned.model
    stored = model.objects.for_list().in_bulk([one.pk for one in changes])
    titles = {column.name: column.title for column in columns_of(model)}
    for change in changes:
        row = cleaned.rows[change.place]
        record, old = cleaned.record(row), stored.get(change.pk)
        names = change.names
        yield _shown(cleaned, row, record) | {
            "place": change.place,
            "is_contested": change.is_contested,
            "is_deleted": old is None,
            "who": _who(model, change.pk) if change.is_contested else "",
            "cells": [
                [titles.get(name, name), value_text(old, name), value_text(record, name)]
                for name in names
                if old is not None  # deleted since they were compared
            ],
        }


def _who(model: type[Record], pk: int | None) -> str:
    newest = model.history.filter(id=pk).select_related("history_user").first() if pk else None
    if newest is None:
        return ""
    return f"{who(newest.history_user)}　{way(newest)}"


def value_text(record: Record, name: str) -> str:
    field = field_of(type(record), name)
    value = getattr(record, name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if value in (None, ""):
        return "（空欄）"
    if value is True or value is False:
        return "はい" if value else "いいえ"
    return str(value)
