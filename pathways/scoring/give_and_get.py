"""What engagements are worth, and who gives: received below a tier, contributed from it upward."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pathways.errors import NoAnswerError
from pathways.record.log import EngagementLog
from pathways.scoring.ledger import ledger
from pathways.stats.rate import TOO_FEW

__all__ = ["EXACT", "Exchange", "Worth", "exchanged", "mean_interval", "worth"]

Floats = NDArray[np.float64]

SAMPLES, SEED = 1000, 1
EXACT = 9
"""Decimals to which sums of points are the same whatever the order in which they were added."""


class Worth(NamedTuple):
    """What each counted engagement is worth, and in what: ``points``, or plain ``engagements``."""

    each: Floats
    unit: str


class Exchange(NamedTuple):
    """What each counted engagement receives and contributes, in what, and from which tier on."""

    received: Floats
    contributed: Floats
    unit: str
    tier: str


def worth(log: EngagementLog) -> Worth:
    """The raw points of each counted engagement; 1 for each where the scheme gives no points."""
    each = np.zeros(int(log.records["counted"].sum()))
    try:
        book = ledger(log)
    except NoAnswerError:
        return Worth(each + 1.0, "engagements")
    amounts = book.raw
    each[book.rows] = amounts.points(amounts.each)
    return Worth(each, "points")


def exchanged(log: EngagementLog, contributing: str | None = None) -> Exchange:
    """What each counted engagement receives and contributes.

    From the tier ``contributing`` upward an engagement is something that a person gives, below it
    something that they receive; without a tier it is neither.  By default that is the first tier
    above the middle of the scheme.

    Raises:
        SchemeError: a tier that the scheme does not have.
    """
    tiers = log.scheme.tiers
    first = tiers[(len(tiers) + 1) // 2] if len(tiers) > 1 else tiers[0]
    if contributing is not None:
        first = log.scheme.tier(contributing)
    each, unit = worth(log)
    tier = log.counted["tier"].cat.codes.to_numpy()
    gives = tier >= first.rank
    return Exchange(
        np.where((tier >= 0) & ~gives, each, 0.0), np.where(gives, each, 0.0), unit, first.name
    )


def mean_interval(values: Floats) -> tuple[float, float, float]:
    """The mean of people's values, and its 95 % interval from 1,000 samples of people.

    Withheld for under 10 people.

    >>> mean_interval(np.array([0.0, 2.0] * 10))
    (1.0, 0.6, 1.4)
    """
    if len(values) < TOO_FEW:
        return np.nan, np.nan, np.nan
    different, counts = np.unique(values, return_counts=True)
    rng = np.random.default_rng(SEED)
    # To draw people is to draw how often each value comes.
    drawn = rng.multinomial(len(values), counts / len(values), size=SAMPLES)
    low, high = np.quantile(drawn @ different / len(values), [0.025, 0.975])
    mean, low, high = (round(float(one), 12) for one in (values.mean(), low, high))
    return mean, low, high
