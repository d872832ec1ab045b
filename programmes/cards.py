"""The picture that stands for a page where it is shared: title, days, headline figure, status.

It is drawn with Pillow and a Japanese font of the system, as PDFs are. Without such a font it has
no text, and a letter that the font does not have is left out: better none than a box.
"""

import shutil
import subprocess
from functools import cache
from io import BytesIO
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from . import periods
from .pages import programme_page, site_page
from .strands import FINAL, results

WIDTH, HEIGHT = SIZE = 1200, 630
EDGE = 72
PAPER, INK, GREY, LINE = "#FBF8F3", "#23201D", "#5C5650", "#8C857C"
LACQUER, CEDAR, LAKE = "#A61C28", "#2F5D43", "#0B6480"
#: the families that we know to look well, the best first
FAMILIES = ("BIZ UDPGothic", "BIZ UDGothic", "Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic")
#: the sizes in which a title is tried, and how many lines of each there is room for
TITLES = ((60, 2), (52, 2), (44, 3), (36, 4), (30, 5))
#: Mt. Bandai over the lake, as in templates/components/art/bandai.html: corners of curves
RIDGES = (
    "8 150 70 146 120 128 168 92 190 74 206 52 226 44",
    "226 44 236 40 242 52 252 48 264 42 270 26 284 22",
    "284 22 298 20 306 34 316 44 346 74 372 96 416 116 470 140 540 148 632 150",
    "196 76 206 80 210 90 222 88 232 86 236 74 248 78 258 82 262 96 276 92",
    "276 92 290 88 292 66 304 62 316 60 322 76 336 78",
)
WAVES = ((40, 164, 250), (282, 164, 604), (96, 178, 180), (214, 178, 468), (250, 192, 396))


class Words(NamedTuple):
    """What a card says, in the active language; `number` is a rounding.Printed or None."""

    title: str
    above: str = ""
    days: str = ""
    label: str = ""
    number: tuple | None = None
    status: str = ""
    is_final: bool = False
    is_fictional: bool = False


@programme_page
def card(request, programme):
    return _picture(words_of(programme))


@site_page
def site_card(request):
    about = _("福島県と企業の包括連携協定に基づく取り組みを、数字とその根拠で伝えます。")
    return _picture(Words(_("ふくしま連携ポータル"), days=about))


def words_of(programme):
    """What the card of a programme says; its figure only where there is one."""
    first, last = programme.starts_on, programme.ends_on
    told = {
        "title": str(programme),
        "above": f"{programme.partnership} · {programme.fiscal_year_text}",
        "days": periods.range_text(first, last, get_language()) if first else "",
        "is_fictional": programme.partnership.is_fictional,
    }
    if headline := results(programme).headline:
        told |= {
            "label": str(headline.figure.label),
            "number": headline.printed(),
            "status": str(headline.status_word),
            "is_final": headline.status == FINAL,
        }
    return Words(**told)


def _picture(words):
    picture = drawn(words)
    content = BytesIO()
    # Few colours: a quarter of the bytes, and no eye sees it.
    picture.quantize(64).save(content, "PNG", optimize=True)
    return HttpResponse(content.getvalue(), content_type="image/png")


def drawn(words):
    """The card as a picture."""
    picture = Image.new("RGB", SIZE, PAPER)
    _draw_mountain(picture)
    if font_files():
        Card(picture, words).write()
    return picture


# the mountain


def _draw_mountain(picture):
    """At twice the size and then reduced, because Pillow's lines have hard edges."""
    layer = Image.new("L", (WIDTH * 2, HEIGHT * 2))
    pen = ImageDraw.Draw(layer)
    for ridge in RIDGES:
        pen.line([_placed(*point) for point in _curve(ridge)], fill=255, width=5, joint="curve")
    for left, height, right in WAVES:
        pen.line([_placed(left, height), _placed(right, height)], fill=255, width=5)
    picture.paste(LAKE, mask=layer.resize(SIZE, Image.Resampling.LANCZOS))


def _placed(x, y):
    return (520 + x * 1.02) * 2, (400 + y * 1.02) * 2


def _curve(corners):
    """Points of cubic Bézier curves that follow each other: x y of a start, then three a curve."""
    numbers = list(map(float, corners.split()))
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    for start in range(0, len(points) - 1, 3):
        yield from (_on_curve(points[start : start + 4], step / 24) for step in range(25))


def _on_curve(points, at):
    while len(points) > 1:
        pairs = zip(points, points[1:], strict=False)
        points = [(a + (c - a) * at, b + (d - b) * at) for (a, b), (c, d) in pairs]
    return points[0]


# the text


