"""Curves between circles: candidates for a move, and what a curve costs in space.

A candidate leaves its source and reaches its target along the radius, turned from the straight
line by an angle at either end.  Where it runs is sampled at :data:`SAMPLES` points.
"""

from __future__ import annotations

from math import atan2, cos, hypot, pi, sin

import numpy as np
from numpy.typing import NDArray

from viz.map.shapes import Circle, Point

__all__ = [
    "SAMPLES",
    "Curve",
    "Floats",
    "arrow_width",
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
    ahead = atan2(target.y - source.y, target.x - source.x)
    apart = hypot(target.x - source.x, target.y - source.y)
    return [
        _joined(source, target, width, ahead + a * pi / 180, ahead + pi + b * pi / 180, h * apart)
        for a, b, h in _TURNS
    ]


def _joined(
    source: Circle, target: Circle, width: float, leave: float, reach: float, handle: float
) -> Curve:
    start = _off(source, leave, source.reach + _GAP_START)
    end = _off(target, reach, target.reach + _GAP_TIP + head_length(width))
    # A handle longer than the way itself would fold the curve back over its own head.
    handle = min(handle, 2.2 * hypot(end[0] - start[0], end[1] - start[1]) + 8)
    return (start, _beyond(start, leave, handle), _beyond(end, reach, handle), end)


def loops(circle: Circle, width: float) -> list[Curve]:
    """Every way tried from a circle back to itself."""
    size = max(36.0, min(58.0, circle.r * 1.3)) + 2 * width
    spread = max(0.34, min(0.75, (8 + 1.6 * width) / circle.reach))
    return [_loop(circle, width, step * pi / 12, spread, size) for step in range(24)]


def _loop(circle: Circle, width: float, angle: float, spread: float, size: float) -> Curve:
    start = _off(circle, angle - spread, circle.reach + _GAP_START)
    end = _off(circle, angle + spread, circle.reach + _GAP_TIP + head_length(width))
    back = max(12.0, size - head_length(width))
    return (
        start,
        _beyond(start, angle - spread * 1.5, size),
        _beyond(end, angle + spread, back),
        end,
    )


def head(curve: Curve, width: float) -> tuple[Point, Point, Point]:
    """Tip and the two corners of the head, which continues the last handle."""
    (hx, hy), (ex, ey) = curve[2], curve[3]
    ahead = atan2(ey - hy, ex - hx)
    tip = _beyond((ex, ey), ahead, head_length(width))
    half = 3.2 + 0.8 * width
    left, right = (_beyond((ex, ey), ahead + side * pi / 2, half) for side in (1, -1))
    return (tip, left, right)


def _off(circle: Circle, angle: float, by: float) -> Point:
    return _beyond((circle.x, circle.y), angle, by)


def _beyond(point: Point, angle: float, by: float) -> Point:
    return (point[0] + by * cos(angle), point[1] + by * sin(angle))


def sampled(curves: list[Curve]) -> Floats:
    """Points on the curves: an array of curves × :data:`SAMPLES` × 2."""
    return np.asarray(_WEIGHTS @ np.array(curves, dtype=np.float64), dtype=np.float64)


def points_along(curve: Curve, how_many: int, part: tuple[float, float] = (0.0, 1.0)) -> Floats:
    """So many points on a curve, or on the part of it between two of its parameters."""
    t = np.linspace(*part, how_many)
    weights = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
    return np.asarray(weights @ np.array(curve, dtype=np.float64))


def crossings(one: Floats, others: Floats) -> Floats:
    """How many segments of each other curve the polyline crosses."""
    # Two segments cross where each has its ends on both sides of the other.
    mine = _side(one[:-1, None, None], one[1:, None, None], others[None])
    theirs = _side(others[None, :, :-1], others[None, :, 1:], one[:, None, None])
    first = mine[:, :, 1:] * mine[:, :, :-1] < 0
    second = theirs[1:] * theirs[:-1] < 0
    return np.asarray((first & second).sum(axis=(0, 2)), dtype=np.float64)


def _side(a: Floats, b: Floats, p: Floats) -> Floats:
    turned = (b[..., 0] - a[..., 0]) * (p[..., 1] - a[..., 1])
    return np.asarray(turned - (b[..., 1] - a[..., 1]) * (p[..., 0] - a[..., 0]))
