"""What every answer has in common: columns of rates, words for people, points and lists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from pathways.stats.rate import TOO_FEW, Rate, wilson

__all__ = [
    "amount_word",
    "listed",
    "of_the_watched",
    "people_word",
    "points_word",
    "rate_columns",
    "with_rates",
]


def rate_columns(x: ArrayLike, n: ArrayLike, not_yet_observable: ArrayLike) -> dict[str, object]:
    """The columns ``x, n, rate, low, high, not_yet_observable`` of a table.

    ``rate``, ``low`` and ``high`` are missing where ``n`` is under 10: too few to say.
    """
    people, of = np.asarray(x, dtype=np.int64), np.asarray(n, dtype=np.int64)
    low, high = wilson(people, of)
    enough = of >= TOO_FEW
    rate = np.divide(people, of, out=np.full(of.shape, np.nan), where=enough)
    return {
        "x": people,
        "n": of,
        "rate": rate,
        "low": np.where(enough, low, np.nan),
        "high": np.where(enough, high, np.nan),
        "not_yet_observable": np.broadcast_to(
            np.asarray(not_yet_observable, dtype=np.int64), of.shape
        ),
    }


def with_rates(counts: pd.DataFrame) -> pd.DataFrame:
    """The rows of a query with their rates and intervals, where it counts ``x`` of ``n``."""
    if not {"x", "n"} <= set(counts):
        return counts
    rates = rate_columns(counts["x"], counts["n"], 0)
    done = counts.copy()
    at = done.columns.get_loc("n") + 1
    for offset, name in enumerate(("rate", "low", "high")):
        done.insert(at + offset, name, rates[name])
    return done


def of_the_watched(x: int, n: int, window: str) -> str:
    """A share of the people who could be watched, to end a sentence with.

    >>> of_the_watched(30, 49, "12 months")
    'of those watched for 12 months, 30/49 = 61 % (47 to 74)'
    >>> of_the_watched(0, 0, "12 months")
    'nobody was watched for 12 months yet'
    """
    if not n:
        return f"nobody was watched for {window} yet"
    return f"of those watched for {window}, {Rate(x, n, '')}"


def people_word(count: int) -> str:
    """``1 person``, ``2 people``."""
    return f"{count:,} {'person' if count == 1 else 'people'}"


def amount_word(amount: float) -> str:
    """A number as people say it, with at most two decimals.

    >>> amount_word(1500.0), amount_word(2.345), amount_word(-0.1)
    ('1,500', '2.35', '-0.1')
    """
    number = f"{abs(amount) + 1e-9:,.2f}".rstrip("0").rstrip(".")
    return f"-{number}" if amount < 0 and number != "0" else number


def points_word(points: float) -> str:
    """``1 point``, ``2.5 points``."""
    number = amount_word(points)
    return f"{number} point{'' if number == '1' else 's'}"


def listed(names: Sequence[str], most: int = 6) -> str:
    """Names as people list them.

    >>> listed(["mentor"]), listed(["mentor", "host"]), listed(list("abcdefgh"), most=3)
    ('mentor', 'mentor and host', 'a, b, c and 5 more')
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))
