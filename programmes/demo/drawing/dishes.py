"""The lunches of the demo, each on its tray."""

from math import cos, pi, radians, sin

from . import colours as c
from . import tableware as t
from .canvas import box, darker, lighter, mixed, oval, smooth, turned


def sauce_katsudon(canvas):
    t.table(canvas, c.PEACH)
    t.tray(canvas, c.WOOD)
    t.bowl(canvas, 420, 370, 250, c.LAKE_DEEP, c.LAKE_TINT)
    t.mound(canvas, 420, 370, 205)
    t.garnish(canvas, 440, 380, 186, number=190)
    _cutlet(canvas, 410, 372)
    t.soup(canvas, 885, 480, 132)
    t.pickles(canvas, 880, 230, 96)
    t.chopsticks(canvas, 560, 662, 560)


def _cutlet(canvas, x, y):
    """A pork cutlet cut in slices, glazed with sauce."""
    for number in range(5):
        left = x - 132 + number * 66
        high = (208, 252, 268, 250, 200)[number]
        edge = box(left, y, 60, high, 20, 6)
        canvas.shadow(edge, 4, 8)
        canvas.shape(edge, c.CRUST)
        canvas.shape(box(left - 3, y - 3, 50, high - 14, 17, 6), c.CUTLET)
        _crumbs(canvas, left, y, 22, high * 0.44, 40)
        canvas.shape(box(left - 2, y - 4, 40, high - 38, 16, 6), "#8a4a1e")
        canvas.shape(box(left - 3, y - 14, 30, high - 84, 13, 6), c.SAUCE)
        shine = turned([(left - 8, y - high * 0.3), (left - 8, y - high * 0.08)], left, y, 6)
        canvas.line(shine, "#a5683a", 6)


def _crumbs(canvas, x, y, rx, ry, number):
    tones = (c.CRUST, lighter(c.CUTLET, 0.35), darker(c.CUTLET, 0.1))
    for at, up in canvas.scattered(number, x, y, rx, ry):
        canvas.dot(at, up, canvas.between(2, 4), tones[canvas.random.randrange(3)])


def kozuyu(canvas):
    t.table(canvas, c.CEDAR_TINT)
    t.tray(canvas, "#4b2a26")
    t.bowl(canvas, 400, 350, 230, c.DEEP, c.LACQUER, 0.07)
    canvas.shape(oval(400, 352, 188), mixed(c.BROTH, c.LACQUER, 0.12))
    canvas.shape(oval(392, 340, 168), c.BROTH)
    _kozuyu(canvas, 400, 350)
    t.rice(canvas, 820, 510, 128)
    t.plate(canvas, 830, 240, 160, 112, c.LAKE_TINT)
    _grilled_fish(canvas, 826, 234)
    t.chopsticks(canvas, 400, 655, 500, 0, c.PERSIMMON, c.INK)


def _kozuyu(canvas, x, y):
    """Taro, carrot, wood ear, scallop and little balls of wheat in a clear soup."""
    for right, down in ((-92, -70), (60, -104), (100, 30), (-40, 96)):
        canvas.shadow(oval(x + right, y + down, 40, 36), 3, 6)
        canvas.shape(oval(x + right, y + down, 40, 36), c.TARO)
        canvas.shape(oval(x + right - 6, y + down - 7, 26, 22), lighter(c.TARO, 0.5))
    for right, down, turn in ((-30, -112, 20), (18, -20, -40), (-110, 30, 80), (60, 100, 150)):
        edge = oval(x + right, y + down, 36, 36, turn, 0, 180)
        canvas.shape(edge, c.CARROT, darker(c.CARROT, 0.12))
    for right, down, turn in ((-46, -30, 0), (112, -46, 60), (20, 60, 30), (-100, 92, 10)):
        ear = [(-34, 0), (-10, -22), (16, -10), (34, -16), (26, 12), (0, 8), (-18, 20)]
        edge = turned([(x + right + a, y + down + b) for a, b in ear], x + right, y + down, turn)
        canvas.shape(smooth(edge, True), c.MUSHROOM)
    for right, down in (
        (-70, -2),
        (44, -60),
        (70, 60),
        (-10, 20),
        (-12, -74),
        (-72, 60),
        (128, -4),
    ):
        canvas.dot(x + right, y + down, 15, c.WHITE)
        canvas.dot(x + right - 3, y + down - 3, 10, c.RICE)
    for right, down, turn in ((-20, 50, -30), (90, -88, 30), (-120, -18, 60)):
        canvas.shape(oval(x + right, y + down, 34, 10, turn), c.LEAF_DARK)
        canvas.shape(oval(x + right, y + down - 2, 26, 5, turn), c.LEAF)


