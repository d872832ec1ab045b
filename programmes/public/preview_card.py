"""The picture that stands for a page where it is shared: title, days, headline figure, status.

It is drawn with Pillow and a Japanese font of the system, as PDFs are. Without such a font it has
no text, and a letter that the font does not have is left out: better none than a box.
"""

from functools import cache
from io import BytesIO
from typing import NamedTuple

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from ..figures import FINAL, results
from ..lib import periods
from ..lib.phrases import parts
from ..reporting.exports import listed_fonts
from .caching import programme_page, site_page

WIDTH, HEIGHT = SIZE = 1200, 630
EDGE = 72
ROOM, BESIDE_MOUNTAIN, GAP = WIDTH - 2 * EDGE, 760, 8
PAPER, INK, GREY = "#FBF8F3", "#23201D", "#5C5650"
LACQUER, CEDAR, LAKE = "#A61C28", "#2F5D43", "#0B6480"
#: the families that we know to look well, the best first
FAMILIES = ("BIZ UDPGothic", "BIZ UDGothic", "Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic")
#: the sizes in which a title is tried, and how many lines of each there is room for
TITLES = ((60, 2), (52, 2), (44, 3), (36, 3), (30, 4))
#: Mt. Bandai over the lake, as in templates/components/art/bandai.html: where its lines are
MOUNTAIN = "img/bandai.png"


class CardText(NamedTuple):
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
    return _picture(CardText(_("ふくしま連携ポータル"), days=about))


def words_of(programme):
    first, last = programme.starts_on, programme.ends_on
    texts = {
        "title": str(programme),
        "above": str(programme.partnership),
        "days": (
            periods.range_text(first, last, get_language()) if first else programme.fiscal_year_text
        ),
        "is_fictional": programme.partnership.is_fictional,
    }
    if headline := results(programme).headline:
        texts |= {
            "label": str(headline.figure.label),
            "number": headline.printed(),
            "status": str(headline.status_word),
            "is_final": headline.status == FINAL,
        }
    return CardText(**texts)


def _picture(words):
    picture = drawn(words)
    content = BytesIO()
    # Few colours: a quarter of the bytes, and no eye sees it.
    picture.quantize(64).save(content, "PNG", optimize=True)
    return HttpResponse(content.getvalue(), content_type="image/png")


def drawn(words):
    picture = Image.new("RGB", SIZE, PAPER)
    with Image.open(finders.find(MOUNTAIN)) as mountain:
        picture.paste(LAKE, mask=mountain)
    if font_files():
        Card(picture, words).write()
    return picture


# the text


class Card:
    """Writes words on a picture from the top down; `top` is where the next line begins."""

    def __init__(self, picture, words):
        self.pen, self.words, self.top = ImageDraw.Draw(picture), words, EDGE

    def write(self):
        self._kicker()
        self._title()
        self._days()
        if self.words.number:
            self._number()
        if (name := _("ふくしま連携ポータル")) != self.words.title:
            self._line(EDGE, HEIGHT - 76, name, font(26), GREY)

    def _kicker(self):
        left = EDGE
        if self.words.is_fictional:
            left = self._mark(EDGE, self.top - 8, _("【架空】"), LACQUER) + 20
        room = WIDTH - EDGE - left
        for face in map(font, (26, 24, 22)):
            if face.getlength(self.words.above) <= room:
                break
        self._line(left, self.top, shortened(self.words.above, face, room), face, GREY)
        self.top += 52

    def _title(self):
        for size, most in TITLES:
            face = font(size, bold=True)
            lines = wrapped(self.words.title, face)
            whole = all(face.getlength(text.rstrip()) <= ROOM for text in phrases(self.words.title))
            if whole and len(lines) <= most:
                break
        for line in cut(lines, most, face):
            self._line(EDGE, self.top, line, face, INK)
            self.top += round(size * 1.35)

    def _days(self):
        face = font(30)
        self.top += 8
        for line in cut(wrapped(self.words.days, face), 2, face):
            self._line(EDGE, self.top, line, face, GREY)
            self.top += 44

    def _number(self):
        left, baseline, face = EDGE, HEIGHT - 116, font(28)
        self._line(left, baseline - 148, self.words.label, face, GREY)
        right = left + face.getlength(self.words.label)
        # The word and the shape tell them apart, not the colour alone.
        colour = CEDAR if self.words.is_final else GREY
        self._mark(right + 20, baseline - 155, self.words.status, colour, self.words.is_final)
        for text, face in self._sized_number():
            self.pen.text((left, baseline), text, LACQUER, face, anchor="ls")
            left += face.getlength(text) + GAP

    def _sized_number(self):
        """(text, font) of each part of the figure, as large as leaves the mountain alone."""
        for size in range(116, 20, -4):
            faces = (font(size * 2 // 5, bold=True), font(size, bold=True))
            parts = zip(self.words.number, (faces[0], faces[1], faces[0]), strict=True)
            parts = [(text.strip(), face) for text, face in parts if text.strip()]
            if sum(face.getlength(text) + GAP for text, face in parts) <= BESIDE_MOUNTAIN:
                break
        return parts

    def _mark(self, left, top, text, colour, is_filled=False):
        """A word in a frame; returns its right edge."""
        face = font(26, bold=True)
        right = left + face.getlength(text) + 32
        fill = colour if is_filled else None
        self.pen.rounded_rectangle((left, top, right, top + 44), 22, fill, colour, width=3)
        middle = ((left + right) / 2, top + 22)
        self.pen.text(middle, text, PAPER if is_filled else colour, face, anchor="mm")
        return right

    def _line(self, left, top, text, face, colour):
        self.pen.text((left, top), known(text, face), colour, face, anchor="la")


def wrapped(text, face):
    """Lines that have room, broken between phrases; a longer phrase between its letters."""
    lines = [""]
    for phrase in phrases(known(text, face)):
        for piece in [phrase] if face.getlength(phrase.rstrip()) <= ROOM else phrase:
            if lines[-1] and face.getlength((lines[-1] + piece).rstrip()) > ROOM:
                lines.append("")
            lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines if line.strip()]


def cut(lines, most, face):
    """At most so many lines, the last one with … where some are left out."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], shortened(f"{lines[most - 1]}…", face, ROOM)]


def shortened(text, face, room):
    kept = text = known(text, face)
    while face.getlength(text) > room and kept:
        kept = kept[:-1]
        text = f"{kept.rstrip('… ')}…"
    return text


def phrases(text):
    if text.isascii():
        return [f"{word} " for word in text.split()]
    return parts(text)


# fonts


def font_files():
    """(regular, bold) files of a Japanese font, or None."""
    lines = listed_fonts("--format=%{family[0]}\t%{style[0]}\t%{file}\n")
    fonts = [line.split("\t") for line in lines or ()]
    for family in FAMILIES:
        files = {style: file for name, style, file in fonts if name == family}
        if files:
            plain = files.get("Regular") or next(iter(files.values()))
            return plain, files.get("Bold", plain)
    return None


@cache
def font(size, bold=False):
    return ImageFont.truetype(font_files()[bold], size)


def known(text, face):
    return "".join(letter for letter in text if _has(face, letter))


@cache
def _has(face, letter):
    return letter.isspace() or bytes(face.getmask(letter)) != bytes(face.getmask("\U0010fffe"))
