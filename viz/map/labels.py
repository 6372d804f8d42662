"""Names of steps: inside the circle where they fit, else at the best free place around it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pathways.map.facts import StepFacts
from viz.drawing.names import name_lines
from viz.drawing.text import clean, leftward, middle_cut, width
from viz.drawing.words import count
from viz.map.curves import Floats
from viz.map.layout import Layout
from viz.map.mountain import MAP_BOTTOM, MAP_RIGHT, MAP_TOP, TIERS_RIGHT
from viz.map.shapes import Box, Circle, Label, TextLine
from viz.map.sizes import inside_name

__all__ = ["PLACE", "box_of", "free", "name_labels", "passing"]

PLACE = Box(TIERS_RIGHT, MAP_TOP, MAP_RIGHT - TIERS_RIGHT, MAP_BOTTOM - MAP_TOP - 2)
"""Where words beside circles may stand: right of the tier names, above the foot."""

_WIDE_PLACE = PLACE.grown(6)
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""The part of a line that stands left of its anchor."""
_GAP = 4.0
_MARGIN = 3.0
_WIDEST = 250.0
_WIDTHS = (_WIDEST, 188.0, 125.0)
"""How wide the lines of a name may be where it takes one, two or three."""
# Where a name stands: how far to the side its anchor is, above or below, and which end that is.
_ABOVE, _BELOW = (0, -1, "middle"), (0, 1, "middle")
_BESIDE = [(1, 0, "start"), (-1, 0, "end")]
_CORNERS = [(side, down, end) for side, end in ((1, "start"), (-1, "end")) for down in (1, -1)]
_SLID = [(-side, down, end) for side, down, end in _CORNERS]
_Place = tuple[int, int, str]
_Option = tuple[Sequence[str], _Place]
"""The lines of a name, and where they stand."""
_PLACES: list[_Place] = [_ABOVE, _BELOW, *_BESIDE, *_CORNERS, *_SLID]
_CROWDED: list[_Place] = [_BELOW, _ABOVE, *_BESIDE, *_CORNERS, *_SLID]


