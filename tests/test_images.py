"""What becomes of a photo's bytes: clean renditions, or a refusal that says what to do."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile

from programmes.lib import images

from . import pictures
from .effort import cases
from .pictures import BLUE, GREEN, RED, WHITE, plain, quarters, saved


def opened(picture, width=None, suffix="jpg"):
    return Image.open(BytesIO(picture.renditions[width or picture.width, suffix]))


def is_near(color, other, distance=12):
    return all(abs(a - b) <= distance for a, b in zip(color, other, strict=True))


def corners(image):
    """The colours of the four quarters: above left, above right, below left, below right."""
    image, (width, height) = image.convert("RGB"), image.size
    places = [(x * width // 4, y * height // 4) for y in (1, 3) for x in (1, 3)]
    return [image.getpixel(place) for place in places]


def refusal(data, name=""):
    with pytest.raises(images.PhotoRefusal) as refused:
        images.picture(data, name)
    return str(refused.value)


# what comes out


@pytest.mark.parametrize(
    ("size", "widths", "height"),
    [
        ((2000, 1500), [320, 640, 1280], 960),
        ((1280, 853), [320, 640, 1280], 853),
        ((1000, 1400), [320, 640, 1000], 1400),
        ((320, 240), [320], 240),
        ((250, 210), [250], 210),
    ],
)
def test_renditions_have_several_widths_and_are_never_enlarged(size, widths, height):
    picture = images.picture(saved(plain(size)))
    assert sorted({width for width, _suffix in picture.renditions}) == widths
    assert (picture.width, picture.height) == (widths[-1], height)
    for (width, suffix), content in picture.renditions.items():
        with Image.open(BytesIO(content)) as image:
            assert image.format == {"jpg": "JPEG", "webp": "WEBP", "avif": "AVIF"}[suffix]
            assert image.width == width
            assert abs(image.height - size[1] * width / size[0]) <= 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(orientation):
    """Whatever way the camera was held, what was above stays above."""
    stored = quarters()
    if (turn := images.TURNS.get(orientation)) is not None:
        back = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
        stored = stored.transpose(back.get(orientation, turn))
    data = saved(stored, exif=pictures.exif(orientation))
    picture = images.picture(data)
    assert (picture.width, picture.height) == (800, 600)
    for color, expected in zip(corners(opened(picture)), (RED, GREEN, BLUE, WHITE), strict=True):
        assert is_near(color, expected)


def test_a_photo_with_its_place_comes_out_without_it():
    data = pictures.from_a_phone()
    before = Image.open(BytesIO(data))
    assert before.getexif().get_ifd(pictures.GPS)[2] == (37.0, 45.0, 1.2)
    assert {"exif", "xmp", "icc_profile", "comment"} <= before.info.keys()
    picture = images.picture(data)
    assert (picture.width, picture.height, len(picture.renditions)) == (600, 800, 6)
    for (width, suffix), content in picture.renditions.items():
        image = opened(picture, width, suffix)
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & image.info.keys()
        for secret in (b"Exif", b"SecretCamera", b"Soma", b"Hanako", b"ICC_PROFILE", b"xmpmeta"):
            assert secret not in content, (width, suffix, secret)


def test_the_same_bytes_give_the_same_renditions():
    data = pictures.from_a_phone()
    assert images.picture(data) == images.picture(data)


def test_what_was_hidden_behind_a_picture_is_dropped():
    """A phone's own appendix (a film, a depth map) is no reason to refuse."""
    picture = images.picture(saved(plain()) + b"\0\0\0\x18ftypmp42 SEFT hidden film")
    assert not [one for one in picture.renditions.values() if b"hidden" in one]


def test_a_photo_with_a_second_picture_gives_the_first():
    image = quarters()
    data = saved(image, "MPO", save_all=True, append_images=[plain((800, 600), BLUE)])
    assert is_near(corners(opened(images.picture(data, "DSC_0001.jpg")))[0], RED)


@pytest.mark.parametrize(
    ("image", "format", "options", "color"),
    [
        (plain(color=(0, 255, 255, 0), mode="CMYK"), "JPEG", {}, (254, 0, 0)),
        (plain(color=128, mode="L"), "JPEG", {}, (128, 128, 128)),
        (plain(color=32896, mode="I;16"), "PNG", {}, (128, 128, 128)),
        (plain(color=65535, mode="I;16"), "PNG", {}, WHITE),
        (plain(color=1, mode="1"), "PNG", {}, WHITE),
        (plain(color=(*RED, 0), mode="RGBA"), "PNG", {}, WHITE),
        (plain(color=(*RED, 255), mode="RGBA"), "WEBP", {"lossless": True}, RED),
        (plain(color=(90, 0), mode="LA"), "PNG", {}, WHITE),
        (plain(color=RED).quantize(4), "PNG", {}, RED),
        (plain(color=RED).quantize(4), "PNG", {"transparency": 0}, WHITE),
        (plain(color=RED), "PNG", {"transparency": RED}, WHITE),
    ],
)
def test_colours_of_every_kind_come_out_right(image, format, options, color):
    picture = images.picture(saved(image, format, **options))
    for suffix in images.SUFFIXES:
        rendition = opened(picture, suffix=suffix)
        assert rendition.mode == "RGB"
        assert is_near(rendition.getpixel((100, 100)), color, 6), suffix


