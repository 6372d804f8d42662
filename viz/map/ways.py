"""The ways that a move could go between its circles, and what each costs whatever else is drawn.

The price of a way is in px of detour that it is worth to avoid something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pathways.map.facts import MoveFacts
from viz.map.curves import Curve, Floats, arrow_width, between, loops, sampled
from viz.map.mountain import MAP_BOTTOM, MAP_RIGHT, MAP_TOP, TIERS_RIGHT
from viz.map.shapes import Circle

__all__ = ["THROUGH", "Ways", "ways_of"]

THROUGH = 800.0
"""The price of running through a circle or through words."""
_THROUGH_CIRCLE = 160.0
_OUTSIDE = 900.0
_BEND = 12.0
_SHARP = 0.16
_TIGHTEST = 16.0
"""Radius of a bend in px below which it looks like a kink."""
_KINK = 600.0


@dataclass(frozen=True)
class Ways:
    """The ways that a move could go: their curves, points on them, and their prices."""

    move: MoveFacts
    width: float
    curves: list[Curve]
    points: Floats
    price: Floats


def ways_of(moves: Sequence[MoveFacts], circles: Mapping[int, Circle], scale: float) -> list[Ways]:
    """The ways of every move; ``scale`` is the px of a person."""
    found = []
    for move in moves:
        width = arrow_width(move.people, scale)
        source, target = circles[move.source], circles[move.target]
        curves = loops(source, width) if source is target else between(source, target, width)
        points = sampled(curves)
        price = _through(points[:, 1:-1], circles, move, width) + _outside(points) + _detour(points)
        found.append(Ways(move, width, curves, points, price))
    return found


def _through(
    points: Floats, circles: Mapping[int, Circle], move: MoveFacts, width: float
) -> Floats:
    """The price of running into circles, which is lower at the own ones."""
    ends = np.array([key in (move.source, move.target) for key in circles])
    discs = np.array([(c.x, c.y, c.reach) for c in circles.values()], dtype=float)
    room = discs[:, 2] + np.where(ends, 1.0, 5.0 + width / 2)
    away = np.hypot(points[..., None, 0] - discs[:, 0], points[..., None, 1] - discs[:, 1])
    deep = np.clip((room - away) / 10, 0, 2)
    through = away < room
    return np.asarray(
        THROUGH * (through.any(axis=1) & ~ends).sum(axis=1)
        + _THROUGH_CIRCLE * (deep + through * 0.6).sum(axis=(1, 2))
    )


def _outside(points: Floats) -> Floats:
    x, y = points[..., 0], points[..., 1]
    off = (x < TIERS_RIGHT - 4) | (x > MAP_RIGHT - 6) | (y < MAP_TOP + 2) | (y > MAP_BOTTOM - 4)
    return np.asarray(_OUTSIDE * off.sum(axis=1))


def _detour(points: Floats) -> Floats:
    steps = np.hypot(*np.moveaxis(np.diff(points, axis=1), -1, 0)).sum(axis=1)
    chord = np.hypot(*np.moveaxis(points[:, -1] - points[:, 0], -1, 0))
    return np.asarray(0.45 * (steps - chord) + _BEND * _turned(points))


def _turned(points: Floats) -> Floats:
    """How far each curve turns, in radians, from end to end; a kink counts many times."""
    way = np.diff(points, axis=1)
    turns = np.abs(np.diff(np.unwrap(np.arctan2(way[..., 1], way[..., 0]), axis=1), axis=1))
    long = np.hypot(way[..., 0], way[..., 1])
    bends = turns / np.maximum((long[:, 1:] + long[:, :-1]) / 2, 0.5)
    sharp = np.clip(turns.max(axis=1) - _SHARP, 0, None)
    kinks = np.clip(bends.max(axis=1) - 1 / _TIGHTEST, 0, None)
    return np.asarray(turns.sum(axis=1) + 40 * sharp + _KINK * kinks)