def box_of(lines: Sequence[TextLine]) -> Box:
    """The rectangle that all lines cover, rounded."""
    wide = [width(line.text, line.size, line.weight) for line in lines]
    starts = [line.x - _BEFORE[line.anchor] * w for line, w in zip(lines, wide, strict=True)]
    left, right = min(starts), max(x + w for x, w in zip(starts, wide, strict=True))
    top = min(line.y - 0.84 * line.size for line in lines)
    bottom = max(line.y + 0.26 * line.size for line in lines)
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
    is no free place for all of the name.  No two read alike.
    """
    labels: list[Label] = []
    boxes = list(taken)
    for step in steps:
        read = {_read(other) for other in labels}
        label = (
            _inside(step, layout)
            or _clearest(step, [*_options(step, layout)], layout, boxes, ways, read)
            or _forced(step, layout, boxes, read)
        )
        labels.append(label)
        if label.kind == "beside":
            boxes.append(label.box.grown(3))
    return labels


def _read(label: Label) -> str:
    """The name as it is read on the map, without the count that ends it."""
    return " ".join(line.text for line in label.lines[:-1])


def passing(ways: Floats, box: Box) -> float:
    """How many ways (rows of points) run under a rectangle; of equals, how far they do."""
    near = box.grown(_MARGIN)
    across = (ways[..., 0] > near.x) & (ways[..., 0] < near.right)
    under = across & (ways[..., 1] > near.y) & (ways[..., 1] < near.bottom)
    return float(under.any(axis=1).sum() + under.sum() / (under.size + 1))


def _clearest(
    step: StepFacts,
    options: Sequence[_Option],
    layout: Layout,
    taken: Sequence[Box],
    ways: Floats,
    read: set[str],
) -> Label | None:
    """Of the options with room the one where fewest moves pass."""
    best, least = None, math.inf
    circle = layout.circles[step.key]
    # Close to another circle, a name would seem to belong to that one.
    others = [other for other in layout.circles.values() if other is not circle]
    for words, place in options:
        label = _at(step, circle, words, place, layout)
        if (
            free(label.box, [circle], taken)
            and free(label.box.grown(6), others, [], _WIDE_PLACE)
            and _read(label) not in read
        ):
            many = passing(ways, label.box)
            if many < least:
                best, least = label, many
        if not least:  # nothing passes there, and what comes later is not preferred
            break
    return best


def _inside(step: StepFacts, layout: Layout) -> Label | None:
    """The name in its circle, where it fits."""
    circle = layout.circles[step.key]
    name = inside_name(layout.names[step.key], step, circle.inner, layout.type)
    if not name:
        return None
    number = (count(step.people), layout.type.count, 400)
    texts = [*((line, name.size, 700) for line in name.lines), number]
    lines = tuple(
        TextLine(circle.x, round(circle.y + y, 1), text, px, weight, "on_disc", "middle")
        for (text, px, weight), y in zip(texts, name.baselines, strict=True)
    )
    return Label(step.key, "inside", box_of(lines), lines)


def _options(step: StepFacts, layout: Layout) -> Iterator[_Option]:
    """Lines and places in the order of preference: above and below, then beside; longer first."""
    crowded = layout.name_lines < 3
    name, size = layout.names[step.key], layout.type.name
    room = max(60.0, layout.cells[step.key].w - 8)
    places = _CROWDED if crowded else _PLACES
    if layout.cells[step.key].h < 2 * (layout.circles[step.key].reach + layout.type.line):
        places = sorted(places, key=lambda place: place not in _BESIDE)
    for lines in range(1, layout.name_lines + 1):
        wide = room if crowded else _WIDTHS[lines - 1]
        number = width(count(step.people), layout.type.count) + 4 if crowded else 0.0
        for words in name_lines(
            name, clean(step.role), [wide] * (lines - 1) + [wide - number], size
        ):
            if any("…" in line for line in words) and lines < layout.name_lines:
                continue
            for place in places:
                yield words, place


def _forced(step: StepFacts, layout: Layout, taken: Sequence[Box], read: set[str]) -> Label:
    """Shorter and shorter names until one is free, a line further off at last."""
    circle = layout.circles[step.key]
    name, size = layout.names[step.key], layout.type.name
    label = _at(step, circle, (_unlike(name, 100, size, read),), _BELOW, layout)
    for around in (circle, replace(circle, r=circle.reach + layout.type.line, ring=None)):
        for wide in (_WIDEST, 170.0, 120.0, 90.0, 60.0, 44.0, 30.0, 16.0):
            words = (_unlike(name, wide, size, read),)
            for place in _CROWDED:
                label = _at(step, around, words, place, layout)
                if free(label.box, layout.circles.values(), taken):
                    return label
    return label


def _unlike(name: str, room: float, size: float, read: set[str]) -> str:
    """The name cut to a room; numbered where another is cut to the same."""
    cut = middle_cut(name, room, size, 700)
    number = 2
    while cut in read:
        cut = f"{middle_cut(name, max(room - 16, 16), size, 700)} {number}"
        number += 1
    return cut


def _at(
    step: StepFacts, circle: Circle, words: Sequence[str], place: _Place, layout: Layout
) -> Label:
    """The label with its lines at one side of the circle; the count ends the last line.

    After a name that is read from the right a count would stand at its beginning: it has a line
    of its own.
    """
    aside, down, anchor = place
    size, tall = layout.type.name, layout.type.line
    right_to_left = leftward(" ".join(words))
    last = len(words) - (0 if right_to_left else 1)
    # At a corner both ways are a little shorter.
    reach = circle.reach * (0.8 if aside and down else 1) + _GAP
    middle = circle.y - last * tall / 2 + 0.36 * size
    first = {-1: circle.y - reach - 2 - last * tall, 1: circle.y + reach + 0.8 * size}.get(
        down, middle
    )
    x = round(circle.x + aside * reach, 1)
    heights = [round(first + i * tall, 1) for i in range(last + 1)]
    whole = words if right_to_left else words[:-1]
    lines = [
        TextLine(x, y, line, size, 700, "text", anchor)
        for y, line in zip(heights, whole, strict=False)
    ]
    number = TextLine(x, heights[-1], count(step.people), layout.type.count, 400, "text", anchor)
    lines += [number] if right_to_left else _last_line(words[-1], number, size)
    return Label(step.key, "beside", box_of(lines), tuple(lines))


def _last_line(name: str, number: TextLine, size: float) -> list[TextLine]:
    """The end of a name in bold and its count behind it, together at the anchor."""
    bold, space = width(name, size, 700), 5.0
    whole = bold + space + width(number.text, number.size)
    x = number.x
    left = {"start": x, "middle": x - whole / 2, "end": x - whole}[number.anchor]
    return [
        TextLine(round(left, 1), number.y, name, size, 700, "text", "start"),
        replace(number, x=round(left + bold + space, 1), anchor="start"),
    ]
