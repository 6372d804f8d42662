"""What small numbers can tell: the chance to see a change, and whether one was seen.

Before and after are different people, so the test is Fisher's exact one and the interval of the
change Newcombe's.  A change in the hoped direction that is not there is called seen in at most
2.5 of 100 plans.  A rate that is there as expected is called ruled out, or less than expected, in
at most as many: beside the interval, which of few people is a little short, the exact binomial
test of the expected rate must say so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pathways.loops.places import Counts
from pathways.stats.comparison import ERROR, compared, exact_p
from pathways.stats.exact import chances
from pathways.stats.rate import TOO_FEW

__all__ = [
    "CANNOT_TELL",
    "LESS",
    "MOVED",
    "OPPOSITE",
    "POWER",
    "RULED_OUT",
    "Verdict",
    "chance_to_see",
    "judged",
    "people_needed",
]

MOVED = "it moved as expected"
LESS = "it moved, by less than expected"
RULED_OUT = "the expected change is ruled out"
OPPOSITE = "it moved the other way"
CANNOT_TELL = "cannot tell"
POWER = 0.8
"""A plan is worth its number where the change it hopes for would show four times in five."""
_MOST = 20_000
"""More people than that nobody waits for."""


@dataclass(frozen=True)
class Verdict:
    """Expected against observed.

    Attributes:
        words: one of the five verdicts.
        change: observed less before; missing (NaN) where either has under 10 people.
        low, high: its 95 % interval.
        p: of Fisher's exact test.
    """

    words: str
    change: float
    low: float
    high: float
    p: float


def judged(before: Counts, after: Counts, expect: float, error: float = ERROR) -> Verdict:
    """Whether what was seen is what was hoped for.

    Args:
        before: the people before the plan.
        after: those whom it could touch.
        expect: the rate that was expected, from 0 to 1.
        error: how often, at most, two equal rates are called different.

    Example:
        >>> judged(Counts(20, 100), Counts(45, 100), 0.4).words
        'it moved as expected'
        >>> judged(Counts(20, 100), Counts(22, 100), 0.4).words
        'the expected change is ruled out'
        >>> judged(Counts(4, 20), Counts(5, 18), 0.4).words
        'cannot tell'
    """
    pair = ([after.x], [after.n], [before.x], [before.n])
    change, low, high = compared(*pair).iloc[0]
    p = float(exact_p(*pair)[0])
    if np.isnan(change):
        return Verdict(CANNOT_TELL, change, low, high, p)
    hoped = expect - before.x / before.n
    up = 1.0 if hoped >= 0 else -1.0
    clear = p <= error
    beyond = (high if up > 0 else -low) < abs(hoped)
    short = bool(beyond) and _unlikely(after, expect, up) <= error / 2
    if clear and up * change < 0:
        words = OPPOSITE
    elif clear:
        words = LESS if short else MOVED
    else:
        words = RULED_OUT if short else CANNOT_TELL
    return Verdict(words, float(change), float(low), float(high), p)


def _unlikely(after: Counts, expect: float, up: float) -> float:
    """How likely so few (so many, where fewer are hoped for) are at the expected rate."""
    each = chances(after.n, expect)
    return float(each[: after.x + 1].sum() if up > 0 else each[after.x :].sum())


def chance_to_see(before: Counts, expect: float, people: int) -> float:
    """The chance that ``people`` show a change to ``expect``, where there is one.

    Exact: how many of them must go on for the test of :func:`judged` to see it, and how likely so
    many are at the expected rate.  Those before are taken as they are.

    >>> round(chance_to_see(Counts(20, 100), 0.4, 100), 2), chance_to_see(Counts(2, 9), 0.9, 50)
    (0.91, 0.0)
    """
    if min(people, before.n) < TOO_FEW:
        return 0.0
    if expect < before.x / before.n:
        # Fewer who go on are more who do not.
        return chance_to_see(Counts(before.n - before.x, before.n), 1 - expect, people)
    least = _least_seen(before, people)
    return 0.0 if least is None else float(chances(people, expect)[least:].sum())


def _least_seen(before: Counts, people: int) -> int | None:
    """The smallest number of so many people that is clearly more than before."""
    few, many = int(people * before.x / before.n), people
    if not _clear(before, many, people):
        return None
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if _clear(before, middle, people) else (middle, many)
    return many


def _clear(before: Counts, x: int, people: int) -> bool:
    return float(exact_p([x], [people], [before.x], [before.n])[0]) <= ERROR


def people_needed(before: Counts, expect: float) -> int | None:
    """How many people must be watched for the change to show four times in five.

    ``None`` where no number is enough: too few people came before.

    >>> people_needed(Counts(20, 100), 0.4), people_needed(Counts(3, 10), 0.4)
    (60, None)
    """
    if before.n < TOO_FEW or expect == before.x / before.n:
        return None
    if chance_to_see(before, expect, _MOST) < POWER:
        return None
    low, high = TOO_FEW - 1, _MOST
    while high - low > 1:
        middle = (low + high) // 2
        enough = chance_to_see(before, expect, middle) >= POWER
        low, high = (low, middle) if enough else (middle, high)
    return high
