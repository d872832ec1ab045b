"""What the demo sells besides fruit, each on a table of its own."""

from math import cos, radians, sin

from . import colours as c
from . import tableware as t
from .canvas import box, darker, lighter, oval, smooth, turned
from .fruit import FRUIT


def buckwheat(canvas):
    t.table(canvas, c.CEDAR_TINT)
    board = box(600, 400, 1000, 600, 30, -4)
    canvas.shadow(board, 8, 20)
    canvas.shape(board, c.WOOD)
    for y in (230, 330, 430, 530):
        grain = turned([(140, y), (600, y + 12), (1060, y)], 600, 400, -4)
        canvas.line(grain, darker(c.WOOD, 0.06), 3)
    for place, (x, band) in enumerate(((330, c.LAKE), (560, c.LACQUER), (790, c.CEDAR))):
        _bundle(canvas, x, 390 + place * 8, band)
    _blossom(canvas, 990, 600)


def _bundle(canvas, x, y, band):
    """Dried noodles, held by a band of paper."""
    edge = box(x, y, 176, 470, 12, -12)
    canvas.shadow(edge, 8, 14)
    canvas.shape(edge, darker(c.SOBA, 0.12))
    for number in range(17):
        right = -80 + number * 10
        length = 232 + canvas.between(-8, 8)
        tone = (c.SOBA, lighter(c.SOBA, 0.25), darker(c.SOBA, 0.06))[number % 3]
        canvas.line(turned([(x + right, y - length), (x + right, y + length)], x, y, -12), tone, 8)
    paper = box(x, y, 190, 128, 4, -12)
    canvas.shape(paper, c.PAPER)
    for side in (-52, 52):
        canvas.line(turned([(x - 94, y + side), (x + 94, y + side)], x, y, -12), band, 8)
    canvas.dot(x, y, 30, band)
    for turn in range(0, 360, 72):
        canvas.dot(x + 15 * cos(radians(turn - 90)), y + 15 * sin(radians(turn - 90)), 9, c.PAPER)


def _blossom(canvas, x, y):
    """A twig of buckwheat: white blossoms on a red stalk."""
    stalk = smooth([(x + 60, y + 110), (x + 10, y), (x + 20, y - 130), (x - 20, y - 240)])
    canvas.line(stalk, "#a5483f", 7)
    for right, down, turn in ((50, -20, 20), (-50, -70, 150), (60, -150, -20)):
        leaf = smooth(
            turned(
                [
                    (x + right - 60, y + down),
                    (x + right, y + down - 34),
                    (x + right + 70, y + down),
                    (x + right, y + down + 34),
                ],
                x + right,
                y + down,
                turn,
            ),
            True,
        )
        canvas.shape(leaf, c.LEAF_DARK)
    for right, down in ((-20, -246), (14, -214), (-46, -212), (-10, -178), (40, -176), (20, -262)):
        for turn in range(0, 360, 72):
            petal = (x + right + 15 * cos(radians(turn)), y + down + 15 * sin(radians(turn)))
            canvas.dot(*petal, 12, c.WHITE)
        canvas.dot(x + right, y + down, 7, "#e6a3a0")


def lacquer_chopsticks(canvas):
    t.table(canvas, c.SAND)
    cloth = box(600, 400, 920, 560, 8, 3)
    canvas.shadow(cloth, 6, 12)
    canvas.shape(cloth, c.LAKE_DEEP)
    canvas.line([*box(600, 400, 880, 520, 8, 3), box(600, 400, 880, 520, 8, 3)[0]], "#3b7086", 4)
    for x, y in ((215, 158), (985, 642), (190, 600), (1010, 200)):
        _stitch(canvas, x, y)
    pairs = ((240, c.LACQUER, c.INK), (395, c.INK, c.LACQUER), (550, c.PERSIMMON, c.DEEP))
    for y, colour, tip in pairs:
        for side in (-22, 22):
            t.stick(canvas, 600, y + side, 720, 3 + side / 40, colour, tip, 1.7)
        for place in range(3):
            flower = turned([(760 + place * 24, y - 22)], 600, y, 3)[0]
            canvas.dot(*flower, 5, c.EGG)


def _stitch(canvas, x, y):
    """A pattern of hemp leaves on the cloth."""
    for turn in range(0, 180, 30):
        half = 44 if turn % 60 == 0 else 34
        right, down = half * cos(radians(turn)), half * sin(radians(turn))
        canvas.line([(x - right, y - down), (x + right, y + down)], "#3b7086", 3)


