"""Which way each arrow goes: round circles, clear of words, with few crossings.

The strongest arrow chooses first; then every arrow chooses again, now that it knows the others.
The price of a curve is in px of detour that it is worth to avoid something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pathways.map.facts import MoveFacts
from viz.map.curves import Curve, Floats, crossings, head, head_length, points_along
from viz.map.shapes import Box
from viz.map.ways import THROUGH, Ways

__all__ = ["Route", "routes"]

_ALONG_WORDS = 60.0
_ACROSS = 42.0
_ALONG = 12.0
_NEAR = 5.0
_AT_TIP = 26.0
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


def routes(
    moves: Sequence[Ways], boxes: Sequence[Box], before: Sequence[Route] = ()
) -> list[Route]:
    """A route for every move, in the order of the moves, around the rectangles of words.

    ``before`` is where they went so far.
    """
    words = np.array([(b.x, b.y, b.right, b.bottom) for b in boxes], dtype=float).reshape(-1, 4)
    ways = [_cheapest_first(one, words) for one in moves]
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


def _route(way: Ways, pick: int) -> Route:
    return Route(way.move, way.curves[pick], way.width, way.points[pick])


def _cheapest_first(ways: Ways, words: Floats) -> Ways:
    """The ways in the order of their price, that of running under words included."""
    price = ways.price + _under(ways.points[:, 1:-1], words, 3 + ways.width / 2)
    order = np.argsort(np.round(price, 3), kind="stable")
    curves = [ways.curves[at] for at in order]
    return replace(ways, curves=curves, points=ways.points[order], price=price[order])


def _under(points: Floats, words: Floats, room: float) -> Floats:
    """The price of running under words, for each curve."""
    x, y = points[..., None, 0], points[..., None, 1]
    across = (x > words[:, 0] - room) & (x < words[:, 2] + room)
    down = (y > words[:, 1] - room) & (y < words[:, 3] + room)
    under = across & down
    return np.asarray(
        THROUGH * under.any(axis=1).sum(axis=1) + _ALONG_WORDS * under.sum(axis=(1, 2))
    )


def _choose(ways: list[Ways], chosen: list[int | None], index: int) -> int:
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
