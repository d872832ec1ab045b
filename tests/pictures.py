"""Photos as people bring them, good and bad, each made here from nothing."""

import struct
import zipfile
import zlib
from functools import cache
from io import BytesIO

from PIL import Image, ImageCms

GPS = 0x8825
ORIENTATION = 0x0112
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 60), (30, 60, 200), (255, 255, 255)


def saved(image, format="JPEG", **options):
    out = BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def plain(size=(800, 600), color=RED, mode="RGB"):
    return Image.new(mode, size, color)


def quarters(size=(800, 600)):
    """Red above left, green above right, blue below left, white below right."""
    image = plain(size, WHITE)
    half = (size[0] // 2, size[1] // 2)
    image.paste(RED, (0, 0, *half))
    image.paste(GREEN, (half[0], 0, size[0], half[1]))
    image.paste(BLUE, (0, half[1], half[0], size[1]))
    return image


def exif(orientation=1):
    """As a phone writes it: camera, orientation, and the place to the second."""
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    tags[0x010F] = "SecretCamera"
    place = tags.get_ifd(GPS)
    place[1], place[2] = "N", (37.0, 45.0, 1.2)
    place[3], place[4] = "E", (140.0, 28.0, 4.5)
    return tags.tobytes()


@cache
def from_a_phone(orientation=6):
    """With place, camera, XMP, a comment and a profile; lying on its side unless told otherwise."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta><place>Soma High School</place></x:xmpmeta>"
    return saved(
        quarters(), exif=exif(orientation), xmp=xmp, comment=b"Hanako", icc_profile=profile
    )


def chunk(name, data):
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def bomb(width=60_000, height=60_000):
    """A few hundred bytes that promise a picture of gigabytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels)


def archive():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("Evil.class", "cafebabe")
    return out.getvalue()


SCRIPT = b"<!doctype html><script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def moving(format):
    frames = [plain((300, 300), color) for color in (RED, GREEN)]
    return saved(frames[0], format, save_all=True, append_images=frames[1:])
