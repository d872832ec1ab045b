"""The pictures for sharing, opened by Pillow: what they say, and that it stays inside."""

import shutil
from io import BytesIO

import pytest
from django.utils.translation import override
from PIL import Image, ImageChops

from programmes.public import preview_card
from programmes.public.preview_card import EDGE, HEIGHT, ROOM, WIDTH

from .factories import MealFactory, PartnershipFactory, ProgrammeFactory
from .pages import soup, squeezed_text

LONG = "福島県の食と観光と人のつながりを未来へつなぐ、とても長い名称の応援アクション" * 3


def opened(response):
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    picture = Image.open(BytesIO(response.content))
    picture.load()
    return picture


@pytest.mark.parametrize("path", ["/nec/2025/card.png", "/en/nec/2025/card.png", "/card.png"])
def test_a_card_has_the_size_that_its_page_promises(client, nec2025, path):
    response = client.get(path)
    picture = opened(response)
    page = soup(client, path.removesuffix("card.png"))
    size = {
        name: page.find("meta", property=f"og:image:{name}")["content"]
        for name in ("width", "height")
    }
    assert picture.size == (int(size["width"]), int(size["height"])) == (1200, 630)
    assert len(response.content) < 60_000


@pytest.mark.sweep
def test_its_words_are_those_of_the_page(client, nec2025):
    for path, language in (("/nec/2025/", "ja"), ("/en/nec/2025/", "en")):
        page = soup(client, path)
        with override(language):
            words = preview_card.words_of(nec2025)
        visible = squeezed_text(page)
        for text in (words.title, words.above, words.days, words.label, words.status):
            assert text and "".join(text.split()) in visible
        headline = page.select_one(".fp-headline .fp-number")
        assert "".join(words.number).replace(" ", "") == squeezed_text(headline)


def test_the_two_languages_have_pictures_of_their_own(client, nec2025):
    japanese, english = (
        opened(client.get(path)).convert("RGB")
        for path in ("/nec/2025/card.png", "/en/nec/2025/card.png")
    )
    assert ImageChops.difference(japanese, english).getbbox()


def margins_are_free(picture):
    """Whether only paper is seen beside the text, at the edges."""
    paper = Image.new("RGB", picture.size, preview_card.PAPER)
    left, top, right, bottom = ImageChops.difference(picture, paper).getbbox()
    return left >= EDGE - 4 and top >= 40 and right <= WIDTH - 40 and bottom <= HEIGHT - 10


@pytest.mark.parametrize(
    "title",
    [
        LONG[:100],
        "A" * 100,
        "Fukushima Support Action for Food, Tourism and People, in English and Very Long " * 2,
        "短い",
        "ー" * 100,
    ],
)
@pytest.mark.parametrize("is_fictional", [True, False])
def test_a_long_title_stays_inside_and_above_the_figure(nec2025, title, is_fictional):
    words = preview_card.words_of(nec2025)._replace(
        title=title, above=LONG, is_fictional=is_fictional
    )
    picture = preview_card.drawn(words)
    assert margins_are_free(picture)
    card = preview_card.Card(Image.new("RGB", preview_card.SIZE), words)
    card._kicker()
    card._title()
    card._days()
    assert card.top <= HEIGHT - 116 - 155  # where the label of the figure begins


@pytest.mark.parametrize(
    "number", [("about ", "123,456,789", " people"), ("約", "1億2345万", "人")]
)
def test_a_large_figure_leaves_the_mountain_alone(nec2025, number):
    words = preview_card.words_of(nec2025)._replace(number=number)
    parts = preview_card.Card(Image.new("RGB", preview_card.SIZE), words)._sized_number()
    assert (
        sum(face.getlength(text) + preview_card.GAP for text, face in parts)
        <= preview_card.BESIDE_MOUNTAIN
    )
    assert [text for text, _face in parts] == [part.strip() for part in number]
    assert parts[0][1].size < parts[1][1].size / 2  # small 約, large number, small unit


def test_a_title_breaks_between_phrases():
    face = preview_card.font(60, bold=True)
    lines = preview_card.wrapped("福島県の食と観光と人のつながりを未来へつなぐ応援アクション", face)
    assert lines == ["福島県の食と観光と人のつながりを", "未来へつなぐ応援アクション"]
    english = "Fukushima Support Action for Food, Tourism and People"
    assert " ".join(preview_card.wrapped(english, face)) == english
    assert all(face.getlength(line) <= ROOM for line in preview_card.wrapped(LONG, face))


def test_what_is_left_out_is_marked():
    face = preview_card.font(30)
    lines = preview_card.cut(preview_card.wrapped(LONG * 2, face), 3, face)
    assert len(lines) == 3 and lines[-1].endswith("…")
    assert face.getlength(lines[-1]) <= ROOM


def test_a_letter_without_a_shape_is_left_out():
    assert preview_card.known("桃🍑と髙橋\U000f0000", preview_card.font(30)) == "桃と髙橋"


def test_without_a_japanese_font_there_is_no_text_and_no_box(client, nec2025, monkeypatch):
    monkeypatch.setattr(preview_card, "font_files", lambda: None)
    bare = opened(client.get("/nec/2025/card.png")).convert("RGB")
    assert opened(client.get("/card.png")).convert("RGB").tobytes() == bare.tobytes()
    paper = Image.new("RGB", bare.size, preview_card.PAPER)
    left, top, _right, _bottom = ImageChops.difference(bare, paper).getbbox()
    assert left > WIDTH / 2 and top > HEIGHT / 2  # the mountain alone


def test_no_font_is_found_where_none_can_be_listed(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert preview_card.font_files() is None


def test_a_programme_without_figures_has_none_on_its_card(client, db):
    programme = ProgrammeFactory()
    assert preview_card.words_of(programme).number is None
    opened(client.get(f"/{programme.partnership.slug}/{programme.slug}/card.png"))


def test_what_is_fictional_says_so_on_the_picture(db):
    programme = ProgrammeFactory(partnership=PartnershipFactory(is_fictional=True))
    words = preview_card.words_of(programme)
    assert words.is_fictional
    marked, bare = preview_card.drawn(words), preview_card.drawn(words._replace(is_fictional=False))
    assert ImageChops.difference(marked, bare).getbbox()[1] < EDGE  # at its very top


def test_a_card_follows_its_figures(client, db):
    programme = ProgrammeFactory()
    path = f"/{programme.partnership.slug}/{programme.slug}/card.png"
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    MealFactory(programme=programme, servings=6_612)
    later = client.get(path)
    assert later.headers["ETag"] != first.headers["ETag"] and later.content != first.content


def test_the_card_of_a_draft_is_for_staff_alone(client, admin_client, db):
    programme = ProgrammeFactory(visible_from=None)
    path = f"/{programme.partnership.slug}/{programme.slug}/card.png"
    assert client.get(path).status_code == 404
    assert "no-store" in admin_client.get(path).headers["Cache-Control"]
