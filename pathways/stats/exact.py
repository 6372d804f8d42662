"""Exact tests of counts, and how large a change people can show.

They are those of scipy and statsmodels, to the last digit that anybody prints; a test holds them to
that.  They stand here because importing ``scipy.stats`` takes as long as importing pandas, and
``scipy.special``, which has what is hard about them, a quarter of it.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pathways.stats.rate import Z

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["binomial_test", "chance_above", "chances", "hypergeometric", "power"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_SAME = 1e-7
"""Up to so much more likely counts as as likely: rounding must not decide what a tail holds."""


def binomial_test(x: int, n: int, p: float) -> float:
    """The chance of a count as unlikely as ``x`` of ``n``, or more so, where each has chance ``p``.

    >>> round(binomial_test(3, 15, 0.1), 4), binomial_test(5, 10, 0.5)
    (0.1841, 1.0)
    """
    if not 0 < p < 1:
        return float(x == n * p)
    if x == p * n:
        return 1.0
    each = chances(n, p)
    return min(1.0, float(each[each <= each[x] * (1 + _SAME)].sum()))


def chances(n: int, p: float) -> Floats:
    """The chance of each count from 0 to ``n``, where each of ``n`` has chance ``p``.

    >>> chances(2, 0.5).round(4).tolist(), chances(2, 1.0).tolist()
    ([0.25, 0.5, 0.25], [0.0, 0.0, 1.0])
    """
    k = np.arange(n + 1)
    if not 0 < p < 1:
        return np.asarray(k == n * p, dtype=np.float64)
    ways = _log_ways(n)
    return np.asarray(np.exp(ways + k * math.log(p) + (n - k) * math.log1p(-p)))


def chance_above(x: pd.Series, n: pd.Series, rate: float) -> Floats:
    """The chance that the true rate is ``rate`` or more: Beta, with the prior of Jeffreys.

    Missing where the rate is.

    >>> import pandas as pd
    >>> chance_above(pd.Series([5]), pd.Series([10]), 0.5).round(4).tolist()
    [0.5]
    """
    if math.isnan(rate):
        return np.full(len(x), np.nan)
    from scipy.special import betaincc

    return np.asarray(betaincc(x + 0.5, n - x + 0.5, rate))


def hypergeometric(x: Ints, everyone: Ints, drawn: Ints, events: Ints) -> Floats:
    """The chance that ``x`` of the people drawn are among those with the event; 0 where none can.

    >>> hypergeometric(np.arange(3), np.array([4]), np.array([2]), np.array([2])).round(4).tolist()
    [0.1667, 0.6667, 0.1667]
    """

    def ways(of: Ints, some: Ints) -> Floats:
        return _log_factorial(of) - _log_factorial(some) - _log_factorial(of - some)

    low, high = np.maximum(0, events + drawn - everyone), np.minimum(drawn, events)
    can = (x >= low) & (x <= high)
    k = np.clip(x, low, high)
    logs = ways(drawn, k) + ways(everyone - drawn, events - k) - ways(everyone, events)
    return np.where(can, np.exp(logs), 0.0)


@lru_cache(maxsize=8)
def _log_ways(n: int) -> Floats:
    """In how many ways each count is drawn of ``n``: every pair of a record asks of the same n."""
    of = _log_factorial(np.arange(n + 1))
    return np.asarray(of[-1] - of - of[::-1])


def _log_factorial(of: Ints) -> Floats:
    from scipy.special import gammaln

    return np.asarray(gammaln(of + 1.0))


def power(now: float, aim: float, people: int) -> float:
    """How often so many people, and as many before, show a change from one rate to another.

    The chance that a two-sided test of two proportions at 5 % calls it clear.

    >>> round(power(0.2, 0.3, 300), 2)
    0.81
    """
    both = (now + aim) / 2
    spread = math.sqrt(2 * both * (1 - both))
    unpooled = math.sqrt(now * (1 - now) + aim * (1 - aim))
    far = (aim - now) * math.sqrt(people) / unpooled
    normal = NormalDist()
    return normal.cdf(far - Z * spread / unpooled) + normal.cdf(-far - Z * spread / unpooled)
