"""The map of the municipalities, their pages, and what the strands tell of days and places."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from probono.models import LocalEvent, Need, Project, Workation
from produce.models import Menu, Product
from programmes.figures import highlights
from programmes.models import Event, Municipality, Programme
from programmes.reporting.charts import TileMap
from programmes.reporting.charts.tiles import REGIONS, grid, name_lines, step
from tests.factories import PartnerFactory, PartnershipFactory, PhotoFactory, ProgrammeFactory
from tests.pages import soup

AIZU, IWAKI, TAMURA = "会津若松市", "いわき市", "田村市"


def place(name):
    return Municipality.objects.get(name=name)


@pytest.fixture
def programme(db):
    """Things of every kind in three municipalities."""
    made = ProgrammeFactory()
    Menu(programme=made, slug="kozuyu", name="こづゆ定食", municipality=place(AIZU)).save()
    Product(
        programme=made,
        slug="chopsticks",
        name="漆塗りの箸",
        municipality=place(AIZU),
        producer="塗り工房",
    ).save()
    Product(programme=made, slug="unknown", name="産地の分からない品").save()
    Workation(
        programme=made,
        title="山の仕事場",
        municipality=place(TAMURA),
        starts_on=date(2026, 2, 3),
        ends_on=date(2026, 2, 5),
        participants=6,
    ).save()
    LocalEvent(
        programme=made,
        title="餅つき",
        municipality=place(TAMURA),
        starts_on=date(2026, 2, 4),
        ends_on=date(2026, 2, 4),
        held=1,
    ).save()
    Need(programme=made, slug="signs", text="案内板がない", municipality=place(TAMURA)).save()
    client = PartnerFactory(name="港の工房", municipality=place(IWAKI))
    Project(
        programme=made,
        slug="harbour",
        title="港の計画",
        client=client,
        municipality=place(TAMURA),
        support="計画づくり",
        starts_on=date(2026, 2, 10),
    ).save()
    Event(
        programme=made,
        slug="fair",
        strand="produce",
        kind="other",
        title="物産の集い",
        starts_on=date(2026, 2, 8),
        municipality=place(IWAKI),
    ).save()
    return made


def kinds_of(name, programme):
    found = [one for _strand, one in highlights.places(programme) if one.municipality.name == name]
    return sorted(one.kind for one in found)


# what the strands tell


def test_strands_tell_what_belongs_to_which_municipality(programme):
    assert kinds_of(AIZU, programme) == ["dish", "product"]
    assert kinds_of(TAMURA, programme) == ["localevent", "need", "project", "workation"]
    assert kinds_of(IWAKI, programme) == ["client", "event"]
    assert len(highlights.places(programme)) == 8
    assert all(one.word and one.title for _strand, one in highlights.places(programme))


def test_places_of_many_programmes_take_no_more_queries_than_of_one(programme):
    others = [ProgrammeFactory() for _ in range(3)]
    first, again = (Programme.objects.get(pk=programme.pk) for _ in range(2))
    with CaptureQueriesContext(connection) as one:
        highlights.places(first)
    with CaptureQueriesContext(connection) as many:
        found = highlights.places(*others, again)
    assert len(many) == len(one)
    assert len(found) == 8
    assert highlights.places() == []


def test_a_client_in_the_place_of_its_project_is_not_told_twice(nec2025):
    found = [(one.municipality.name, one.kind) for _strand, one in highlights.places(nec2025)]
    assert ("西会津町", "project") in found or ("田村市", "project") in found
    assert len(found) == len(set(found))


def test_moments_come_in_order_from_all_strands(programme):
    found = highlights.moments(programme)
    assert [one.title for _strand, one in found] == [
        "山の仕事場",
        "餅つき",
        "物産の集い",
        "港の計画",
    ]
    assert [strand.slug for strand, _one in found] == ["probono", "probono", "produce", "probono"]
    assert found[-1][1].ends_on is None


def test_what_is_a_record_and_an_event_is_told_once_as_the_event(programme):
    held = LocalEvent.objects.get(programme=programme)
    event = Event(
        programme=programme,
        slug="mochi",
        strand="probono",
        kind="other",
        title="餅つき",
        starts_on=held.starts_on,
        municipality=place(TAMURA),
    )
    event.save()
    moments = [one for _strand, one in highlights.moments(programme) if one.title == "餅つき"]
    places = [one for _strand, one in highlights.places(programme) if one.title == "餅つき"]
    assert [one.url for one in moments] == [one.url for one in places] == [event.get_absolute_url()]
    event.strand = "produce"
    event.save()
    anew = highlights.moments(Programme.objects.get(pk=programme.pk))
    assert len([one for _strand, one in anew if one.title == "餅つき"]) == 2


def test_a_word_for_several_is_not_the_word_for_one(programme):
    with override("en"):
        assert "Workation" in {one.word for _strand, one in highlights.moments(programme)}
        words = {one.word for _strand, one in highlights.places(programme)}
    assert {"Workations", "Needs heard in the region", "Clients"} <= words


def test_the_year_of_the_documents_has_its_moments(nec2025):
    words = {one.word for _strand, one in highlights.moments(nec2025)}
    assert {
        "キックオフ",
        "対話セッション",
        "報告会",
        "若手交流会",
        "プロボノ",
        "学校プログラム",
    } <= words
    starts = [one.starts_on for _strand, one in highlights.moments(nec2025)]
    assert starts == sorted(starts)


def test_ways_in_lead_to_the_communities_and_the_work(client, nec2025):
    found = highlights.ways_in(nec2025)
    assert [strand.slug for strand, _way in found] == ["community"] * 3 + ["probono"] * 2
    for _strand, way in found:
        assert way.title and way.text and way.action
        assert client.get(way.url.partition("#")[0]).status_code == 200
    assert highlights.ways_in(ProgrammeFactory()) == []


# the map


def test_every_municipality_has_a_square_of_its_own(db):
    cols, rows, cells = grid()
    codes = {one.code5 for one in Municipality.objects.all()}
    assert set(cells) == codes and len(codes) == 59
    assert len(set(cells.values())) == 59
    assert all(0 <= column < cols and 0 <= row < rows for column, row in cells.values())
    regions = set(Municipality.objects.values_list("region_en", flat=True))
    assert set(REGIONS) == regions


def test_the_names_of_regions_stand_on_no_square():
    taken = set(grid()[2].values())
    for column, row, anchor in REGIONS.values():
        across = (
            range(int(column), int(column) + 2)
            if anchor == "start"
            else range(int(column) - 1, int(column) + 1)
        )
        assert not [one for one in across if (one, int(row)) in taken]


def test_names_fit_into_their_squares(db):
    for one in Municipality.objects.all():
        with override("ja"):
            lines = name_lines(one)
        assert one.name.startswith("".join(lines)) and len(lines) <= 2
        assert max(map(len, lines)) <= 3
        with override("en"):
            lines = name_lines(one)
        assert one.name_en.startswith("".join(lines)) and max(map(len, lines)) <= 10


def test_a_square_has_one_of_four_tints():
    assert [step(number) for number in (0, 1, 2, 3, 4, 7, 8, 500)] == [0, 1, 2, 2, 3, 3, 4, 4]


def test_the_map_counts_what_is_shown(programme):
    every = TileMap(highlights.places(programme))
    numbers = {tile.municipality.name: tile.number for tile in every.found}
    assert numbers == {AIZU: 2, TAMURA: 4, IWAKI: 2}
    assert every.reading() == ("59市町村のうち3市町村とつながり、いちばん多いのは田村市の4件です。")
    assert [words for _step, words in every.steps] == ["2～3件", "4～7件"]
    food = TileMap(highlights.places(programme), "product")
    assert [tile.municipality.name for tile in food.found] == [AIZU]
    assert len(food.kinds) == len(every.kinds) == 8
    assert not TileMap([])


def test_the_map_has_each_municipality_as_a_link_and_as_a_line(client, programme):
    page = soup(client, f"{programme.get_absolute_url()}map/")
    tiles = page.select(".fp-map__picture a")
    assert len(tiles) == 59
    links = {tile["aria-label"]: tile["href"] for tile in tiles}
    assert links["会津若松市、2件"] == "/municipalities/07202/"
    assert links["福島市、なし"] == "/municipalities/07201/"
    lines = [link.get_text() for link in page.select(".fp-map__list a")]
    assert lines == [AIZU, TAMURA, IWAKI]
    named = [region["data-region"] for region in page.select("g[data-region]")]
    assert named == ["aizu", "nakadori", "hamadori"]


def test_one_kind_can_be_asked_for(client, programme):
    base = f"{programme.get_absolute_url()}map/"
    page = soup(client, base)
    links = [link["href"] for link in page.select(".fp-kinds a")]
    assert "?kind=workation" in links and page.select_one(".fp-kinds [aria-current]")["href"] == "?"
    page = soup(client, f"{base}?kind=workation")
    assert [link.get_text() for link in page.select(".fp-map__list a")] == [TAMURA]
    chosen = page.select_one(".fp-kinds [aria-current]")
    assert chosen["href"] == "?kind=workation"
    assert client.get(f"{base}?kind=nothing").status_code == 404


def test_a_programme_without_places_has_an_empty_map(client, db):
    empty = ProgrammeFactory()
    page = soup(client, f"{empty.get_absolute_url()}map/")
    assert "まだありません" in page.get_text() and not page.select(".fp-map")
    assert not soup(client, empty.get_absolute_url()).select(".fp-map")


def test_the_map_speaks_english(client, programme):
    with override("ja"):
        base = programme.get_absolute_url()
    page = soup(client, f"/en{base}map/")
    links = [link["href"] for link in page.select(".fp-map__picture a")]
    assert "/en/municipalities/07202/" in links
    words = [text.get_text() for text in page.select(".fp-map__place")]
    assert "Aizu" in words and "wakamatsu" in words


# the municipalities


def test_all_municipalities_are_listed_by_region(client, programme):
    page = soup(client, "/municipalities/")
    parts = page.select("[data-all] .fp-map__part")
    assert [part["data-region"] for part in parts] == ["aizu", "nakadori", "hamadori"]
    assert sum(len(part.select("li")) for part in parts) == 59


def test_a_municipality_shows_what_came_from_there(client, programme):
    photo = PhotoFactory(programme=programme)
    product = Product.objects.get(slug="chopsticks")
    product.photo = photo
    product.save()
    page = soup(client, "/municipalities/07202/")
    assert page.find("h1").get_text() == AIZU
    assert "アイヅワカマツシ" in page.get_text() and "Aizuwakamatsu City" in page.get_text()
    assert "塗り工房" in page.get_text() and "こづゆ定食" in page.get_text()
    assert page.select_one(".fp-card img")["alt"] == photo.alt
    assert [head.get_text() for head in page.select("main h2")] == ["料理", "県産品"]


def test_a_town_says_its_county(client, db):
    text = soup(client, "/municipalities/07405/").get_text()
    assert "福島県耶麻郡西会津町" in text and "会津" in text


def test_a_municipality_without_anything_says_so(client, db):
    page = soup(client, "/municipalities/07364/")
    assert "まだ" in page.select_one("main .fp-lead").get_text()


def test_the_newest_year_comes_first(client, programme):
    earlier = ProgrammeFactory(
        partnership=programme.partnership,
        slug="2024",
        fiscal_year=2024,
        title="前の年のアクション",
        visible_from=date(2025, 2, 1),
    )
    Menu(programme=earlier, slug="first", name="あの定食", municipality=place(AIZU)).save()
    titles = [
        card.get_text(strip=True)
        for card in soup(client, "/municipalities/07202/").select("#dish ~ ul .fp-card__title")
    ]
    assert titles == ["こづゆ定食", "あの定食"]


def test_drafts_stay_off_the_pages_of_municipalities(client, programme):
    programme.visible_from = None
    programme.save()
    assert "こづゆ定食" not in soup(client, "/municipalities/07202/").get_text()
    assert client.get(f"{programme.get_absolute_url()}map/").status_code == 404
    tiles = soup(client, "/municipalities/").select("svg a")
    assert "会津若松市、2件" not in [tile["aria-label"] for tile in tiles]


def test_what_is_fictional_says_so_among_the_real(client, programme):
    made_up = ProgrammeFactory(partnership=PartnershipFactory(is_fictional=True))
    Menu(programme=made_up, slug="made-up", name="架空定食", municipality=place(AIZU)).save()
    cards = soup(client, "/municipalities/07202/").select(".fp-card")
    marked = [card.get_text() for card in cards if card.select(".fp-mark")]
    assert len(marked) == 1 and "架空定食" in marked[0]
    assert soup(client, "/municipalities/").select_one(".fp-mark")


@pytest.mark.parametrize("code", ["07999", "072010", "7", "fukushima"])
def test_a_code_that_nobody_has_is_not_found(client, db, code):
    assert client.get(f"/municipalities/{code}/").status_code == 404


def test_pages_of_municipalities_follow_every_programme(client, programme):
    first = client.get("/municipalities/07202/").headers["ETag"]
    menu = Menu.objects.get(slug="kozuyu")
    menu.name = "新しい定食"
    menu.save()
    answer = client.get("/municipalities/07202/")
    assert answer.headers["ETag"] != first
    assert "新しい定食" in answer.content.decode()


def test_queries_of_the_municipalities_do_not_grow_with_programmes(client, programme):
    def queries():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/municipalities/").status_code == 200
        return len(captured)

    few = queries()
    for number in range(3):
        more = ProgrammeFactory(partnership=programme.partnership, slug=f"more-{number}")
        Menu(programme=more, slug="dish", name="定食", municipality=place(IWAKI)).save()
    assert Programme.objects.visible().count() >= 4
    assert queries() == few