def _grilled_fish(canvas, x, y):
    """A fillet with a grilled skin, a slice of lemon and grated radish."""
    edge = smooth(
        [
            (x - 100, y + 12),
            (x - 40, y - 36),
            (x + 50, y - 34),
            (x + 96, y + 2),
            (x + 40, y + 38),
            (x - 50, y + 40),
        ],
        True,
    )
    canvas.shadow(edge, 4, 8)
    canvas.shape(edge, c.FISH)
    for number in range(5):
        at = x - 54 + number * 30
        canvas.line([(at - 10, y + 26), (at + 14, y - 22)], c.FISH_DARK, 9)
    canvas.dot(x + 84, y + 44, 24, c.EGG)
    canvas.dot(x + 84, y + 44, 18, lighter(c.EGG, 0.5))
    canvas.shape(oval(x - 84, y + 50, 34, 22), c.WHITE)


def joban_mono(canvas):
    t.table(canvas, c.LAKE_TINT)
    t.tray(canvas, c.WOOD)
    t.long_plate(canvas, 460, 268, 590, 290, c.LAKE)
    with canvas.inside(box(460, 268, 540, 240, 22)):
        _radish(canvas, 300, 235)
    for x, y in ((330, 290), (480, 240), (640, 320)):
        _shiso(canvas, x, y)
    for number in range(6):
        _slice(canvas, 280 + number * 48, 248, c.TUNA)
    for number in range(6):
        _slice(canvas, 490 + number * 44, 310, c.BREAM, "#d98a6a")
    canvas.dot(676, 200, 34, c.EGG)
    canvas.dot(676, 200, 26, lighter(c.EGG, 0.6))
    canvas.shape(oval(236, 352, 30, 22), "#a9c46b")
    t.rice(canvas, 290, 562, 118, c.PLUM)
    t.soup(canvas, 570, 562, 116)
    t.sauce_dish(canvas, 910, 220, 84, "#43251a")
    t.pickles(canvas, 916, 420, 88, c.CEDAR_TINT)
    t.chopsticks(canvas, 880, 610, 360, 0, c.INK, c.LACQUER)


def _slice(canvas, x, y, colour, edge_colour=None):
    """A slice of raw fish leaning on the one before."""
    edge = smooth([(x - 34, y + 66), (x - 12, y - 60), (x + 30, y - 70), (x + 20, y + 60)], True)
    canvas.shadow(edge, 3, 6)
    canvas.shape(edge, colour, darker(edge_colour or colour, 0.02) if edge_colour else None, 4)
    pale = lighter(colour, 0.4)
    for step in range(3):
        shift = step * 30
        canvas.line([(x - 18, y + 34 - shift), (x + 20, y + 20 - shift)], pale, 3)


def _shiso(canvas, x, y):
    edge = []
    for step in range(24):
        angle, far = step / 24 * 2 * pi, 74 if step % 2 else 64
        edge.append((x + far * cos(angle), y + far * 0.86 * sin(angle)))
    canvas.shape(edge, c.LEAF_DARK)
    for turn in (-60, -20, 20, 60):
        canvas.line([(x, y), (x + 50 * cos(radians(turn)), y - 50 * sin(radians(turn)))], c.LEAF, 3)


def _radish(canvas, x, y):
    """White radish in threads, under the fish."""
    for at, up in canvas.scattered(70, x + 130, y - 20, 290, 90):
        bend = canvas.between(-16, 16)
        canvas.line([(at - 30, up), (at, up + bend), (at + 30, up + 4)], "#f2f5f0", 5)