def konjac(canvas):
    t.table(canvas, c.PLUM_TINT)
    t.long_plate(canvas, 520, 400, 840, 480, c.CEDAR)
    grey = "#8f8a88"
    for x, y, turn in ((270, 290, -8), (280, 500, 5)):
        _block(canvas, x, y, turn, grey)
    for number in range(3):
        _skewer(canvas, 650, 280 + number * 118, grey)
    t.sauce_dish(canvas, 1070, 280, 86, c.MISO, c.PAPER)
    t.tea(canvas, 1072, 530, 84)


def _block(canvas, x, y, turn, colour):
    edge = box(x, y, 240, 160, 20, turn)
    canvas.shadow(edge, 6, 14)
    canvas.shape(edge, darker(colour, 0.14))
    canvas.shape(box(x - 3, y - 6, 226, 142, 16, turn), colour)
    canvas.shape(oval(x - 50, y - 40, 50, 14, turn), lighter(colour, 0.3))
    for at, up in canvas.scattered(60, x, y - 4, 100, 60):
        canvas.dot(at, up, canvas.between(2, 4), darker(colour, 0.5))


def _skewer(canvas, x, y, colour):
    """Pieces on a skewer of bamboo, with sweet miso."""
    canvas.line([(x - 190, y), (x + 260, y)], c.WOOD_DARK, 11)
    for number in range(3):
        left = x - 110 + number * 104
        edge = [(left - 46, y + 40), (left, y - 48), (left + 46, y + 40)]
        canvas.shadow(edge, 4, 8)
        canvas.shape(edge, colour)
        glaze = smooth(
            [
                (left - 30, y + 24),
                (left - 4, y - 32),
                (left + 14, y - 6),
                (left + 32, y + 26),
                (left, y + 34),
            ],
            True,
        )
        canvas.shape(glaze, c.MISO)
        for at, up in canvas.scattered(7, left, y + 8, 18, 16):
            canvas.shape(oval(at, up, 5, 3, canvas.between(0, 180)), c.CREAM)


def miso(canvas):
    t.room(canvas, c.SAND, "#b98d5c")
    _tub(canvas, 520, 690)
    for x, y in (
        (850, 690),
        (900, 716),
        (950, 690),
        (1000, 720),
        (906, 676),
        (1040, 694),
        (960, 736),
    ):
        canvas.shape(oval(x + 3, y + 10, 25, 9), (60, 40, 24, 44))
        canvas.shape(oval(x, y - 6, 25, 21), c.BEAN)
        canvas.shape(oval(x - 6, y - 12, 10, 7, -20), lighter(c.BEAN, 0.5))
        canvas.shape(oval(x + 14, y - 2, 4, 7), "#b98f5b")
    _jar(canvas, 930, 636)


def _tub(canvas, x, y):
    """A wooden tub with hoops, full of miso, and a paddle in it."""
    t.stands(canvas, x, y, 270)
    staves = [(x - 250, y - 330), (x + 250, y - 330), (x + 222, y - 16), (x - 222, y - 16)]
    whole = [*staves[:2], *oval(x, y - 16, 222, 34, 0, 0, 180), staves[3]]
    canvas.shape(whole, c.WOOD)
    with canvas.inside(whole):
        for number in range(1, 10):
            top, foot = x - 250 + number * 50, x - 222 + number * 44.4
            canvas.line([(top, y - 330), (foot, y + 20)], darker(c.WOOD, 0.14), 4)
        canvas.shape(box(x + 215, y - 160, 90, 460), (60, 40, 24, 36))
        for high in (250, 70):
            hoop = [(x - 260, y - high), (x, y - high + 44), (x + 260, y - high)]
            canvas.line(smooth(hoop), "#8a6236", 22)
            canvas.line(smooth([(a, b - 5) for a, b in hoop]), "#b58a52", 5)
    canvas.shape(oval(x, y - 330, 250, 62), lighter(c.WOOD, 0.2))
    canvas.shape(oval(x, y - 326, 228, 50), darker(c.MISO, 0.12))
    heap = smooth(
        [
            (x - 200, y - 330),
            (x - 90, y - 382),
            (x + 40, y - 360),
            (x + 150, y - 376),
            (x + 204, y - 328),
            (x + 80, y - 296),
            (x - 90, y - 294),
        ],
        True,
    )
    canvas.shape(heap, c.MISO)
    for right, down in ((-110, -346), (-10, -334), (90, -346)):
        canvas.line(
            smooth(
                [
                    (x + right - 44, y + down + 8),
                    (x + right, y + down - 8),
                    (x + right + 44, y + down + 8),
                ]
            ),
            lighter(c.MISO, 0.25),
            7,
        )
    canvas.line([(x + 70, y - 350), (x + 170, y - 560)], "#a97c48", 30)
    canvas.line([(x + 66, y - 354), (x + 164, y - 560)], "#c99c66", 9)


