"""What was issued: checksums, files, and whether each printed figure follows from its value."""

import hashlib

from ..models import Publication
from ..release import frozen
from .printing import printed

#: as many significant digits as any style ever kept, and every digit
DIGITS = (None, 1, 2, 3, 4)


def publications():
    """All that was ever issued, the oldest first."""
    found = Publication._base_manager.order_by("pk")
    return found.select_related("release__programme__partnership").iterator()


def broken(publication):
    """(name or "", what, stored, recomputed) of what is not as it was issued."""
    if (again := frozen.recomputed(publication)) != publication.checksum:
        yield "", "checksum of a publication", publication.checksum, again
    for file in publication.files.all():
        again = hashlib.sha256(bytes(file.content)).hexdigest()
        if again != file.sha256:
            yield file.name, "sha256 of a published file", file.sha256, again


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
    return {printed(line.value, {"unit": unit, "style": one}, about, language) for one in styles}


def swapped(publication, figures):
    """(slug, what, published, declared) where unit or basis changed and the definition did not."""
    for line in publication.figures.all():
        figure = figures.get(line.slug)
        if figure is None or str(figure["definition"]) != line.definition:
            continue
        for what, stored, now in (
            ("unit", line.unit, figure["unit"]["ja"]),
            ("unit (en)", line.unit_en, figure["unit"]["en"]),
            ("basis", line.basis, figure["basis"]),
        ):
            if stored != now:
                yield line.slug, f"{what} that was published otherwise", stored, now
