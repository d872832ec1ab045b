"""The demo's drawings: for everything there is one, told in words, and they become photos."""

import tomllib
from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image, ImageStat

from programmes.lib import images

DEMO = settings.BASE_DIR / "fixtures" / "demo"
TOLD = tomllib.loads((DEMO / "pictures.toml").read_text(encoding="utf-8"))
FILES = {file.stem: file.read_bytes() for file in (DEMO / "pictures").iterdir()}


def test_each_drawing_is_told_in_both_languages_and_nothing_else_is():
    assert set(TOLD) == set(FILES) and len(TOLD) >= 24
    for texts in TOLD.values():
        assert texts["alt"].endswith("の絵") and texts["alt_en"].startswith("Drawing of ")


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_drawing_is_small_and_something_is_drawn_on_it(name):
    assert len(FILES[name]) <= 60_000
    sheet = Image.open(BytesIO(FILES[name]))
    assert (sheet.format, sheet.size) == ("WEBP", (1200, 800))
    assert max(ImageStat.Stat(sheet).stddev) > 15


def test_no_two_drawings_are_alike():
    assert len(set(FILES.values())) == len(FILES)


def test_a_drawing_becomes_a_photo_like_any_other():
    picture = images.picture(FILES["peach-jelly"], "peach-jelly.webp")
    assert (picture.width, picture.height) == (1200, 800)
    assert {suffix for _width, suffix in picture.renditions} == {"avif", "webp", "jpg"}
