"""Old Excel workbooks (.xls): their values, by calamine in a process under limits."""

import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from math import isfinite
from typing import IO

from . import xls_values
from .book import (
    BROKEN_FILE,
    EPOCH_1904,
    LOCKED,
    TOO_BIG,
    Book,
    Layout,
    RawCell,
    RawRow,
    Refusal,
    SheetInfo,
    TooLate,
    Value,
    check_time,
    duration,
    excel_error,
)
from .stored import decode

#: the record with the date system stands near the beginning: 0 from 1900, 1 from 1904
DATE_SYSTEM = re.compile(rb"\x22\x00\x02\x00([\x00\x01])\x00")
#: the beginning of a workbook's records, and the one that tells that the rest is encrypted
ENCRYPTED = re.compile(rb"\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!")
TOO_LONG = (signal.SIGXCPU, signal.SIGKILL)
OF_OFFICE = ("WordDocument", "PowerPoint Document")
UNSEEN = (
    "古い形式（.xls）のファイルです。この形式では非表示の行や列を見分けられないので、"
    "隠してあるものも取り込みます。計算されていない式とエラーの式は、空欄として読みます。"
    "見分ける必要があるときは、Excelで「Excelブック（.xlsx）」として保存し直してください。"
)


class XlsBook(Book):
    kind = "xls"

    def __init__(self, data: bytes, name: str, deadline: float | None = None) -> None:
        super().__init__(name)
        if _has_stream(data, "EncryptedPackage") or ENCRYPTED.search(data):
            raise Refusal(LOCKED)
        if any(_has_stream(data, stream) for stream in OF_OFFICE):
            raise Refusal("Excelのファイルではありません。表をExcelに貼り付けて保存してください。")
        if (match := DATE_SYSTEM.search(data)) and match[1] == b"\x01":
            self.epoch = EPOCH_1904
        self.warnings.append(UNSEEN)
        self._lines = _values(data, deadline)
        self._layouts: dict[str, Layout] = {}
        self._starts: dict[str, int] = {}
        self._find_sheets()

    def _find_sheets(self) -> None:
        for line in self._lines:
            if line.startswith(b"{"):
                about = json.loads(line)
                self.sheets.append(SheetInfo(about["name"], about["is_hidden"]))
                self._layouts[about["name"]] = layout = Layout()
                self._starts[about["name"]] = self._lines.tell()
                for (first, left), (last, right) in about["merged"]:
                    layout.merge((first + 1, left, last + 1, right))

    def layout(self, sheet: str) -> Layout:
        return self._layouts[sheet]

    def _rows(self, sheet: str) -> Iterator[RawRow]:
        self._lines.seek(self._starts[sheet])
        for number, line in enumerate(self._lines, 1):
            if line.startswith(b"{"):
                return
            cells = [_plain(value, self.epoch) for value in decode(line.decode())]
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                yield RawRow(number, cells)


def _has_stream(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in data


def _values(data: bytes, deadline: float | None) -> IO[bytes]:
    check_time(deadline)
    lines = tempfile.TemporaryFile()  # noqa: SIM115  (the book goes on reading it)
    try:
        done = subprocess.run(  # noqa: S603  (a program of ours, which reads its input only)
            [sys.executable, "-I", xls_values.__file__],
            input=data,
            stdout=lines,
            stderr=subprocess.DEVNULL,
            timeout=None if deadline is None else deadline - time.monotonic(),
            env={},
        )
    except subprocess.TimeoutExpired:
        raise TooLate() from None
    _refuse(done.returncode)
    lines.seek(0)
    return lines


def _refuse(code: int) -> None:
    if code == 0:
        return
    if -code in TOO_LONG:
        raise TooLate()
    if code in (xls_values.TOO_MUCH, -signal.SIGABRT):
        raise Refusal(TOO_BIG)
    raise Refusal(BROKEN_FILE)


def _plain(value: Value | list[float], epoch: date) -> RawCell:
    if value == "":
        return None
    if isinstance(value, str) and value in ERRORS:
        return excel_error(value)
    if isinstance(value, float):
        if not isfinite(value):
            return excel_error(str(value))
        return int(value) if value.is_integer() else value
    if isinstance(value, list):  # [h]:mm
        return duration(timedelta(days=value[0]), epoch)
    return value
