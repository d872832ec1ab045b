"""What happens at the events of the demo."""

from math import cos, radians, sin

from . import colours as c
from . import tableware as t
from .canvas import box, darker, lighter, mixed, oval, smooth
from .dolls import COLOURS, back, bubble, doll


def _room(canvas, wall, floor, height=560):
    canvas.shape(box(600, 400, 1200, 800), wall)
    canvas.shape(box(600, height + 400, 1200, 800), floor)
    canvas.line([(0, height), (1200, height)], darker(floor, 0.08), 4)


def kickoff(canvas):
    """Pennants over a table with lunches, and everybody behind it."""
    _room(canvas, c.PEACH, c.SAND, 470)
    cord = smooth([(-20, 60), (300, 150), (600, 176), (900, 150), (1220, 60)])
    canvas.line(cord, c.GREY, 4)
    flags = (c.LACQUER, c.PAPER, c.LAKE, c.PAPER, c.CEDAR, c.PAPER, c.PERSIMMON, c.PAPER, c.PLUM)
    for number, colour in enumerate(flags):
        x, y = cord[round((number + 0.7) * (len(cord) - 1) / 9.4)]
        canvas.shape([(x - 44, y), (x + 44, y), (x, y + 82)], colour)
    for number, x in enumerate((180, 390, 600, 810, 1020)):
        doll(canvas, x, 590, 104 if number % 2 else 116, COLOURS[number], (600 - x) / 700)
    canvas.shape(box(600, 690, 1240, 250), c.WOOD)
    canvas.line([(0, 566), (1200, 566)], lighter(c.WOOD, 0.3), 8)
    for x, outside in ((200, c.LAKE), (600, c.DEEP), (1000, c.CEDAR)):
        _bowl(canvas, x, 640, outside)
    for x in (400, 800):
        _peach(canvas, x, 660, 50)


def _bowl(canvas, x, y, colour):
    """A bowl of rice from the side."""
    canvas.shape(oval(x + 8, y + 88, 92, 14), (60, 40, 24, 46))
    canvas.shape(oval(x, y, 108, 70, 0, 180, 360), c.RICE)
    canvas.shape(oval(x, y, 120, 88, 0, 0, 180), colour)
    canvas.shape(box(x, y + 86, 88, 18, 6), darker(colour, 0.15))
    canvas.line([(x - 117, y + 8), (x + 117, y + 8)], lighter(colour, 0.3), 6)


def _peach(canvas, x, y, size):
    canvas.shape(oval(x + 5, y + size * 0.9, size, size * 0.16), (60, 40, 24, 46))
    canvas.dot(x, y, size, "#f6b199")
    canvas.shape(oval(x + size * 0.3, y, size * 0.66, size * 0.9), "#ef8f80")
    canvas.line(
        oval(x + size * 0.1, y - size * 0.3, size * 0.5, size * 0.9, 0, 110, 220), "#d96f62", 4
    )
    canvas.shape(oval(x + size * 0.4, y - size * 1.0, size * 0.42, size * 0.16, -24), c.LEAF)


def _talk(canvas, wall, floor, speaker, motif):
    """Somebody speaks on a screen, and others listen and answer."""
    _room(canvas, wall, floor, 590)
    canvas.shadow(box(600, 320, 620, 410, 26), 8, 16)
    canvas.shape(box(600, 320, 620, 410, 26), c.INK)
    canvas.shape(box(600, 318, 576, 364, 10), lighter(wall, 0.55))
    with canvas.inside(box(600, 318, 576, 364, 10)):
        motif(canvas)
        doll(canvas, 470, 506, 116, speaker, 0.6)
    canvas.shape([(540, 525), (660, 525), (690, 600), (510, 600)], c.GREY)
    canvas.shape(box(600, 602, 300, 18, 8), c.GREY)
    bubble(canvas, 150, 330, 190, 120, c.WHITE, (205, 520))
    bubble(canvas, 1050, 290, 190, 120, c.WHITE, (990, 500))
    for number in range(3):
        canvas.dot(100 + number * 50, 330, 13, c.LAKE)
        canvas.dot(1000 + number * 50, 290, 13, c.PERSIMMON)
    others = [colour for colour in COLOURS if colour != speaker]
    for x, colour, looks in zip((230, 970), others, (0.8, -0.8), strict=False):
        doll(canvas, x, 740, 108, colour, looks)
    for x, colour in zip((470, 730), others[2:], strict=False):
        back(canvas, x, 850, 104, colour)


