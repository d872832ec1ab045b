"""A drawing as plain data: places across in percent of its width, down in pixels. Pure.

So it is as wide as its page and its letters as large as the page's, on a phone as on a desk.
"""

from dataclasses import dataclass, field

from .inks import INKS

#: the width in pixels that a drawing has at least: on a phone of 320, less the page's margins
NARROW = 288


def short(number):
    """A coordinate in no more digits than one sees."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Bar:
    left: float
    top: float
    width: float
    height: float

    tag = "rect"

    def attributes(self):
        places = {"x": self.left, "width": self.width}
        across = {name: f"{short(value)}%" for name, value in places.items()}
        return {**across, "y": short(self.top), "height": short(self.height)}


@dataclass(frozen=True)
class Rule:
    """A straight line; one that runs across has the same top and bottom."""

    left: float
    top: float
    right: float
    bottom: float

    tag = "line"

    def attributes(self):
        across = {"x1": f"{short(self.left)}%", "x2": f"{short(self.right)}%"}
        return {**across, "y1": short(self.top), "y2": short(self.bottom)}


@dataclass(frozen=True)
class Dot:
    left: float
    top: float
    radius: float = 3.5

    tag = "circle"

    def attributes(self):
        return {"cx": f"{short(self.left)}%", "cy": short(self.top), "r": short(self.radius)}


@dataclass(frozen=True)
class Line:
    """Points from left to right. It is drawn in a box of 100 units that is stretched."""

    points: tuple

    tag = "polyline"

    def attributes(self):
        points = " ".join(f"{short(left)},{short(top)}" for left, top in self.points)
        return {"points": points, "vector-effect": "non-scaling-stroke"}


@dataclass(frozen=True)
class Words:
    """A line of text; `anchor` says which of its ends stands at `left`, `shift` moves it."""

    left: float
    top: float
    text: str
    anchor: str = "start"
    shift: int = 0

    tag = "text"

    def attributes(self):
        places = {"x": f"{short(self.left)}%", "y": short(self.top)}
        shift = {"dx": str(self.shift)} if self.shift else {}
        return {**places, **shift} | (
            {} if self.anchor == "start" else {"text-anchor": self.anchor}
        )


@dataclass
class Layer:
    """Shapes of one kind that are drawn alike."""

    ink: str
    shapes: list = field(default_factory=list)

    @property
    def tag(self):
        return self.shapes[0].tag

    @property
    def attributes(self):
        """How they look where no stylesheet says otherwise."""
        return INKS[self.ink]


@dataclass
class Drawing:
    """Layers from the back to the front; beside it room of `before` and `after` for words.

    Both are names: none, axis, value (see MARGINS).
    """

    before: str = ""
    after: str = ""
    height: int = 0
    layers: list = field(default_factory=list)

    def add(self, ink, *shapes):
        """Draws shapes in an ink, above what is there."""
        layer = next((one for one in self.layers if one.ink == ink), None)
        if layer is None and shapes:
            self.layers.append(layer := Layer(ink))
        if shapes:
            layer.shapes += shapes

    def shapes(self, ink):
        return [shape for layer in self.layers if layer.ink == ink for shape in layer.shapes]

    def words(self):
        """All that is written in it."""
        every = (shape for layer in self.layers for shape in layer.shapes)
        return [shape.text for shape in every if isinstance(shape, Words)]

    @property
    def margins(self):
        """Pixels (before, after)."""
        return MARGINS[self.before], MARGINS[self.after]

    @property
    def narrow(self):
        """The least width of the drawing without its margins, in pixels."""
        return NARROW - sum(self.margins)


#: the room beside a drawing in pixels; static/css/pictures.css has the same
MARGINS = {"": 0, "axis": 46, "value": 56}
