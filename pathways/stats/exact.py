"""Exact tests of counts, and how large a change people can show.

They are those of scipy and statsmodels, to the last digit that anybody prints; a test holds them to
that.  They stand here because importing ``scipy.stats`` takes longer than a whole report:
``scipy.special`` has the same distributions for a fraction.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from pathways.stats.rate import Z

__all__ = ["binomial_test", "hypergeometric", "power"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_SAME = 1e-7
"""Up to so much more likely counts as as likely: rounding must not decide what a tail holds."""


def binomial_test(x: int, n: int, p: float) -> float:
    """The chance of a count as unlikely as ``x`` of ``n``, or more so, where each has chance ``p``.

    >>> round(binomial_test(3, 15, 0.1), 4), binomial_test(5, 10, 0.5)
    (0.1841, 1.0)
    """
    from scipy.special import bdtr, bdtrc

    if not 0 < p < 1:
        return float(x == n * p)
    if x == p * n:
        return 1.0

    def unlikely(k: int) -> float:
        ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
        return -(ways + k * math.log(p) + (n - k) * math.log1p(-p))

    least, middle = unlikely(x) - math.log1p(_SAME), p * n
    # The chance falls on both sides of the middle: the other tail begins where it is as low.
    if x < middle:
        begin = math.ceil(middle)
        above = begin + bisect_left(range(begin, n + 1), least, key=unlikely)
        both = bdtr(x, n, p) + (bdtrc(above - 1, n, p) if above <= n else 0.0)
    else:
        end = math.floor(middle)
        below = end - bisect_left(range(end + 1), least, key=lambda k: unlikely(end - k))
        both = bdtrc(x - 1, n, p) + (bdtr(below, n, p) if below >= 0 else 0.0)
    return min(1.0, float(both))


def hypergeometric(x: Ints, everyone: Ints, drawn: Ints, events: Ints) -> Floats:
    """The chance that ``x`` of the people drawn are among those with the event; 0 where none can.

    >>> hypergeometric(np.arange(3), np.array([4]), np.array([2]), np.array([2])).round(4).tolist()
    [0.1667, 0.6667, 0.1667]
    """
    from scipy.special import gammaln

    def ways(of: Ints, some: Ints) -> Floats:
        out: Floats = gammaln(of + 1.0) - gammaln(some + 1.0) - gammaln(of - some + 1.0)
        return out

    low, high = np.maximum(0, events + drawn - everyone), np.minimum(drawn, events)
    can = (x >= low) & (x <= high)
    k = np.clip(x, low, high)
    logs = ways(drawn, k) + ways(everyone - drawn, events - k) - ways(everyone, events)
    return np.where(can, np.exp(logs), 0.0)


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
