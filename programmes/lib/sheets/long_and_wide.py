"""The two layouts of a sheet: long, a row for each count; and wide, a count in each cell."""

from collections.abc import Iterator
from functools import cached_property

from . import cells
from .book import RawRow, letter
from .cells import CellCount
from .column_spec import ColumnSpec
from .findings import CellValue, Fault, SheetRow, TotalCheck
from .row_reader import RowParts, RowReader, cell_at, total_in
from .sums import Series

CONTRADICTION = "「約」の付いた数ですが、「{}」は「いいえ」です。どちらかを直してください。"


class LongReader(RowReader):
    """A row for each count."""

    @cached_property
    def _telling(self) -> list[int]:
        return [at for item, at in self.columns if item.kind != "text"]

    def counted(self) -> list[int]:
        return [at for item, at in self.columns if item.kind == "count"]

    def has_data(self, row: RawRow) -> bool:
        """Whether anything but texts stands in the row: a heading of a part has none."""
        for at in self._telling:
            if not cells.is_blank(cell_at(row, at)):
                return True
        return not self._telling

    def data(self, row: RawRow) -> Iterator[SheetRow]:
        values, addresses, faults = self.read_columns(row, self.columns)
        for item, at in self.columns:
            if item.kind == "count" and isinstance(read := values.get(item.name), CellCount):
                self._settle(row, item, read, values, faults)
                if read.number is not None:
                    self._series[at].add(read.number)
        yield SheetRow(row.number, values, addresses, faults)

    def _settle(
        self,
        row: RawRow,
        item: ColumnSpec,
        read: CellCount,
        values: dict[str, CellValue],
        faults: list[Fault],
    ) -> None:
        """Makes 約300 and the column of approximate numbers say the same."""
        if self._approximate is None or read.number is None:
            return
        says = values.get("is_approximate")
        if read.is_approximate and says is False:
            title = self._header.texts.get(self._approximate, "")
            address = f"{letter(self._header.columns[item.name])}{row.number}"
            shown = cells.shown(cell_at(row, self._header.columns[item.name]))
            faults.append(Fault(address, shown, CONTRADICTION.format(title)))
        elif read.is_approximate or says:
            values[item.name] = read._replace(is_approximate=True)
            values["is_approximate"] = True


class WideReader(RowReader):
    """Days across and texts down, or the other way round: a count in each cell."""

    def counted(self) -> list[int]:
        return sorted({*self._header.days, *self._header.others, *self._header.totals})

    def data(self, row: RawRow) -> Iterator[SheetRow]:
        values, addresses, faults = self.read_columns(row, self.columns)
        across = Series()
        for at in self.counted():
            if at in self._header.totals:
                self._compare_across(row, at, across)
                continue
            found: list[Fault] = []
            read: CellCount | None = None
            try:
                read = self.count(row, at)
            except ValueError as error:
                address = f"{letter(at)}{row.number}"
                found = [Fault(address, cells.shown(cell_at(row, at)), str(error))]
            if read == cells.BLANK:
                continue
            if read and read.number is not None:
                across.add(read.number)
                self._series[at].add(read.number)
            yield self._row(row, at, (values, addresses, faults + found), read)
            faults = []  # shown once, with the first count of the row
        if faults:
            yield SheetRow(row.number, values, addresses, faults)

    def _row(self, row: RawRow, at: int, parts: RowParts, read: CellCount | None) -> SheetRow:
        values, addresses, faults = dict(parts[0]), dict(parts[1]), parts[2]
        name, heading = self._heading_value(at)
        if heading is not None:
            values[name] = heading
        addresses[name] = f"{letter(at)}{self._header.day_row}"
        addresses[self._search.count_name] = f"{letter(at)}{row.number}"
        if read:
            values[self._search.count_name] = read
        return SheetRow(row.number, values, addresses, faults)

    def _heading_value(self, at: int) -> tuple[str, CellValue]:
        if at in self._header.others:
            return self._header.across, self._header.others[at]
        day = self._header.days[at]
        return self._header.across, None if isinstance(day, str) else day

    def _compare_across(self, row: RawRow, at: int, across: Series) -> None:
        theirs = total_in(row, at)
        if theirs is None or across.is_empty:
            return
        label = self._header.totals[at]
        ours = across.compare(label, theirs)
        self._reading.checks.append(TotalCheck(f"{letter(at)}{row.number}", label, theirs, ours))
        self._series[at].add(ours)
        across.close()
