"""Which kind of file the bytes are; the name is believed last."""

from . import delimited, ods, xls, xlsx
from .book import MAX_BYTES, SAVE_AGAIN, Book, Refusal
from .package import Package

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVE = "圧縮ファイルです。中のExcelファイルを取り出してから選んでください。"
ADVICE: dict[tuple[bytes, ...], str] = {
    (b"%PDF",): "PDFは読み取れません。もとのExcelファイルを選んでください。",
    (b"{\\rtf",): "文書（RTF）です。表をExcelに貼り付けて保存してください。",
    (b"\x89PNG", b"\xff\xd8\xff"): "画像は読み取れません。もとのExcelファイルを選んでください。",
    (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"): ARCHIVE,
}
MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta")


def open_book(data: bytes, name: str, deadline: float | None = None) -> Book:
    """The Book of these bytes; raises Refusal. `deadline` is on the clock of time.monotonic()."""
    book = _opened(data, name, deadline)
    book.deadline = deadline
    return book


def _opened(data: bytes, name: str, deadline: float | None) -> Book:
    if len(data) > MAX_BYTES:
        raise Refusal("ファイルが大きすぎます（10MBまで）。期間で分けてください。")
    if not data[:64].strip() and not data.strip():  # a whole copy only when it may be needed
        raise Refusal("ファイルが空です。表のあるファイルを選んでください。")
    if data.startswith((ZIP, b"PK\x05\x06")):
        return _from_package(Package(data, deadline), name)
    if data.startswith(OLE):
        return xls.XlsBook(data, name, deadline)
    for starts, why in ADVICE.items():
        if data.startswith(starts):
            raise Refusal(why)
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        raise Refusal(
            f"中身はウェブページ（HTMLかXML）で、表計算のファイルではありません。{SAVE_AGAIN}"
        )
    return delimited.CsvBook(data, name)


def _from_package(package: Package, name: str) -> Book:
    if package.has("xl/workbook.bin"):
        raise Refusal(f"Excelバイナリブック（.xlsb）は読み取れません。{SAVE_AGAIN}")
    if package.has("word/document.xml"):
        raise Refusal("Wordの文書です。表をExcelに貼り付けて保存してください。")
    if package.has("ppt/presentation.xml"):
        raise Refusal("PowerPointのファイルです。表をExcelに貼り付けて保存してください。")
    if package.has("content.xml"):
        return ods.OdsBook(package, name)
    if package.has("[Content_Types].xml"):
        return xlsx.XlsxBook(package, name)
    raise Refusal(ARCHIVE)
