"""What came from Fukushima: by municipality and producer, and where it is to be had."""

from datetime import date

import pytest

from produce.catalogue import Catalogue
from programmes.models import Municipality, Photo

from .factories import (
    OutletFactory,
    PhotoFactory,
    ProductFactory,
    ProgrammeFactory,
    SaleFactory,
)
from .pages import soup, squeezed_text

# It is 1 July 2026, unless a test sets another day with `at`.
pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory()


def product(programme, place="", **fields):
    municipality = Municipality.objects.get(name=place) if place else None
    return ProductFactory(programme=programme, municipality=municipality, **fields)


def path(programme):
    return f"{programme.get_absolute_url()}products/"


def test_products_stand_by_region_municipality_and_producer(client, programme):
    product(programme, "相馬市", name="干物")
    product(programme, "福島市", name="桃", producer="乙農園")
    product(programme, "会津若松市", name="箸")
    product(programme, "福島市", name="りんご", producer="甲農園")
    product(programme, "福島市", name="ゼリー", producer="乙農園")
    product(programme, "福島市", name="なし")
    product(programme, name="菓子")
    page = soup(client, path(programme))
    heads = [squeezed_text(one) for one in page.select("main h2, main h3")]
    assert heads == [
        *("会津", "会津若松市", "中通り", "福島市", "浜通り", "相馬市"),
        "産地の市町村が分からないもの",
    ]
    names = [one.text for one in page.select(".fp-dish__name")]
    assert names == ["箸", "ゼリー", "桃", "りんご", "なし", "干物", "菓子"]
    makers = [maker.producer for maker in Catalogue(programme).regions[1].origins[0].makers]
    assert makers == ["乙農園", "甲農園", ""]


def test_where_a_product_is_to_be_had_follows_from_its_counts(client, programme, at):
    at(2026, 2, 10)
    ours = {"partnership": programme.partnership}
    shop = OutletFactory(kind="shop", name="本社売店", hours="8:00～18:00", **ours)
    market = OutletFactory(kind="online", name="市場", url="https://example.com/m", **ours)
    OutletFactory(kind="online", name="社員ストア", **ours)
    OutletFactory(kind="shop", name="よその売店")
    jelly, miso = product(programme, name="ゼリー"), product(programme, name="味噌")
    for day in (2, 3):
        SaleFactory(programme=programme, outlet=shop, product=jelly, starts_on=date(2026, 2, day))
    SaleFactory(programme=programme, kind="online", outlet=market, product=jelly)
    page = soup(client, path(programme))
    dishes = page.select(".fp-dish")
    cards = {dish.select_one(".fp-dish__name").text: squeezed_text(dish) for dish in dishes}
    assert cards == {"ゼリー": "ゼリー本社売店·市場", "味噌": "味噌"}
    sellers = [squeezed_text(one) for one in page.select(".fp-sellers > li")]
    assert sellers == ["本社売店8:00～18:00", "市場外のサイトで買う", "社員ストア"]
    out = page.select_one('a[href="https://example.com/m"]')
    assert "external" in out["rel"]
    assert miso not in [item.product for item in Catalogue(programme).items if item.sellers]


def test_after_the_campaign_the_page_tells_where_it_was_sold(client, programme):
    ours = {"partnership": programme.partnership}
    shop = OutletFactory(kind="shop", name="本社売店", hours="8:00～18:00", **ours)
    OutletFactory(kind="online", name="後の市場", url="https://example.com/m", **ours)
    jelly = product(programme, name="ゼリー")
    SaleFactory(programme=programme, outlet=shop, product=jelly, starts_on=date(2026, 2, 2))
    page = soup(client, path(programme))
    assert squeezed_text(page.select_one("#sellers")) == "売ったところ"
    assert [squeezed_text(one) for one in page.select(".fp-sellers > li")] == ["本社売店"]
    assert not page.select('main a[rel~="external"]')
    assert squeezed_text(page.select_one(".fp-dish")) == "ゼリー本社売店"


def test_products_of_other_programmes_and_drafts_are_not_shown(client, programme):
    product(ProgrammeFactory(), name="よその桃")
    product(programme, name="ここの桃")
    assert "よその桃" not in client.get(path(programme)).content.decode()
    programme.visible_from = None
    programme.save()
    assert client.get(path(programme)).status_code == 404


def test_a_new_product_and_a_new_address_move_the_page(client, programme, at):
    at(2026, 2, 10)
    store = OutletFactory(partnership=programme.partnership, kind="online")
    seen = [client.get(path(programme)).headers["ETag"]]
    product(programme)
    seen.append(client.get(path(programme)).headers["ETag"])
    store.url = "https://example.com/new"
    store.save()
    assert "https://example.com/new" in client.get(path(programme)).content.decode()
    seen.append(client.get(path(programme)).headers["ETag"])
    assert len(set(seen)) == 3  # at first, with the product, with the address


def test_a_photo_without_consent_gives_way_to_the_plate(client, programme):
    photo = PhotoFactory(programme=programme)
    product(programme, "福島市", photo=photo)
    assert soup(client, path(programme)).select_one(".fp-dish img")["loading"] == "lazy"
    photo.scope = Photo.Scope.INTERNAL
    photo.save()
    page = soup(client, path(programme))
    assert not page.select(".fp-dish img")
    plate = page.select_one(".fp-plate")
    assert plate["data-region"] == "中通り" and plate["aria-hidden"] == "true"


def test_english_names_the_regions_and_marks_japanese(client, programme):
    product(programme, "福島市", name="桃", producer="農園", producer_en="Farm")
    page = soup(client, f"/en{path(programme)}")
    heads = [squeezed_text(one) for one in page.select("main h2, main h3")]
    assert heads == ["Nakadori", "FukushimaCity"]
    assert page.select_one(".fp-dish__name span")["lang"] == "ja"
    assert "Farm" in page.text


def test_without_products_the_page_says_so(client, nec2025):
    assert "商品はまだ入っていません" in soup(client, "/nec/2025/products/").text