def _mountain(canvas, x, foot, width, height, colour):
    """Mt. Bandai with its broken top, and snow on it."""

    def at(*pairs):
        return [(x + a * width, foot - b * height) for a, b in pairs]

    canvas.shape(
        smooth(
            at(
                (-1.0, 0),
                (-0.55, 0.22),
                (-0.26, 0.66),
                (-0.12, 0.96),
                (-0.02, 0.86),
                (0.08, 0.9),
                (0.2, 0.72),
                (0.3, 0.74),
                (0.62, 0.3),
                (1.0, 0),
            )
        ),
        colour,
    )
    snow = at(
        (-0.19, 0.82),
        (-0.12, 0.96),
        (-0.02, 0.86),
        (0.08, 0.9),
        (0.14, 0.8),
        (0.08, 0.76),
        (0.03, 0.66),
        (-0.03, 0.76),
        (-0.09, 0.64),
        (-0.13, 0.76),
    )
    canvas.shape(snow, c.PAPER)


def _village(canvas):
    _mountain(canvas, 720, 470, 240, 200, mixed(c.CEDAR, c.CEDAR_TINT, 0.45))
    canvas.shape(box(600, 560, 600, 190), c.CEDAR_TINT)
    for x, roof in ((640, c.PERSIMMON), (730, c.GREY), (810, c.LACQUER)):
        canvas.shape(box(x, 452, 52, 40), c.PAPER)
        canvas.shape([(x - 40, 436), (x, 398), (x + 40, 436)], roof)


def _coast(canvas):
    canvas.dot(760, 260, 58, "#f3b58e")
    canvas.shape(box(600, 480, 600, 180), mixed(c.LAKE, c.LAKE_TINT, 0.4))
    for y in (420, 456):
        wave = smooth([(560 + 30 * n, y + (6 if n % 2 else -6)) for n in range(13)])
        canvas.line(wave, c.PAPER, 5)
    canvas.shape([(640, 386), (790, 386), (764, 424), (664, 424)], c.LACQUER)
    canvas.line([(712, 386), (712, 300)], c.INK, 6)
    canvas.shape([(718, 304), (718, 374), (776, 374)], c.PAPER)


def _orchard(canvas):
    canvas.shape(
        smooth([(300, 470), (600, 380), (900, 450), (900, 560), (300, 560)], True), c.CEDAR_TINT
    )
    for x, y in ((640, 360), (780, 380)):
        canvas.line([(x, y + 30), (x, y + 110)], "#7a5a3a", 14)
        canvas.dot(x, y, 70, c.LEAF)
        for right, down in ((-34, -10), (10, -38), (34, 8), (-8, 26)):
            canvas.dot(x + right, y + down, 15, "#ef8f80")


def talk_village(canvas):
    _talk(canvas, c.LAKE_TINT, c.SAND, c.CEDAR, _village)


def talk_coast(canvas):
    _talk(canvas, c.PLUM_TINT, c.SAND, c.LAKE, _coast)


def talk_orchard(canvas):
    _talk(canvas, c.CEDAR_TINT, c.SAND, c.PERSIMMON, _orchard)


def visit(canvas):
    """A train's window: Mt. Bandai over the lake, and two travellers on the sill."""
    canvas.shape(box(600, 400, 1200, 800), "#e8ddca")
    frame, pane = box(600, 330, 1020, 560, 60), box(600, 330, 960, 500, 40)
    canvas.shape(frame, c.CEDAR)
    canvas.shape(pane, "#cfe6ee")
    with canvas.inside(pane):
        canvas.dot(900, 170, 54, c.PAPER)
        far = smooth([(100, 420), (300, 350), (480, 400), (900, 360), (1100, 420)])
        canvas.shape([*far, (1100, 600), (100, 600)], mixed(c.LAKE, c.LAKE_TINT, 0.65))
        _mountain(canvas, 580, 450, 420, 300, mixed(c.LAKE_DEEP, c.LAKE_TINT, 0.35))
        canvas.shape(box(600, 520, 1000, 150), mixed(c.LAKE, c.LAKE_TINT, 0.35))
        for x, y, half in ((350, 480, 90), (760, 500, 130), (500, 530, 110), (930, 476, 60)):
            canvas.line([(x - half, y), (x + half, y)], c.LAKE_TINT, 5)
        _field(canvas)
    canvas.shape(box(600, 640, 1200, 60), c.WOOD)
    canvas.shape(box(600, 735, 1200, 140), darker("#e8ddca", 0.06))
    doll(canvas, 250, 650, 88, c.LACQUER, 0.8)
    doll(canvas, 420, 650, 74, c.LAKE, 0.9)
    _lunchbox(canvas, 880, 600)


def _field(canvas):
    canvas.shape(box(600, 580, 1000, 70), c.LEAF)
    for x in range(140, 1100, 60):
        canvas.line([(x, 546), (x + 30, 600)], c.LEAF_DARK, 6)


