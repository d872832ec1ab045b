"""Panels one below the other that share their days: columns with gaps, or lines. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ...lib.rounding import grouped
from .drawing import NARROW, Bar, Dot, Drawing, Polyline, Rule, Text
from .inks import SIZES
from .scale import height, ticks, width, wrapped

LINE, LANE, DATES, GAP = 20, 15, 15, 12
#: how much of its day a column takes
FILLED = 0.72
#: two labels beside a line keep so far from each other
APART = 14


@dataclass(frozen=True)
class Panel:
    """A series over the days; `values` has None where there is none, `marks` says why there.

    `part` are the places of values that are not whole yet, `before` the values of another year
    under the same days, `level` its total (value, words) where no more is known of it. `labels`
    are the words for values by place. `has_dates`: the days are named below it.
    """

    title: str
    values: list[int | None]
    room: int
    highest: int
    marks: list[str] = field(default_factory=list)
    part: frozenset[int] = frozenset()
    before: list[int | None] = field(default_factory=list)
    level: tuple[int, str] | None = None
    labels: dict[int, str] = field(default_factory=dict)
    before_label: str = ""
    has_axis: bool = False
    has_dates: bool = False


def columns(panels: list[Panel], dates: list[str]) -> Drawing:
    """Panels of columns; `dates` has a word for the days that may be named, "" for the others."""
    return _stacked(panels, dates, _columns)


def lines(panels: list[Panel], dates: list[str]) -> Drawing:
    return _stacked(panels, dates, _lines)


def _stacked(
    panels: list[Panel], dates: list[str], draw: Callable[[Drawing, Panel, float], None]
) -> Drawing:
    drawing = Drawing(before="axis", after="value")
    top: float = 0
    names = _with_room(dates, drawing.narrow)
    for panel in panels:
        for line in wrapped(panel.title, SIZES["title"], NARROW):
            drawing.add("title", Text(0, top + 13, line, shift=-drawing.margins[0]))
            top += LINE
        top += 18 if panel.has_axis else 2
        _frame(drawing, panel, top)
        draw(drawing, panel, top)
        top += panel.room
        if panel.has_dates:
            drawing.add("axis", *_week_ticks(dates, top))
        if any(panel.marks):
            marks = list(_marks(panel.marks, top + LANE - 2, drawing.narrow))
            drawing.add("mark", *marks)
            top = max([top + LANE, *(mark.top + 2 for mark in marks)])
        if panel.has_dates:
            drawing.add("note", *_dates(names, len(dates), top + DATES, drawing.narrow))
            top += DATES
        top += GAP
    drawing.height = max(top - GAP + 6, 0)
    return drawing


def _frame(drawing: Drawing, panel: Panel, top: float) -> None:
    bottom = top + panel.room
    if panel.has_axis:
        for number in ticks(panel.highest):
            y = bottom - height(number, panel.highest, panel.room)
            if number:
                drawing.add("grid", Rule(0, y, 100, y))
            drawing.add("note", Text(0, y + 4, grouped(number), "end", -6))
    drawing.add("axis", Rule(0, bottom, 100, bottom))


def middle(place: float, count: int) -> float:
    return 100 * (place + 0.5) / count


def _columns(drawing: Drawing, panel: Panel, top: float) -> None:
    bottom, count = top + panel.room, len(panel.values)
    wide = 100 * FILLED / count
    drawing.add("before", *_runs(panel.before, panel, bottom))
    for place, value in enumerate(panel.values):
        if value is None:
            continue
        tall = height(value, panel.highest, panel.room)
        ink = "part" if place in panel.part else "now"
        drawing.add(ink, Bar(middle(place, count) - wide / 2, bottom - tall, wide, tall))
    drawing.add("value", *_numbers(panel, bottom, drawing.narrow))


def _runs(values: Sequence[int | None], panel: Panel, bottom: float) -> Iterator[Polyline]:
    count = len(values)
    for known, run in groupby(enumerate(values), key=lambda pair: pair[1] is not None):
        if known:
            points = [(middle(place, count), bottom - _up(value, panel)) for place, value in run]
            yield Polyline(tuple(points))


def _up(value: int | None, panel: Panel) -> float:
    return panel.room * value / panel.highest if value and panel.highest else 0


def _numbers(panel: Panel, bottom: float, narrow: float) -> Iterator[Text]:
    count, last = len(panel.values), _last(panel.values)
    for place, text in panel.labels.items():
        tall = height(panel.values[place], panel.highest, panel.room)
        if place == last:
            edge = middle(place, count) + 50 * FILLED / count
            yield Text(edge, min(bottom - tall + 12, bottom - 2), text, shift=4)
        else:
            yield Text(*_above(place, count, text, bottom - tall - 5, narrow))


def _above(
    place: int, count: int, text: str, top: float, narrow: float
) -> tuple[float, float, str, str]:
    """Left, top, text and anchor of a word above a day that stays inside a narrow drawing."""
    half = 50 * width(text, SIZES["value"]) / narrow
    centre = middle(place, count)
    if centre < half:
        return 0, top, text, "start"
    if centre > 100 - half:
        return 100, top, text, "end"
    return centre, top, text, "middle"


def _last(values: Sequence[int | None]) -> int:
    return max((place for place, value in enumerate(values) if value is not None), default=-1)


def _marks(marks: Sequence[str], top: float, narrow: float) -> Iterator[Text]:
    """Each run of the same mark once, in its middle; a line lower where it would touch another.

    A word stands only below as many days as it is wide.
    """
    free: list[float] = [0, 0]
    for mark, run in groupby(enumerate(marks), key=lambda pair: pair[1]):
        places = [place for place, _mark in run]
        wide = width(mark, SIZES["mark"])
        centre = middle((places[0] + places[-1]) / 2, len(marks))
        at = narrow * centre / 100
        lane = next((lane for lane in (0, 1) if at - wide / 2 >= free[lane]), None)
        fits = len(mark) == 1 or wide <= narrow * len(places) / len(marks)
        if mark and fits and lane is not None:
            free[lane] = at + wide / 2
            yield Text(centre, top + lane * (LANE - 2), mark, "middle")


def _with_room(dates: Sequence[str], narrow: float) -> list[tuple[int, str]]:
    """The days that can be named so that no two names meet on a narrow page: (place, name)."""
    found: list[tuple[int, str]] = []
    free: float = 0
    for place, name in enumerate(dates):
        wide = width(name, SIZES["note"])
        at = min(narrow * place / len(dates), narrow - wide)  # the last ones end with the drawing
        if name and at >= free:
            found.append((place, name))
            free = at + wide + 6
    return found


def _week_ticks(dates: Sequence[str], top: float) -> Iterator[Rule]:
    for place, name in enumerate(dates):
        if name:
            left = 100 * place / len(dates)
            yield Rule(left, top, left, top + 4)


def _dates(
    names: Iterable[tuple[int, str]], count: int, top: float, narrow: float
) -> Iterator[Text]:
    for place, name in names:
        is_near_end = narrow * (1 - place / count) < width(name, SIZES["note"])
        yield Text(100, top, name, "end") if is_near_end else Text(100 * place / count, top, name)


def _lines(drawing: Drawing, panel: Panel, top: float) -> None:
    bottom, count = top + panel.room, len(panel.values)
    if panel.level:
        value, words = panel.level
        y = bottom - _up(value, panel)
        drawing.add("level", Rule(0, y, 100, y))
        drawing.add("note", Text(0, y - 5, words, shift=4))
    drawing.add("before", *_runs(panel.before, panel, bottom))
    drawing.add("line", *_runs(panel.values, panel, bottom))
    last = _last(panel.values)
    x, y = middle(last, count), bottom - _up(panel.values[last], panel)
    drawing.add("dot", Dot(x, y))
    drawing.add("value", number := _at_last(drawing, panel, bottom, x, y))
    if panel.before_label:
        is_beside = number.anchor == "start"
        other = (x, y) if is_beside else (x, -bottom)
        drawing.add("note", _beside(panel, bottom, other, drawing.narrow))


def _at_last(drawing: Drawing, panel: Panel, bottom: float, x: float, y: float) -> Text:
    text = panel.labels[_last(panel.values)]
    room = drawing.narrow * (100 - x) / 100 + drawing.margins[1] - 8
    if width(text, SIZES["value"]) <= room:
        return Text(x, y + 4, text, shift=8)
    level = bottom - _up(panel.level[0], panel) if panel.level else bottom
    is_under = y - 34 < level <= y + 4
    return Text(x, y + 20 if is_under else y - 9, text, "end", 4)


def _beside(panel: Panel, bottom: float, other: tuple[float, float], narrow: float) -> Text:
    place = _last(panel.before)
    x, y = middle(place, len(panel.before)), bottom - _up(panel.before[place], panel) + 4
    near = narrow * abs(x - other[0]) / 100 < 60
    if near and abs(y - other[1] - 4) < APART:
        y = other[1] + 4 + (APART if y >= other[1] + 4 else -APART)
    return Text(x, y, panel.before_label, shift=8)
