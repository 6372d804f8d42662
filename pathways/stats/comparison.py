"""One rate against another: difference, ratio, whether it stands clear of noise, and in words.

Every comparison of two groups of people in this package is made here: Newcombe's interval of the
difference, the score interval of the ratio, Fisher's exact test, Holm over all that are shown.
Under 10 people on either side everything is withheld: too few to say.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from pathways.stats.exact import hypergeometric
from pathways.stats.rate import TOO_FEW, wilson

__all__ = [
    "CANNOT_TELL",
    "CLEAR",
    "ERROR",
    "NOT_CLEAR",
    "compared",
    "exact_p",
    "holm",
    "in_words",
    "ratios",
]

Floats = NDArray[np.float64]

CLEAR, NOT_CLEAR, CANNOT_TELL = "yes", "no", "cannot tell"
SMALL_CHANGE = 0.10
"""A difference whose whole interval is smaller than this either way is nothing to speak of."""
ERROR = 0.05
FEW_EVENTS = 60
"""Up to so many people with the outcome, on both sides together, a test is one row of a matrix."""


def compared(x: ArrayLike, n: ArrayLike, other_x: ArrayLike, other_n: ArrayLike) -> pd.DataFrame:
    """The difference of two rates, row by row, with Newcombe's 95 % interval.

    Returns:
        ``difference``, ``difference_low``, ``difference_high`` (float64, the first rate less the
        other; missing where either has under 10 people).

    Example:
        >>> compared([14], [20], [4], [20]).round(2).values.tolist()
        [[0.5, 0.19, 0.7]]
    """
    x, n, other_x, other_n = (np.asarray(v, dtype=float) for v in (x, n, other_x, other_n))
    found = np.full((3, len(n)), np.nan)
    some = (n >= TOO_FEW) & (other_n >= TOO_FEW)
    one, other = x[some] / n[some], other_x[some] / other_n[some]
    low, high = wilson(x[some], n[some])
    other_low, other_high = wilson(other_x[some], other_n[some])
    found[0, some] = one - other
    found[1, some] = one - other - np.sqrt((one - low) ** 2 + (other_high - other) ** 2)
    found[2, some] = one - other + np.sqrt((other - other_low) ** 2 + (high - one) ** 2)
    found[1:] = np.clip(found[1:], -1.0, 1.0)
    return pd.DataFrame(found.T, columns=["difference", "difference_low", "difference_high"])


def ratios(x: ArrayLike, n: ArrayLike, other_x: ArrayLike, other_n: ArrayLike) -> pd.DataFrame:
    """The ratio of two rates, row by row, with its 95 % score interval.

    Returns:
        ``ratio``, ``ratio_low``, ``ratio_high`` (float64; missing where either has under 10
        people, or neither had anybody with the outcome; without end where only the other had
        nobody).

    Example:
        >>> ratios([14], [20], [4], [20]).round(2).values.tolist()
        [[3.5, 1.53, 9.08]]
    """
    columns = [np.asarray(v, dtype=float) for v in (x, n, other_x, other_n)]
    rows = [_ratio(*row) for row in zip(*columns, strict=True)]
    return pd.DataFrame(rows, columns=["ratio", "ratio_low", "ratio_high"], dtype=float)


def _ratio(x: float, n: float, other_x: float, other_n: float) -> tuple[float, float, float]:
    if min(n, other_n) < TOO_FEW or x + other_x == 0:
        return np.nan, np.nan, np.nan
    counts = (x, n, other_x, other_n)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = float(np.divide(x / n, other_x / other_n))
        low, high = _score_ends(*counts)
        if x == n or other_x == other_n:
            # Here a root of statsmodels' equation can be none; the other way round it is one.
            swapped_low, swapped_high = _score_ends(other_x, other_n, x, n)
            low = _real_end(counts, (low, float(np.divide(1, swapped_high))))
            high = _real_end(counts, (high, float(np.divide(1, swapped_low))))
    return ratio, 0.0 if x == 0 else low, np.inf if other_x == 0 else high


def _score_ends(x: float, n: float, other_x: float, other_n: float) -> tuple[float, float]:
    from statsmodels.stats.proportion import confint_proportions_2indep

    ends = confint_proportions_2indep(x, n, other_x, other_n, compare="ratio", method="score")
    # Where two roots meet they leave an imaginary part of dust.
    return float(np.real(ends[0])), float(np.real(ends[1]))


def _real_end(counts: tuple[float, float, float, float], candidates: tuple[float, float]) -> float:
    """The candidate at which the score test is at its limit, as it is at the end of an interval."""
    from statsmodels.stats.proportion import test_proportions_2indep

    def off(end: float) -> float:
        if not 0 < end < np.inf:
            return np.inf
        test = test_proportions_2indep(*counts, value=end, compare="ratio", method="score")
        away = abs(float(np.real(test.pvalue)) - ERROR)
        return np.inf if np.isnan(away) else away

    return min(candidates, key=off)


def exact_p(x: ArrayLike, n: ArrayLike, other_x: ArrayLike, other_n: ArrayLike) -> Floats:
    """Fisher's exact test, row by row; missing where either side has under 10 people.

    Exact, because 20 people are normal here and score tests call too much clear.
    """
    counts = pd.DataFrame(
        [np.asarray(v, dtype=np.int64) for v in (x, n, other_x, other_n)], index=list("abcd")
    ).T
    p = np.full(len(counts), np.nan)
    some = (counts[["b", "d"]] >= TOO_FEW).all(axis=1).to_numpy()
    if some.any():
        once, back = np.unique(counts[some].to_numpy(), axis=0, return_inverse=True)
        p[some] = _fisher(once)[back.reshape(-1)]
    return p


def _fisher(counts: NDArray[np.int64]) -> Floats:
    """Fisher's exact test of many tables: those of few events, which are most, all at once."""
    events = counts[:, 0] + counts[:, 2]
    p = np.ones(len(counts))
    few = events <= FEW_EVENTS
    p[few] = _as_unlikely(counts[few], np.arange(FEW_EVENTS + 1))
    for row in np.flatnonzero(~few):
        p[row] = _as_unlikely(counts[[row]], np.arange(min(events[row], counts[row, 1]) + 1))[0]
    return p