def _jar(canvas, x, y):
    """A small jar of miso with a paper lid."""
    t.stands(canvas, x, y, 118)
    canvas.shape(box(x, y - 92, 220, 184, 34), lighter(c.MISO, 0.08))
    canvas.shape(box(x + 78, y - 92, 50, 160, 22), darker(c.MISO, 0.12))
    canvas.shape(box(x, y - 84, 150, 96, 6), c.PAPER)
    for right, down, turn in ((-24, 6, -20), (22, -8, 30), (8, 22, 0)):
        canvas.shape(oval(x + right, y - 86 + down, 22, 17, turn), c.BEAN)
    lid = smooth(
        [
            (x - 116, y - 176),
            (x - 80, y - 216),
            (x + 80, y - 216),
            (x + 116, y - 176),
            (x + 120, y - 146),
            (x, y - 160),
            (x - 120, y - 146),
        ],
        True,
    )
    canvas.shape(lid, c.LAKE)
    canvas.line([(x - 112, y - 176), (x + 112, y - 176)], c.PAPER, 7)


def dried_fish(canvas):
    t.table(canvas, c.LAKE_TINT)
    canvas.shadow(oval(600, 400, 480, 350), 8, 22)
    canvas.shape(oval(600, 400, 480, 350), c.WOOD_DARK)
    canvas.shape(oval(600, 400, 456, 328), c.WOOD)
    with canvas.inside(oval(600, 400, 452, 324)):
        _weave(canvas)
    for x, y, turn in ((400, 380, -70), (610, 400, -86), (820, 390, -104)):
        _opened(canvas, x, y, turn)


def _weave(canvas):
    for number in range(-24, 25):
        at = 600 + number * 40
        canvas.line([(at, 60), (at + 200, 740)], darker(c.WOOD, 0.08), 5)
        canvas.line([(at, 60), (at - 200, 740)], lighter(c.WOOD, 0.2), 5)


def _opened(canvas, x, y, turn):
    """A fish opened flat and dried, its head to the top."""

    def at(points):
        return turned([(x + a, y + b) for a, b in points], x, y, turn)

    half = [(236, 0), (206, -34), (150, -64), (60, -92), (-40, -88), (-120, -56), (-176, -18)]
    edge = smooth(at([*half, *[(a, -b) for a, b in reversed(half[1:])]]), True)
    canvas.shadow(edge, 5, 12)
    tail = at([(-160, 0), (-250, -62), (-226, 0), (-250, 62)])
    canvas.shape(tail, c.FISH_DARK)
    canvas.shape(edge, c.SILVER)
    inner = [(150, 0), (120, -50), (50, -74), (-40, -70), (-110, -42), (-160, 0)]
    canvas.shape(smooth(at([*inner, *[(a, -b) for a, b in reversed(inner[1:-1])]]), True), c.FISH)
    for number in range(6):
        place = 100 - number * 42
        for side in (-1, 1):
            long = 58 - abs(number - 2) * 8
            canvas.line(at([(place, side * 8), (place - 22, side * long)]), lighter(c.FISH, 0.3), 5)
    canvas.line(at([(160, 0), (-190, 0)]), c.FISH_DARK, 7)
    for side in (-1, 1):
        canvas.dot(*at([(196, side * 24)])[0], 11, c.WHITE)
        canvas.dot(*at([(196, side * 24)])[0], 6, c.INK)


PRODUCTS = FRUIT | {
    "buckwheat": buckwheat,
    "lacquer-chopsticks": lacquer_chopsticks,
    "konjac": konjac,
    "miso": miso,
    "dried-fish": dried_fish,
}
