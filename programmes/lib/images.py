"""Pictures as people bring them -> clean renditions for pages. Pure Pillow.

Nothing of the file itself is kept: what leaves is drawn anew from its pixels, upright, in sRGB,
on white, without metadata, without place, without whatever else was hidden in the bytes.
"""

import re
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageFile

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000
LEAST_EDGE = 200
LONGEST_TO_SHORTEST = 5
#: widths in pixels; a picture is never enlarged, so the last one may be its own width
WIDTHS = (320, 640, 1280)

#: suffix -> (format and options of Pillow); one thread, so that the same pixels give the same bytes
SUFFIXES: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 8, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "jpg": {"format": "JPEG", "quality": 82, "progressive": True, "optimize": True},
}

MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}

JPEG, PNG, WEBP = "JPEG", "PNG", "WebP"
#: what a file is by its first bytes
BEGINNINGS = [
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WEBP),
    (re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|mif1|msf1)", re.DOTALL), "HEIC"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "AVIF"),
    (re.compile(rb"GIF8[79]a"), "GIF"),
    (re.compile(rb"BM....\0\0\0\0", re.DOTALL), "BMP"),
    (re.compile(rb"II\*\0|MM\0\*"), "TIFF"),
    (re.compile(rb"%PDF-"), "PDF"),
    (re.compile(rb"PK\x03\x04"), "ZIP"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*<[^>]*svg|(\xef\xbb\xbf)?\s*<\?xml", re.IGNORECASE), "SVG"),
    (re.compile(rb"\s*<(!doctype|html|script)", re.IGNORECASE), "HTML"),
]
NAMED = {"jpg": JPEG, "jpeg": JPEG, "jpe": JPEG, "jfif": JPEG, "png": PNG, "webp": WEBP}

#: what no photograph holds, wherever in the file it stands; long enough not to come by chance
MARKUP = re.compile(rb"<script[\s>]|<\?php|<!doctype|<html[\s>]|<iframe|<svg\s", re.IGNORECASE)

ADVICE = {
    "HEIC": "iPhoneの写真（HEIC）は、そのままでは使えません。"
    "写真アプリの「書き出し」でJPEGにするか、iPhoneの「設定→カメラ→フォーマット」を「互換性優先」にして撮ってください。",
    "SVG": "SVGは絵を描く命令のファイルで、写真ではありません。JPEGかPNGで書き出してください。",
    "GIF": "GIFは使えません。JPEGかPNGで保存し直してください。",
}
OTHERWISE = "JPEG、PNG、WebPの写真を選んでください（例：lunch.jpg）。"

BROKEN = (
    "写真が途中で切れているか、壊れています。元の写真を開けるか確かめ、"
    "カメラやスマートフォンから、もう一度取り出してください。"
)

#: EXIF's orientation -> what turns the picture upright
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112


class PhotoRefusal(ValueError):
    """A file that is no usable photo; the text says in Japanese what to do."""


@dataclass(frozen=True)
class Picture:
    """The size of the largest rendition, and all of them: (width, suffix) -> bytes."""

    width: int
    height: int
    renditions: dict[tuple[int, str], bytes]


def widths_of(width: int) -> list[int]:
    return [*(narrower for narrower in WIDTHS if narrower < width), width]


def picture(data: bytes, name: str = "") -> Picture:
    """The renditions of a file's bytes, the same for the same bytes. Raises PhotoRefusal.

    `name` is the file's, for what it promises.
    """
    _check_bytes(data, name)
    clean = _read(data)
    renditions: dict[tuple[int, str], bytes] = {}
    for width in widths_of(clean.width):
        sized = clean if width == clean.width else _resized(clean, width)
        renditions |= {(width, suffix): _encoded(sized, suffix) for suffix in SUFFIXES}
    return Picture(clean.width, clean.height, renditions)