def _as_unlikely(counts: NDArray[np.int64], every: NDArray[np.int64]) -> Floats:
    """The chance of a table as unlikely as each, or more so; ``every``: what may be in its place.

    The margin is that of scipy's own exact tests.
    """
    x, n, other_x, other = counts.T[:, :, None]
    chance = hypergeometric(every[None, :], n + other, n, x + other_x)
    observed = np.take_along_axis(chance, x, axis=1)
    together = np.where(chance <= observed * (1 + 1e-7), chance, 0.0).sum(axis=1)
    return np.asarray(np.minimum(together, 1.0))


def holm(p: ArrayLike) -> Floats:
    """P-values after Holm over all that are there; what is missing stays so.

    >>> holm([0.01, float("nan"), 0.04]).tolist()
    [0.02, nan, 0.04]
    """
    adjusted = np.array(p, dtype=np.float64)
    there = np.flatnonzero(~np.isnan(adjusted))
    order = there[np.argsort(adjusted[there], kind="stable")]
    # The smallest of m is held against all m, the next against m - 1, and none gets smaller again.
    stepped = np.maximum.accumulate(adjusted[order] * np.arange(len(order), 0, -1))
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def in_words(low: ArrayLike, high: ArrayLike, adjusted: ArrayLike) -> list[str]:
    """Whether each difference stands clear of noise: ``yes``, ``no`` or ``cannot tell``.

    ``yes`` where the test, after Holm, says so at 5 %; ``no`` where the whole interval lies within
    10 points either way of nothing; otherwise ``cannot tell``.  Empty where nothing is compared.

    >>> in_words([-0.05, 0.1, -0.3], [0.04, 0.5, 0.2], [0.7, 0.01, 0.4])
    ['no', 'yes', 'cannot tell']
    """
    low, high, adjusted = (np.asarray(v, dtype=np.float64) for v in (low, high, adjusted))
    small = np.maximum(-low, high) <= SMALL_CHANGE
    rules = [np.isnan(adjusted), adjusted <= ERROR, small]
    return [str(word) for word in np.select(rules, ["", CLEAR, NOT_CLEAR], CANNOT_TELL)]
