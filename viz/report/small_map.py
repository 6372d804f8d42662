"""The map in small, for the first page: the same marks, with fewer and larger names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from xml.sax.saxutils import quoteattr

import numpy as np

from pathways.map.facts import MapFacts
from viz.drawing.names import name_lines, short_names
from viz.drawing.text import clean, width
from viz.map.curves import Floats, points_along
from viz.map.labels import passing
from viz.map.marks import Mark, Word, scene
from viz.map.mountain import MAP_BOTTOM, MAP_LEFT, MAP_RIGHT, MAP_TOP
from viz.map.shapes import Arrow, Band, Box, Circle, Pill, TextLine
from viz.map.spec import MapSpec
from viz.map.svg import FONT, fragment

__all__ = ["small_map"]

_WIDE, _TOP = MAP_RIGHT - MAP_LEFT, MAP_TOP - 4
_MOST, _MOST_OF_NARROW, _NARROW = 12, 2, 300.0
_SIZE = 14.0


def small_map(spec: MapSpec, facts: MapFacts, wide: float, colors: Mapping[str, str]) -> str:
    """The mountain as an SVG that is ``wide`` px wide where it stands, its words 14 px.

    Of the shares it has the one that the title speaks of.
    """
    larger = _SIZE * _WIDE / wide
    bare = tuple(replace(arrow, pill=_told(arrow.pill, larger)) for arrow in spec.arrows)
    drawn = scene(
        replace(spec, arrows=bare, strokes=(), labels=(), aside=(), said="", bands=_unnamed(spec))
    )
    marks: list[Mark] = [*drawn.back, *drawn.discs, *_names(spec, bare, facts, wide), *drawn.front]
    high = MAP_BOTTOM - _TOP + 4
    view = f"{MAP_LEFT:g} {_TOP:g} {_WIDE:g} {high:g}"
    told = quoteattr(spec.full_title)
    body = fragment(marks, colors, "s")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" font-family="{FONT}"'
    return f'{head} role="img" aria-label={told}>{body}</svg>'


def _told(pill: Pill | None, size: float) -> Pill | None:
    """The share that the title speaks of, its words of a size."""
    if pill is None or not pill.filled:
        return None
    box, by = pill.box, (size + 6) / pill.box.h
    wide, high = box.w * by, box.h * by
    middle, level = box.x + box.w / 2, box.y + box.h / 2
    at = Box(round(middle - wide / 2, 1), round(level - high / 2, 1), round(wide, 1), high)
    return replace(pill, box=at)


def _unnamed(spec: MapSpec) -> tuple[Band, ...]:
    return tuple(replace(band, lines=()) for band in spec.bands)


def _names(spec: MapSpec, arrows: Sequence[Arrow], facts: MapFacts, wide: float) -> list[Word]:
    """The stuck point and the largest steps by name, each where nothing else lies."""
    size = _SIZE * _WIDE / wide
    most = _MOST if wide >= _NARROW else _MOST_OF_NARROW
    steps = {step.key: step for step in facts.steps}
    names = short_names({circle.step: steps[circle.step].name for circle in spec.circles})
    first = [c for c in spec.circles if c.step == facts.stuck_at]
    rest = sorted((c for c in spec.circles if c not in first), key=lambda c: (-c.r, c.step))
    taken = [_around(circle) for circle in spec.circles]
    taken += [arrow.pill.box for arrow in arrows if arrow.pill]
    ways = np.array([points_along(arrow.curve, 33) for arrow in arrows]).reshape(-1, 33, 2)
    words: list[Word] = []
    for circle in [*first, *rest][:most]:
        role = clean(steps[circle.step].role)
        rooms = [12 * size] * (2 if role else 1)
        lines = [(line, "text") for line in next(name_lines(names[circle.step], role, rooms, size))]
        if circle in first:
            lines.append(("stuck point", "stuck"))
        place = _place(circle, lines, size, taken, ways)
        if place is None and circle in first:
            # The point that the page is about has its name, and covers as little as it can.
            further = (0.0, size, -size, 2 * size, -2 * size)
            place = _least(_places(circle, lines, size, further), taken, circle)
        if place is not None:
            taken.append(place)
            words += _words(place, lines, size)
    return words


def _place(
    circle: Circle, lines: list[tuple[str, str]], size: float, taken: list[Box], ways: Floats
) -> Box | None:
    """The free rectangle below, above or beside the circle under which fewest arrows run."""
    fitting = [
        box
        for box in _places(circle, lines, size, (0.0, size, -size))
        if not any(box.overlaps(other) for other in taken)
    ]
    return min(fitting, key=lambda box: passing(ways, box), default=None)


def _least(boxes: list[Box], taken: list[Box], circle: Circle) -> Box | None:
    """The rectangle that covers least of the others, and nothing of its circle."""
    own = _around(circle)
    return min(
        (box for box in boxes if not box.overlaps(own)),
        key=lambda box: sum(_shared(box, other) for other in taken),
        default=None,
    )


def _shared(one: Box, other: Box) -> float:
    """The area that two rectangles share."""
    wide = min(one.right, other.right) - max(one.x, other.x)
    return max(0.0, wide) * max(0.0, min(one.bottom, other.bottom) - max(one.y, other.y))


def _places(
    circle: Circle, lines: list[tuple[str, str]], size: float, moved: tuple[float, ...]
) -> list[Box]:
    """Below, above and beside the circle, each moved down by so much."""
    wide = max(width(text, size, 700) for text, _ in lines)
    high = size * 1.25 * len(lines)
    reach = circle.reach + 4
    near = [
        (circle.x - wide / 2, circle.y + reach),
        (circle.x - wide / 2, circle.y - reach - high),
        (circle.x + reach, circle.y - high / 2),
        (circle.x - reach - wide, circle.y - high / 2),
    ]
    further = product(moved, near)
    page = Box(MAP_LEFT, _TOP, _WIDE, MAP_BOTTOM - _TOP)
    boxes = [Box(x, y + down, wide, high) for down, (x, y) in further]
    return [box for box in boxes if box.inside(page)]


def _around(circle: Circle) -> Box:
    r = circle.reach
    return Box(circle.x - r, circle.y - r, 2 * r, 2 * r)


def _words(box: Box, lines: list[tuple[str, str]], size: float) -> list[Word]:
    middle = box.x + box.w / 2
    return [
        Word(
            TextLine(round(middle, 1), round(box.y + size * (1.0 + 1.25 * nth), 1), text,
                     round(size, 1), 700, role, "middle"),
            "page",
        )
        for nth, (text, role) in enumerate(lines)
    ]  # fmt: skip