def _lunchbox(canvas, x, y):
    canvas.shape(oval(x + 8, y + 48, 170, 16), (60, 40, 24, 46))
    canvas.shape(box(x, y, 320, 96, 12), c.LACQUER)
    canvas.shape(box(x, y - 34, 336, 34, 10), c.DEEP)
    canvas.line([(x - 90, y - 52), (x - 90, y + 46)], c.EGG, 12)
    canvas.line(oval(x - 90, y - 64, 28, 14), c.EGG, 9)
    t.stick(canvas, x + 60, y - 64, 230, -2, c.WOOD_DARK, c.WOOD_DARK)


def exchange(canvas):
    """Young people of three parties around a table, and a wall of notes behind them."""
    _room(canvas, c.CEDAR_TINT, c.SAND, 520)
    board = box(600, 210, 760, 300, 14)
    canvas.shadow(board)
    canvas.shape(board, c.PAPER)
    tints = (c.PEACH, c.LAKE_TINT, "#f5e2a4", c.PLUM_TINT)
    for number in range(12):
        x, y = 300 + (number % 6) * 120, 145 + (number // 6) * 132
        turn = canvas.between(-6, 6)
        canvas.shape(box(x, y, 92, 92, 4, turn), tints[(number * 7 + number // 6) % 4])
        for line in range(3):
            half = 30 if line < 2 else 16
            canvas.line(
                [(x - 30, y - 20 + line * 20), (x - 30 + 2 * half, y - 20 + line * 20)], c.LINE, 5
            )
    for number, x in enumerate((220, 410, 600, 790, 980)):
        doll(canvas, x, 620, 92, COLOURS[number % 3], (600 - x) / 500)
    canvas.shape(oval(600, 690, 560, 130), darker(c.WOOD, 0.12))
    canvas.shape(oval(600, 676, 560, 124), c.WOOD)
    for x, y, turn, tint in (
        (380, 660, -8, c.PAPER),
        (620, 700, 4, "#f5e2a4"),
        (820, 650, 10, c.PAPER),
    ):
        canvas.shape(box(x, y, 150, 66, 4, turn), tint)
        for line in (-12, 12):
            canvas.line([(x - 50, y + line), (x + 44, y + line + turn / 4)], c.LINE, 5)
    for x in (250, 960):
        canvas.shape(oval(x, 690, 40, 26), c.LAKE)
        canvas.shape(oval(x, 684, 32, 18), "#b9c46c")


def school(canvas):
    """A desk at the window of a class-room."""
    _room(canvas, c.SAND, "#c99f6f", 600)
    canvas.shape(box(860, 260, 560, 400, 8), c.PAPER)
    with canvas.inside(box(860, 260, 520, 360)):
        canvas.shape(box(860, 260, 520, 360), "#cfe6ee")
        _mountain(canvas, 745, 440, 270, 210, mixed(c.LAKE_DEEP, c.LAKE_TINT, 0.45))
        for x, y in ((680, 150), (990, 210)):
            for right, size in ((-40, 26), (0, 38), (44, 28)):
                canvas.dot(x + right, y - size * 0.3, size, c.WHITE)
    canvas.line([(860, 70), (860, 450)], c.PAPER, 16)
    canvas.shape(box(290, 240, 420, 290, 8), c.WOOD_DARK)
    canvas.shape(box(290, 240, 390, 260, 4), c.CEDAR)
    for points in ([(140, 310), (210, 260), (280, 280), (350, 200), (430, 170)],):
        canvas.line(points, c.PAPER, 7)
    canvas.line([(130, 150), (130, 330), (440, 330)], c.CEDAR_TINT, 5)
    doll(canvas, 600, 622, 128, c.LACQUER, 0.3)
    doll(canvas, 240, 622, 108, c.LAKE, 0.7)
    _desk(canvas)


def _desk(canvas):
    for x in (330, 1010):
        canvas.line([(x, 640), (x, 820)], c.GREY, 22)
    canvas.shape(box(670, 640, 800, 54, 12), c.WOOD)
    canvas.line([(280, 622), (1060, 622)], lighter(c.WOOD, 0.4), 7)
    canvas.shape(box(670, 692, 700, 56, 6), darker(c.WOOD, 0.16))
    canvas.shape([(700, 604), (860, 590), (868, 612), (702, 618)], c.PAPER)
    canvas.shape([(860, 590), (1000, 604), (1000, 618), (868, 612)], c.WHITE)
    canvas.line([(860, 592), (866, 612)], c.LINE, 4)
    canvas.line([(420, 606), (520, 592)], c.EGG, 13)
    canvas.line([(420, 606), (406, 608)], c.INK, 7)
    for number, colour in enumerate((c.CEDAR, c.PERSIMMON, c.PLUM)):
        canvas.shape(box(956 + number * 5, 584 - number * 26, 150, 26, 4), colour)


def report(canvas):
    """Results on a screen, and those who came to hear them."""
    _room(canvas, c.LAKE_TINT, c.SAND, 600)
    canvas.shape(box(640, 270, 720, 420, 10), c.GREY)
    canvas.shape(box(640, 270, 700, 400, 4), c.WHITE)
    canvas.line([(360, 410), (920, 410)], c.LINE, 5)
    bars = ((130, c.LAKE), (180, c.LAKE), (150, c.LAKE), (230, c.LAKE), (270, c.LACQUER))
    for number, (high, colour) in enumerate(bars):
        canvas.shape(box(430 + number * 104, 408 - high / 2, 64, high, 4), colour)
    rising = [(430, 240), (534, 200), (638, 214), (742, 140), (846, 104)]
    canvas.line(rising, c.PERSIMMON, 7)
    for x, y in rising:
        canvas.dot(x, y, 12, c.PERSIMMON)
    doll(canvas, 160, 640, 132, c.CEDAR, 0.8)
    canvas.line([(246, 470), (330, 400)], c.WOOD_DARK, 9)
    for number, x in enumerate((120, 310, 500, 690, 880, 1070)):
        back(canvas, x, 860, 98, COLOURS[(number * 2 + 1) % 5])


def stew(canvas):
    """A pot of taro stew over the fire by the river."""
    canvas.shape(box(600, 400, 1200, 800), "#f6e3d0")
    _mountain(canvas, 840, 430, 480, 250, mixed(c.CEDAR, "#f6e3d0", 0.5))
    hills = smooth([(0, 440), (240, 370), (520, 430), (800, 390), (1200, 440)])
    canvas.shape([*hills, (1200, 800), (0, 800)], mixed(c.PERSIMMON, "#f6e3d0", 0.45))
    river = smooth([(0, 520), (300, 480), (700, 500), (1200, 460)])
    canvas.shape([*river, (1200, 800), (0, 800)], mixed(c.LAKE, c.LAKE_TINT, 0.45))
    bank = smooth([(0, 600), (300, 560), (700, 575), (1200, 540)])
    canvas.shape([*bank, (1200, 800), (0, 800)], "#d8c7a6")
    for number, x in enumerate((180, 350, 860, 1030)):
        doll(canvas, x, 690 if number in (0, 3) else 650, 104, COLOURS[number], (600 - x) / 500)
    _fire(canvas, 600, 740)
    _pot(canvas, 600, 640)


def _fire(canvas, x, y):
    canvas.shape(oval(x, y + 8, 200, 26), (60, 40, 24, 50))
    for slant, tone in ((-1, "#7a5230"), (1, "#8f643c")):
        canvas.line([(x - 130 * slant, y - 10), (x + 120 * slant, y + 6)], tone, 26)
    for right, high, tone in (
        (-60, 90, c.PERSIMMON),
        (56, 96, c.PERSIMMON),
        (0, 120, c.PERSIMMON),
        (-20, 70, c.EGG),
        (30, 64, c.EGG),
    ):
        flame = [
            (x + right - 30, y - 6),
            (x + right - 22, y - high * 0.5),
            (x + right, y - high),
            (x + right + 24, y - high * 0.5),
            (x + right + 30, y - 6),
        ]
        canvas.shape(smooth(flame, True), tone)


def _pot(canvas, x, y):
    canvas.shape(oval(x, y - 70, 170, 140, 0, 0, 180), c.INK)
    canvas.shape(oval(x, y - 70, 186, 46), "#3a3632")
    canvas.shape(oval(x, y - 72, 166, 34), c.BROTH)
    for right, down in ((-90, -4), (-30, 10), (40, -8), (96, 4), (0, -16)):
        canvas.shape(oval(x + right, y - 74 + down, 26, 15), c.TARO)
    for right, down, turn in ((-60, 10, 20), (70, -14, -20), (14, 12, 40)):
        canvas.shape(oval(x + right, y - 74 + down, 20, 7, turn), c.LEAF)
    for right in (-80, 0, 80):
        steam = [
            (x + right + 14 * cos(radians(step * 90)), y - 120 - step * 34 + sin(step))
            for step in range(5)
        ]
        canvas.line(smooth(steam), (255, 255, 255, 190), 10)


SCENES = {
    "kickoff": kickoff,
    "talk-village": talk_village,
    "talk-coast": talk_coast,
    "talk-orchard": talk_orchard,
    "visit": visit,
    "exchange": exchange,
    "school": school,
    "report": report,
    "stew": stew,
}
