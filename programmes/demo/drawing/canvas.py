"""A sheet to draw on: flat shapes and round lines, placed as on a sheet of 1200 × 800.

Drawn three times as large and then made smaller, so that edges are smooth. What looks random
follows from the picture's name: the same picture comes out whenever it is drawn.
"""

from contextlib import contextmanager
from math import cos, pi, radians, sin
from random import Random

from PIL import Image, ImageColor, ImageDraw

WIDTH, HEIGHT = 1200, 800
FINER = 3
SHADOW = (60, 40, 24, 34)


def mixed(one, other, share):
    """A colour between two: `share` of the other."""
    pair = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pair)


def lighter(colour, share=0.25):
    return mixed(colour, "#ffffff", share)


def darker(colour, share=0.2):
    return mixed(colour, "#23201d", share)


def turned(points, x, y, angle):
    """Points turned by degrees around (x, y)."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return [(x + (a - x) * c - (b - y) * s, y + (a - x) * s + (b - y) * c) for a, b in points]


def oval(x, y, rx, ry=None, turn=0, first=0, last=360):
    """The edge of an ellipse from one angle to another, 0 at the right and clockwise."""
    ry = rx if ry is None else ry
    steps = max(12, round(90 * abs(last - first) / 360))
    angles = [radians(first + (last - first) * step / steps) for step in range(steps + 1)]
    return turned([(x + rx * cos(a), y + ry * sin(a)) for a in angles], x, y, turn)


def box(x, y, width, height, corner=0, turn=0):
    """The edge of a rectangle around (x, y) with round corners."""
    a, b = width / 2 - corner, height / 2 - corner
    if not corner:
        edge = [(x - a, y - b), (x + a, y - b), (x + a, y + b), (x - a, y + b)]
        return turned(edge, x, y, turn)
    corners = [(x + a, y + b, 0), (x - a, y + b, 90), (x - a, y - b, 180), (x + a, y - b, 270)]
    edge = [
        (cx + corner * cos(radians(at + step * 10)), cy + corner * sin(radians(at + step * 10)))
        for cx, cy, at in corners
        for step in range(10)
    ]
    return turned(edge, x, y, turn)


def smooth(points, closed=False, steps=12):
    """A soft curve through points (Catmull-Rom)."""
    padded = [points[-1], *points, *points[:2]] if closed else [points[0], *points, points[-1]]
    curve = []
    for p, q, r, s in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        curve += [_between(p, q, r, s, step / steps) for step in range(steps)]
    return curve if closed else [*curve, points[-1]]


def _between(p, q, r, s, t):
    def along(a, b, c, d):
        return 0.5 * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )

    return along(p[0], q[0], r[0], s[0]), along(p[1], q[1], r[1], s[1])


class Canvas:
    """A picture in work; all measures are those of a sheet of 1200 × 800."""

    def __init__(self, name, width=WIDTH, ground="#fbf8f3"):
        self.width, self.scale = width, width * FINER / WIDTH
        size = (width * FINER, round(width * FINER * HEIGHT / WIDTH))
        self.image = Image.new("RGB", size, ground)
        self.random = Random(name)  # noqa: S311  (keeps no secret)

    @property
    def pen(self):
        return ImageDraw.Draw(self.image, "RGBA")

    def _sized(self, points):
        return [(x * self.scale, y * self.scale) for x, y in points]

    def shape(self, edge, fill, outline=None, width=3):
        """A filled shape, with a line around it where one is wanted."""
        self.pen.polygon(self._sized(edge), fill=fill)
        if outline:
            self.line([*edge, edge[0], edge[1]], outline, width)

    def line(self, points, colour, width=4):
        """A line of one weight with round ends."""
        sized, thick = self._sized(points), max(1, round(width * self.scale))
        pen = self.pen
        pen.line(sized, fill=colour, width=thick, joint="curve")
        for x, y in (sized[0], sized[-1]):
            half = thick / 2
            pen.ellipse((x - half, y - half, x + half, y + half), fill=colour)

    def dot(self, x, y, radius, fill):
        self.shape(oval(x, y, radius), fill)

    def shadow(self, edge, right=6, down=14):
        """The soft shadow of a shape, to be drawn before it."""
        for part in (1.0, 0.55):
            moved = [(x + right * part, y + down * part) for x, y in edge]
            self.shape(moved, SHADOW)

    @contextmanager
    def inside(self, edge):
        """What is drawn within stays inside this edge."""
        before = self.image.copy()
        yield
        mask = Image.new("L", self.image.size, 0)
        ImageDraw.Draw(mask).polygon(self._sized(edge), fill=255)
        self.image = Image.composite(self.image, before, mask)

    def scattered(self, number, x, y, rx, ry=None):
        """Places spread over an ellipse, the same ones each time: denser in no part."""
        ry = rx if ry is None else ry
        for _each in range(number):
            angle, far = 2 * pi * self.random.random(), self.random.random() ** 0.5
            yield x + rx * far * cos(angle), y + ry * far * sin(angle)

    def between(self, low, high):
        return low + (high - low) * self.random.random()

    def finished(self):
        return self.image.reduce(FINER)
