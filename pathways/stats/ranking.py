"""Which rates differ from the others by more than chance: funnel limits, shrinkage, ranks."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.stats.comparison import ERROR, exact_p, holm
from pathways.stats.rate import TOO_FEW, wilson

__all__ = ["Ranking", "common", "ranked", "shrunk"]

Floats = NDArray[np.float64]


class Ranking(NamedTuple):
    """A table of rates, best first, and how many ranks of it can be told apart."""

    table: pd.DataFrame
    ranks: int


def ranked(table: pd.DataFrame) -> Ranking:
    """Rates against all of them together; under 10 people everything is withheld.

    Args:
        table: first column the name, and ``x``, ``n``, ``rate`` as in every table of rates.

    Returns:
        The table by rate, those with too few people last, with ``funnel_low``, ``funnel_high``,
        ``shrunk`` (float64), ``against_all`` (``above``, ``within``, ``below``) and ``rank``
        (Int64); and the number of ranks.

    Example:
        >>> table = pd.DataFrame({"program": ["A", "B", "C"], "x": [2, 30, 9], "n": [40, 40, 9]})
        >>> found = ranked(table.assign(rate=[0.05, 0.75, None]))
        >>> found.ranks, found.table["rank"].tolist(), found.table["against_all"].tolist()
        (2, [1, 2, <NA>], ['above', 'below', ''])
    """
    keys = ["rate", "n", str(table.columns[0])]
    table = table.sort_values(keys, ascending=[False, False, True], ignore_index=True)
    some = (table["n"] >= TOO_FEW).to_numpy()
    x, n = (table.loc[some, name].to_numpy(np.int64) for name in ("x", "n"))
    overall = x.sum() / max(n.sum(), 1)
    low, high = wilson(overall * n, n)
    found = pd.DataFrame(
        {"funnel_low": low, "funnel_high": high, "shrunk": shrunk(x, n)}, dtype=float
    ).set_axis(table.index[some])
    rates = x / np.maximum(n, 1)
    words = np.select([rates > high, rates < low], ["above", "below"], "within")
    ranks = _ranks(x, n)
    table = table.join(found)
    table["against_all"] = pd.Series(words, table.index[some], dtype="str").reindex(
        table.index, fill_value=""
    )
    table["rank"] = pd.Series(ranks, table.index[some], dtype="Int64").reindex(table.index)
    return Ranking(table, int(ranks.max(initial=0)))


def shrunk(x: NDArray[np.int64], n: NDArray[np.int64]) -> Floats:
    """Rates drawn towards the overall one: ``(x + m·p) / (n + m)``, the fewer people the more.

    ``p`` and ``m`` are those of :func:`common`.  Where units do not differ by more than chance,
    all rates are the overall one.

    >>> shrunk(np.array([5, 15, 10]), np.array([20, 20, 20])).round(2).tolist()
    [0.29, 0.71, 0.5]
    """
    if not len(n):
        return np.zeros(0)
    p, m = common(x, n)
    return np.full(len(n), p) if np.isinf(m) else np.asarray((x + m * p) / (n + m))


def common(x: NDArray[np.int64], n: NDArray[np.int64]) -> tuple[float, float]:
    """What units have in common: the overall rate ``p``, and the people ``m`` that it counts for.

    ``m = p(1 − p) / v − 1`` with ``v`` the variance of the rates between units, which is what is
    left of their weighted variance when that of counting is taken out; without end where nothing
    is left.  A unit's true rate is then like one from a beta distribution with ``m·p`` and
    ``m·(1 − p)``.

    >>> [round(value, 2) for value in common(np.array([5, 15, 10]), np.array([20, 20, 20]))]
    [0.5, 3.75]
    """
    p = float(x.sum() / n.sum())
    spread = float((n * (x / n - p) ** 2).sum())
    counting = p * (1 - p)
    weight = float(n.sum() - (n**2).sum() / n.sum())
    between = (spread - counting * (len(n) - 1)) / (weight - (len(n) - 1)) if len(n) > 1 else 0.0
    return p, max(counting / between - 1, 0.0) if between > 0 else np.inf


def _ranks(x: NDArray[np.int64], n: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rank of each rate, best first; a new one begins where a rate is clearly below the first."""
    pairs = np.array(list(combinations(range(len(n)), 2)), dtype=np.int64).reshape(-1, 2)
    first, second = pairs.T
    clear = holm(exact_p(x[first], n[first], x[second], n[second])) <= ERROR
    below = {(int(a), int(b)) for a, b in pairs[clear]}
    ranks, head = np.ones(len(n), dtype=np.int64), 0
    for place in range(1, len(n)):
        fresh = (head, place) in below
        ranks[place] = ranks[place - 1] + fresh
        head = place if fresh else head
    return ranks
