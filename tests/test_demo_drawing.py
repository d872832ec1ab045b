"""The demo's drawings: for everything there is one, the same each time, told in words."""

import tomllib

import pytest
from django.conf import settings
from PIL import ImageStat

from programmes.demo import drawing

TOLD = tomllib.loads(
    (settings.BASE_DIR / "fixtures" / "demo" / "pictures.toml").read_text(encoding="utf-8")
)
SMALL = 240


def test_each_drawing_is_told_in_both_languages_and_nothing_else_is():
    assert set(TOLD) == set(drawing.PICTURES) and len(TOLD) >= 24
    for texts in TOLD.values():
        assert texts["alt"].endswith("の絵") and texts["alt_en"].startswith("Drawing of ")


@pytest.mark.parametrize("name", sorted(drawing.PICTURES))
def test_a_drawing_comes_out_the_same_each_time(name):
    one, again = (drawing.sheet(name, SMALL) for _time in range(2))
    assert one.size == (SMALL, SMALL * 2 // 3)
    assert one.tobytes() == again.tobytes()
    assert max(ImageStat.Stat(one).stddev) > 15  # something is drawn on it


def test_no_two_drawings_are_alike():
    assert len({drawing.sheet(name, SMALL).tobytes() for name in drawing.PICTURES}) == len(TOLD)


def test_a_drawing_becomes_a_photo_like_any_other():
    picture = drawing.drawn("peach-jelly", 300)
    assert (picture.width, picture.height) == (300, 200)
    assert {suffix for _width, suffix in picture.renditions} == {"avif", "webp", "jpg"}
