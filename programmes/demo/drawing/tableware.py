"""Tables, trays and bowls, and what stands beside the dish; from above where nothing is said."""

from math import cos, radians, sin

from . import colours as c
from .canvas import box, darker, lighter, mixed, oval, turned

_GRAIN = 9
#: where the top of a table begins, seen from the side
TABLE = 610


def table(canvas, colour):
    """The table, with a runner of cloth across it."""
    canvas.shape(box(600, 400, 1200, 800), colour)
    weave = darker(colour, 0.05)
    for y in range(20, 800, 40):
        canvas.line([(0, y), (1200, y)], weave, 2)


def room(canvas, wall, board):
    """A wall and the top of a table, from the side."""
    canvas.shape(box(600, 400, 1200, 800), wall)
    canvas.dot(880, 250, 330, lighter(wall, 0.4))
    canvas.shape(box(600, TABLE + 200, 1200, 400), board)
    canvas.line([(0, TABLE), (1200, TABLE)], darker(board, 0.1), 4)


def stands(canvas, x, y, rx):
    """The shadow of what stands on the table."""
    canvas.shape(oval(x + rx * 0.12, y, rx, rx * 0.13), (60, 40, 24, 44))


def tray(canvas, colour=c.WOOD, x=600, y=395, width=1010, height=640):
    """A tray with a raised rim."""
    edge = box(x, y, width, height, 46)
    canvas.shadow(edge, 8, 22)
    canvas.shape(edge, darker(colour, 0.14))
    canvas.shape(box(x, y, width - 16, height - 16, 40), lighter(colour, 0.12))
    canvas.shape(box(x, y, width - 44, height - 44, 30), colour)
    grain = darker(colour, 0.05)
    for number in range(_GRAIN):
        at = y - height / 2 + 60 + number * (height - 120) / (_GRAIN - 1)
        bend = canvas.between(-10, 10)
        canvas.line([(x - width / 2 + 50, at), (x, at + bend), (x + width / 2 - 50, at)], grain, 2)


def bowl(canvas, x, y, radius, outside, within, rim=0.09):
    """A round bowl; what is in it is drawn afterwards."""
    canvas.shadow(oval(x, y, radius))
    canvas.shape(oval(x, y, radius), outside)
    canvas.shape(oval(x, y, radius * (1 - rim)), darker(within, 0.12))
    canvas.shape(oval(x, y + radius * 0.02, radius * (0.96 - rim)), within)


def plate(canvas, x, y, rx, ry, colour, turn=0):
    """An oval plate with a brim and a line around it."""
    canvas.shadow(oval(x, y, rx, ry, turn))
    canvas.shape(oval(x, y, rx, ry, turn), colour)
    canvas.shape(oval(x, y, rx - 14, ry - 14, turn), darker(colour, 0.05))
    canvas.shape(oval(x, y, rx - 34, ry - 34, turn), lighter(colour, 0.35))


def long_plate(canvas, x, y, width, height, colour):
    edge = box(x, y, width, height, 34)
    canvas.shadow(edge)
    canvas.shape(edge, colour)
    canvas.shape(box(x, y, width - 34, height - 34, 22), lighter(colour, 0.14))


def rice(canvas, x, y, radius=118, outside=c.LAKE):
    """A bowl of rice."""
    bowl(canvas, x, y, radius, outside, lighter(outside, 0.75))
    mound(canvas, x, y, radius * 0.8)


def mound(canvas, x, y, rx, ry=None):
    """Rice, with grains."""
    ry = rx if ry is None else ry
    canvas.shape(oval(x, y, rx, ry), c.CREAM)
    canvas.shape(oval(x, y - ry * 0.04, rx * 0.94, ry * 0.93), c.RICE)
    grain = mixed(c.CREAM, c.LINE, 0.22)
    for at, up in canvas.scattered(round(rx * ry / 160), x, y, rx * 0.86, ry * 0.86):
        turn = radians(canvas.between(0, 180))
        right, down = 5 * cos(turn), 5 * sin(turn)
        canvas.line([(at - right, up - down), (at + right, up + down)], grain, 4)


def soup(canvas, x, y, radius=112):
    """Miso soup in a lacquer bowl: tofu, wakame, rings of leek."""
    bowl(canvas, x, y, radius, c.NORI, c.LACQUER)
    canvas.shape(oval(x, y, radius * 0.76), mixed(c.MISO, c.BROTH, 0.35))
    canvas.shape(oval(x - 10, y - 10, radius * 0.6), mixed(c.MISO, c.BROTH, 0.5))
    for at, up, turn in ((-34, -22, 12), (28, -34, 40), (8, 30, -14), (44, 22, 25)):
        canvas.shape(box(x + at, y + up, 32, 32, 4, turn), c.TOFU)
    for at, up, turn in ((-46, 26, 30), (0, -6, -40), (-8, -52, 10)):
        canvas.shape(oval(x + at, y + up, 20, 9, turn), c.LEAF_DARK)
    for at, up in ((-20, 50), (30, -4), (-58, -8), (50, -48)):
        ring(canvas, x + at, y + up, 9)


