"""Okiagari-koboshi: the little figures of Aizu that get up again. They stand for people."""

from math import cos, radians, sin

from . import colours as c
from .canvas import box, darker, lighter, oval, smooth

#: a body for each party
COLOURS = (c.LACQUER, c.LAKE, c.CEDAR, c.PERSIMMON, c.PLUM)


def _body(x, y, size):
    half = [
        (x, y - size * 2.1),
        (x + size * 0.46, y - size * 2.0),
        (x + size * 0.78, y - size * 1.55),
        (x + size * 0.96, y - size * 0.8),
        (x + size * 0.9, y - size * 0.24),
        (x + size * 0.5, y),
    ]
    return smooth([*half, *[(2 * x - a, b) for a, b in reversed(half[1:])]], True)


def doll(canvas, x, y, size, colour=c.LACQUER, looks=0):
    """One that stands at (x, y) and looks to a side, from -1 to 1."""
    canvas.shape(oval(x + size * 0.1, y, size * 0.9, size * 0.13), (60, 40, 24, 46))
    edge = _body(x, y, size)
    canvas.shape(edge, colour)
    with canvas.inside(edge):
        canvas.shape(
            oval(x + size * 0.86, y - size * 0.7, size * 0.5, size * 1.5), darker(colour, 0.14)
        )
        canvas.shape(
            oval(x - size * 0.62, y - size * 0.72, size * 0.13, size * 0.4, 8),
            lighter(colour, 0.22),
        )
    _face(canvas, x + looks * size * 0.16, y - size * 1.34, size, looks)
    _flower(canvas, x, y - size * 0.42, size * 0.2)


def _face(canvas, x, y, size, looks):
    face = oval(x, y, size * 0.56, size * 0.54)
    canvas.shape(face, c.PAPER)
    with canvas.inside(face):
        canvas.shape(oval(x, y - size * 0.62, size * 0.62, size * 0.34), c.INK)
        for side in (-1, 1):
            canvas.dot(x + side * size * 0.34, y + size * 0.14, size * 0.12, c.PEACH)
    middle = x + looks * size * 0.06
    for side in (-1, 1):
        eye = middle + side * size * 0.19
        canvas.dot(eye, y - size * 0.02, size * 0.05, c.INK)
        brow = oval(eye, y - size * 0.12, size * 0.11, size * 0.06, 0, 200, 340)
        canvas.line(brow, c.INK, size * 0.035)
    canvas.line(
        oval(middle, y + size * 0.14, size * 0.1, size * 0.08, 0, 20, 160), c.LACQUER, size * 0.045
    )


def _flower(canvas, x, y, size):
    """The plum blossom on its belly."""
    for turn in range(0, 360, 72):
        right, down = size * 0.62 * cos(radians(turn - 90)), size * 0.62 * sin(radians(turn - 90))
        canvas.dot(x + right, y + down, size * 0.4, c.EGG)
    canvas.dot(x, y, size * 0.26, c.PAPER)


def back(canvas, x, y, size, colour):
    """One seen from behind."""
    edge = _body(x, y, size)
    canvas.shape(edge, colour)
    with canvas.inside(edge):
        canvas.shape(oval(x, y - size * 1.98, size * 0.86, size * 0.46), c.INK)
        canvas.shape(
            oval(x + size * 0.86, y - size * 0.7, size * 0.5, size * 1.5), (35, 32, 29, 34)
        )


def bubble(canvas, x, y, width, height, fill, tail):
    """A speech bubble; `tail` is where its speaker stands."""
    dx = width * 0.2 if tail[0] > x else -width * 0.2
    root = [(x + dx - 26, y + height * 0.36), tail, (x + dx + 26, y + height * 0.36)]
    canvas.shape(root, fill)
    canvas.shape(box(x, y, width, height, min(width, height) * 0.42), fill)