def ikaninjin(canvas):
    t.table(canvas, c.SAND)
    t.tray(canvas, "#7a3b2a")
    t.plate(canvas, 430, 270, 270, 176, c.WHITE)
    t.garnish(canvas, 300, 226, 92, number=70)
    t.tomato(canvas, 282, 322, 40, -20)
    _teriyaki(canvas, 460, 278)
    t.bowl(canvas, 850, 240, 128, c.CEDAR, c.CEDAR_TINT)
    _strips(canvas, 850, 240)
    t.rice(canvas, 260, 578, 108)
    t.soup(canvas, 900, 530, 124)
    t.chopsticks(canvas, 570, 600, 350, 0, c.EGG, c.INK)


def _teriyaki(canvas, x, y):
    """Chicken in slices under a glaze."""
    for number in range(5):
        left = x - 110 + number * 58
        edge = box(left, y + number * 4, 54, 164 - abs(number - 2) * 14, 22, 14)
        canvas.shadow(edge, 4, 8)
        canvas.shape(edge, "#8a4a20")
        canvas.shape(
            box(left + 9, y + number * 4, 26, 150 - abs(number - 2) * 14, 12, 14), "#c98b55"
        )
        canvas.line([(left - 12, y - 50), (left - 20, y + 20)], "#c27a3c", 6)
    for at, up in canvas.scattered(34, x + 6, y, 120, 70):
        canvas.shape(oval(at, up, 5, 3, canvas.between(0, 180)), c.CREAM)


def _strips(canvas, x, y):
    """Squid and carrot in fine strips."""
    tones = (c.CARROT, darker(c.CARROT, 0.1), c.CARROT, c.SQUID, darker(c.SQUID, 0.1))
    canvas.shape(oval(x, y, 96, 90), darker(c.CARROT, 0.3))
    for at, up in canvas.scattered(120, x, y, 82, 76):
        turn, half = radians(canvas.between(0, 180)), canvas.between(20, 34)
        right, down = half * cos(turn), half * sin(turn)
        bend = (at + down * 0.25, up - right * 0.25)
        line = [(at - right, up - down), bend, (at + right, up + down)]
        canvas.line(smooth(line), tones[canvas.random.randrange(5)], 8)


def egoma_pork(canvas):
    t.table(canvas, c.PLUM_TINT)
    t.tray(canvas, c.WOOD)
    t.plate(canvas, 440, 280, 296, 188, c.CEDAR_TINT)
    t.garnish(canvas, 280, 256, 104, number=90)
    t.tomato(canvas, 290, 352, 40, -10)
    t.tomato(canvas, 352, 372, 36, 10)
    _pork(canvas, 480, 272)
    t.rice(canvas, 262, 584, 106, c.PERSIMMON)
    t.soup(canvas, 906, 500, 128)
    t.pickles(canvas, 900, 222, 100)
    t.chopsticks(canvas, 570, 606, 350, 0, c.CEDAR, c.INK)


def _pork(canvas, x, y):
    """Slices of pork folded over each other, onions and egoma seeds."""
    places = (
        (-80, -70, 10),
        (60, -80, -20),
        (-110, 10, 40),
        (10, -10, 0),
        (120, 0, 30),
        (-50, 80, -15),
        (70, 80, 20),
    )
    for right, down, turn in places:
        fold = [(-76, 4), (-40, -42), (10, -26), (56, -40), (80, 2), (44, 36), (0, 22), (-44, 40)]
        at = (x + right, y + down)
        edge = smooth(turned([(at[0] + a, at[1] + b) for a, b in fold], *at, turn), True)
        canvas.shadow(edge, 3, 7)
        canvas.shape(edge, "#b9713f")
        inner = [(-52, 0), (-10, -14), (40, -16), (54, 4), (10, 8), (-30, 18)]
        inner = smooth(turned([(at[0] + a, at[1] + b) for a, b in inner], *at, turn), True)
        canvas.shape(inner, "#d79a68")
        canvas.line(
            turned([(at[0] - 50, at[1] - 18), (at[0] + 44, at[1] - 26)], *at, turn), "#f0d3b5", 7
        )
    for right, down, first in ((-20, -40, 20), (50, 30, 200), (-90, 50, 100), (100, -50, 300)):
        arc = oval(x + right, y + down, 34, 26, 0, first, first + 150)
        canvas.line(arc, "#f5e3bd", 9)
    for at, up in canvas.scattered(46, x, y, 150, 100):
        canvas.dot(at, up, 4, c.MUSHROOM)