def _check_bytes(data: bytes, name: str) -> None:
    if not data:
        raise PhotoRefusal(
            "ファイルが空です（0バイト）。元の写真を確かめて、もう一度選んでください。"
        )
    check_size(len(data))
    found, promised = kind(data), NAMED.get(name.lower().rpartition(".")[2])
    if found not in (JPEG, PNG, WEBP):
        raise PhotoRefusal(ADVICE.get(found) or f"{_named_kind(found)}{OTHERWISE}")
    if promised and promised != found:
        raise PhotoRefusal(
            f"「{name}」は、名前では{promised}ですが、中身は{found}です。"
            f"{found}の名前（例：photo.{found.lower().replace('jpeg', 'jpg')}）に直すか、"
            "画像ソフトで開いて保存し直してください。"
        )
    if _is_more_than_a_picture(data):
        raise PhotoRefusal(
            "写真の中に、写真ではないもの（ウェブページや圧縮ファイルなど）が混ざっています。"
            "画像ソフトで開き、JPEGで保存し直したものを選んでください。"
        )


def check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise PhotoRefusal(
            f"ファイルが大きすぎます（{size / 1024**2:.1f}MB）。{MOST_BYTES // 1024**2}MBまでです。"
            "縮小して（例：長い辺を3000ピクセルに）JPEGで保存し直してください。"
        )


def kind(data: bytes) -> str:
    """JPEG, PNG, WebP, or what else a file begins like; "" when it is like nothing known."""
    head = data[:1024]
    return next((name for pattern, name in BEGINNINGS if pattern.match(head)), "")


def _named_kind(found: str) -> str:
    return f"このファイルは{found}です。" if found else "写真として読めないファイルです。"


def _is_more_than_a_picture(data: bytes) -> bool:
    return bool(MARKUP.search(data)) or b"%PDF-" in data[:1024] or zipfile.is_zipfile(BytesIO(data))


def _read(data: bytes) -> Image.Image:
    # The library that makes our PDFs switches this on for the whole process when it is imported.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(BytesIO(data), formats=[kind(data).upper()]) as image:
            _check_header(image)
            # A JPEG is decoded at a half or a quarter where that is still more than enough.
            image.draft(None, (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
            turn = TURNS.get(image.getexif().get(ORIENTATION, 0))
            image.load()
            return _clean(image, turn)
    except Image.DecompressionBombError as error:
        raise PhotoRefusal(_too_many("")) from error
    except PhotoRefusal:
        raise
    except Exception as error:  # a decoder of broken bytes may raise anything
        raise PhotoRefusal(BROKEN) from error


def _too_many(size: str) -> str:
    return (
        f"写真の画素が多すぎます{size}。{MOST_PIXELS // 10_000}万画素までです。"
        "縮小して（例：長い辺を3000ピクセルに）保存し直してください。"
    )


def _check_header(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise PhotoRefusal(_too_many(f"（{width:,}×{height:,}）"))
    if min(width, height) < LEAST_EDGE:
        raise PhotoRefusal(
            f"写真が小さすぎます（{width}×{height}）。縦も横も{LEAST_EDGE}ピクセル以上のものを"
            "選んでください。メールなどで縮小される前の、元の写真が最適です。"
        )
    if max(width, height) > LONGEST_TO_SHORTEST * min(width, height):
        raise PhotoRefusal(
            f"細長すぎる写真です（{width:,}×{height:,}）。"
            f"長い辺が短い辺の{LONGEST_TO_SHORTEST}倍以内になるように切り抜いてください。"
        )
    # Phones put a second picture (depth, preview) behind a JPEG; the first is the photograph.
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise PhotoRefusal("動く画像は使えません。見せたい一枚をJPEGかPNGで保存し直してください。")


def _clean(image: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    image = _in_srgb(_deep_to_8_bits(image))
    if turn is not None:
        image = image.transpose(turn)
    if image.width > WIDTHS[-1]:
        image = _resized(image, WIDTHS[-1])
    # A new picture, because one that was read carries its comments and profiles into its copies.
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return paper


def _deep_to_8_bits(image: Image.Image) -> Image.Image:
    """A grey picture of 16 bits as one of 8; Pillow itself reads colours as 8."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda value: value / 257).convert("L")


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    target = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode not in ("L", "RGB", "CMYK") or target == "RGBA":
        image = image.convert(target)
    with suppress(ImageCms.PyCMSError, OSError):  # a profile of other colours says nothing
        if profile:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            if shown := ImageCms.profileToProfile(image, source, srgb, outputMode=target):
                return shown
    return image.convert(target)


def _resized(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _encoded(image: Image.Image, suffix: str) -> bytes:
    out = BytesIO()
    image.save(out, **SUFFIXES[suffix])
    return out.getvalue()
