"""The key to the marks, drawn with the marks themselves."""

from __future__ import annotations

from collections.abc import Sequence

from viz.drawing.text import width
from viz.drawing.words import HOLLOW, MOVE, PLANNED
from viz.map.marks import (
    Mark,
    Shape,
    arrow_marks,
    joined_marks,
    planned_ring,
    stopped_marks,
    worded,
)
from viz.map.shapes import Arrow, Box, Stroke
from viz.map.type import CAPTION

__all__ = ["legend_marks"]

_ARROWS = {
    MOVE: "level",
    "up": "up",
    "level": "level",
    "level, or no tier": "level",
    "down": "down",
}

_GAP, _MANY = 14.0, 8


def legend_marks(entries: Sequence[str], x: float, y: float) -> list[Mark]:
    """The entries in one row from ``x``, centred on ``y``."""
    marks: list[Mark] = []
    gap = _GAP if len(entries) < _MANY else _GAP / 2
    for entry in entries:
        sample, wide = _sample(entry, x, y)
        marks += [*sample, worded(x + wide + 6, y + 5, entry)]
        x += wide + 6 + width(entry, CAPTION) + gap
    return marks


def _sample(entry: str, x: float, y: float) -> tuple[list[Mark], float]:
    if entry in _ARROWS:
        curve = ((x, y), (x + 8, y), (x + 16, y), (x + 24, y))
        head = ((x + 34, y), (x + 24, y - 6.4), (x + 24, y + 6.4))
        return arrow_marks(Arrow(0, 0, curve, head, 4.0, _ARROWS[entry], None)), 34.0
    if entry == "joined here":
        return joined_marks(Stroke(0, "joined", Box(x, y - 6.5, 32, 13), -1, "stroke")), 32.0
    if entry == "no further step":
        return stopped_marks(Stroke(0, "stopped", Box(x, y - 8, 32, 16), 1, "stroke")), 32.0
    if entry == HOLLOW:
        return _hollow(x + 9, y), 18.0
    if entry == PLANNED:
        return [planned_ring(x + 9, y, 8.0, 0)], 18.0
    return [Shape(_ring(x + 9, y, 8.0), stroke="stuck", width=3.0)], 18.0


def _hollow(x: float, y: float) -> list[Mark]:
    return [
        Shape(_ring(x, y, 9.0), fill="page", stroke="disc", width=1.4, dash=(3.0, 2.4)),
        Shape(_ring(x, y, 5.5), fill="disc"),
    ]


def _ring(x: float, y: float, r: float) -> str:
    left, right = f"{x - r:g},{y:g}", f"{x + r:g},{y:g}"
    return f"M{left} A{r:g},{r:g} 0 1 1 {right} A{r:g},{r:g} 0 1 1 {left} Z"
