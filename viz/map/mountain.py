"""The mountain: an outline that narrows upward, cut into one band for each tier."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from viz.map.shapes import Point

__all__ = [
    "CENTRE",
    "MAP_BOTTOM",
    "MAP_LEFT",
    "MAP_RIGHT",
    "MAP_TOP",
    "PAGE_BOTTOM",
    "TIERS_RIGHT",
    "Mountain",
]

MAP_LEFT, MAP_RIGHT, MAP_TOP, MAP_BOTTOM = 24.0, 1256.0, 72.0, 614.0
PAGE_BOTTOM = 684.0
"""The page is 1280 wide and this high; a slide has 18 px more above and below."""
TIERS_RIGHT = 176.0
"""The names of tiers stand left of this."""
CENTRE = 706.0
_BASE_HALF = 536.0
_CAP_HEIGHT = 104.0
# The summit, as (part of the shoulder's half-width, part of the cap's height from its top).
_LEFT_CAP = ((0.70, 0.596), (0.449, 0.365), (0.215, 0.154), (-0.037, 0.0))
_RIGHT_CAP = ((0.729, 0.596), (0.551, 0.423), (0.29, 0.135), (0.037, 0.0))
# The edge between the lit and the shaded face, as (part of the half-width, part of the height).
_RIDGE = ((0.62, 0.0), (0.61, 0.052), (0.716, 0.234), (0.65, 0.513), (0.57, 0.807), (0.4, 0.89))


@dataclass(frozen=True)
class Mountain:
    """``shoulder`` is half the width where the summit begins; ``foot`` is the y of the base.

    ``cap`` is the height of the summit.
    """

    shoulder: float
    foot: float = MAP_BOTTOM
    cap: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cap", min(_CAP_HEIGHT, (self.foot - MAP_TOP) / 2))

    def half(self, y: float) -> float:
        """Half of the width at a height, the summit taken as a plateau of its shoulder."""
        top = MAP_TOP + self.cap
        if y <= top:
            return self.shoulder
        return self.shoulder + (_BASE_HALF - self.shoulder) * (y - top) / (self.foot - top)

    def slice(self, top: float, bottom: float) -> tuple[Point, ...]:
        """The outline of what lies between two heights, clockwise from the left foot."""
        left = _between(self._side(-1, _LEFT_CAP), top, bottom)
        right = _between(self._side(1, _RIGHT_CAP), top, bottom)
        return _rounded(left + right[::-1])

    def holds(self, x: float, y: float) -> bool:
        """Whether a place lies on the mountain rather than beside or above it."""
        left = _at(self._side(-1, _LEFT_CAP), y)[0]
        right = _at(self._side(1, _RIGHT_CAP), y)[0]
        return MAP_TOP <= y <= self.foot and left <= x <= right

    def shaded(self) -> tuple[Point, ...]:
        """The outline of the shaded face."""
        right = self._side(1, _RIGHT_CAP)[::-1]
        height = self.foot - MAP_TOP
        ridge = [
            (CENTRE + part * self.half(self.foot - up * height), self.foot - up * height)
            for part, up in _RIDGE
        ]
        return _rounded(right + ridge)

    def _side(self, sign: int, summit: tuple[Point, ...]) -> list[Point]:
        """One side from the foot to the peak."""
        walls = [(_BASE_HALF, self.foot), (self.shoulder, MAP_TOP + self.cap)]
        tops = [(part * self.shoulder, MAP_TOP + down * self.cap) for part, down in summit]
        return [(CENTRE + sign * half, y) for half, y in walls + tops]


def _between(side: list[Point], top: float, bottom: float) -> list[Point]:
    """The part of a side, which runs upward, between two heights."""
    inner = [point for point in side if top < point[1] < bottom]
    return [_at(side, bottom), *inner, _at(side, top)]


def _at(side: list[Point], y: float) -> Point:
    for (x0, y0), (x1, y1) in pairwise(side):
        if y1 <= y <= y0:
            return (x0 + (x1 - x0) * (y0 - y) / (y0 - y1 or 1.0), y)
    return side[-1] if y < side[-1][1] else side[0]


def _rounded(points: list[Point]) -> tuple[Point, ...]:
    return tuple((round(x, 1), round(y, 1)) for x, y in points)
