"""What the rows of a file would do to the records that are there."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q

from ..lib import sheets
from ..models import (
    BATCH,
    Record,
    RowNumber,
    in_lots,
    newest_versions,
    span_of,
    taken_days,
    thing_of,
)
from ..models.overlap import TakenDays
from .cleaning import Cleaned, CleanRow
from .columns import NUMBER, VERSION, field_of


class RowChange(NamedTuple):
    """A row that would change a stored record, or make one anew that somebody deleted (no `pk`).

    `place` is among the rows. It is contested where somebody changed the record since the person
    first looked, and has moved where that was after the last look.
    """

    place: int
    pk: int | None
    names: tuple[str, ...]
    is_contested: bool
    has_moved: bool


#: the values of the columns that tell which record a row means
Key = tuple[Any, ...]


class ImportDiff:
    """The rows of a file sorted into new, changed and same, under whatever lock the caller has.

    `since` is the newest version of the kind's history when the person first looked, `seen` when
    they last did. `choice` says what becomes of rows that differ from what is stored, "file" or
    "keep", and `rows` what becomes of single ones, by their place; none is "file".
    """

    def __init__(
        self,
        cleaned: Cleaned,
        since: int | None = None,
        seen: int | None = None,
        choice: str = "",
        rows: Mapping[int, str] | None = None,
    ) -> None:
        self.cleaned, self.model, self.programme = cleaned, cleaned.model, cleaned.programme
        self.new, self.same = array("L"), 0
        self.changed: list[RowChange] = []
        self.faults: list[sheets.Fault] = []
        self.settled: dict[int, Record] = {}
        self._choice, self._rows = choice, rows or {}
        self._matched: dict[Key | int, str] = {}
        self._key = _key_of(self.model)
        self._touched, self._touched_keys = self._later_than(since)
        self._moved, self._moved_keys = self._later_than(seen)
        for number, lot in enumerate(in_lots(cleaned.rows)):
            self._compare(number * BATCH, lot)
        self._find_overlaps()

    def is_wanted(self, change: RowChange) -> bool:
        return self._rows.get(change.place, self._choice) != "keep"

    def records(self, places: Iterable[int]) -> Iterator[tuple[CleanRow, Record]]:
        rows = self.cleaned.rows
        for place in places:
            yield rows[place], self.cleaned.record(rows[place])

    def stored_changed(self, changes: Iterable[RowChange]) -> Iterator[tuple[CleanRow, Record]]:
        """The stored records with the values of their rows, and their rows."""
        for lot in in_lots(changes):
            stored = self.model._base_manager.in_bulk([change.pk for change in lot])
            for change in lot:
                row = self.cleaned.rows[change.place]
                fresh, record = self.cleaned.record(row), stored[change.pk]
                for name in change.names:
                    setattr(record, name, getattr(fresh, name))
                yield row, record

    # which record a row means

    def _compare(self, start: int, lot: Sequence[CleanRow]) -> None:
        sheets.check_time(self.cleaned.deadline, "記録と比べるの")
        records = [self.cleaned.record(row) for row in lot]
        numbers = [self.cleaned.value(row, NUMBER) for row in lot]
        by_key, by_pk = self._stored(records, numbers)
        versions = self._versions(by_pk)
        for place, (row, record, number) in enumerate(
            zip(lot, records, numbers, strict=True), start
        ):
            if number is not None and number not in by_pk:
                self._fault(
                    row, f"記録番号{number}の記録が見つかりません。番号を空欄にしてください。"
                )
                continue
            old = by_pk[number] if number is not None else by_key.get(self._key_of(record))
            if number is not None and not self._may_change(by_pk[number]):
                self._fault(row, f"記録番号{number}は、担当していない拠点の記録です。")
                continue
            if self._is_second(row, record, old):
                continue
            if old is None:
                self._add(place, record)
            else:
                asked = self.cleaned.value(row, VERSION)
                stale = asked is not None and versions.get(old.pk) != asked
                self._set_beside(place, old, record, stale)

    def _may_change(self, record: Record) -> bool:
        may_enter = self.cleaned.may_enter
        return may_enter is None or may_enter(record)

    def _add(self, place: int, record: Record) -> None:
        key = self._key_of(record)
        if key in self._touched_keys:  # somebody has just deleted it
            self.changed.append(RowChange(place, None, (), True, key in self._moved_keys))
        else:
            self.new.append(place)

    def _set_beside(self, place: int, old: Record, record: Record, stale: bool) -> None:
        names = self._differing(old, record)
        if names:
            self._check_below(place, old, record)
            contested, moved = stale or old.pk in self._touched, old.pk in self._moved
            self.changed.append(RowChange(place, old.pk, names, contested, moved))
        else:
            self.same += 1

    def _differing(self, old: Record, record: Record) -> tuple[str, ...]:
        names = [name for name in self.cleaned.written if differs(old, record, name)]
        # a new count is as exact as the file says, or wholly
        if {self.model.count_field, *self.model.follows}.intersection(names):
            names += [name for name in self.cleaned.set_back if differs(old, record, name)]
        return tuple(names)

    def _check_below(self, place: int, old: Record, record: Record) -> None:
        record.pk = old.pk
        try:
            getattr(record, "after_children", bool)()
        except ValidationError as error:
            self._fault(self.cleaned.rows[place], " ".join(error.messages))

    def _key_of(self, record: Record) -> Key:
        return tuple(getattr(record, name) for name in self._key)

    def _stored(
        self, records: Sequence[Record], numbers: Sequence[int | None]
    ) -> tuple[dict[Key, Record], dict[int, Record]]:
        condition = Q()
        for name in self._key:
            values = {getattr(record, name) for record in records}
            known = Q(**{f"{name}__in": values - {None}})
            condition &= known | Q(**{f"{name}__isnull": True}) if None in values else known
        wanted = {number for number in numbers if number is not None}
        mine = self.model._base_manager.filter(programme=self.programme)
        by_key = {self._key_of(record): record for record in mine.filter(condition)}
        return by_key, mine.in_bulk(wanted) if wanted else {}

    def _versions(self, by_pk: Collection[int]) -> dict[int, int]:
        if VERSION not in self.cleaned.given or not by_pk:
            return {}
        return newest_versions(self.model, "id", by_pk)

    def _later_than(self, version: int | None) -> tuple[set[int], set[Key]]:
        if version is None:
            return set(), set()
        later = self.model.history.filter(programme=self.programme, history_id__gt=version)
        rows = list(later.values_list("id", *self._key))
        return {row[0] for row in rows}, {row[1:] for row in rows}

    def _is_second(self, row: CleanRow, record: Record, old: Record | None) -> bool:
        if old is None and self.model.stands_for and not record.is_comparison:
            return False  # which is found as an overlap
        key = old.pk if old else self._key_of(record)
        if key not in self._matched:
            self._matched[key] = self._place_text(row)
            return False
        self._fault(
            row,
            f"{self._matched[key]}と同じものです。どちらかを消すか、一つに合わせてください。",
        )
        return True

    def _place_text(self, row: CleanRow) -> str:
        return self.cleaned.address(row) if self.cleaned.reading.form == "wide" else f"{row[0]}行目"

    def _fault(self, row: CleanRow, message: str) -> None:
        count = self.cleaned.value(row, self.model.count_field)
        address = self.cleaned.address(row)
        self.faults.append(sheets.Fault(address, "" if count is None else str(count), message))

    # what overlaps

    def _find_overlaps(self) -> None:
        if not self.model.stands_for or self.faults:
            return
        wanted = [change for change in self.changed if self.is_wanted(change)]
        changed = {change.pk for change in wanted} - {None}
        self._days: TakenDays = taken_days(self.model, self.programme, without=changed)
        for place in sorted([*self.new, *(change.place for change in wanted)]):
            sheets.check_time(self.cleaned.deadline, "記録と比べるの")
            row = self.cleaned.rows[place]
            self._claim(place, row, self.cleaned.record(row))
        del self._days  # much to keep while all is written

    def _claim(self, place: int, row: CleanRow, record: Record) -> None:
        if (span := span_of(record)) is None:
            return
        thing = thing_of(record)
        while (rival := next(self._days.rivals(thing, span), None)) is not None:
            if not self._settle(rival, record):
                self._overlap(row, rival)
                return
        self._days.add(thing, span._replace(ref=RowNumber(place)))

    def _settle(self, rival: RowNumber | int, record: Record) -> bool:
        """Sets a stored total that stands for this record too aside; whether that could be."""
        if isinstance(rival, RowNumber):
            return False
        total = self.model.objects.for_list().get(pk=rival)
        is_wider = not total.is_part_of(record)
        may = is_wider and record.may_replace(total) and self._may_change(total)
        if may:
            self.settled[total.pk] = total
            self._days.remove(thing_of(total), total.pk)
        return may

    def _overlap(self, row: CleanRow, rival: RowNumber | int) -> None:
        if isinstance(rival, RowNumber):
            self._fault(
                row,
                f"{self._place_text(self.cleaned.rows[rival])}と同じものを二度数えています。どちらかを消してください。",
            )
            return
        other = self.model.objects.for_list().get(pk=rival)
        self._fault(
            row,
            f"「{other}」（{other.count_text()}）がすでにあり、重なっています。"
            "日付か対象を直すか、どちらかを照合用にしてください。",
        )


def _key_of(model: type[Record]) -> list[str]:
    names = (*model.identity, "is_comparison") if model.stands_for else model.identity
    return [field_of(model, name).attname for name in names if name != "programme"]


def differs(old: Record, new: Record, name: str) -> bool:
    field = field_of(type(old), name)
    before, after = getattr(old, field.attname), getattr(new, field.attname)
    if isinstance(before, str) and isinstance(after, str):
        return _one_line(before) != _one_line(after)
    return before != after


def _one_line(text: str) -> str:
    """As an export writes it: a file has no line breaks inside a cell."""
    return " / ".join(line.strip() for line in text.splitlines() if line.strip())
