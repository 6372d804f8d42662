"""Quantiles of whole numbers from how often each of them came, many histograms at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["quantiles"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def quantiles(kind: Ints, value: Ints, many: Ints, kinds: int, share: float) -> Floats:
    """The quantile of each kind, between two values in proportion; NaN where a kind has none.

    Args:
        kind: which histogram each row belongs to, from 0; rows are sorted by kind, then value.
        value: the number.
        many: how often it came.
        kinds: how many histograms there are.
        share: which quantile, 0.5 for the median.

    Example:
        >>> quantiles(np.array([0, 0, 2]), np.array([1, 4, 9]), np.array([1, 1, 3]), 3, 0.5)
        array([2.5, nan, 9. ])
    """
    upto = np.cumsum(many)
    total = np.bincount(kind, weights=many, minlength=kinds).astype(np.int64)
    some = np.flatnonzero(total)
    place = share * (total[some] - 1)
    below = np.floor(place)
    at = (np.cumsum(total) - total)[some] + below.astype(np.int64)
    low = value[np.searchsorted(upto, at, side="right")]
    last = np.minimum(at + 1, len(upto) and upto[-1] - 1)
    high = value[np.searchsorted(upto, last, side="right")]
    between = place - below
    found = np.full(kinds, np.nan)
    found[some] = np.where(between > 0, low + (high - low) * between, low)
    return found