def cucumber_udon(canvas):
    t.table(canvas, c.LAKE_TINT)
    t.tray(canvas, c.WOOD)
    t.bowl(canvas, 430, 360, 262, "#9fc9d4", "#e9f5f7", 0.07)
    with canvas.inside(oval(430, 365, 226)):
        canvas.shape(oval(430, 365, 230), "#dcebee")
        _noodles(canvas, 430, 370, 190, "#fbf4e2", "#e5d7b6", 15)
    for right, down, turn in ((-150, -70, 20), (140, 100, -12), (20, 150, 30)):
        _ice(canvas, 430 + right, 365 + down, turn)
    for number in range(7):
        _cucumber(canvas, 330 + number * 28, 300 - abs(number - 3) * 10)
    t.tomato(canvas, 560, 330, 42, 20)
    _egg(canvas, 350, 420)
    t.sauce_dish(canvas, 870, 250, 110, "#7a4a26", c.LAKE_TINT)
    t.plate(canvas, 890, 480, 130, 96, c.WHITE)
    for right, down in ((-50, -10), (-30, 16), (-60, 20), (-40, -32), (-16, -10), (-12, 32)):
        t.ring(canvas, 890 + right, 480 + down, 14)
    canvas.shape(
        smooth([(910, 500), (916, 460), (944, 444), (966, 470), (958, 504)], True), "#cdd58c"
    )
    t.chopsticks(canvas, 560, 668, 560, 0, c.LAKE, c.LAKE_DEEP)


def _noodles(canvas, x, y, radius, colour, edge, width):
    """Noodles folded back and forth."""
    for number in range(44):
        turn = (number * 47) % 180
        off = canvas.between(-0.85, 0.85) * radius
        half = (radius**2 - off**2) ** 0.5
        wave = [
            (x - half + 2 * half * step / 5, y + off + canvas.between(-26, 26)) for step in range(6)
        ]
        line = smooth(turned(wave, x, y, turn))
        canvas.line(line, edge, width + 4)
        canvas.line(line, colour, width)


def _cucumber(canvas, x, y):
    canvas.shadow(oval(x, y, 40, 44), 3, 5)
    canvas.shape(oval(x, y, 40, 44), c.LEAF_DARK)
    canvas.shape(oval(x, y, 34, 38), "#dcebb5")
    canvas.shape(oval(x, y, 20, 23), "#c6dc94")
    for turn in range(0, 360, 60):
        canvas.dot(x + 12 * cos(radians(turn)), y + 14 * sin(radians(turn)), 3, "#f4f6df")


def _ice(canvas, x, y, turn):
    canvas.shape(box(x, y, 62, 62, 12, turn), (255, 255, 255, 170))
    canvas.shape(box(x - 4, y - 4, 40, 40, 8, turn), (255, 255, 255, 190))


def _egg(canvas, x, y):
    canvas.shadow(oval(x, y, 56, 46, -20), 3, 6)
    canvas.shape(oval(x, y, 56, 46, -20), c.WHITE)
    canvas.shape(oval(x + 4, y, 30, 28), c.EGG)
    canvas.shape(oval(x - 2, y - 6, 12, 9), lighter(c.EGG, 0.5))


def namie_yakisoba(canvas):
    t.table(canvas, c.PEACH)
    t.tray(canvas, "#5a4636")
    t.plate(canvas, 460, 340, 316, 228, c.LAKE_TINT)
    with canvas.inside(oval(460, 340, 262, 176)):
        canvas.shape(oval(460, 340, 262, 176), "#8a5426")
        _noodles(canvas, 460, 340, 250, "#b87637", "#8a5426", 20)
    for at, up in canvas.scattered(30, 460, 340, 210, 120):
        bend = canvas.between(-20, 20)
        canvas.line(smooth([(at - 28, up), (at, up + bend), (at + 26, up + 6)]), "#f3ead2", 8)
    for right, down, turn in ((-130, -60, 20), (90, -90, -30), (150, 50, 10), (-60, 84, 40)):
        _piece(canvas, 460 + right, 340 + down, turn)
    for at, up in canvas.scattered(26, 490, 330, 46, 32):
        turn = radians(canvas.between(0, 180))
        canvas.line([(at - 16 * cos(turn), up - 16 * sin(turn)), (at + 16, up)], c.TOMATO, 6)
    t.soup(canvas, 920, 500, 124)
    t.tea(canvas, 910, 230, 88)
    t.chopsticks(canvas, 470, 662, 520, 0, c.EGG, c.LACQUER)


