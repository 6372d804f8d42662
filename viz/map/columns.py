"""Places without bands: in columns from left to right, in the order in which most people go.

The order is the one in which few people move back; it is cut into columns where few people move
within one.  Nothing here says what is high: without tiers nobody knows.  Of more tiers than a
mountain has bands for, the order is theirs, the lowest at the left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil, sqrt
from types import MappingProxyType

from pathways.map.facts import MoveFacts, StepFacts
from viz.map.order import ordered_tiers
from viz.map.shapes import Box

__all__ = ["in_cells", "in_columns"]

_UNEVEN = 0.05
"""A column of one step too many counts as much as this part of everyone moving within it."""
_STAGGER = 0.2
"""Single steps stand so far above and below the middle: arrows past one need not touch it."""

_COLUMNS = 5
"""So many stand beside each other before two stand in one column."""

Flow = dict[tuple[int, int], int]


def in_columns(
    steps: Sequence[StepFacts],
    moves: Sequence[MoveFacts],
    ranks: Mapping[str | None, int] = MappingProxyType({}),
) -> list[list[int]]:
    """The keys of each column from left to right, each from top to bottom.

    Args:
        steps: what is drawn.
        moves: between them, and others.
        ranks: the rank of each tier, where they give the order.
    """
    keys = {step.key for step in steps}
    flow: Flow = {
        (m.source, m.target): m.people for m in moves if {m.source, m.target} <= keys
        if m.source != m.target
    }  # fmt: skip
    if ranks:
        order = [step.key for step in sorted(steps, key=lambda one: ranks.get(one.tier, -1))]
    else:
        order = _moved(_peeled(steps, flow), flow)
    many = min(len(order), max(_COLUMNS, ceil(sqrt(1.6 * len(order)))))
    rows = _cut(order, flow, many)
    return ordered_tiers(rows, [(a, b, float(people)) for (a, b), people in flow.items()])


def _peeled(steps: Sequence[StepFacts], flow: Flow) -> list[int]:
    """Again and again the step that most people leave and fewest come to; ties as people begin."""
    left = {step.key: step for step in steps}
    order = []
    while left:
        net = dict.fromkeys(left, 0)
        for (a, b), people in flow.items():
            if a in left and b in left:
                net[a] += people
                net[b] -= people
        first = min(left, key=lambda key: (-net[key], -(left[key].joined.x or 0), key))
        order.append(first)
        del left[first]
    return order


def _moved(order: list[int], flow: Flow) -> list[int]:
    """The order after every step has been put where fewest people move back, while that helps."""
    for _ in order:
        before = list(order)
        for key in before:
            others = [one for one in order if one != key]
            order = _inserted(key, others, flow, order.index(key))
        if order == before:
            break
    return order


def _inserted(key: int, others: list[int], flow: Flow, now: int) -> list[int]:
    """The others with one more where it costs least; where it is now, if that is no worse."""
    costs = [sum(flow.get((other, key), 0) for other in others)]
    for other in others:
        costs.append(costs[-1] - flow.get((other, key), 0) + flow.get((key, other), 0))
    at = min(range(len(costs)), key=lambda place: (costs[place], abs(place - now)))
    return [*others[:at], key, *others[at:]]


def _cut(order: list[int], flow: Flow, many: int) -> list[list[int]]:
    """The order in so many columns, few people moving within one and none much the longest."""
    if not order:
        return []
    whole, even = sum(flow.values()) or 1, len(order) / many
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, len(order) + 1):
        best.append((float("inf"), []))
        for start in range(end):
            inner = sum(flow.get((a, b), 0) for a in order[start:end] for b in order[start:end])
            cost, cuts = best[start]
            cost += inner / whole + _UNEVEN * (end - start - even) ** 2
            if len(cuts) < many and cost < best[end][0] - 1e-9:
                best[end] = (cost, [*cuts, end])
    return [order[a:b] for a, b in pairwise([0, *best[-1][1]])]


def in_cells(
    columns: Sequence[Sequence[int]], wide: Mapping[int, float], room: Box
) -> dict[int, Box]:
    """The cell of each step: columns as broad as they need, rows as high as each other.

    ``wide`` is how broad each step is; what is left over lies between the columns.
    """
    needs = [max(wide[key] for key in column) for column in columns]
    spare = (room.w - sum(needs)) / max(1, len(needs))
    lone = len(columns) > 2 and max(map(len, columns)) == 1
    cells, x = {}, room.x
    for at, (column, need) in enumerate(zip(columns, needs, strict=True)):
        tall = room.h / len(column)
        off = _STAGGER * room.h * (-1) ** at if lone else 0.0
        for row, key in enumerate(column):
            cells[key] = Box(x, room.y + row * tall + off, need + spare, tall)
        x += need + spare
    return cells
