"""Shares on arrows, each on its own curve and on nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from viz.drawing.text import width
from viz.drawing.words import people
from viz.map.curves import Floats, at_parts, head
from viz.map.grounds import runs_through
from viz.map.labels import PLACE, free
from viz.map.routing import Route
from viz.map.shapes import Box, Circle, Pill, Point
from viz.map.share_words import percent_of

__all__ = ["pills"]

_MOST = 28
# Among so many circles the shares of thin loops are in the way of everything else.
_CROWD = 14
# Tried from the middle outwards: near its ends an arrow is hard to tell from its neighbours.
_ALONG = np.array(sorted(np.linspace(0.16, 0.84, 35), key=lambda t: (round(abs(t - 0.5), 4), t)))


def pills(
    routes: Sequence[Route],
    circles: Sequence[Circle],
    boxes: Sequence[Box],
    told: int | None,
    size: float,
) -> list[Pill | None]:
    """A pill for each route, or ``None`` where it has no share or finds no free place.

    The route at ``told``, of which the title speaks, chooses first and is filled.
    """
    taken = [*(box.grown(2) for box in boxes), *(_head_box(route) for route in routes)]
    finer = np.array([route.fine for route in routes])
    found: dict[int, Pill] = {}
    for index in sorted(range(len(routes)), key=lambda at: (at != told, at)):
        others = np.delete(finer, index, axis=0)
        pill = _pill(routes[index], circles, taken, others, size) if len(found) < _MOST else None
        if index == told:
            # What the title speaks of is on the map even where its pill covers a line.
            pill = pill or _pill(routes[index], circles, taken, others[:0], size)
        if pill:
            found[index] = replace(pill, filled=index == told)
            taken.append(pill.box.grown(2))
    return [found.get(index) for index in range(len(routes))]


def _pill(
    route: Route, circles: Sequence[Circle], taken: Sequence[Box], others: Floats, size: float
) -> Pill | None:
    text = percent_of(route.move.share) or people(route.move.people)
    slight = route.move.source == route.move.target and route.width < 3
    if slight and len(circles) > _CROWD:
        return None
    wide, tall = round(width(text, size, 700) + 14, 1), size + 6
    fine, lines = route.fine, others.reshape(-1, 2)
    for x, y in _places(route, wide, tall):
        box = Box(round(x - wide / 2, 1), round(y - tall / 2, 1), wide, tall)
        clear = free(box, circles, taken, PLACE) and runs_through(fine, box)
        if clear and not runs_through(lines, box.grown(3)):
            return Pill(box, text, filled=False)
    return None


def _places(route: Route, wide: float, tall: float) -> list[Point]:
    """Middles to try: on the curve first, then as far off it as the pill still touches it; outside
    a loop first, which would be covered.
    """
    before, on, after = (at_parts(route.curve, _ALONG + ahead) for ahead in (-0.01, 0.0, 0.01))
    way = after - before
    along = way / np.maximum(np.hypot(way[:, :1], way[:, 1:]), 1e-9)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    off = 0.85 * (np.abs(across) @ (wide, tall))[:, None] / 2 * across
    beside = np.stack([on + off, on - off], axis=1).reshape(-1, 2)
    loop = route.move.source == route.move.target
    places = np.concatenate([beside, on] if loop else [on, beside])
    return [(x, y) for x, y in places.tolist()]


def _head_box(route: Route) -> Box:
    corners = head(route.curve, route.width)
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    right, bottom = max(x for x, _ in corners), max(y for _, y in corners)
    return Box(left, top, right - left, bottom - top)
