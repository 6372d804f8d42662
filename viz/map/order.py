"""The order of steps inside a tier: strong moves short, few crossings, big circles outside.

Weighted barycentre sweeps give a first order, swaps of neighbours improve it while they help.
Ties go by key, so that the same facts give the same picture.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["Link", "ordered_tiers"]

Link = tuple[int, int, float]
"""Two keys and the weight of the move between them."""

_SWEEPS = 6
_ROUNDS = 4
# A crossing counts as much as carrying its lighter move this part of the map's width.
_CROSSING = 0.35
_OUTWARD = 0.8


def ordered_tiers(tiers: Sequence[Sequence[int]], links: Sequence[Link]) -> list[list[int]]:
    """The keys of each tier from left to right."""
    rows = [sorted(tier) for tier in tiers]
    flow = _flow(links)
    links = [link for link in links if link[0] != link[1]]
    near = _neighbours(links)
    for _ in range(_SWEEPS):
        places = _places(rows)
        rows = [sorted(row, key=lambda key: (_barycentre(key, near, places), key)) for row in rows]
    return _swapped(rows, links, flow)


def _flow(links: Sequence[Link]) -> dict[int, float]:
    """What arrives at and leaves each key, moves to itself included."""
    flow: dict[int, float] = {}
    for source, target, weight in links:
        flow[source] = flow.get(source, 0.0) + weight
        flow[target] = flow.get(target, 0.0) + weight
    return flow


def _neighbours(links: Sequence[Link]) -> dict[int, list[tuple[int, float]]]:
    near: dict[int, list[tuple[int, float]]] = {}
    for source, target, weight in links:
        near.setdefault(source, []).append((target, weight))
        near.setdefault(target, []).append((source, weight))
    return near


def _places(rows: Sequence[Sequence[int]]) -> dict[int, tuple[float, int]]:
    """Where each key stands: from 0 (left) to 1 (right), and in which row."""
    return {
        key: ((index + 0.5) / len(row), rank)
        for rank, row in enumerate(rows)
        for index, key in enumerate(row)
    }


def _barycentre(
    key: int, near: dict[int, list[tuple[int, float]]], places: dict[int, tuple[float, int]]
) -> float:
    pulls = near.get(key, [])
    total = sum(weight for _, weight in pulls)
    if not total:
        return places[key][0]
    pulled = sum(places[other][0] * weight for other, weight in pulls) / total
    return round((pulled + places[key][0]) / 2, 6)


def _swapped(
    rows: list[list[int]], links: Sequence[Link], flow: dict[int, float]
) -> list[list[int]]:
    best = _cost(rows, links, flow)
    for _ in range(_ROUNDS):
        before = best
        for row in rows:
            for left in range(len(row)):
                for right in range(left + 1, min(len(row), left + 4)):
                    row[left], row[right] = row[right], row[left]
                    cost = _cost(rows, links, flow)
                    if cost < best - 1e-9:
                        best = cost
                    else:
                        row[left], row[right] = row[right], row[left]
        if best == before:
            break
    return rows


def _cost(rows: list[list[int]], links: Sequence[Link], flow: dict[int, float]) -> float:
    places = _places(rows)
    length = sum(w * abs(places[a][0] - places[b][0]) for a, b, w in links)
    ends = [(places[a], places[b], w) for a, b, w in links]
    crossed = sum(
        min(one[2], other[2])
        for i, one in enumerate(ends)
        for other in ends[:i]
        if _cross(one, other)
    )
    return length + _CROSSING * crossed + _OUTWARD * _inward(rows, flow)


def _inward(rows: list[list[int]], flow: dict[int, float]) -> float:
    """Moves at circles with neighbours on both sides, where loops and strokes find no room."""
    return sum(
        flow.get(key, 0.0) * min(index, len(row) - 1 - index) / len(row)
        for row in rows
        for index, key in enumerate(row)
    )


_End = tuple[tuple[float, int], tuple[float, int], float]


def _cross(one: _End, other: _End) -> bool:
    """Whether two straight moves between the same two rows cross."""
    (ax, ay), (bx, by), _ = one
    (cx, cy), (dx, dy), _ = other
    if (ay, by) == (dy, cy):
        (cx, cy), (dx, dy) = (dx, dy), (cx, cy)
    return (ay, by) == (cy, dy) and ay != by and (ax - cx) * (bx - dx) < 0
