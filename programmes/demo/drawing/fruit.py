"""Fruit of Fukushima, and what is made of it."""

from math import cos, radians, sin

from . import colours as c
from . import tableware as t
from .canvas import box, darker, lighter, mixed, oval, smooth


def peach_jelly(canvas):
    t.room(canvas, c.PEACH, c.SAND)
    _cup(canvas, 420, 690, 1.0)
    _cup(canvas, 680, 670, 0.86)
    _peach(canvas, 930, 560, 130)
    _peach(canvas, 190, 600, 96)


def _cup(canvas, x, y, size):
    """Jelly in a glass, with a slice of peach in it and a leaf of mint on top."""
    t.stands(canvas, x, y, 150 * size)
    top, half, foot = y - 310 * size, 132 * size, 92 * size
    glass = [(x - half, top), (x + half, top), (x + foot, y - 8), (x - foot, y - 8)]
    canvas.shape(
        [*glass[:2], *oval(x, y - 10, foot, 16 * size, 0, 0, 180), glass[3]], (255, 255, 255, 150)
    )
    upper = top + 70 * size
    share = (half - foot) * 70 / 310 + 10 * size
    jelly = [
        (x - half + share, upper),
        (x + half - share, upper),
        (x + foot - 12 * size, y - 22 * size),
        (x - foot + 12 * size, y - 22 * size),
    ]
    canvas.shape(jelly, "#f6b99a")
    canvas.shape(oval(x, y - 22 * size, foot - 12 * size, 12 * size), "#f6b99a")
    for right, down, turn in ((-36, 120, -20), (40, 170, 24), (-14, 216, 6)):
        edge = oval(x + right * size, top + down * size, 52 * size, 34 * size, turn, 0, 180)
        canvas.shape(edge, "#f08f6c")
        canvas.line(edge[2:-2], "#fbdccb", 5 * size)
    canvas.shape(oval(x, upper, half - share, 22 * size), "#fbd0b7")
    canvas.shape(oval(x - 20 * size, upper - 12 * size, 54 * size, 24 * size, -8), "#f2a07c")
    canvas.shape(oval(x + 36 * size, upper - 26 * size, 32 * size, 14 * size, -30), c.LEAF)
    canvas.shape(oval(x + 66 * size, upper - 16 * size, 28 * size, 12 * size, 20), c.LEAF_DARK)
    shine = [(x - half * 0.82, top + 40 * size), (x - foot * 0.9, y - 70 * size)]
    canvas.line(shine, (255, 255, 255, 190), 10 * size)
    canvas.line(oval(x, top, half, 20 * size), "#ffffff", 7 * size)


def _peach(canvas, x, y, size):
    t.stands(canvas, x, y + size * 0.93, size * 1.05)
    edge = smooth(
        [
            (x, y - size * 0.86),
            (x + size * 0.62, y - size * 0.86),
            (x + size, y - size * 0.1),
            (x + size * 0.66, y + size * 0.78),
            (x, y + size * 0.98),
            (x - size * 0.66, y + size * 0.78),
            (x - size, y - size * 0.1),
            (x - size * 0.62, y - size * 0.86),
        ],
        True,
    )
    canvas.shape(edge, "#f6b199")
    with canvas.inside(edge):
        canvas.shape(oval(x + size * 0.42, y - size * 0.1, size * 0.86, size * 0.98), "#ef8f80")
        canvas.shape(oval(x + size * 0.72, y - size * 0.3, size * 0.6, size * 0.8), "#e77b74")
        canvas.shape(oval(x - size * 0.5, y - size * 0.3, size * 0.5, size * 0.62), "#fbd3bd")
    seam = smooth(
        [
            (x + 4, y - size * 0.8),
            (x - size * 0.22, y - size * 0.2),
            (x - size * 0.14, y + size * 0.5),
        ]
    )
    canvas.line(seam, "#d96f62", 4)
    leaf = smooth(
        [
            (x + 2, y - size * 0.86),
            (x + size * 0.5, y - size * 1.26),
            (x + size * 1.02, y - size * 1.2),
            (x + size * 0.6, y - size * 0.92),
        ],
        True,
    )
    canvas.shape(leaf, c.LEAF)
    canvas.line([(x + 2, y - size * 0.86), (x + size * 0.84, y - size * 1.16)], c.LEAF_DARK, 4)


def anpo_gaki(canvas):
    canvas.shape(box(600, 400, 1200, 800), c.LAKE_TINT)
    _hills(canvas)
    beam = "#8a6a48"
    canvas.shape(box(600, 66, 1200, 56), beam)
    canvas.line([(0, 96), (1200, 96)], darker(beam, 0.2), 6)
    for number in range(7):
        x = 120 + number * 160
        _string(canvas, x, 94, (4, 5, 4, 5, 4, 5, 4)[number], (26, 0, 40, 10, 30, 4, 34)[number])


def _hills(canvas):
    far = smooth(
        [(0, 560), (180, 470), (330, 520), (520, 400), (700, 500), (900, 430), (1200, 540)]
    )
    canvas.shape([*far, (1200, 800), (0, 800)], mixed(c.LAKE_TINT, c.LAKE, 0.22))
    near = smooth([(0, 660), (240, 600), (500, 650), (800, 580), (1200, 650)])
    canvas.shape([*near, (1200, 800), (0, 800)], mixed(c.CEDAR_TINT, c.CEDAR, 0.28))
    canvas.shape([*[(x, y + 90) for x, y in near], (1200, 800), (0, 800)], c.CEDAR_TINT)


