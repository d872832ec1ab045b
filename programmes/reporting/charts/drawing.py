"""A drawing as plain data: places across in percent of its width, down in pixels. Pure.

So it is as wide as its page and its letters as large as the page's, on a phone as on a desk.
"""

from dataclasses import dataclass, field

from .inks import INKS

#: the width in pixels that a drawing has at least: on a phone of 320, less the page's margins
NARROW = 288


def short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


class Shape:
    """What is drawn: which fields its attributes `across` (in percent) and `down` (pixels) are."""

    tag = ""
    across: dict[str, str] = {}
    down: dict[str, str] = {}

    def attributes(self) -> dict[str, str]:
        across = {name: f"{short(getattr(self, field))}%" for name, field in self.across.items()}
        return across | {name: short(getattr(self, field)) for name, field in self.down.items()}


@dataclass(frozen=True)
class Bar(Shape):
    left: float
    top: float
    width: float
    height: float

    tag, across, down = "rect", {"x": "left", "width": "width"}, {"y": "top", "height": "height"}


@dataclass(frozen=True)
class Rule(Shape):
    """A straight line; one that runs across has the same top and bottom."""

    left: float
    top: float
    right: float
    bottom: float

    tag, across, down = "line", {"x1": "left", "x2": "right"}, {"y1": "top", "y2": "bottom"}


@dataclass(frozen=True)
class Dot(Shape):
    left: float
    top: float
    radius: float = 3.5

    tag, across, down = "circle", {"cx": "left"}, {"cy": "top", "r": "radius"}


@dataclass(frozen=True)
class Polyline(Shape):
    """Points from left to right. It is drawn in a box of 100 units that is stretched."""

    points: tuple[tuple[float, float], ...]

    tag = "polyline"

    def attributes(self) -> dict[str, str]:
        points = " ".join(f"{short(left)},{short(top)}" for left, top in self.points)
        return {"points": points, "vector-effect": "non-scaling-stroke"}


@dataclass(frozen=True)
class Text(Shape):
    """A line of text; `anchor` says which of its ends stands at `left`, `shift` moves it."""

    left: float
    top: float
    text: str
    anchor: str = "start"
    shift: int = 0

    tag, across, down = "text", {"x": "left"}, {"y": "top"}

    def attributes(self) -> dict[str, str]:
        shift = {"dx": str(self.shift)} if self.shift else {}
        anchor = {} if self.anchor == "start" else {"text-anchor": self.anchor}
        return super().attributes() | shift | anchor


@dataclass
class Layer:
    """Shapes of one kind that are drawn alike."""

    ink: str
    shapes: list[Shape] = field(default_factory=list)

    @property
    def tag(self) -> str:
        return self.shapes[0].tag

    @property
    def attributes(self) -> dict[str, str]:
        return INKS[self.ink]


@dataclass
class Drawing:
    """Layers from the back to the front; beside it room of `before` and `after` for words.

    Both are names: none, axis, value (see MARGINS).
    """

    before: str = ""
    after: str = ""
    height: float = 0
    layers: list[Layer] = field(default_factory=list)

    def add(self, ink: str, *shapes: Shape) -> None:
        if not shapes:
            return
        layer = next((one for one in self.layers if one.ink == ink), None)
        if layer is None:
            self.layers.append(layer := Layer(ink))
        layer.shapes.extend(shapes)

    def shapes(self, ink: str) -> list[Shape]:
        return [shape for layer in self.layers if layer.ink == ink for shape in layer.shapes]

    def words(self) -> list[str]:
        every = (shape for layer in self.layers for shape in layer.shapes)
        return [shape.text for shape in every if isinstance(shape, Text)]

    @property
    def margins(self) -> tuple[int, int]:
        """Pixels (before, after)."""
        return MARGINS[self.before], MARGINS[self.after]

    @property
    def narrow(self) -> int:
        """The least width of the drawing without its margins, in pixels."""
        return NARROW - sum(self.margins)


#: the room beside a drawing in pixels; static/css/pictures.css has the same
MARGINS = {"": 0, "axis": 48, "value": 64}
