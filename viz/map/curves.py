"""Curves between circles: candidates for a move, and what a curve costs in space.

A candidate leaves its source and reaches its target along the radius, turned from the straight
line by an angle at either end.  Where it runs is sampled at :data:`SAMPLES` points.
"""

from __future__ import annotations

from cmath import phase, rect
from math import pi

import numpy as np
from numpy.typing import NDArray

from viz.map.shapes import Circle, Point

__all__ = [
    "SAMPLES",
    "Curve",
    "Floats",
    "arrow_width",
    "at_parts",
    "between",
    "crossings",
    "head",
    "head_length",
    "loops",
    "points_along",
    "sampled",
]

Floats = NDArray[np.float64]
Curve = tuple[Point, Point, Point, Point]

SAMPLES = 33
_T = np.linspace(0.0, 1.0, SAMPLES)
_WEIGHTS = np.stack([(1 - _T) ** 3, 3 * _T * (1 - _T) ** 2, 3 * _T**2 * (1 - _T), _T**3], axis=1)
# Turns in degrees at source and target: straight, arcs to either side, and lopsided ones.
_ARCS = (8, 18, 30, 44, 60, 78, 100)
_TURNS = (
    [(0.0, 0.0, 0.33)]
    + [(s * a, -s * a, h) for a in _ARCS for s in (1, -1) for h in (0.34, 0.5, 0.75)]
    + [(s * a, -s * b, 0.4) for a, b in ((10, 40), (40, 10), (30, 75), (75, 30)) for s in (1, -1)]
    + [(s * a, s * a, 0.4) for a in (15, 35) for s in (1, -1)]
)
_GAP_START, _GAP_TIP = 2.0, 3.0


def arrow_width(people: int, scale: float) -> float:
    """Width of the arrow of so many people, never too thin to see."""
    return max(1.3, people * scale)


def head_length(width: float) -> float:
    """Length of the head of an arrow."""
    return 5.5 + 1.15 * width


def between(source: Circle, target: Circle, width: float) -> list[Curve]:
    """Every way tried from one circle to another, the straightest first."""
    here, there = complex(source.x, source.y), complex(target.x, target.y)
    out, into = source.reach + _GAP_START, target.reach + _GAP_TIP + head_length(width)
    ahead, apart = phase(there - here), abs(there - here)
    curves = []
    for a, b, h in _TURNS:
        leave, reach = ahead + a * pi / 180, ahead + pi + b * pi / 180
        start, end = here + rect(out, leave), there + rect(into, reach)
        # A handle longer than the way itself would fold the curve back over its own head.
        long = min(h * apart, 2.2 * abs(end - start) + 8)
        curves.append(_curve(start, start + rect(long, leave), end + rect(long, reach), end))
    return curves


def _curve(start: complex, leaving: complex, arriving: complex, end: complex) -> Curve:
    a, b, c, d = ((place.real, place.imag) for place in (start, leaving, arriving, end))
    return (a, b, c, d)


def loops(circle: Circle, width: float) -> list[Curve]:
    """Every way tried from a circle back to itself."""
    middle, reach, tip = complex(circle.x, circle.y), circle.reach, head_length(width)
    size = max(36.0, min(58.0, circle.r * 1.3)) + 2 * width
    spread = max(0.34, min(0.75, (8 + 1.6 * width) / reach))
    back = max(12.0, size - tip)
    curves = []
    for angle in (step * pi / 12 for step in range(24)):
        start = middle + rect(reach + _GAP_START, angle - spread)
        end = middle + rect(reach + _GAP_TIP + tip, angle + spread)
        leaving = start + rect(size, angle - spread * 1.5)
        curves.append(_curve(start, leaving, end + rect(back, angle + spread), end))
    return curves


def head(curve: Curve, width: float) -> tuple[Point, Point, Point]:
    """Tip and the two corners of the head, which continues the last handle."""
    end = complex(*curve[3])
    ahead, half = phase(end - complex(*curve[2])), 3.2 + 0.8 * width
    corners = [end + rect(head_length(width), ahead)]
    corners += [end + rect(half, ahead + side * pi / 2) for side in (1, -1)]
    tip, left, right = ((place.real, place.imag) for place in corners)
    return (tip, left, right)


def sampled(curves: list[Curve]) -> Floats:
    """Points on the curves: an array of curves × :data:`SAMPLES` × 2."""
    return np.asarray(_WEIGHTS @ np.array(curves, dtype=np.float64), dtype=np.float64)


def points_along(curve: Curve, how_many: int) -> Floats:
    """So many points on a curve, from its start to its end."""
    return at_parts(curve, np.linspace(0.0, 1.0, how_many))


def at_parts(curve: Curve, t: Floats) -> Floats:
    """The points on a curve at these of its parameters."""
    weights = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
    return np.asarray(weights @ np.array(curve, dtype=np.float64))


def crossings(one: Floats, others: Floats) -> Floats:
    """How many segments of each other curve the polyline crosses."""
    # Two segments cross where each has its ends on both sides of the other.
    x, y = one[:, 0, None, None], one[:, 1, None, None]
    others_x, others_y = others[None, ..., 0], others[None, ..., 1]
    off_x, off_y = others_x - x, others_y - y
    mine = np.diff(x, axis=0) * off_y[:-1] - np.diff(y, axis=0) * off_x[:-1]
    theirs = np.diff(others_y) * off_x[..., :-1] - np.diff(others_x) * off_y[..., :-1]
    first = mine[:, :, 1:] * mine[:, :, :-1] < 0
    second = theirs[1:] * theirs[:-1] < 0
    return np.asarray((first & second).sum(axis=(0, 2)), dtype=np.float64)
