"""What may leave the house: counts of 1 to 4 people are hidden, and what would give them back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["SMALLEST", "hidden", "hidden_in_table"]

SMALLEST = 5
"""The smallest count of people that anything made for sharing may show."""


def hidden(counts: ArrayLike) -> NDArray[np.bool_]:
    """Which cells of a whole must be hidden when the whole itself is shown.

    Cells of 1 to 4 are hidden.  Where that leaves them computable from the total (a single hidden
    cell, or several that together are under 5), the smallest other cells are hidden as well.

    >>> hidden([40, 3, 12, 9]).tolist()
    [False, True, False, True]
    >>> hidden([40, 3, 12, 4]).tolist()
    [False, True, False, True]
    >>> hidden([40, 0, 12]).tolist()
    [False, False, False]
    """
    cells = np.asarray(counts, dtype=np.int64)
    hide = (cells > 0) & (cells < SMALLEST)
    if not hide.any():
        return hide
    for nth in np.argsort(cells, kind="stable"):
        if hide.sum() > 1 and cells[hide].sum() >= SMALLEST:
            break
        hide[nth] |= cells[nth] > 0
    return hide


def hidden_in_table(counts: ArrayLike) -> NDArray[np.bool_]:
    """Which cells of a two-way table must be hidden when its rows' and columns' sums are shown.

    Cells of 1 to 4 are hidden.  A hidden cell can be computed exactly where it is a bridge of the
    graph that has rows and columns as nodes and hidden cells as edges (Gusfield 1988): then the
    smallest other cell of its row or column is hidden as well.

    >>> hidden_in_table([[3, 20], [40, 9], [12, 30]]).tolist()
    [[True, True], [False, False], [True, True]]
    """
    import networkx as nx

    cells = np.asarray(counts, dtype=np.int64)
    hide = (cells > 0) & (cells < SMALLEST)
    while True:
        graph = nx.Graph([(("row", i), ("column", j)) for i, j in np.argwhere(hide).tolist()])
        known = sorted(tuple(sorted(edge, reverse=True)) for edge in nx.bridges(graph))
        found = (_partner(cells, hide, graph, edge) for edge in known)
        partner = next((cell for cell in found if cell is not None), None)
        if partner is None:
            return hide
        hide[partner] = True


_Node = tuple[str, int]


def _partner(
    cells: NDArray[np.int64], hide: NDArray[np.bool_], graph: Any, edge: tuple[_Node, _Node]
) -> tuple[int, int] | None:
    """The smallest cell that makes a hidden one ambiguous, or that comes nearer to it."""
    import networkx as nx

    (_, row), (_, column) = edge
    cut = nx.restricted_view(graph, [], [edge])
    here = nx.node_connected_component(cut, ("row", row))
    free = [(i, j) for i, j in np.argwhere((cells > 0) & ~hide).tolist()]
    there = nx.node_connected_component(cut, ("column", column))
    sides = (here, there)
    closing = [
        (i, j)
        for i, j in free
        for one, other in (sides, sides[::-1])
        if ("row", i) in one and ("column", j) in other
    ]
    near = [(i, j) for i, j in free if i == row or j == column]
    return min(closing or near, key=lambda at: (int(cells[at]), at), default=None)
