"""What may leave the house: counts of 1 to 4 people are hidden, and what would give them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["SMALLEST", "hidden", "hidden_in_table", "widened"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SMALLEST = 5
"""The smallest count of people that anything made for sharing may show."""


def hidden(counts: ArrayLike, together: Sequence[int] = ()) -> Bools:
    """Which cells of a whole must be hidden when the whole itself is shown.

    Cells of 1 to 4 are hidden.  Where that leaves them computable from the total (a single hidden
    cell, or several that together are under 5), the smallest other cells are hidden as well; before
    them those of the cells ``together``, where one of these is hidden: their sum can still be read.

    >>> hidden([40, 3, 12, 9]).tolist()
    [False, True, False, True]
    >>> hidden([40, 3, 12, 4]).tolist()
    [False, True, False, True]
    >>> hidden([40, 0, 12]).tolist()
    [False, False, False]
    >>> hidden([40, 3, 60], together=(1, 2)).tolist()
    [False, True, True]
    """
    cells = np.asarray(counts, dtype=np.int64)
    hide = _small(cells)
    if hide[list(together)].any():
        hide[list(together)] = cells[list(together)] > 0
    return widened(cells, hide)


def widened(cells: Ints, hide: Bools) -> Bools:
    """The hidden cells of a whole, and the smallest others until none can be computed.

    >>> import numpy as np
    >>> widened(np.array([40, 1, 1, 12]), np.array([False, True, True, False])).tolist()
    [False, True, True, True]
    """
    wider, many, together = hide.copy(), int(hide.sum()), int(cells[hide].sum())
    for nth in np.argsort(cells, kind="stable") if many else ():
        if many > 1 and together >= SMALLEST:
            break
        if cells[nth] > 0 and not wider[nth]:
            wider[nth], many, together = True, many + 1, together + int(cells[nth])
    return wider


def hidden_in_table(counts: ArrayLike) -> Bools:
    """Which cells of a two-way table must be hidden when its rows' and columns' sums are shown.

    Cells of 1 to 4 are hidden.  A hidden cell can be computed exactly where it is a bridge of the
    graph that has rows and columns as nodes and hidden cells as edges (Gusfield 1988): then the
    smallest other cell of its row or column is hidden as well.  So it is, as in :func:`hidden`,
    where the hidden cells of a row or column are together under 5.

    >>> hidden_in_table([[3, 20], [40, 9], [12, 30]]).tolist()
    [[True, True], [False, False], [True, True]]
    >>> hidden_in_table([[1, 1, 30], [20, 30, 9], [20, 9, 30]])[0].tolist()
    [True, True, True]
    >>> hidden_in_table([[9, 0], [7, 8]]).any()
    np.False_
    """
    every = np.asarray(counts, dtype=np.int64)
    some = np.ix_(every.any(axis=1), every.any(axis=0))  # no cell of 0 is ever hidden
    cells, covered = every[some], np.zeros(every.shape, dtype=bool)
    hide, before = _small(cells), -1
    while hide.sum() != before:
        before = int(hide.sum())
        _close(cells, hide)
        for lines, covers in ((cells, hide), (cells.T, hide.T)):
            for nth, line in enumerate(lines):
                covers[nth] |= widened(line, covers[nth])
    covered[some] = hide
    return covered


def _small(cells: Ints) -> Bools:
    return (cells > 0) & (cells < SMALLEST)


def _close(cells: Ints, hide: Bools) -> None:
    """Hide more until no hidden cell is a bridge, as far as there are cells to hide."""
    if not hide.any():
        return
    import networkx as nx

    while len(free := np.argwhere((cells > 0) & ~hide).tolist()):
        graph = nx.Graph([(("row", i), ("column", j)) for i, j in np.argwhere(hide).tolist()])
        known = sorted(tuple(sorted(edge, reverse=True)) for edge in nx.bridges(graph))
        found = (_partner(cells, free, graph, edge) for edge in known)
        partner = next((cell for cell in found if cell is not None), None)
        if partner is None:
            return
        hide[partner] = True


_Node = tuple[str, int]


def _partner(
    cells: Ints, free: list[list[int]], graph: Any, edge: tuple[_Node, _Node]
) -> tuple[int, int] | None:
    """The smallest cell that makes a hidden one ambiguous, or that comes nearer to it."""
    import networkx as nx

    (_, row), (_, column) = edge
    cut = nx.restricted_view(graph, [], [edge])
    here = nx.node_connected_component(cut, ("row", row))
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