def _string(canvas, x, top, number, down):
    """Peeled persimmons on a string, the sun on their left side."""
    canvas.line([(x, top), (x, top + down + number * 122 - 60)], c.SAND, 6)
    for place in range(number):
        y = top + down + 70 + place * 122
        right = 6 if place % 2 else -6
        edge = smooth(
            [
                (x + right, y - 46),
                (x + right + 48, y - 30),
                (x + right + 46, y + 20),
                (x + right, y + 58),
                (x + right - 46, y + 20),
                (x + right - 48, y - 30),
            ],
            True,
        )
        canvas.shape(edge, "#d8641f")
        with canvas.inside(edge):
            canvas.shape(oval(x + right - 16, y - 6, 34, 44), "#ea8438")
            canvas.shape(oval(x + right - 24, y - 14, 14, 22, 14), "#f6ab6a")
        for turn in (-150, -110, -70, -30):
            tip = (x + right + 30 * cos(radians(turn)), y - 38 + 14 * sin(radians(turn)))
            canvas.line([(x + right, y - 42), tip], c.LEAF_DARK, 10)
        canvas.line([(x, y - 62), (x + right, y - 42)], "#7a5a3a", 7)


def apple_juice(canvas):
    t.room(canvas, c.CEDAR_TINT, c.WOOD)
    _bottle(canvas, 470, 700)
    _glass(canvas, 740, 706)
    _apple(canvas, 960, 610, 104, c.LACQUER)
    _apple(canvas, 215, 630, 92, "#c8b43c")


def _bottle(canvas, x, y):
    t.stands(canvas, x, y, 130)
    half = [
        (x + 44, y - 590),
        (x + 44, y - 480),
        (x + 70, y - 430),
        (x + 112, y - 370),
        (x + 120, y - 320),
        (x + 120, y - 30),
        (x + 100, y),
    ]
    edge = smooth([*half, *[(2 * x - a, b) for a, b in reversed(half)]], True)
    canvas.shape(edge, "#e3b04b")
    with canvas.inside(edge):
        canvas.shape(box(x, y - 540, 300, 200), "#f3e6c5")
        canvas.shape(box(x + 96, y - 200, 60, 500), darker("#e3b04b", 0.12))
        canvas.line([(x - 88, y - 350), (x - 88, y - 50)], "#f3d58c", 20)
    canvas.shape(box(x, y - 596, 108, 50, 12), c.CEDAR)
    canvas.line([(x - 40, y - 584), (x + 40, y - 584)], lighter(c.CEDAR, 0.3), 5)
    canvas.shape(box(x, y - 190, 240, 210), c.PAPER)
    canvas.line([(x - 120, y - 282), (x + 120, y - 282)], c.LACQUER, 7)
    canvas.line([(x - 120, y - 98), (x + 120, y - 98)], c.LACQUER, 7)
    _apple(canvas, x, y - 186, 54, c.LACQUER, stands=False)


def _glass(canvas, x, y):
    t.stands(canvas, x, y, 92)
    outside = [(x - 92, y - 260), (x + 92, y - 260), (x + 74, y - 6), (x - 74, y - 6)]
    canvas.shape(
        [*outside[:2], *oval(x, y - 6, 74, 12, 0, 0, 180), outside[3]], (255, 255, 255, 160)
    )
    juice = [(x - 80, y - 196), (x + 80, y - 196), (x + 66, y - 18), (x - 66, y - 18)]
    canvas.shape([*juice[:2], *oval(x, y - 18, 66, 10, 0, 0, 180), juice[3]], "#eec066")
    canvas.shape(oval(x, y - 196, 80, 14), "#f7d88f")
    canvas.line(oval(x, y - 260, 92, 15), "#ffffff", 6)
    canvas.line([(x - 74, y - 226), (x - 62, y - 50)], (255, 255, 255, 190), 8)


def _apple(canvas, x, y, size, colour, stands=True):
    if stands:
        t.stands(canvas, x, y + size * 0.94, size)
    edge = smooth(
        [
            (x, y - size * 0.66),
            (x + size * 0.54, y - size * 0.84),
            (x + size, y - size * 0.2),
            (x + size * 0.74, y + size * 0.66),
            (x + size * 0.3, y + size * 0.96),
            (x, y + size * 0.86),
            (x - size * 0.3, y + size * 0.96),
            (x - size * 0.74, y + size * 0.66),
            (x - size, y - size * 0.2),
            (x - size * 0.54, y - size * 0.84),
        ],
        True,
    )
    canvas.shape(edge, colour)
    with canvas.inside(edge):
        canvas.shape(
            oval(x - size * 0.3, y - size * 0.1, size * 0.7, size * 0.9), lighter(colour, 0.16)
        )
        canvas.shape(
            oval(x - size * 0.52, y - size * 0.28, size * 0.16, size * 0.34, 18),
            lighter(colour, 0.5),
        )
        canvas.shape(oval(x, y - size * 0.72, size * 0.34, size * 0.14), darker(colour, 0.3))
    stalk = smooth(
        [
            (x, y - size * 0.68),
            (x + size * 0.06, y - size * 0.92),
            (x + size * 0.16, y - size * 1.1),
        ]
    )
    canvas.line(stalk, "#6b4a2a", size * 0.08)
    canvas.shape(oval(x + size * 0.42, y - size * 0.98, size * 0.34, size * 0.14, -20), c.LEAF)


FRUIT = {
    "peach-jelly": peach_jelly,
    "anpo-gaki": anpo_gaki,
    "apple-juice": apple_juice,
}
