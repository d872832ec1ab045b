"""Text files: CSV with commas, semicolons or tabs, in the encodings that Excel writes."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from .book import SAVE_AGAIN, Book, RawRow, Refusal, SheetInfo

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8（BOM付き）"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
DELIMITERS = "\t,;"
#: characters of two and more bytes that show that a text began as UTF-8
ENOUGH = 8
PIECE = 64 * 1024
AS_CSV = "Excelで開いて「CSV UTF-8（コンマ区切り）」として保存し直してください。"


class CsvBook(Book):
    kind = "csv"

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(name)
        self._data = data
        self._codec, self.encoding = find_encoding(data)
        self.sheets = [SheetInfo(name, False)]
        self._delimiter = find_delimiter(islice(self._text(), 30))

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.BytesIO(self._data), self._codec, newline="")

    def _rows(self, sheet: str) -> Iterator[RawRow]:
        # Strict, because otherwise a quote that is never closed swallows the rest of the file.
        reader = csv.reader(self._text(), delimiter=self._delimiter, strict=True)
        number, line = 0, 1
        try:
            for number, cells in enumerate(reader, start=1):
                line = reader.line_num + 1
                if any(cells):
                    yield RawRow(number, cells)
        except csv.Error as error:
            raise Refusal(f"{line}行目：{_reason(error)}") from None


def _reason(error: csv.Error) -> str:
    if "delimiter" in str(error):
        return (
            '引用符（"）の使い方が正しくないため、列に分けられません。'
            '文の中の引用符は二つ重ねる（""）か、消してください。'
        )
    return '引用符（"）が閉じられていません。この行から後の引用符を確かめてください。'


def find_encoding(data: bytes) -> tuple[str, str]:
    """(codec, name for readers), decided by rule: mark, strict UTF-8, strict CP932.

    Never by statistics, which take a short Japanese heading for Korean.
    """
    for mark, codec, name in BOMS:
        if data.startswith(mark):
            if fails_at(data, codec) is not None:
                raise Refusal(f"{name}の文字として読めない部分があります。{AS_CSV}")
            return _without_nul(data, codec, name)
    if data[:4096].count(0) > len(data[:4096]) // 4:
        raise Refusal(f"文字コードが分かりません（BOMのないUTF-16のようです）。{AS_CSV}")
    failed = fails_at(data, "utf-8")
    if failed is None:
        return _without_nul(data, "utf-8", "UTF-8")
    begun_as_utf8 = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", data[:failed])) >= ENOUGH
    wrong = failed if begun_as_utf8 else fails_at(data, "cp932")
    if wrong is not None:
        tried = "UTF-8として" if begun_as_utf8 else "UTF-8としてもCP932（シフトJIS）としても"
        raise Refusal(
            f"文字コードが分かりません。{_line(data, wrong)}行目に、"
            f"{tried}読めない文字があります。{AS_CSV}"
        )
    return _without_nul(data, "cp932", "CP932（Excelの既定）")


def fails_at(data: bytes, codec: str) -> int | None:
    """Where strict decoding fails first, or None; decodes in pieces to stay small."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    view = memoryview(data)
    for start in range(0, len(data), PIECE):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(view[start : start + PIECE], start + PIECE >= len(data))
        except UnicodeDecodeError as error:
            return max(start - held + error.start, 0)
    return None


def _line(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def _without_nul(data: bytes, codec: str, name: str) -> tuple[str, str]:
    if (place := data.find(0) if codec != "utf-16" else _find_wide_nul(data)) >= 0:
        raise Refusal(
            f"{_line(data, place)}行目に、文字ではないデータがあります。"
            f"表計算のファイルかどうかを確かめてください。{SAVE_AGAIN}"
        )
    return codec, name


def _find_wide_nul(data: bytes) -> int:
    place = data.find(b"\0\0")
    while place >= 0 and place % 2:
        place = data.find(b"\0\0", place + 1)
    return place


def find_delimiter(lines: Iterable[str]) -> str:
    counts = dict.fromkeys(DELIMITERS, (0, 0))
    for line in lines:
        bare = re.sub(r'"[^"]*"', "", line)
        for sign, (lines_with, times) in counts.items():
            number = bare.count(sign)
            counts[sign] = lines_with + bool(number), times + number
    best = max(counts, key=counts.__getitem__)
    return best if counts[best][0] else ","
