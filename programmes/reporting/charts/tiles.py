"""The municipalities as equal squares, roughly where they lie, tinted by what came from there."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext

from ...figures import Strand
from ...figures.highlights import Place
from ...lib import rounding
from ...models import Municipality

GRID = settings.BASE_DIR / "fixtures" / "tile_grid.json"
#: the side of a square with the gap around it, in units of the drawing
SIDE, GAP = 100, 6
#: up to so many things a square has the tint of this place; more have the last
STEPS = (1, 3, 7)
#: regions from west to east, and where their name stands in free squares: (column, row, anchor)
REGIONS = {"Aizu": (0, 1.7, "start"), "Nakadori": (8.8, 0.7, "end"), "Hamadori": (13.9, 7.7, "end")}
#: where English names part, so that they fit into a square
PREFIXES = ("Aizu", "Kita", "Minami", "Nishi")
LONGEST = {"ja": 3, "en": 9}


@cache
def grid() -> tuple[int, int, dict[str, tuple[int, int]]]:
    """The columns, the rows, and the (column, row) of each municipality by its code."""
    read = json.loads(GRID.read_text(encoding="utf-8"))
    return read["cols"], read["rows"], {code: tuple(at) for code, at in read["cells"].items()}


def step(number: int) -> int:
    if not number:
        return 0
    return next((place for place, most in enumerate(STEPS, start=1) if number <= most), 4)


def name_lines(municipality: Municipality) -> list[str]:
    """Its name without 市, 町, 村 (City, Town, Village), in one line or two."""
    language = get_language()
    if language == "en":
        name = municipality.name_en.rpartition(" ")[0] or municipality.name_en
        prefix = next((one for one in PREFIXES if name.startswith(one) and name != one), "")
        parted = [prefix, name.removeprefix(prefix)] if prefix else [name]
    else:
        name = municipality.name.removesuffix(municipality.kind)
        parted = [name[: len(name) // 2], name[len(name) // 2 :]]
    return parted if len(name) > LONGEST[language] else [name]


class PlaceKind(NamedTuple):
    """A kind of thing with its word, and how many there are."""

    slug: str
    word: str
    number: int


@dataclass
class Tile:
    """A square: its municipality, where it stands, and the Places there."""

    municipality: Municipality
    column: int
    row: int
    things: list[Place]

    @property
    def number(self) -> int:
        return len(self.things)

    @property
    def step(self) -> int:
        return step(self.number)

    @property
    def left(self) -> int:
        return self.column * SIDE + GAP // 2

    @property
    def top(self) -> int:
        return self.row * SIDE + GAP // 2

    @property
    def centre(self) -> int:
        return self.column * SIDE + SIDE // 2

    @cached_property
    def names(self) -> list[tuple[int, str]]:
        lines = name_lines(self.municipality)
        first = self.top + (38 if self.number else 56) - 11 * (len(lines) - 1)
        return [(first + 23 * place, line) for place, line in enumerate(lines)]

    @property
    def number_top(self) -> int:
        return self.top + 85

    @property
    def words(self) -> list[str]:
        return list(dict.fromkeys(thing.word for thing in self.things))

    def label(self) -> str:
        values = {"name": self.municipality, "number": self.number}
        if not self.number:
            return gettext("%(name)s、なし") % values
        return gettext("%(name)s、%(number)s件") % values

    def get_absolute_url(self) -> str:
        return self.municipality.get_absolute_url()


@dataclass
class MapRegion:
    """A region with its squares in order of their codes; `slug` is its English name."""

    slug: str
    name: str
    tiles: list[Tile]
    left: float
    top: float
    anchor: str

    @property
    def found(self) -> list[Tile]:
        return [tile for tile in self.tiles if tile.number]


class TileMap:
    """The squares of all municipalities for some places, perhaps of one kind only.

    `places` are pairs (strand, Place). It is false where there is nothing to show.
    """

    side, width_of_square = SIDE, SIDE - GAP

    def __init__(self, places: Iterable[tuple[Strand, Place]], kind: str = "") -> None:
        self.every = [place for _strand, place in places]
        self.kind = kind
        self.shown = [place for place in self.every if kind in ("", place.kind)]

    def __bool__(self) -> bool:
        return bool(self.every)

    @property
    def has_fictional(self) -> bool:
        return any(place.programme.partnership.is_fictional for place in self.shown)

    @property
    def width(self) -> int:
        return grid()[0] * SIDE

    @property
    def height(self) -> int:
        return grid()[1] * SIDE

    @cached_property
    def kinds(self) -> list[PlaceKind]:
        words = {place.kind: place.word for place in self.every}
        numbers = Counter(place.kind for place in self.every)
        return [PlaceKind(slug, word, numbers[slug]) for slug, word in words.items()]

    @cached_property
    def tiles(self) -> list[Tile]:
        things: dict[str, list[Place]] = {}
        for place in self.shown:
            things.setdefault(place.municipality.pk, []).append(place)
        cells = grid()[2]
        return [
            Tile(one, *cells[one.code5], things.get(one.pk, []))
            for one in Municipality.objects.all()
        ]

    @cached_property
    def regions(self) -> list[MapRegion]:
        return [self._region(slug, *place) for slug, place in REGIONS.items()]

    def _region(self, slug: str, column: float, row: float, anchor: str) -> MapRegion:
        tiles = [tile for tile in self.tiles if tile.municipality.region_en == slug]
        name = str(tiles[0].municipality.region_name) if tiles else slug
        return MapRegion(slug.lower(), name, tiles, column * SIDE, row * SIDE, anchor)

    @property
    def found(self) -> list[Tile]:
        return [tile for tile in self.tiles if tile.number]

    @property
    def steps(self) -> list[tuple[int, str]]:
        """The tints in use with their words: (1, 1件), (2, 2～3件) …"""
        used = {tile.step for tile in self.found}
        return [(step, words) for step, words in enumerate(_ranges(), start=1) if step in used]

    def reading(self) -> str:
        found = sorted(self.found, key=lambda tile: -tile.number)
        values: dict[str, object] = {"number": len(found), "all": len(self.tiles)}
        words = gettext("%(all)s市町村のうち、%(number)s市町村とつながりました。")
        if len(found) > 1 and found[0].number > found[1].number:
            values |= {"most": found[0].municipality, "things": found[0].number}
            words = gettext(
                "%(all)s市町村のうち%(number)s市町村とつながり、いちばん多いのは%(most)sの%(things)s件です。"
            )
        return words % values


def _ranges() -> Iterator[str]:
    lower, mark = 1, "–" if get_language() == "en" else "～"
    for most in STEPS:
        span = f"{lower}{mark}{most}" if lower < most else str(most)
        yield gettext("%(span)s件") % {"span": span}
        lower = most + 1
    yield gettext("%(number)s件以上") % {"number": rounding.grouped(lower)}
