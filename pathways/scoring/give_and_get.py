"""What engagements are worth, and who gives: received below a tier, contributed from it upward."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.scheme import Scheme, Tier
from pathways.scoring.ledger import has_points, ledger, scale_of
from pathways.stats.rate import TOO_FEW

__all__ = ["Unit", "exchanged", "gives_from", "mean_interval", "unit_of", "worth"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SAMPLES, SEED = 1000, 1


class Unit(NamedTuple):
    """What amounts are in, ``points`` or ``engagements``: ``scale`` whole numbers make one."""

    scale: int
    name: str


def unit_of(scheme: Scheme) -> Unit:
    """Points, or engagements where the scheme gives no points."""
    return Unit(scale_of(scheme), "points") if has_points(scheme) else Unit(1, "engagements")


def worth(log: EngagementLog) -> Ints:
    """What each counted engagement is worth, raw, in the whole numbers of :func:`unit_of`."""
    if not has_points(log.scheme):
        return np.ones(len(log.counted), dtype=np.int64)
    each, book = np.zeros(len(log.counted), dtype=np.int64), ledger(log)
    each[book.rows] = book.raw.each
    return each


def gives_from(scheme: Scheme, contributing: str | None = None) -> Tier:
    """The first tier at which people give; by default the first above the middle of the scheme.

    Raises:
        SchemeError: a tier that the scheme does not have.
    """
    tiers = scheme.tiers
    if contributing is not None:
        return scheme.tier(contributing)
    return tiers[(len(tiers) + 1) // 2] if len(tiers) > 1 else tiers[0]


def exchanged(log: EngagementLog, first: str) -> tuple[Ints, Ints]:
    """What each counted engagement receives and contributes, as :func:`worth`.

    From the tier ``first`` upward an engagement is something that a person gives, below it
    something that they receive; without a tier it is neither.
    """
    each, tier = worth(log), column(log, "tier")
    gives = tier >= log.scheme.tier(first).rank
    return np.where((tier >= 0) & ~gives, each, 0), np.where(gives, each, 0)


def mean_interval(values: Floats, many: Ints) -> tuple[float, float, float]:
    """The mean of people's values, and its 95 % interval from 1,000 samples of people.

    Withheld for under 10 people.

    Args:
        values: the different values, ascending.
        many: how many people have each.

    >>> mean_interval(np.array([0.0, 2.0]), np.array([10, 10]))
    (1.0, 0.6, 1.4)
    """
    people = int(many.sum())
    if people < TOO_FEW:
        return np.nan, np.nan, np.nan
    rng = np.random.default_rng(SEED)
    # To draw people is to draw how often each value comes.
    drawn = rng.multinomial(people, many / people, size=SAMPLES)
    low, high = np.quantile(drawn @ values / people, [0.025, 0.975])
    mean, low, high = (round(float(one), 12) for one in (values @ many / people, low, high))
    return mean, low, high
