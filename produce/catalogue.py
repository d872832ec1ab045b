"""The products of a programme by where they come from, and where they are to be had."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from programmes.models import Municipality, in_language

from .models import OutletKind, Product, Sale
from .offerings import outlets

#: from the mountains to the sea; "" for what has no municipality
REGIONS = ("会津", "中通り", "浜通り", "")


class Item(NamedTuple):
    """A product, and the outlets whose counts name it."""

    product: Product
    sellers: list


@dataclass(frozen=True)
class Maker:
    """A producer, or none known, with the items that come from one municipality."""

    producer: str
    producer_en: str
    items: list


@dataclass(frozen=True)
class Origin:
    """A municipality, or none known, with its makers."""

    municipality: Municipality | None
    makers: list


@dataclass(frozen=True)
class CatalogueRegion:
    """One of the three regions, or none, with its municipalities; `key` is its Japanese name."""

    key: str
    origins: list

    @property
    def name(self):
        municipality = self.origins[0].municipality
        return in_language(municipality, "region") if municipality else ""


class Catalogue:
    """All products of a programme, read in three queries.

    The shops and markets are those to go to; of a programme that is over, those that sold.
    """

    def __init__(self, programme):
        sold = [
            outlet for outlet in outlets(programme) if outlet.is_counted or not programme.is_over
        ]
        self.shops = [outlet for outlet in sold if outlet.kind == OutletKind.SHOP]
        self.markets = [outlet for outlet in sold if outlet.kind == OutletKind.ONLINE]
        self.outlets = [*self.shops, *self.markets]
        sellers = _sellers(programme, self.outlets)
        products = Product.objects.for_catalogue(programme)
        self.items = [Item(product, sellers[product.pk]) for product in products]

    def window(self, number):
        """Some of them for a small space, those with a photo first."""
        return sorted(self.items, key=lambda item: not _has_photo(item.product))[:number]

    @cached_property
    def regions(self):
        ordered = sorted(self.items, key=_from_west)
        return [CatalogueRegion(key, _origins(items)) for key, items in groupby(ordered, _region)]


def _sellers(programme, outlets):
    """Primary key of a product -> the outlets, in their order, that have counted it."""
    pairs = set(Sale.objects.filter(programme=programme).named_pairs())
    sellers = defaultdict(list)
    for outlet in outlets:
        for product, seller in pairs:
            if seller == outlet.pk:
                sellers[product].append(outlet)
    return sellers


def _has_photo(product):
    return bool(product.photo and product.photo.is_public)


def _region(item):
    place = item.product.municipality
    return place.region if place else ""


def _from_west(item):
    product, place = item.product, item.product.municipality
    region = REGIONS.index(_region(item))
    return region, place.code if place else "", not product.producer, product.producer, product.name


def _origins(items):
    groups = groupby(items, lambda item: item.product.municipality)
    return [Origin(place, _makers(group)) for place, group in groups]


def _makers(items):
    groups = groupby(items, lambda item: (item.product.producer, item.product.producer_en))
    return [Maker(*names, list(group)) for names, group in groups]
