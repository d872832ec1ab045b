"""Our steps of type and space are the Digital Agency's; contrast is measured, in light and dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
DADS = (CSS / "dads-tokens.css").read_text(encoding="utf-8")
VALUE = re.compile(r"--fp-([a-z0-9-]+): ([^;]+);")
PUBLIC = ("base", "components", "campaign", "pictures", "release", "styleguide")
TEXTS = (
    "ink",
    "grey",
    "lacquer",
    "lacquer-deep",
    "lake",
    "lake-deep",
    "persimmon",
    "cedar",
    "plum",
)


def light():
    return dict(VALUE.findall(TOKENS.split("@media")[0]))


def dark():
    return light() | dict(VALUE.findall(TOKENS.split("(prefers-color-scheme: dark)")[1]))


def test_sizes_of_type_are_steps_of_the_digital_agencys_scale():
    scale = set(re.findall(r"--font-size-(\d+):", DADS))
    sizes = re.findall(r"--fp-(?:small|large|h\d|body): calc\((\d+) / 16", TOKENS)
    assert len(sizes) >= 6
    assert set(sizes) <= scale


def test_the_ring_of_the_focus_is_theirs():
    yellow = re.search(r"--color-primitive-yellow-300: (#\w+);", DADS)[1]
    assert light()["focus-ring"] == yellow


def luminance(colour):
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [light, dark])
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_text_and_lines_stand_out_from_both_grounds(scheme, ground):
    colours = scheme()
    for name in TEXTS:
        assert contrast(colours[name], colours[ground]) >= 4.5, name
    assert contrast(colours["line"], colours[ground]) >= 3


@pytest.mark.parametrize("scheme", [light, dark])
def test_ink_stands_out_from_every_tint_and_text_on_the_accent(scheme):
    colours = scheme()
    for name in ("tint-peach", "tint-lake", "tint-cedar"):
        assert contrast(colours["ink"], colours[name]) >= 7, name
    assert contrast(colours["on-accent"], colours["lacquer"]) >= 4.5


@pytest.mark.parametrize("name", PUBLIC)
def test_the_files_of_public_pages_use_our_names_only(name):
    text = (CSS / f"{name}.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s,)])", text)
