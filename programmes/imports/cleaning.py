"""Rows of a spreadsheet to records: every cell read, every fault noted, nothing asked per row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model
from django.db.models.base import ModelState

from ..lib import periods, sheets
from ..lib.sheets.cells import shown
from ..models import Programme, Record
from . import names
from .columns import COUNT, NUMBER, TITLES, VERSION, RecordColumn, columns_of, field_of
from .names import NameIndex, Unknown

#: of a field that are remembered as right
VALUES = 1000
#: of the number of a record or a version, as the database counts them
MOST_DIGITS = 18
#: (number, address, value of each field of `given`)
CleanRow = tuple[Any, ...]
#: whether somebody may enter a record
MayEnter = Callable[[Record], bool]


@dataclass
class Cleaned:
    """The rows of a file as values, with all that was noticed on the way.

    Rows are tuples, since very many are kept. The address of a row's count is kept only where a row
    of the file holds several records.
    """

    model: type[Record]
    programme: Programme
    reading: sheets.Reading
    given: tuple[str, ...] = ()
    rows: list[CleanRow] = field(default_factory=list)
    faults: list[sheets.Fault] = field(default_factory=list)
    encoding: str = ""
    sheets: list[str] = field(default_factory=list)
    blank: int = 0
    total: int = 0
    may_enter: MayEnter | None = None
    #: until when all has to be done, on the clock of time.monotonic()
    deadline: float | None = None

    @cached_property
    def written(self) -> list[str]:
        own = [name for name in self.given if name not in (NUMBER, VERSION)]
        if "starts_on" in own and "ends_on" not in own:
            own.append("ends_on")
        return own

    @cached_property
    def set_back(self) -> list[str]:
        """The fields that a changed count takes with it, given or not: 約100 -> 123."""
        return [] if "is_approximate" in self.given else ["is_approximate"]

    def record(self, row: CleanRow) -> Record:
        """The record that a row stands for; not stored, and checked already.

        A row becomes a record several times on its way, so that no more than a lot of them is kept.
        A model's own __init__ and descriptors would take most of an import's time: the values go
        where these would put them.
        """
        record = self.model.__new__(self.model)
        record.__dict__ = dict(self._blank.__dict__)
        record._state = ModelState()
        related = record._state.fields_cache = {"programme": self.programme}
        for (name, attname), value in zip(self._attributes, row[2:], strict=True):
            if attname:
                related[name] = value
                value = None if value is None else value.pk
            record.__dict__[attname or name] = value
        record.complete(self.given)
        return record

    @cached_property
    def _blank(self) -> Record:
        return self.model(programme=self.programme)

    @cached_property
    def _attributes(self) -> list[tuple[str, str | None]]:
        every = {field.name: field for field in self.model._meta.concrete_fields}
        relations = {name: field.attname for name, field in every.items() if field.is_relation}
        return [(name, relations.get(name)) for name in self.given]

    def address(self, row: CleanRow) -> str:
        """B12, the cell with the count; 12行目 where there is none."""
        if row[1]:
            return row[1]
        column = self.reading.columns.get(self.model.count_field)
        return f"{column[0]}{row[0]}" if column else f"{row[0]}行目"

    def value(self, row: CleanRow, name: str) -> Any:
        return row[2 + self.given.index(name)] if name in self.given else None


def clean(
    model: type[Record],
    programme: Programme,
    book: sheets.StoredBook,
    take_hidden: bool | None,
    *,
    may_enter: MayEnter | None = None,
    deadline: float | None = None,
) -> Cleaned:
    """Reads all rows of the sheet of a `sheets.StoredBook`. Raises sheets.Refusal.

    `take_hidden` says whether hidden rows are taken, None that nobody said. `may_enter` tells of a
    record whether this person may enter it.
    """
    cleaner = Cleaner(model, programme, may_enter)
    reading = sheets.understand(
        book,
        book.sheet,
        cleaner.columns,
        span(programme),
        known_texts={
            name: found.texts() for name, found in cleaner.names.items() if name in model.stands_for
        },
        take_hidden=take_hidden,
        deadline=deadline,
    )
    cleaned = Cleaned(
        model,
        programme,
        reading=reading,
        encoding=book.encoding,
        sheets=[sheet.name for sheet in book.sheets],
        may_enter=may_enter,
        deadline=deadline,
    )
    cleaner.read(reading, cleaned)
    return cleaned


def span(programme: Programme) -> tuple[date, date]:
    """The days that a date without a year can mean: the campaign's, else the fiscal year's."""
    first, last = periods.fiscal_year_span(programme.fiscal_year)
    return programme.starts_on or first, programme.ends_on or last


class Cleaner:
    """Makes values of cells; the objects that cells name are looked up once."""

    def __init__(
        self, model: type[Record], programme: Programme, may_enter: MayEnter | None = None
    ) -> None:
        self.model, self.programme = model, programme
        self.may_enter = may_enter
        self.columns = columns_of(model)
        self.by_name = {column.name: column for column in self.columns}
        self.names = {
            column.name: self._names(column.field)
            for column in self.columns
            if isinstance(column.field, ForeignKey)
        }

    def _names(self, field: ForeignKey) -> NameIndex:
        objects = names.candidates(self.model, field, self.programme)
        return NameIndex(field, objects, may_be_all=field.name in self.model.stands_for)

    @cached_property
    def _checks(self) -> list[tuple[str, Callable[[Any], None]]]:
        given = (field_of(self.model, name) for name in self.given if name not in TITLES)
        own = (field for field in given if not field.is_relation)
        # of the very many cells most say the same as others: each value is checked once
        return [(field.name, lru_cache(VALUES)(partial(_check_value, field))) for field in own]

    def read(self, reading: sheets.Reading, cleaned: Cleaned) -> None:
        given, is_wide = self._given(reading), reading.form == "wide"
        cleaned.given = self.given = given
        cleaned.faults += reading.faults
        for row in reading.rows():
            values, faults = self._values(row, given)
            if not faults and self._is_blank(values):
                cleaned.blank += 1
                continue
            if not faults and row.addresses.keys() - row.values.keys():
                continue  # its heading has been refused
            if not faults:
                address = row.addresses[self.model.count_field] if is_wide else ""
                kept = (row.number, address, *(values[name] for name in given))
                faults = self._check(row, cleaned.record(kept))
            if faults:
                cleaned.faults += faults
                continue
            cleaned.rows.append(kept)
            cleaned.total += values.get(self.model.count_field) or 0

    def _given(self, reading: sheets.Reading) -> tuple[str, ...]:
        named = {*reading.columns, *reading.across}
        given = [column.name for column in self.columns if column.name in named]
        if self.model.count_field in given:
            given += [name for name in self.model.follows if name not in given]
        return tuple(given)

    def _values(
        self, row: sheets.SheetRow, given: Sequence[str]
    ) -> tuple[dict[str, Any], list[sheets.Fault]]:
        values: dict[str, Any] = {}
        faults = [*row.faults]
        for name in given:
            if name not in self.by_name or name not in row.addresses:
                values.setdefault(name, self._default(name))
                continue
            if name not in row.values:  # the reader has noted a fault
                values[name] = None
                continue
            try:
                self._read_cell(self.by_name[name], row.values.get(name), values)
            except (Unknown, ValueError) as error:
                values[name] = None
                faults.append(_fault(row, name, str(error)))
        if "is_approximate" in values and values.get(self.model.count_field) is None:
            values["is_approximate"] = False  # 休 in place of an approximate number
        return values, faults

    def _default(self, name: str) -> Any:
        if name in (NUMBER, VERSION) or name in self.model.follows:
            return None  # what follows from the count has nothing of its own
        return field_of(self.model, name).get_default()

    def _is_blank(self, values: dict[str, Any]) -> bool:
        count = self.model.count_field
        return count in values and values[count] is None and not values.get("state")

    def _read_cell(self, column: RecordColumn, raw: Any, values: dict[str, Any]) -> None:
        """Puts what a cell says into `values`. Raises Unknown or ValueError with the remedy."""
        if column.name in (NUMBER, VERSION):
            values[column.name] = _number(raw)
        elif column.name in self.names:
            values[column.name] = self._named(column, raw)
        elif column.kind == COUNT:
            self._count(column, raw, values)
        else:  # the count may have told it already: 休, 約120
            values[column.name] = raw or values.get(column.name) or self._default(column.name)

    def _named(self, column: RecordColumn, raw: str | None) -> Model | None:
        if raw:
            return self.names[column.name].find(raw)
        if column.required:
            raise Unknown(f"{column.title}が空です。名前を書いてください。")
        if column.name in self.model.named_in_sheets:
            raise Unknown(
                f"{column.title}が空です。名前を書くか、すべての合計なら「全拠点」と書いてください。"
            )
        return None

    def _count(
        self, column: RecordColumn, raw: sheets.CellCount | None, values: dict[str, Any]
    ) -> None:
        values[column.name] = raw.number if raw else None
        if column.name == self.model.count_field and raw:
            if "state" in self.model.follows:
                values["state"] = raw.state
            elif raw.state not in (None, "counted"):
                raise ValueError("数を書いてください。この種類の記録に、休みや未集計はありません。")
            if raw.is_approximate:
                values["is_approximate"] = True

    def _check(self, row: sheets.SheetRow, record: Record) -> list[sheets.Fault]:
        faults = []
        for check in (lambda: self._check_fields(record), record.clean_alone):
            try:
                check()
            except ValidationError as error:
                faults += self._faults_of(row, error)
                break
        if not faults and self.may_enter and not self.may_enter(record):
            message = (
                "担当していない拠点かプログラムです。担当の人に頼むか、この行を消してください。"
            )
            faults.append(_fault(row, "outlet" if "outlet" in row.addresses else "", message))
        return faults

    def _check_fields(self, record: Record) -> None:
        errors = {}
        for name, check in self._checks:
            try:
                check(record.__dict__[name])
            except ValidationError as error:
                errors[name] = error.error_list
        if errors:
            raise ValidationError(errors)

    def _faults_of(self, row: sheets.SheetRow, error: ValidationError) -> list[sheets.Fault]:
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        names = {"".join(texts): name for name, texts in reversed(by_field.items())}
        return [_fault(row, name, message) for message, name in names.items()]


def _check_value(field: Field, value: Any) -> None:
    if not (field.blank and value in field.empty_values):
        field.clean(value, None)


def _fault(row: sheets.SheetRow, name: str, message: str) -> sheets.Fault:
    address = row.addresses.get(name) or f"{row.number}行目"
    return sheets.Fault(address, _shown(row.values.get(name)), message)


def _shown(value: Any) -> str:
    if isinstance(value, sheets.CellCount):
        number = value.reason if value.number is None else value.number
        return f"約{number}" if value.is_approximate else str(number)
    return shown(value)


def _number(raw: Any) -> int | None:
    if raw in (None, ""):
        return None
    if str(raw).isascii() and str(raw).isdigit() and len(str(raw)) <= MOST_DIGITS:
        return int(raw)
    raise ValueError("書き出したときの番号のままにしてください。新しい行では空欄にします。")