def test_a_profile_is_turned_into_the_colours_that_it_means():
    """Of a profile that calls red what others call green, red comes out green."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"----").replace(b"gXYZ", b"rXYZ").replace(b"----", b"gXYZ")
    for mode in ("RGB", "RGBA"):
        red = plain(color="red").convert(mode)
        for profile, color in ((srgb, (255, 0, 0)), (swapped, (0, 255, 0))):
            picture = images.picture(saved(red, "PNG", icc_profile=profile))
            assert is_near(opened(picture).getpixel((9, 9)), color), (mode, color)


@pytest.mark.parametrize("kind", ["LAB", None])
def test_a_profile_that_says_nothing_of_these_colours_is_left_aside(kind):
    profile = b"no profile"
    if kind:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile(kind)).tobytes()
    picture = images.picture(saved(plain(), "PNG", icc_profile=profile))
    assert is_near(opened(picture).getpixel((9, 9)), RED, 3)


# what is refused


@pytest.mark.parametrize(
    ("data", "name", "reason", "remedy"),
    [
        (b"", "lunch.jpg", "空です", "もう一度選んで"),
        (pictures.bomb(), "lunch.png", "画素が多すぎ", "縮小して"),
        (pictures.bomb(9_000, 9_000), "lunch.png", "9,000×9,000", "縮小して"),
        (pictures.bomb(2**31 - 1, 1), "lunch.png", "画素が多すぎ", "縮小して"),
        (pictures.SVG, "lunch.svg", "SVG", "JPEGかPNGで"),
        (b'<?xml version="1.0"?>' + pictures.SVG, "lunch.jpg", "SVG", "JPEGかPNGで"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "IMG_0001.HEIC", "HEIC", "互換性優先"),
        (saved(plain(), "GIF"), "lunch.gif", "GIF", "JPEGかPNGで"),
        (saved(plain(), "AVIF"), "lunch.avif", "AVIF", "JPEG、PNG、WebP"),
        (saved(plain(), "TIFF"), "lunch.tif", "TIFF", "JPEG、PNG、WebP"),
        (saved(plain(), "BMP"), "lunch.bmp", "BMP", "JPEG、PNG、WebP"),
        (saved(plain(), "PDF"), "lunch.pdf", "PDF", "JPEG、PNG、WebP"),
        (b"hello", "lunch.jpg", "写真として読めない", "JPEG、PNG、WebP"),
        (pictures.moving("PNG"), "lunch.png", "動く画像", "一枚"),
        (pictures.moving("WEBP"), "lunch.webp", "動く画像", "一枚"),
        (saved(plain((199, 600))), "lunch.jpg", "199×600", "200ピクセル以上"),
        (saved(plain((3000, 300))), "lunch.jpg", "細長すぎる", "切り抜いて"),
        (saved(plain()), "lunch.png", "名前ではPNGですが、中身はJPEG", "photo.jpg"),
        (saved(plain(), "PNG"), "lunch.JPG", "名前ではJPEGですが、中身はPNG", "photo.png"),
    ],
)
def test_what_is_no_photo_is_refused_with_what_to_do(data, name, reason, remedy):
    message = refusal(data, name)
    assert reason in message
    assert remedy in message


def test_a_small_bomb_is_refused_before_a_pixel_is_decoded(monkeypatch):
    def decode(*args):
        raise AssertionError("decoded")

    data = pictures.bomb(9_000, 9_000)
    assert len(data) < 1_000
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    assert "画素が多すぎ" in refusal(data)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.05, 0.5, 0.9])
def test_a_truncated_file_is_refused(format, part, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    data = saved(Image.effect_noise((640, 480), 90).convert("RGB"), format)
    assert "途中で切れているか、壊れています" in refusal(data[: int(len(data) * part)])


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "other", [pictures.archive(), pictures.SCRIPT, pictures.SVG, b"<?php system($_GET[0]);"]
)
def test_a_picture_that_is_something_else_as_well_is_refused(format, other):
    assert "写真ではないもの" in refusal(saved(plain(), format) + other)


def test_markup_inside_the_comment_of_a_picture_is_refused():
    assert "写真ではないもの" in refusal(saved(plain(), comment=pictures.SCRIPT))


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        (saved(plain((20, 20)), "GIF"), "GIF"),
        (pictures.archive(), "ZIP"),
        (pictures.SCRIPT, "HTML"),
        (b"%PDF-1.7\n", "PDF"),
    ],
)
def test_a_picture_behind_something_else_is_refused_as_that(before, kind):
    assert kind in refusal(before + saved(plain()), "lunch.jpg")


def test_a_file_of_too_many_bytes_is_refused_with_its_size():
    message = refusal(saved(plain()) + bytes(images.MOST_BYTES))
    assert "15.0MB" in message
    assert "15MBまで" in message


@settings(max_examples=cases(150))
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=12),
)
def test_damaged_bytes_give_a_picture_or_a_refusal_and_nothing_else(format, damages):
    data = bytearray(saved(quarters((240, 220)), format, exif=pictures.exif()))
    for place, value in damages:
        data[int(place * len(data))] = value
    try:
        picture = images.picture(bytes(data))
    except images.PhotoRefusal as refused:
        assert str(refused)
    else:
        assert picture.renditions.keys() == {(picture.width, suffix) for suffix in images.SUFFIXES}
