"""What may leave the house: counts of 1 to 4 people are hidden, and what would give them back."""

from __future__ import annotations

from collections.abc import Sequence

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
    wider = hide.copy()
    for nth in np.argsort(cells, kind="stable"):
        if not wider.any() or (wider.sum() > 1 and cells[wider].sum() >= SMALLEST):
            break
        wider[nth] |= cells[nth] > 0
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
    cells = np.asarray(counts, dtype=np.int64)
    hide, before = _small(cells), -1
    while hide.sum() != before:
        before = int(hide.sum())
        _close(cells, hide)
        for lines, covers in ((cells, hide), (cells.T, hide.T)):
            for nth, line in enumerate(lines):
                covers[nth] |= widened(line, covers[nth])
    return hide


def _small(cells: Ints) -> Bools:
    return (cells > 0) & (cells < SMALLEST)


def _close(cells: Ints, hide: Bools) -> None:
    """Hide more until no hidden cell is a bridge, as far as there are cells to hide."""
    while True:
        found = (_partner(cells, hide, row, column) for row, column in np.argwhere(hide).tolist())
        partner = next((cell for cell in found if cell is not None), None)
        if partner is None:
            return
        hide[partner] = True


def _partner(cells: Ints, hide: Bools, row: int, column: int) -> tuple[int, int] | None:
    """The smallest cell that makes a hidden one ambiguous, or that comes nearer to it.

    None where there is no such cell, and where none is needed: other hidden cells lead round from
    its row to its column.
    """
    others = hide.copy()
    others[row, column] = False
    rows, columns = _reached(others, row)
    if columns[column]:
        return None
    far_columns, far_rows = _reached(others.T, column)
    free = (cells > 0) & ~hide
    closing = free & (np.outer(rows, far_columns) | np.outer(far_rows, columns))
    near = np.zeros_like(hide)
    near[row], near[:, column] = True, True
    options = np.argwhere(closing if closing.any() else free & near).tolist()
    return min(((i, j) for i, j in options), key=lambda at: (int(cells[at]), at), default=None)


def _reached(hide: Bools, row: int) -> tuple[Bools, Bools]:
    """The rows and the columns that hidden cells lead to from a row."""
    rows = np.arange(len(hide)) == row
    while True:
        columns = hide[rows].any(axis=0)
        more = rows | hide[:, columns].any(axis=1)
        if (more == rows).all():
            return rows, columns
        rows = more
