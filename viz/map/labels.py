"""Names of steps: inside the circle where they fit, else at the best free place around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pathways.map.facts import StepFacts
from viz.drawing.text import clean, ellipsis, width, wrap
from viz.drawing.words import count
from viz.map.curves import Floats
from viz.map.layout import LINE, InsideName, Layout, inside_name
from viz.map.mountain import MAP_BOTTOM, MAP_RIGHT, MAP_TOP
from viz.map.shapes import Box, Circle, Label, TextLine

__all__ = ["PLACE", "box_of", "free", "name_labels", "passing", "text_box"]

PLACE = Box(150.0, MAP_TOP, MAP_RIGHT - 150.0, MAP_BOTTOM - MAP_TOP - 2)
"""Where words beside circles may stand: right of the tier names, above the foot."""

_WIDE_PLACE = PLACE.grown(6)
_GAP = 4.0
_MARGIN = 3.0
# Where a name stands: how far to the side its anchor is, above or below, and which end that is.
_ABOVE, _BELOW = (0, -1, "middle"), (0, 1, "middle")
_BESIDE = [(1, 0, "start"), (-1, 0, "end")]
_CORNERS = [(side, down, end) for side, end in ((1, "start"), (-1, "end")) for down in (1, -1)]
_SLID = [(-side, down, end) for side, down, end in _CORNERS]
_Place = tuple[int, int, str]
_PLACES: list[_Place] = [_ABOVE, _BELOW, *_BESIDE, *_CORNERS, *_SLID]
_CROWDED: list[_Place] = [_BELOW, _ABOVE, *_BESIDE, *_CORNERS, *_SLID]


def text_box(line: TextLine) -> Box:
    """The rectangle that a line covers."""
    wide = width(line.text, line.size, line.weight)
    left = {"start": line.x, "middle": line.x - wide / 2, "end": line.x - wide}[line.anchor]
    return Box(left, line.y - 0.84 * line.size, wide, 1.1 * line.size)


def box_of(lines: Iterable[TextLine]) -> Box:
    """The rectangle that all lines cover, rounded outward."""
    boxes = [text_box(line) for line in lines]
    left, top = min(b.x for b in boxes), min(b.y for b in boxes)
    right, bottom = max(b.right for b in boxes), max(b.bottom for b in boxes)
    return Box(round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1))


def free(box: Box, circles: Iterable[Circle], taken: Iterable[Box], place: Box = PLACE) -> bool:
    """Whether a rectangle lies in its place and covers no circle and no other rectangle."""
    if not box.inside(place):
        return False
    if any(box.touches_disc(c.x, c.y, c.reach + 1) for c in circles):
        return False
    return not any(box.overlaps(other) for other in taken)


def name_labels(
    steps: Iterable[StepFacts], layout: Layout, taken: Sequence[Box], ways: Floats
) -> list[Label]:
    """A label for every step, the first given first: where fewest moves will pass, unless there
    is no free place for all of the name.
    """
    labels: list[Label] = []
    boxes = list(taken)
    for step in steps:
        label = _label(step, layout, boxes, ways)
        labels.append(label)
        if label.kind == "beside":
            boxes.append(label.box.grown(3))
    return labels


def passing(ways: Floats, box: Box) -> float:
    """How many ways (rows of points) run under a rectangle; of equals, how far they do."""
    near = box.grown(_MARGIN)
    across = (ways[..., 0] > near.x) & (ways[..., 0] < near.right)
    under = across & (ways[..., 1] > near.y) & (ways[..., 1] < near.bottom)
    return float(under.any(axis=1).sum() + under.sum() / (under.size + 1))


def _label(step: StepFacts, layout: Layout, taken: Sequence[Box], ways: Floats) -> Label:
    circle = layout.circles[step.key]
    name = inside_name(step, circle.inner)
    if name:
        return _inside(step, circle, name)
    options = _options(step, circle, layout)
    circles = layout.circles.values()
    others = [other for other in circles if other is not circle]
    fitting = [
        label
        for label in options
        # Close to another circle, a name would seem to belong to that one.
        if free(label.box, [circle], taken) and free(label.box.grown(6), others, [], _WIDE_PLACE)
    ]
    if not fitting:
        return _forced(step, circle, layout, taken)
    return min(fitting, key=lambda label: passing(ways, label.box))


def _inside(step: StepFacts, circle: Circle, name: InsideName) -> Label:
    texts = [*((line, 700) for line in name.lines), (count(step.people), 400)]
    lines = tuple(
        TextLine(circle.x, round(circle.y + y, 1), text, name.size, weight, "on_disc", "middle")
        for (text, weight), y in zip(texts, name.baselines(), strict=True)
    )
    return Label(step.key, "inside", box_of(lines), lines)


def _options(step: StepFacts, circle: Circle, layout: Layout) -> Iterable[Label]:
    """Places in the order of preference: above and below, then beside; longer lines first."""
    crowded = layout.name_lines < 3
    room = max(60.0, layout.cells[step.key].w - 8)
    for lines in range(1, layout.name_lines + 1):
        wide = room if crowded else 170.0 if lines == 1 else 120.0
        number = width(count(step.people), 14) + 4 if crowded else 0.0
        words = _words(step, wide, number, lines)
        if words[-1].endswith("…") and lines < layout.name_lines:
            continue
        for place in _CROWDED if crowded else _PLACES:
            yield _at(step, circle, words, place)


def _words(step: StepFacts, wide: float, number: float, lines: int) -> tuple[str, ...]:
    """The name in so many lines, with room for its count behind the last.

    An activity breaks after its program: the role, which tells it from others, stays whole.
    """
    parts = (f"{clean(step.program)}:", clean(step.role))
    rooms = (wide, wide - number)
    fits = all(width(part, 14, 700) <= room for part, room in zip(parts, rooms, strict=True))
    if step.role and lines == len(parts) and fits:
        return parts
    return wrap(clean(step.name), wide - number, lines, 14, 700)


def _forced(step: StepFacts, circle: Circle, layout: Layout, taken: Sequence[Box]) -> Label:
    """Shorter and shorter names until one is free, a line further off at last."""
    name = clean(step.name)
    label = _at(step, circle, (ellipsis(name, 100, 14, 700),), _BELOW)
    for around in (circle, replace(circle, r=circle.reach + LINE, ring=None)):
        for wide in (100.0, 80.0, 60.0, 44.0, 30.0, 16.0):
            words = (ellipsis(name, wide, 14, 700),)
            for place in _CROWDED:
                label = _at(step, around, words, place)
                if free(label.box, layout.circles.values(), taken):
                    return label
    return label


def _at(step: StepFacts, circle: Circle, words: Sequence[str], place: _Place) -> Label:
    """The label with its lines at one side of the circle; the count ends the last line."""
    aside, down, anchor = place
    # At a corner both ways are a little shorter.
    reach = circle.reach * (0.8 if aside and down else 1) + _GAP
    middle = circle.y - (len(words) - 1) * LINE / 2 + 5
    first = {
        -1: circle.y - reach - 2 - (len(words) - 1) * LINE,
        1: circle.y + reach + 11,
    }.get(down, middle)
    x = circle.x + aside * reach
    lines = [
        TextLine(round(x, 1), round(first + i * LINE, 1), line, 14, 700, "text", anchor)
        for i, line in enumerate(words[:-1])
    ]
    lines += _last_line(
        words[-1], count(step.people), x, round(first + (len(words) - 1) * LINE, 1), anchor
    )
    return Label(step.key, "beside", box_of(lines), tuple(lines))


def _last_line(name: str, number: str, x: float, y: float, anchor: str) -> list[TextLine]:
    """The end of a name in bold and its count behind it, together at the anchor."""
    bold, space = width(name, 14, 700), 4.0
    whole = bold + space + width(number, 14)
    left = {"start": x, "middle": x - whole / 2, "end": x - whole}[anchor]
    return [
        TextLine(round(left, 1), y, name, 14, 700, "text", "start"),
        TextLine(round(left + bold + space, 1), y, number, 14, 400, "text", "start"),
    ]
