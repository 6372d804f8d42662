"""Which way each arrow goes: round circles, clear of words, with few crossings.

The strongest arrow chooses first; then every arrow chooses again, now that it knows the others.
The price of a curve is in px of detour that it is worth to avoid something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pathways.map.facts import MoveFacts
from viz.map.curves import (
    Curve,
    Floats,
    arrow_width,
    between,
    crossings,
    head,
    head_length,
    loops,
    points_along,
    sampled,
)
from viz.map.mountain import MAP_BOTTOM, MAP_RIGHT, MAP_TOP, TIERS_RIGHT
from viz.map.shapes import Box, Circle

__all__ = ["Route", "routes"]

_THROUGH_CIRCLE = 160.0
_THROUGH = 800.0
_ALONG_WORDS = 60.0
_OUTSIDE = 900.0
_ACROSS = 42.0
_ALONG = 12.0
_NEAR = 5.0
_AT_TIP = 26.0
_BEND = 12.0
_SHARP = 0.16
_TIGHTEST = 16.0
"""Radius of a bend in px below which it looks like a kink."""
_KINK = 600.0
_ROUNDS = 3
_MANY = 40
"""More arrows than these choose once: nobody can follow them all anyhow."""
_FINE = 160
_FAR = 40.0


@dataclass(frozen=True)
class Route:
    """The curve chosen for a move, its width and its points."""

    move: MoveFacts
    curve: Curve
    width: float
    points: Floats

    def told(self, move: tuple[int, int] | None) -> bool:
        """Whether it is the move of a source and a target."""
        return move == (self.move.source, self.move.target)

    @cached_property
    def fine(self) -> Floats:
        """So many points that no word fits between two of them, to the tip of the head."""
        return np.vstack([points_along(self.curve, _FINE), head(self.curve, self.width)[0]])


@dataclass(frozen=True)
class _Way:
    """The ways that a move could go, cheapest first, with their price before other arrows."""

    move: MoveFacts
    width: float
    curves: list[Curve]
    points: Floats
    price: Floats


def routes(
    moves: Sequence[MoveFacts],
    circles: dict[int, Circle],
    boxes: Sequence[Box],
    scale: float,
    before: Sequence[Route] = (),
) -> list[Route]:
    """A route for every move, in the order of the moves; ``before`` is where they went so far."""
    if not moves:
        return []
    obstacles = _Obstacles(circles, boxes)
    ways = [_way(move, circles, obstacles, scale) for move in moves]
    chosen: list[int | None] = [None] * len(ways)
    if before:
        chosen = [way.curves.index(route.curve) for way, route in zip(ways, before, strict=True)]
    for _ in range(1 if before or len(ways) > _MANY else _ROUNDS):
        last = list(chosen)
        for index in range(len(ways)):
            chosen[index] = _choose(ways, chosen, index)
        if chosen == last:
            break
    return [_route(way, pick or 0) for way, pick in zip(ways, chosen, strict=True)]


def _route(way: _Way, pick: int) -> Route:
    return Route(way.move, way.curves[pick], way.width, way.points[pick])


class _Obstacles:
    """Circles and words as arrays."""

    def __init__(self, circles: dict[int, Circle], boxes: Sequence[Box]) -> None:
        self.keys = np.array(list(circles), dtype=int)
        self.discs = np.array([(c.x, c.y, c.reach) for c in circles.values()], dtype=float)
        self.boxes = np.array([(b.x, b.y, b.right, b.bottom) for b in boxes], dtype=float)

    def price(self, points: Floats, move: MoveFacts, width: float) -> Floats:
        """The price of running into something, for each curve."""
        inner = points[:, 1:-1]
        return self._circles(inner, move, width) + self._words(inner, width) + _outside(points)

    def _circles(self, points: Floats, move: MoveFacts, width: float) -> Floats:
        own = (self.keys == move.source) | (self.keys == move.target)
        room = self.discs[:, 2] + np.where(own, 1.0, 5.0 + width / 2)
        away = np.hypot(
            points[..., None, 0] - self.discs[:, 0], points[..., None, 1] - self.discs[:, 1]
        )
        deep = np.clip((room - away) / 10, 0, 2)
        through = away < room
        return np.asarray(
            _THROUGH * (through.any(axis=1) & ~own).sum(axis=1)
            + _THROUGH_CIRCLE * (deep + through * 0.6).sum(axis=(1, 2))
        )

    def _words(self, points: Floats, width: float) -> Floats:
        if not len(self.boxes):
            return np.zeros(len(points))
        room = 3 + width / 2
        x, y = points[..., None, 0], points[..., None, 1]
        across = (x > self.boxes[:, 0] - room) & (x < self.boxes[:, 2] + room)
        down = (y > self.boxes[:, 1] - room) & (y < self.boxes[:, 3] + room)
        under = across & down
        return np.asarray(
            _THROUGH * under.any(axis=1).sum(axis=1) + _ALONG_WORDS * under.sum(axis=(1, 2))
        )


def _outside(points: Floats) -> Floats:
    x, y = points[..., 0], points[..., 1]
    off = (x < TIERS_RIGHT - 4) | (x > MAP_RIGHT - 6) | (y < MAP_TOP + 2) | (y > MAP_BOTTOM - 4)
    return np.asarray(_OUTSIDE * off.sum(axis=1))


def _way(move: MoveFacts, circles: dict[int, Circle], obstacles: _Obstacles, scale: float) -> _Way:
    width = arrow_width(move.people, scale)
    source, target = circles[move.source], circles[move.target]
    curves = loops(source, width) if source is target else between(source, target, width)
    points = sampled(curves)
    price = obstacles.price(points, move, width) + _detour(points)
    order = np.argsort(np.round(price, 3), kind="stable")
    return _Way(move, width, [curves[i] for i in order], points[order], price[order])


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


def _choose(ways: list[_Way], chosen: list[int | None], index: int) -> int:
    """The cheapest way of a move beside the ways that the others have chosen."""
    way = ways[index]
    others = [(w, p) for w, p in zip(ways, chosen, strict=True) if p is not None and w is not way]
    if not others:
        return 0
    points = np.stack([w.points[p][::2] for w, p in others])
    frames = (points.min(axis=1), points.max(axis=1))
    widths = np.array([w.width for w, _ in others])
    best, least = 0, np.inf
    for pick, (price, curve) in enumerate(zip(way.price, way.points, strict=True)):
        if price >= least:
            break  # they are sorted by price, and others only add to it
        whole = round(price + _beside(curve[::2], points, frames, widths, way.width), 3)
        if whole < least:
            best, least = pick, whole
    return best


def _beside(
    curve: Floats, others: Floats, frames: tuple[Floats, Floats], widths: Floats, width: float
) -> float:
    """The price of crossing other arrows, of hugging them and of sharing the place of a tip."""
    # Those whose frame is far from the curve's cannot matter to it.
    low, high = curve.min(axis=0) - _FAR, curve.max(axis=0) + _FAR
    near = ((frames[0] < high) & (frames[1] > low)).all(axis=1)
    others, widths = others[near], widths[near]
    heavy = np.sqrt(np.minimum(widths, width))
    across = float((np.minimum(crossings(curve, others), 2) * heavy).sum())
    x, y = (np.abs(curve[:, k, None, None] - others[None, :, :, k]) for k in (0, 1))
    apart = x + y
    room = apart.min(axis=2)[2:-2] - (widths + width) / 2
    along = _ALONG * float((room < 8).sum()) + _NEAR * float((room[2:-2] < 18).sum())
    ends = apart[np.ix_([0, -1], range(len(others)), [0, -1])]
    tips = float((ends < head_length(width) + 6).sum())
    return _ACROSS * across + along + _AT_TIP * tips
