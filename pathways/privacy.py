"""What may leave the house: counts of 1 to 4 people are hidden, and what would give them back."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["SMALLEST", "hidden"]

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