class Card:
    """Writes words on a picture from the top down; `top` is where the next line begins."""

    def __init__(self, picture, words):
        self.pen, self.words, self.top = ImageDraw.Draw(picture), words, EDGE

    def write(self):
        self._kicker()
        self._title()
        if self.words.days:
            self._paragraph(self.words.days, 30, GREY, most=2)
        if self.words.number:
            self._number()
        self._site()

    def _kicker(self):
        left, right = EDGE, WIDTH - EDGE
        if self.words.is_fictional:
            left = self._mark(EDGE, self.top - 6, _("【架空】"), LACQUER) + 20
        if self.words.above:
            self._line(
                left, self.top, shortened(self.words.above, font(26), right - left), 26, GREY
            )
        self.top += 52

    def _title(self):
        for size, most in TITLES:
            lines = wrapped(self.words.title, font(size, bold=True), WIDTH - 2 * EDGE)
            if len(lines) <= most:
                break
        lines = cut(lines, most, font(size, bold=True), WIDTH - 2 * EDGE)
        for line in lines:
            self._line(EDGE, self.top, line, size, INK, bold=True)
            self.top += round(size * 1.35)
        self.top += 10

    def _paragraph(self, text, size, colour, most):
        for line in cut(wrapped(text, font(size), 1000), most, font(size), 1000):
            self._line(EDGE, self.top, line, size, colour)
            self.top += round(size * 1.5)

    def _number(self):
        """The figure as one unit on one baseline: small 約, large number, small unit."""
        baseline, left = HEIGHT - 110, EDGE
        self._line(left, baseline - 190, self.words.label, 28, GREY)
        before, number, after = self.words.number
        for text, size in ((before.strip(), 48), (number, 124), (after.strip(), 48)):
            if text:
                face = font(size, bold=True)
                self.pen.text((left, baseline), text, LACQUER, face, anchor="ls")
                left += face.getlength(text) + 10
        self._status(left + 16, baseline)

    def _status(self, left, baseline):
        """速報 in an outline, 確定 filled: the word and the shape say it, not the colour alone."""
        self._mark(left, baseline - 40, self.words.status, CEDAR, filled=self.words.is_final)

    def _mark(self, left, top, text, colour, filled=False):
        """A word in a frame; returns its right edge."""
        face, text = font(26, bold=True), known(text, font(26, bold=True))
        right = left + face.getlength(text) + 32
        box = (left, top, right, top + 44)
        self.pen.rounded_rectangle(
            box, 22, fill=colour if filled else None, outline=colour, width=3
        )
        middle = ((left + right) / 2, top + 22)
        self.pen.text(middle, text, PAPER if filled else colour, face, anchor="mm")
        return right

    def _site(self):
        self._line(EDGE, HEIGHT - 70, _("ふくしま連携ポータル"), 26, GREY)

    def _line(self, left, top, text, size, colour, bold=False):
        face = font(size, bold)
        self.pen.text((left, top), known(text, face), colour, face, anchor="la")


def wrapped(text, face, width):
    """Lines no wider than that, broken between phrases; a longer phrase between its letters."""
    lines = [""]
    for phrase in phrases(known(text, face)):
        for piece in [phrase] if face.getlength(phrase.strip()) <= width else phrase:
            if lines[-1] and face.getlength((lines[-1] + piece).rstrip()) > width:
                lines.append("")
            lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines if line.strip()]


def cut(lines, most, face, width):
    """At most so many lines, the last one with … where some are left out."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], shortened(lines[most - 1] + "…", face, width, is_cut=True)]


def shortened(text, face, width, is_cut=False):
    """A text on one line, with … where it is too long."""
    text = text if is_cut else known(text, face)
    if face.getlength(text) <= width:
        return text
    kept = text.rstrip("…")
    while kept and face.getlength(f"{kept}…") > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def phrases(text):
    """Where a line may break: between Japanese phrases, behind the spaces of English."""
    if text.isascii():
        return [f"{word} " for word in text.split()]
    return _parser().parse(text)


@cache
def _parser():
    import budoux  # takes its time to load

    return budoux.load_default_japanese_parser()


# fonts


def font_files():
    """(regular, bold) files of a Japanese font, or None."""
    command = shutil.which("fc-list")
    return _font_files(command) if command else None


@cache
def _font_files(command):
    listed = subprocess.run(  # noqa: S603 (no input from outside)
        [command, ":lang=ja", "--format=%{family[0]}\t%{style[0]}\t%{file}\n"],
        capture_output=True,
        text=True,
        check=False,
    )
    found = [line.split("\t") for line in listed.stdout.splitlines()]
    for family in FAMILIES:
        files = {style: file for name, style, file in found if name == family}
        if files:
            plain = files.get("Regular") or next(iter(files.values()))
            return plain, files.get("Bold", plain)
    return None


@cache
def font(size, bold=False):
    return ImageFont.truetype(font_files()[bold], size)


def known(text, face):
    """The text without the letters that the font has no shape for."""
    return "".join(letter for letter in text if _has(face, letter))


@cache
def _has(face, letter):
    return letter.isspace() or bytes(face.getmask(letter)) != bytes(face.getmask("\U0010fffe"))
