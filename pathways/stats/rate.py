"""A rate that cannot be printed without its denominator.

A :class:`Rate` is ``x`` of ``n`` people with its 95 % Wilson interval, the denominator in words,
and the people who had no time yet.  Under :data:`TOO_FEW` people the rate and the interval are
withheld ("too few to say"); ``x`` and ``n`` stay.

>>> print(Rate(23, 61, "mentees of cohort 3"))
23/61 = 38 % (27 to 50)
>>> print(Rate(2, 4, "mentees of cohort 1"))
2/4, too few to say (n = 4)
>>> print(Rate(0, 0, "mentees of cohort 9", not_yet_observable=12))
nobody to watch yet (12 not yet observable)
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pathways.errors import OptionError, shown

__all__ = [
    "TOO_FEW",
    "Rate",
    "Z",
    "bare_percent",
    "ends",
    "parse_goal",
    "percent",
    "round_half_up",
    "wilson",
]

Z = 1.9599639845400545
"""The normal quantile of 97.5 %, as scipy and statsmodels have it: every interval is of 95 %."""
TOO_FEW = 10
"""Under this many people a percentage is withheld (docs/measures.md#section-3)."""


def wilson(x: ArrayLike, n: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Low and high end of the 95 % Wilson interval for ``x`` of ``n``; NaN where ``n`` is 0."""
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    low, high = np.full(n.shape, np.nan), np.full(n.shape, np.nan)
    some = n > 0
    of, share, square = n[some], x[some] / n[some], Z**2
    whole = 1 + square / of
    middle = (share + square / (2 * of)) / whole
    width = Z * np.sqrt(share * (1 - share) / of + square / (4 * of**2)) / whole
    low[some], high[some] = np.clip(middle - width, 0, 1), np.clip(middle + width, 0, 1)
    # At x = 0 and x = n the formula leaves rounding dust around 0 and 1.
    low[some & (x == 0)], high[some & (x == n)] = 0.0, 1.0
    return low, high


def parse_goal(goal: float | str | Decimal) -> Decimal:
    """A goal, which is a rate from 0 to 1, as an exact decimal.

    Raises:
        OptionError: anything else.

    >>> parse_goal(0.9), parse_goal("90 %")
    (Decimal('0.9'), Decimal('0.9'))
    """
    text = str(goal).strip()
    try:
        wanted = Decimal(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        wanted = Decimal("NaN")
    if not wanted.is_finite() or not 0 < wanted <= 1:
        raise OptionError(f"A goal is a rate from 0 to 1, such as 0.9, not {shown(goal)}.")
    return wanted


def percent(share: float) -> str:
    """A share as whole percent, never a bare 0 or 100 where it is not exactly that.

    >>> percent(0.3771), percent(0.0012), percent(0.9991), percent(0.0)
    ('38 %', 'under 1 %', 'over 99 %', '0 %')
    """
    return f"{bare_percent(share)} %"


def bare_percent(share: float) -> str:
    """The same without its sign, for where an axis has it."""
    if 0 < share < 0.005:
        return "under 1"
    if 0.995 <= share < 1:
        return "over 99"
    return str(round_half_up(100 * share))


def ends(low: float, high: float) -> str:
    """The ends of an interval of shares, in whole percent, or finer where these would be one.

    >>> ends(0.27, 0.504), ends(0.0008, 0.0041), ends(0.9942, 1.0), ends(1.0, 1.0)
    ('27 to 50', '0.1 to 0.4', '99 to 100', '100')
    """
    whole = [str(round_half_up(100 * end)) for end in (low, high)]
    if whole[0] != whole[1]:
        return " to ".join(whole)
    fine = [f"{100 * end:.1f}".removesuffix(".0") for end in (low, high)]
    return whole[0] if fine[0] == fine[1] else " to ".join(fine)


def round_half_up(value: float) -> int:
    """Rounding as people do it: 12.5 is 13, where Python's own ``round`` says 12."""
    return int(np.floor(value + 0.5 + 1e-9))


@dataclass(frozen=True)
class Rate:
    """``x`` of ``n`` people.

    Attributes:
        x: people with the outcome.
        n: people in the denominator, all of them watched for the whole window.
        denominator: who the ``n`` are, in words.
        not_yet_observable: people left out of ``n`` because their window is still open.
    """

    x: int
    n: int
    denominator: str
    not_yet_observable: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.x <= self.n:
            raise ValueError(f"a rate needs 0 <= x <= n, got x = {self.x} and n = {self.n}")

    @property
    def enough(self) -> bool:
        """Whether ``n`` is large enough to print a percentage."""
        return self.n >= TOO_FEW

    @property
    def rate(self) -> float | None:
        """``x / n`` from 0 to 1; ``None`` where there are too few to say."""
        return self.x / self.n if self.enough else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % Wilson interval; ``None`` where there are too few to say."""
        if not self.enough:
            return None
        low, high = wilson([self.x], [self.n])
        return float(low[0]), float(high[0])

    def __str__(self) -> str:
        if self.n == 0:
            waiting = self.not_yet_observable
            return "nobody to watch" + (f" yet ({waiting} not yet observable)" if waiting else "")
        if self.interval is None or self.rate is None:
            return f"{self.x}/{self.n}, too few to say (n = {self.n})"
        return f"{self.x}/{self.n} = {percent(self.rate)} ({ends(*self.interval)})"

    def __format__(self, look: str) -> str:
        """The rate as text; ``run`` where the sentence runs on after it.

        >>> f"{Rate(2, 4, ''):run} came, {Rate(23, 61, ''):run} stayed"
        '2 of 4 (too few to say) came, 23/61 = 38 % (27 to 50) stayed'
        """
        if look == "run" and self.n and self.rate is None:
            return f"{self.x:,} of {self.n:,} (too few to say)"
        return str(self)