def ring(canvas, x, y, radius, colour=c.LEAF):
    """A ring of leek."""
    canvas.dot(x, y, radius, colour)
    canvas.dot(x, y, radius * 0.45, lighter(colour, 0.7))


def pickles(canvas, x, y, radius=84, dish=c.WHITE):
    """Slices of yellow radish in a small dish, and a leaf."""
    bowl(canvas, x, y, radius, darker(dish, 0.06), dish)
    canvas.shape(oval(x + 14, y - 22, 44, 20, -24), c.LEAF)
    canvas.line([(x - 20, y - 8), (x + 50, y - 38)], c.LEAF_DARK, 3)
    for right, down, turn in ((-26, 2, -30), (-2, 12, -20), (22, 22, -10)):
        half = oval(x + right, y + down, 30, 30, turn, 0, 180)
        canvas.shape(half, c.YELLOW, darker(c.YELLOW, 0.18))


def sauce_dish(canvas, x, y, radius=66, sauce=c.SAUCE, dish=c.WHITE):
    bowl(canvas, x, y, radius, darker(dish, 0.06), dish, 0.12)
    canvas.dot(x, y, radius * 0.68, sauce)
    canvas.shape(oval(x - 14, y - 16, radius * 0.3, radius * 0.16, -30), lighter(sauce, 0.2))


def tea(canvas, x, y, radius=70):
    """A cup of green tea."""
    bowl(canvas, x, y, radius, c.CEDAR, c.PAPER, 0.13)
    canvas.dot(x, y, radius * 0.7, "#b9c46c")
    canvas.shape(oval(x - 12, y - 14, radius * 0.34, radius * 0.18, -30), "#cdd58c")


def chopsticks(canvas, x, y, length=470, turn=0, colour=c.LACQUER, tip=c.DEEP):
    """A pair on its rest, the tips to the left."""
    rest = turned(box(x - length / 2 + 44, y, 30, 64, 12), x, y, turn)
    canvas.shadow(rest, 3, 7)
    canvas.shape(rest, c.WHITE)
    for side, slant in ((-13, 1.2), (13, -1.2)):
        stick(canvas, x, y + side, length, turn + slant, colour, tip)


def stick(canvas, x, y, length, turn, colour, tip, thick=1):
    """One chopstick around (x, y): thin to the left, with a tip of another colour."""
    a, b, thin, full = x - length / 2, x + length / 2, 3 * thick, 8 * thick
    edge = turned([(a, y - thin), (b, y - full), (b, y + full), (a, y + thin)], x, y, turn)
    canvas.shadow(edge, 3, 8)
    canvas.shape(edge, colour)
    from_here = b - 70 * thick
    end = [(from_here, y - full * 0.9), (b, y - full), (b, y + full), (from_here, y + full * 0.9)]
    canvas.shape(turned(end, x, y, turn), tip)
    for place in (78, 90):
        at = b - place * thick
        canvas.line(
            turned([(at, y - 7 * thick), (at, y + 7 * thick)], x, y, turn), c.EGG, 3 * thick
        )


def garnish(canvas, x, y, radius, colour=c.LEAF_PALE, number=60):
    """A heap of finely cut cabbage."""
    canvas.shape(oval(x, y, radius, radius * 0.8), mixed(colour, c.LEAF, 0.15))
    tones = (colour, lighter(colour, 0.4), mixed(colour, c.LEAF, 0.35))
    for at, up in canvas.scattered(number, x, y, radius * 0.9, radius * 0.72):
        turn, half = radians(canvas.between(0, 180)), canvas.between(14, 26)
        right, down = half * cos(turn), half * sin(turn)
        bend = (at + down * 0.3, up - right * 0.3)
        line = [(at - right, up - down), bend, (at + right, up + down)]
        canvas.line(line, tones[canvas.random.randrange(3)], 5)


def tomato(canvas, x, y, size=34, turn=0):
    """A wedge of tomato."""
    canvas.shape(oval(x, y, size, size * 0.8, turn, 0, 180), c.TOMATO)
    canvas.shape(oval(x, y + 2, size * 0.72, size * 0.5, turn, 0, 180), lighter(c.TOMATO, 0.25))
    for side in (-0.3, 0.3):
        seed = turned([(x + side * size, y + size * 0.25)], x, y, turn)[0]
        canvas.dot(*seed, 4, c.EGG)
