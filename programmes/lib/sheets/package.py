"""A zipped file of XML parts (xlsx, ods), read in pieces under limits.

Refused are zip bombs, and any part with a document type, which alone can declare entities.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import NoReturn, TypeVar
from xml.parsers import expat

from .book import BROKEN_FILE, LOCKED, TOO_BIG, Refusal, check_time

MAX_PARTS = 2_000
MAX_INFLATED = 200 * 1024 * 1024
#: small parts may well shrink to nothing; what grows so much beyond this size is made on purpose
MAX_RATIO, RATIO_FROM = 200, 2 * 1024 * 1024
MAX_DEPTH = 64
PIECE = 64 * 1024
Attributes = dict[str, str]
AnyHandler = TypeVar("AnyHandler", bound="Handler")
DOCTYPE = (
    "文書型宣言（DTD）を含むファイルは、安全のため読み取りません。Excelで保存し直してください。"
)


class Package:
    """The parts by their names, which are the same in upper and lower case."""

    def __init__(self, data: bytes, deadline: float | None = None) -> None:
        self._deadline = deadline
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
            raise Refusal(BROKEN_FILE) from None
        self._names = {info.filename.lower(): info for info in infos}
        self._inflated: dict[str, int] = {}
        self._check_sizes(infos)
        for name in self._names:
            if name.endswith((".xml", ".rels")):
                self._check_prolog(name)

    def has(self, name: str) -> bool:
        return name.lower() in self._names

    def _check_sizes(self, infos: list[zipfile.ZipInfo]) -> None:
        if any(info.flag_bits & 1 for info in infos):
            raise Refusal(LOCKED)
        if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_INFLATED:
            raise Refusal(TOO_BIG)
        for info in infos:
            if info.file_size > max(RATIO_FROM, MAX_RATIO * info.compress_size):
                raise Refusal(TOO_BIG)

    def pieces(self, name: str) -> Iterator[bytes]:
        """The inflated bytes of a part; what is inflated is counted, whatever the headers say."""
        name = name.lower()
        if name not in self._names:
            raise Refusal(BROKEN_FILE)
        size = 0
        try:
            with self._zip.open(self._names[name]) as part:
                while piece := part.read(PIECE):
                    check_time(self._deadline)
                    size += len(piece)
                    self._inflated[name] = max(size, self._inflated.get(name, 0))
                    if sum(self._inflated.values()) > MAX_INFLATED:
                        raise Refusal(TOO_BIG)
                    yield piece
        except (
            *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
            *(ValueError, NotImplementedError, RuntimeError),
        ):
            raise Refusal(BROKEN_FILE) from None

    def read(self, name: str) -> bytes:
        return b"".join(self.pieces(name))

    def _check_prolog(self, name: str) -> None:
        """A document type can only stand before the first element."""
        begun: list[str] = []
        parser = _parser(lambda tag, attributes: begun.append(tag))
        for piece in self.pieces(name):
            _feed(parser, piece)
            if begun:
                return

    def parse(self, name: str, handler: "Handler") -> Iterator[None]:
        """Feeds the part to `handler` (start, end, text); yields after each piece."""
        parser = _parser(handler.start, handler.end, handler.text)
        for piece in self.pieces(name):
            _feed(parser, piece)
            yield
        _feed(parser, b"", True)
        yield

    def parse_whole(self, name: str, handler: AnyHandler) -> AnyHandler:
        for _ in self.parse(name, handler):
            pass
        return handler


class Handler:
    """What is done with the elements of a part; names come without their prefix."""

    def start(self, tag: str, attributes: Attributes) -> None:
        pass

    def end(self, tag: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


def _refuse_doctype(*args: object) -> NoReturn:
    raise Refusal(DOCTYPE)


def _parser(
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def starts(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise Refusal(BROKEN_FILE)
        start(tag.rpartition(":")[2] if ":" in tag else tag, attributes)

    def ends(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(tag.rpartition(":")[2] if ":" in tag else tag)

    parser.StartElementHandler, parser.EndElementHandler = starts, ends
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_doctype
    return parser


def _feed(parser: expat.XMLParserType, piece: bytes, is_last: bool = False) -> None:
    try:
        parser.Parse(piece, is_last)
    except (expat.ExpatError, ValueError, LookupError):
        raise Refusal(BROKEN_FILE) from None


def local(attributes: Attributes) -> Attributes:
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}
