"""What was issued, against itself: checksums, files, and whether each line follows from its value.

Not against what a figure is today: its unit and words may be mended after they were published.
"""

import hashlib
import json

from ..models import Publication
from ..releases import snapshot
from .printing import printed

#: as many significant digits as any style ever kept, and every digit
DIGITS = (None, 1, 2, 3, 4)


def publications():
    rows = Publication._base_manager.order_by("pk")
    return rows.select_related("release__programme__partnership").iterator()


def broken(publication):
    """(name or "", what, stored, recomputed) of what is not as it was issued."""
    if (again := snapshot.recomputed(publication)) != publication.checksum:
        yield "", "checksum of a publication", publication.checksum, again
    for file in publication.files.all():
        again = hashlib.sha256(bytes(file.content)).hexdigest()
        if again != file.sha256:
            yield file.name, "sha256 of a published file", file.sha256, again
    if publication.prepared_by_id == publication.approved_by_id:
        yield "", "people who prepared and approved it", 1, 2


def misprinted(publication):
    """(slug, what, stored, recounted) of figures whose text does not follow from their value."""
    for line in publication.figures.all():
        for language, text, unit in (
            ("ja", line.printed, line.unit),
            ("en", line.printed_en, line.unit_en),
        ):
            if line.value is None:
                continue
            wanted = _possible(line, language)
            if text not in wanted:
                named = unit in text or line.value in (0, 1) or unit == "つ"
                what = "published text" if named else "unit of a published text"
                yield line.slug, f"{what} ({language})", text, " / ".join(sorted(wanted))


def _possible(line, language):
    """All that may be printed for a published value: its style is not kept, its unit is."""
    unit = {"ja": line.unit, "en": line.unit_en, "en_one": ""}
    number, _space, singular = line.printed_en.removeprefix("about ").partition(" ")
    if line.value == 1 and number == "1":
        unit["en_one"] = singular  # which is not kept either
    bound = line.approximate == "at least"
    styles = (
        {"digits": digits, "direction": "up", "suffix": "at_least" * bound, "uses_man": man}
        for digits in ((None,) if bound else DIGITS)
        for man in (True, False)
    )
    about = line.approximate == "yes"
    declared = ({"unit": unit, "style": style} for style in styles)
    return {printed(line.value, each, about, language) for each in declared}


#: the table that is issued with the results
TABLE = "summary.json"
#: its columns, and what the lines call them
COLUMNS = {
    **{name: name for name in ("strand", "basis", "value", "approximate", "records")},
    **{name: name for name in ("period_start", "period_end", "as_of")},
    **{f"{name}_ja": name for name in ("label", "unit", "printed")},
    **{f"{name}_en": f"{name}_en" for name in ("label", "unit", "printed")},
}


def contradicted(publication):
    """(slug, what, in the line, in the table) of figures that the issued table gives otherwise."""
    rows = _table(publication)
    for line in publication.figures.all():
        row = rows.get(line.slug, {})
        for column in (name for name in COLUMNS if name in row):
            stored, given = getattr(line, COLUMNS[column]), row[column]
            if str(stored) != str(given):
                yield line.slug, f"{column} in {TABLE}", stored, given


def _table(publication):
    content = (bytes(file.content) for file in publication.files.filter(name=TABLE))
    try:
        return {row["figure"]: row for data in content for row in json.loads(data)["rows"]}
    except (ValueError, KeyError, TypeError):
        return {}  # its checksum tells
