"""The demo's drawings: for everything there is one, told in words, and they become photos."""

import tomllib
from io import BytesIO

import pytest
from PIL import Image, ImageStat

from programmes.demo import FOLDER
from programmes.lib import images

FOLDERS = [path.parent for path in FOLDER.glob("*/pictures.toml")]
FILES = {
    file.stem: file.read_bytes()
    for folder in FOLDERS
    for file in sorted((folder / "pictures").iterdir())
}


def test_each_drawing_is_described_in_both_languages_and_nothing_else_is():
    assert len(FOLDERS) >= 3 and len(FILES) >= 24
    for folder in FOLDERS:
        described = tomllib.loads((folder / "pictures.toml").read_text(encoding="utf-8"))
        assert set(described) == {file.stem for file in (folder / "pictures").iterdir()}
        for texts in described.values():
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
