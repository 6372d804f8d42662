"""From a spec to a list of marks: shapes and words in the order in which they are drawn.

Canvas and SVG draw the same list, so that the interactive map and its printed twin cannot differ.
A mark knows its owners (the keys of its steps), which is what a highlight goes by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from viz.drawing.palette import band_role
from viz.map.mountain import CENTRE, MAP_LEFT
from viz.map.shapes import Arrow, Band, Circle, Point, Stroke, TextLine
from viz.map.spec import MapSpec
from viz.map.type import CAPTION

__all__ = [
    "Mark",
    "Scene",
    "Shape",
    "Word",
    "arrow_marks",
    "joined_marks",
    "planned_ring",
    "scene",
    "stopped_marks",
    "worded",
]


@dataclass(frozen=True)
class Shape:
    """A path in SVG syntax.  ``fade`` is x and opacity where its fill starts and ends."""

    d: str
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dash: tuple[float, ...] = ()
    alpha: float = 1.0
    fade: tuple[float, float, float, float] | None = None
    owners: tuple[int, ...] = ()


@dataclass(frozen=True)
class Word:
    """A line of words; ``halo`` is the role of the outline that keeps it legible over lines."""

    line: TextLine
    halo: str = ""
    owners: tuple[int, ...] = ()


Mark = Shape | Word
_DOTS = (2.0, 3.0)


@dataclass(frozen=True)
class Scene:
    """What lies under the discs, the discs, and what lies on them.

    ``pills`` are the marks of the share on each arrow that has one; ``front`` ends with them.
    """

    back: tuple[Mark, ...]
    discs: tuple[Mark, ...]
    front: tuple[Mark, ...]
    pills: tuple[tuple[Mark, ...], ...]


def scene(spec: MapSpec) -> Scene:
    """The marks of the map itself, without title, legend, caption and card."""
    back = _mountain(spec)
    for stroke in spec.strokes:
        back += joined_marks(stroke) if stroke.kind == "joined" else stopped_marks(stroke)
    back += chain.from_iterable([_outline(arrow) for arrow in _planned_arrows(spec)])
    back += chain.from_iterable([arrow_marks(arrow) for arrow in spec.arrows])
    back += chain.from_iterable([_halo(circle) for circle in spec.circles])
    back += [planned_ring(c.x, c.y, (c.ring or c.r) + 5, c.step) for c in _planned_circles(spec)]
    discs = [_disc(circle) for circle in spec.circles]
    pills = tuple(tuple(_pill(arrow)) for arrow in spec.arrows)
    front = (*_words(spec), *chain.from_iterable(pills))
    return Scene(tuple(back), tuple(discs), front, pills)


def _mountain(spec: MapSpec) -> list[Mark]:
    marks: list[Mark] = [Shape(_closed(band.outline), fill=band.role) for band in spec.bands]
    if spec.shade:
        marks.append(Shape(_closed(spec.shade), fill="shade", alpha=0.16))
    for band in spec.bands:
        marks += _hairline(band)
    return marks


def _hairline(band: Band) -> list[Mark]:
    left, right = min(band.outline)[0], max(band.outline)[0]
    at_foot = [x for x, y in band.outline if y == band.bottom]
    left, right = (min(at_foot), max(at_foot)) if at_foot else (left, right)
    return [
        Shape(f"M{MAP_LEFT},{band.bottom} L{left},{band.bottom}", stroke="hair"),
        Shape(f"M{left},{band.bottom} L{right},{band.bottom}", stroke="edge"),
        *(Word(line) for line in band.lines),
    ]


def joined_marks(stroke: Stroke) -> list[Mark]:
    """People who joined here: an arrow that fades in."""
    box, side = stroke.box, stroke.side
    far, near = (box.right, box.x) if side > 0 else (box.x, box.right)
    middle = box.y + box.h / 2
    slim = box.h < 14
    tip = 7.0 if slim else 12.0
    half = max(1.0, box.h / 2 - 3) if slim else box.h / 2
    neck = near + side * tip
    d = _closed(
        [
            (far, middle - half), (neck, middle - half), (neck, box.y), (near, middle),
            (neck, box.bottom), (neck, middle + half), (far, middle + half),
        ]
    )  # fmt: skip
    return [Shape(d, fill=stroke.role, fade=(far, 0.0, near, 0.8), owners=(stroke.step,))]


def stopped_marks(stroke: Stroke) -> list[Mark]:
    """People who took no further step: a bar that fades out towards its stop."""
    box, side = stroke.box, stroke.side
    far, near = (box.right, box.x) if side > 0 else (box.x, box.right)
    far -= side * 1.2
    top, bottom = box.y + 4, box.bottom - 4
    d = _closed([(near, top), (far, top), (far, bottom), (near, bottom)])
    x = f"{round(far, 1):g}"
    bar = f"M{x},{round(box.y, 1):g} L{x},{round(box.bottom, 1):g}"
    owners = (stroke.step,)
    return [
        Shape(d, fill=stroke.role, fade=(near, 0.75, far, 0.12), owners=owners),
        Shape(bar, stroke=stroke.role, width=2.5, owners=owners),
    ]


def arrow_marks(arrow: Arrow) -> list[Mark]:
    """Solid for up, two rails (dots where thin) for level, dashes for down."""
    owners = (arrow.source, arrow.target)
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = arrow.curve
    d = f"M{x0},{y0} C{x1},{y1} {x2},{y2} {x3},{y3}"
    line = [Shape(d, stroke=arrow.look, width=arrow.width, dash=_dash(arrow), owners=owners)]
    if arrow.look == "level" and arrow.width >= 3:
        core = max(0.5, round(arrow.width - 2.6, 2))
        line.append(Shape(d, stroke="page", width=core, owners=owners))
    return [*line, Shape(_closed(arrow.head), fill=arrow.look, owners=owners)]


def _planned_arrows(spec: MapSpec) -> list[Arrow]:
    """The moves that an open plan is about, as far as they are drawn."""
    pairs = {pair for one in spec.told.said if one.kind == "plan" for pair in one.moves}
    return [arrow for arrow in spec.arrows if (arrow.source, arrow.target) in pairs]


def _planned_circles(spec: MapSpec) -> list[Circle]:
    """Where the other open plans are."""
    drawn = {(arrow.source, arrow.target) for arrow in spec.arrows}
    plans = [one for one in spec.told.said if one.kind == "plan" and not drawn & {*one.moves}]
    keys = {key for one in plans for key in one.steps}
    return [circle for circle in spec.circles if circle.step in keys]


def _outline(arrow: Arrow) -> list[Mark]:
    """Dots along both sides of an arrow, which is drawn over what lies between them."""
    owners = (arrow.source, arrow.target)
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = arrow.curve
    d = f"M{x0},{y0} C{x1},{y1} {x2},{y2} {x3},{y3}"
    wide = round(arrow.width + 9, 2)
    dots = Shape(d, stroke="text", width=wide, dash=_DOTS, owners=owners)
    return [dots, Shape(d, stroke="page", width=round(wide - 4, 2), owners=owners)]


def planned_ring(x: float, y: float, r: float, step: int) -> Mark:
    """A ring of dots: people have planned something at the step."""
    return Shape(_round(x, y, round(r, 1)), stroke="text", width=2.0, dash=_DOTS, owners=(step,))


def _dash(arrow: Arrow) -> tuple[float, ...]:
    if arrow.look == "down":
        return (round(max(8.0, 2.6 * arrow.width), 1), round(max(4.0, 1.1 * arrow.width), 1))
    return (1.6, 2.4) if arrow.look == "level" and arrow.width < 3 else ()


def _halo(circle: Circle) -> list[Mark]:
    """The stuck ring and the hollow part: people still inside the window."""
    owners = (circle.step,)
    marks: list[Mark] = []
    if circle.ring is not None:
        ring = _round(circle.x, circle.y, circle.ring)
        marks.append(Shape(ring, fill=band_role(2), stroke="stuck", width=3.0, owners=owners))
    if circle.inner < circle.r:
        rim = _round(circle.x, circle.y, circle.r)
        width, dash = (1.4, (3.0, 2.4)) if circle.r >= 12 else (1.0, (1.8, 1.4))
        marks.append(Shape(rim, fill="page", stroke="disc", width=width, dash=dash, owners=owners))
    return marks


def _disc(circle: Circle) -> Mark:
    return Shape(_round(circle.x, circle.y, circle.inner), fill="disc", owners=(circle.step,))


def _round(x: float, y: float, r: float) -> str:
    # A chord shorter than the diameter by a rounding would make an egg of the circle.
    left, right = f"{x - r:.2f}", f"{x + r:.2f}"
    return f"M{left},{y} A{r},{r} 0 1 1 {right},{y} A{r},{r} 0 1 1 {left},{y} Z"


def _words(spec: MapSpec) -> list[Mark]:
    marks: list[Mark] = [Word(line) for line in spec.aside]
    for label in spec.labels:
        marks += [Word(line, label.halo, (label.step,)) for line in label.lines]
    if spec.said:
        marks.append(Word(TextLine(CENTRE, 400.0, spec.said, 18, 400, "text", "middle")))
    return marks


def _pill(arrow: Arrow) -> list[Mark]:
    if arrow.pill is None:
        return []
    box, owners = arrow.pill.box, (arrow.source, arrow.target)
    fill, ink = (arrow.look, "page") if arrow.pill.filled else ("page", arrow.look)
    middle = round(box.x + box.w / 2, 1)
    size = box.h - 6
    base = round(box.y + box.h / 2 + 0.35 * size, 1)
    line = TextLine(middle, base, arrow.pill.text, size, 700, ink, "middle")
    r = box.h / 2
    left, right = f"{round(box.x + r, 1):g}", f"{round(box.right - r, 1):g}"
    d = (
        f"M{left},{box.y} H{right} A{r},{r} 0 0 1 {right},{round(box.bottom, 1):g} "
        f"H{left} A{r},{r} 0 0 1 {left},{box.y} Z"
    )
    return [Shape(d, fill=fill, stroke=arrow.look, owners=owners), Word(line, owners=owners)]


def worded(x: float, y: float, text: str, role: str = "text", anchor: str = "start") -> Word:
    """A plain line of 15 px."""
    return Word(TextLine(round(x, 1), round(y, 1), text, CAPTION, 400, role, anchor))


def _closed(points: Sequence[Point]) -> str:
    return "M" + " L".join(f"{round(x, 1):g},{round(y, 1):g}" for x, y in points) + " Z"
