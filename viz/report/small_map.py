"""The map in small, for the first page: the same marks, with fewer and larger names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from xml.sax.saxutils import quoteattr

from pathways.map.facts import MapFacts
from viz.drawing.text import clean, ellipsis, width
from viz.map.marks import Mark, Shape, Word, scene
from viz.map.mountain import MAP_BOTTOM, MAP_LEFT, MAP_RIGHT, MAP_TOP
from viz.map.shapes import Box, Circle, TextLine
from viz.map.spec import MapSpec
from viz.map.svg import FONT, fragment

__all__ = ["small_map"]

_WIDE, _TOP = MAP_RIGHT - MAP_LEFT, MAP_TOP - 4
_MOST, _MOST_OF_NARROW, _NARROW = 6, 2, 300.0
_SIZE = 14.0


def small_map(spec: MapSpec, facts: MapFacts, wide: float, colors: Mapping[str, str]) -> str:
    """The mountain as an SVG that is ``wide`` px wide where it stands, its words 14 px."""
    bare = tuple(replace(arrow, pill=None) for arrow in spec.arrows)
    drawn = scene(replace(spec, arrows=bare, strokes=()))
    shapes = [m for m in (*drawn.back, *drawn.discs, *drawn.front) if isinstance(m, Shape)]
    marks: list[Mark] = [*shapes, *_names(spec, facts, wide)]
    high = MAP_BOTTOM - _TOP + 4
    view = f"{MAP_LEFT:g} {_TOP:g} {_WIDE:g} {high:g}"
    told = quoteattr(spec.full_title)
    body = fragment(marks, colors, "s")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" font-family="{FONT}"'
    return f'{head} role="img" aria-label={told}>{body}</svg>'


def _names(spec: MapSpec, facts: MapFacts, wide: float) -> list[Word]:
    """The stuck point and the largest steps by name, each where nothing else lies."""
    size = _SIZE * _WIDE / wide
    most = _MOST if wide >= _NARROW else _MOST_OF_NARROW
    steps = {step.key: step for step in facts.steps}
    first = [c for c in spec.circles if c.step == facts.stuck_at]
    rest = sorted((c for c in spec.circles if c not in first), key=lambda c: (-c.r, c.step))
    taken = [_around(circle) for circle in spec.circles]
    words: list[Word] = []
    for circle in [*first, *rest][:most]:
        step = steps[circle.step]
        parts = (clean(part) for part in (step.program, step.role) if part)
        lines = [(ellipsis(part, 12 * size, size, 700), "text") for part in parts]
        if circle in first:
            lines.append(("stuck point", "stuck"))
        place = _place(circle, lines, size, taken)
        if place is None and circle in first:
            # The point that the page is about has its name, whatever small circle it covers.
            large = [_around(other) for other in spec.circles if other.r > circle.r]
            place = _place(circle, lines, size, large)
        if place is not None:
            taken.append(place)
            words += _words(place, lines, size)
    return words


def _place(
    circle: Circle, lines: list[tuple[str, str]], size: float, taken: list[Box]
) -> Box | None:
    """A free rectangle below, above or beside the circle, inside the map."""
    wide = max(width(text, size, 700) for text, _ in lines)
    high = size * 1.25 * len(lines)
    reach = circle.reach + 4
    near = [
        (circle.x - wide / 2, circle.y + reach),
        (circle.x - wide / 2, circle.y - reach - high),
        (circle.x + reach, circle.y - high / 2),
        (circle.x - reach - wide, circle.y - high / 2),
    ]
    further = product((0.0, size, -size), near)
    page = Box(MAP_LEFT, _TOP, _WIDE, MAP_BOTTOM - _TOP)
    for down, (x, y) in further:
        box = Box(x, y + down, wide, high)
        if box.inside(page) and not any(box.overlaps(other) for other in taken):
            return box
    return None


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
