"""Shares on arrows, each on its own curve and on nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from viz.curves import Floats, head
from viz.grounds import runs_through
from viz.labels import PLACE, free
from viz.routing import Route
from viz.shapes import Box, Circle, Pill
from viz.text import width
from viz.words import percent_of

__all__ = ["pills"]

_TALL = 19.0
_MOST = 28
# Tried from the middle outwards: near its ends an arrow is hard to tell from its neighbours.
_PLACES = sorted(np.linspace(0.16, 0.84, 35), key=lambda t: (round(abs(t - 0.5), 4), t))


def pills(
    routes: Sequence[Route], circles: Sequence[Circle], boxes: Sequence[Box], filled: int | None
) -> list[Pill | None]:
    """A pill for each route, or ``None`` where it has no share or finds no free place."""
    taken = [*boxes, *(_head_box(route) for route in routes)]
    found: list[Pill | None] = []
    finer = [_points(route, 60) for route in routes]
    for index, route in enumerate(routes):
        others = [points for at, points in enumerate(finer) if at != index]
        enough = sum(pill is not None for pill in found) >= _MOST
        pill = (
            None
            if enough
            else _pill(route, circles, taken, others, "filled" if index == filled else "plain")
        )
        found.append(pill)
        if pill:
            taken.append(pill.box.grown(2))
    return found


def _pill(
    route: Route,
    circles: Sequence[Circle],
    taken: Sequence[Box],
    others: list[Floats],
    look: str,
) -> Pill | None:
    text = percent_of(route.move.share)
    if not text:
        return None
    wide = width(text, 14, 700) + 14
    for t in _PLACES:
        x, y = _points(route, 1, float(t))[0]
        box = Box(round(x - wide / 2, 1), round(y - _TALL / 2, 1), round(wide, 1), _TALL)
        if free(box, circles, taken, PLACE) and not any(
            runs_through(o, box.grown(3)) for o in others
        ):
            return Pill(box, text, look == "filled")
    return None


def _points(route: Route, how_many: int, at: float | None = None) -> Floats:
    t = np.linspace(0, 1, how_many) if at is None else np.array([at])
    weights = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
    return np.asarray(weights @ np.array(route.curve, dtype=float))


def _head_box(route: Route) -> Box:
    corners = head(route.curve, route.width)
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    right, bottom = max(x for x, _ in corners), max(y for _, y in corners)
    return Box(left, top, right - left, bottom - top)
