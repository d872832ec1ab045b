"""What a publication holds: every figure, every sentence, every file, and one checksum over it.

The checksum is the SHA-256 of all of it as JSON with sorted keys, so that it can be recounted.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypedDict

from django.db.models import Model
from django.utils.translation import override

from ..figures import Fact, Figure, Result, selected
from ..models import Publication, PublishedFigure, PublishedFile, Release, is_evidence
from ..reporting import tables
from .markup import HEADLINE, Block, document
from .tokens import Mark, Named, Piece
from .values import Values


class PrintedBlock(TypedDict):
    kind: str
    number: int | None
    text: str


class PrintedDocument(TypedDict):
    blocks: list[PrintedBlock]
    notes: list[PrintedBlock]


def used(release: Release, values: Values) -> list[Result]:
    """The figures with a value that a release is about: of the results all, of a report those that
    its texts name, with the parts of a sum."""
    valued = [result for result in values.results if result.value is not None]
    if release.kind == Release.Kind.RESULTS:
        return valued
    asked, headline = _asked(release), values.results.headline
    parts = headline.parts if headline and headline.slug in asked else ()
    return [result for result in valued if result.slug in asked or result in parts]


def _asked(release: Release) -> set[str]:
    return {*document(release.text).names, *document(release.text_en).names}


def figures(release: Release, values: Values) -> list[dict[str, Any]]:
    asked = _asked(release)
    found = [_line(result) for result in used(release, values)]
    found += [_fact(name, fact) for name, fact in values.facts.items() if name in asked]
    return [{"position": position, **line} for position, line in enumerate(found, 1)]


def _line(result: Result) -> dict[str, Any]:
    row, figure = tables.described(result), result.figure
    return {
        "strand": row["strand"],
        "slug": row["figure"],
        "label": row["label_ja"],
        "label_en": row["label_en"],
        "unit": row["unit_ja"],
        "unit_en": row["unit_en"],
        "basis": row["basis"],
        "definition": row["definition_ja"] or "",
        "definition_en": row["definition_en"] or "",
        "formula": row["formula_ja"] or "",
        "formula_en": row["formula_en"] or "",
        "period_start": row["period_start"],
        "period_end": row["period_end"],
        "as_of": row["as_of"],
        "value": row["value"],
        "approximate": row["approximate"],
        "printed": row["printed_ja"],
        "printed_en": row["printed_en"],
        "records": row["records"],
        "source": row["source"] or "",
        "source_en": _sources_in_english(result),
        "model": figure.record_class._meta.label_lower if isinstance(figure, Figure) else "",
        "selection": selected(figure) if isinstance(figure, Figure) else {},
    }


def _sources_in_english(result: Result) -> str:
    with override("en"):
        every = sorted(result.sources, key=lambda source: source.slug)
        return " / ".join(dict.fromkeys(str(source) for source in every))


def _fact(name: str, fact: Fact) -> dict[str, Any]:
    obj = fact.obj if isinstance(fact.obj, Model) and is_evidence(type(fact.obj)) else None
    blank = dict.fromkeys(("strand", "unit", "unit_en", "basis", "label_en", "approximate"), "")
    texts = dict.fromkeys(("definition", "definition_en", "formula", "formula_en"), "")
    return {
        **blank,
        **texts,
        **dict.fromkeys(("period_start", "period_end", "as_of", "value")),
        "slug": name,
        "label": fact.label,
        "printed": fact.text("ja"),
        "printed_en": fact.text("en"),
        "records": 0,
        "source": "",
        "source_en": "",
        "model": obj._meta.label_lower if obj else "",
        "selection": {"pk": obj.pk} if obj else {},
    }


def printed_document(text: str, language: str, values: Values) -> PrintedDocument:
    """A text as it is printed: its blocks and notes as plain data, values filled in.

    Raises values.Unbound.
    """
    found = document(text)

    def words(piece: Piece) -> str:
        if isinstance(piece, Mark):
            note = found.notes.get(piece.key)
            return mark(note and note.number, language)
        return values.text(piece, language) if isinstance(piece, Named) else piece.text

    def printed(line: Block) -> PrintedBlock:
        return {
            "kind": line.kind,
            "number": line.number,
            "text": "".join(map(words, line.pieces)),
        }

    return {
        "blocks": [printed(block) for block in found.blocks],
        "notes": [printed(note) for note in found.notes.values()],
    }


def mark(number: int | None, language: str) -> str:
    """(注1), where a text leads to a note; (注?) where that is missing in a draft."""
    shown = number or "?"
    return f" (note {shown})" if language == "en" else f"(注{shown})"


def heading(printed: PrintedDocument) -> str:
    return next((block["text"] for block in printed["blocks"] if block["kind"] == HEADLINE), "")


def checksum(
    publication: Publication,
    lines: Sequence[dict[str, Any]],
    files: Iterable[PublishedFile],
) -> str:
    """Over all that a publication says: its fields, the lines of its figures, its files.

    And over when it was made and by whom, as numbers, which stay when a person is renamed.
    """
    content = {name: getattr(publication, name) for name in (*FIELDS, *MAKING)}
    release = publication.release
    content["release"] = [*tables.programme_path(release.programme).split("/"), release.slug]
    content["figures"] = lines
    content["files"] = {
        file.name: [file.media_type, hashlib.sha256(bytes(file.content)).hexdigest()]
        for file in files
    }
    data = json.dumps(content, sort_keys=True, ensure_ascii=False, default=_as_data)
    return hashlib.sha256(data.encode()).hexdigest()


FIELDS = (
    *("version", "issued_at", "as_of", "is_final", "headline", "headline_en", "document"),
    *("document_en", "reason", "reason_en", "next_update_on"),
)
#: sealed with the rest, but not shown to the public
MAKING = ("created_at", "prepared_by_id", "approved_by_id")
LINE = [
    field.name for field in PublishedFigure._meta.fields if field.name not in ("id", "publication")
]


def _as_data(value: date | datetime) -> str | float:
    # moments in UTC to the microsecond, days as they are
    return value.timestamp() if isinstance(value, datetime) else value.isoformat()


def recomputed(publication: Publication) -> str:
    lines = [{name: getattr(figure, name) for name in LINE} for figure in publication.figures.all()]
    return checksum(publication, lines, publication.files.all())
