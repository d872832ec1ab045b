"""Small pictures for the demo, drawn by code: dishes, products, and what happens at events.

`drawn(name)` gives one. Nothing in them is taken from a photograph, and people appear as
okiagari-koboshi only.
"""

from functools import cache
from io import BytesIO

from ... import images
from .canvas import WIDTH, Canvas
from .dishes import DISHES
from .products import PRODUCTS
from .scenes import SCENES

PICTURES = DISHES | PRODUCTS | SCENES


@cache
def drawn(name, width=WIDTH):
    """The Picture of a name, with its renditions as those of any photo."""
    out = BytesIO()
    sheet(name, width).save(out, "PNG", compress_level=1)
    return images.picture(out.getvalue(), f"{name}.png")


def sheet(name, width=WIDTH):
    """The drawing itself, before it is a photo."""
    canvas = Canvas(name, width)
    PICTURES[name](canvas)
    return canvas.finished()