def _piece(canvas, x, y, turn):
    """A piece of pork, rolled up by the heat."""
    around = [(-46, 6), (-30, -22), (4, -12), (34, -24), (46, 4), (20, 20), (-10, 10), (-30, 24)]
    edge = smooth(turned([(x + a, y + b) for a, b in around], x, y, turn), True)
    canvas.shadow(edge, 3, 5)
    canvas.shape(edge, "#cf9468")
    canvas.line(
        turned([(x - 28, y - 4), (x + 2, y + 2), (x + 30, y - 8)], x, y, turn), "#f1d5bd", 7
    )


def asparagus_curry(canvas):
    t.table(canvas, c.CEDAR_TINT)
    t.tray(canvas, c.WOOD)
    t.plate(canvas, 470, 358, 326, 240, c.WHITE)
    within = oval(470, 358, 276, 190)
    with canvas.inside(within):
        canvas.shape(within, "#a4662a")
        canvas.shape(oval(450, 340, 240, 150), "#b67635")
        t.mound(canvas, 300, 330, 220, 250)
    for right, down, turn in ((70, -60, 0), (150, 60, 20), (60, 90, 40)):
        edge = box(470 + right, 350 + down, 60, 48, 14, turn)
        canvas.shadow(edge, 3, 6)
        canvas.shape(edge, c.CARROT if turn != 20 else "#ecd08a")
    for number, turn in enumerate((-38, -26, -14)):
        _spear(canvas, 480 + number * 44, 346 + number * 26, 300, turn)
    t.bowl(canvas, 920, 250, 124, c.CEDAR, c.PAPER)
    t.garnish(canvas, 920, 250, 92, c.LEAF_PALE, 90)
    t.tomato(canvas, 900, 262, 34, 30)
    t.tomato(canvas, 956, 230, 30, 200)
    t.tea(canvas, 940, 500, 84)
    _spoon(canvas, 560, 660)


def _spear(canvas, x, y, length, turn):
    """A spear of asparagus, its tip to the right."""
    a, b = x - length / 2, x + length / 2
    stem = turned(
        [(a, y - 13), (b - 60, y - 12), (b, y), (b - 60, y + 12), (a, y + 13)], x, y, turn
    )
    canvas.shadow(stem, 4, 7)
    canvas.shape(stem, c.LEAF)
    head = turned(oval(b - 42, y, 46, 17), x, y, turn)
    canvas.shape(head, c.LEAF_DARK)
    for place in (b - 110, b - 170, b - 230):
        leaf = turned([(place, y - 9), (place + 26, y), (place, y + 9)], x, y, turn)
        canvas.shape(leaf, c.LEAF_DARK)
    canvas.line(turned([(a + 20, y - 5), (b - 110, y - 5)], x, y, turn), lighter(c.LEAF, 0.35), 4)


def _spoon(canvas, x, y):
    silver = "#c3c8c9"
    canvas.shadow(oval(x - 200, y, 62, 34), 3, 8)
    canvas.line([(x - 150, y), (x + 220, y)], silver, 16)
    canvas.shape(oval(x - 200, y, 62, 34), silver)
    canvas.shape(oval(x - 206, y - 4, 46, 22), lighter(silver, 0.4))


DISHES = {
    "sauce-katsudon": sauce_katsudon,
    "kozuyu": kozuyu,
    "joban-mono": joban_mono,
    "ikaninjin": ikaninjin,
    "egoma-pork": egoma_pork,
    "cucumber-udon": cucumber_udon,
    "namie-yakisoba": namie_yakisoba,
    "asparagus-curry": asparagus_curry,
}
