"""Time to an event, from counts of people: Kaplan–Meier and Aalen–Johansen.

Durations are whole days or editions.  An event and the end of somebody's follow-up on the same
day stand in that order: who moved on the last day of their watch has moved.

Everything here is made from a life table, which is counts of people that add up: how many were
still waiting and watched just before a time, and how many had each event at it.  A test holds the
estimates to those of statsmodels, lifelines and scikit-survival, which want a row per person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.stats.rate import wilson
from pathways.stats.sorting import numbered

__all__ = [
    "Curve",
    "LifeTable",
    "course",
    "cumulative_incidence",
    "kaplan_meier",
    "life_table",
    "log_log_band",
]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

QUANTILE = 1.959963984540054
"""The normal quantile of 97.5 %; statsmodels has it one bit higher in intervals of proportions."""
DUST = 1e-9
"""What sums of logarithms leave where a share is exactly a half or four fifths."""


@dataclass(frozen=True)
class Curve:
    """A Kaplan–Meier curve: the share still waiting after each time at which somebody moved."""

    times: Ints
    waiting: Floats
    error: Floats

    @property
    def height(self) -> float:
        """The share that has moved at the end of the curve."""
        return 1.0 - float(self.waiting[-1]) if len(self.waiting) else 0.0

    def time_to(self, share: float) -> float:
        """The first time by which this share of everyone has moved; NaN if that never comes.

        >>> curve = kaplan_meier(np.array([1, 2, 2, 4]), np.array([True, True, False, True]))
        >>> curve.time_to(0.5), curve.time_to(0.8 * curve.height)
        (2.0, 4.0)
        """
        reached = 1.0 - self.waiting >= share - DUST
        return float(self.times[reached.argmax()]) if reached.any() else float("nan")

    def median_interval(self) -> tuple[float, float]:
        """The 95 % interval of the median: the times at which the log-log band covers a half.

        The high end is NaN where the band never leaves it, and both where it never comes there.

        >>> curve = kaplan_meier(np.arange(1, 21), np.ones(20, dtype=bool))
        >>> curve.time_to(0.5), curve.median_interval()
        (10.0, (5.0, 15.0))
        """
        low, high = log_log_band(self.waiting, self.error, 0)
        early, late = low <= 0.5 + DUST, high < 0.5 - DUST
        ends = [float(self.times[end.argmax()]) if end.any() else np.nan for end in (early, late)]
        return ends[0], ends[1]

    def at(self, time: int) -> tuple[float, float]:
        """The share still waiting after this time, and its standard error (Greenwood)."""
        last = int(np.searchsorted(self.times, time, side="right")) - 1
        return (float(self.waiting[last]), float(self.error[last])) if last >= 0 else (1.0, 0.0)


@dataclass(frozen=True)
class LifeTable:
    """People by the time at which something happened to them, for the times with an event.

    ``at_risk`` are still waiting and watched just before a time; ``events`` is kinds by times.
    """

    times: Ints
    at_risk: Ints
    events: Ints


def life_table(
    durations: Ints, events: Ints, kinds: int = 1, many: Ints | None = None
) -> LifeTable:
    """The life table of people, or of so ``many`` alike in each row.

    Args:
        durations: time to the first event, or to the end of follow-up.
        events: which kind it was, from 0 to ``kinds - 1``; -1 where there was none.
        kinds: how many different kinds there are.
        many: how many people each row stands for; one each by default.
    """
    times, nth = numbered(durations)
    gone = np.bincount(nth, weights=many, minlength=len(times)).astype(np.int64)
    had = np.flatnonzero(events >= 0)
    cells = np.bincount(
        events[had] * len(times) + nth[had],
        weights=None if many is None else many[had],
        minlength=kinds * len(times),
    )
    table = cells.astype(np.int64).reshape(kinds, len(times))
    there = table.any(axis=0)
    at_risk = np.cumsum(gone[::-1])[::-1]
    return LifeTable(times[there], at_risk[there], table[:, there])


def kaplan_meier(durations: Ints, events: NDArray[np.bool_], many: Ints | None = None) -> Curve:
    """The Kaplan–Meier curve of the time to an event, with Greenwood's standard error.

    Args:
        durations: time to the event, or to the end of follow-up for those without one.
        events: who had the event.
        many: how many people each row stands for; one each by default.
    """
    return _curve(life_table(durations, np.where(events, 0, -1), 1, many))


def _curve(table: LifeTable) -> Curve:
    n, d = table.at_risk, table.events.sum(axis=0)
    # Where the curve ends at 0 Greenwood's formula has no value; the curve itself has.
    with np.errstate(divide="ignore", invalid="ignore"):
        waiting = np.exp(np.cumsum(np.log(1 - d / n)))
        error = np.sqrt(np.cumsum(d / (n * (n - d)))) * waiting
    return Curve(table.times, waiting, error)


def course(durations: Ints, events: NDArray[np.bool_], many: Ints | None = None) -> pd.DataFrame:
    """The Kaplan–Meier curve as a table: the share that has moved by each time somebody did.

    Returns:
        ``time``, ``at_risk`` (people still waiting and watched just before), ``moved`` (people by
        then; int64), ``share``, ``low``, ``high`` (float64, 95 % log-log band).

    Example:
        >>> course(np.array([1, 2, 2, 4]), np.array([True, True, False, True])).iloc[:, :4]
           time  at_risk  moved  share
        0     1        4      1   0.25
        1     2        3      2   0.50
        2     4        1      3   1.00
    """
    table = life_table(durations, np.where(events, 0, -1), 1, many)
    curve, moved = _curve(table), np.cumsum(table.events[0])
    # Whose state is known at a time: who was watched up to it, and who had moved before.
    earlier = np.append(0, moved)[: len(moved)]
    low, high = log_log_band(curve.waiting, np.nan_to_num(curve.error), table.at_risk + earlier)
    return pd.DataFrame(
        {
            "time": table.times,
            "at_risk": table.at_risk,
            "moved": moved,
            "share": 1.0 - curve.waiting,
            "low": 1.0 - high,
            "high": 1.0 - low,
        }
    )


def cumulative_incidence(
    durations: Ints, events: Ints, kinds: int, by: int, many: Ints | None = None
) -> tuple[Floats, Floats, Floats]:
    """The share that has had each kind of event first, by a time (Aalen–Johansen), with 95 % bands.

    Everyone counts for as long as they were watched.  The shares of all kinds and of nothing yet
    add to 1.  Where nobody was followed up for less than that time, a share is people over people.

    Args:
        durations: time to the first event, or to the end of follow-up; at least one.
        events: which kind it was, from 0 to ``kinds - 1``; -1 where there was none.
        kinds: how many different kinds there are.
        by: the time of interest.
        many: how many people each row stands for; one each by default.

    Returns:
        Share, low and high end: a value for each kind, and one more, the last, for nothing yet.
    """
    table = life_table(durations, events, kinds, many)
    waiting, unsure = _curve(table).at(by)
    share, error = _incidence(table, int(np.searchsorted(table.times, by, side="right")))
    each = np.ones(len(durations), dtype=np.int64) if many is None else many
    watched = int(each[(durations >= by) | (events >= 0)].sum())
    share, error = np.append(share, waiting), np.append(error, unsure)
    return share, *log_log_band(share, error, np.full(len(share), watched))


def _incidence(table: LifeTable, upto: int) -> tuple[Floats, Floats]:
    """The share that has had each kind of event after so many times, and its standard error.

    The share grows at each time by the share still waiting just before it times the kind's part of
    those at risk.  The error is that of the delta method: what is unsure in the share waiting at
    each time, what is unsure in the kind's part, and how the two hang together.
    """
    if not upto:
        return np.zeros(len(table.events)), np.zeros(len(table.events))
    n, kind = table.at_risk[:upto], table.events[:, :upto]
    every = kind.sum(axis=0)
    before = np.append(1.0, _curve(table).waiting[: upto - 1]) / n
    share = np.cumsum(before * kind, axis=1)
    last = share[:, -1:]
    # When nobody is left the first term has no value, and neither has the error.
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard, part = every / (n * (n - every)), before * kind / n
        terms = (
            (last**2, hazard),
            (-2 * last, share * hazard),
            (1.0, share**2 * hazard),
            (1.0, before**2 * ((n - kind) * kind / n)),
            (-2 * last, part),
            (2.0, share * part),
        )
        variance = sum(factor * _total(term) for factor, term in terms)
        return last[:, 0], np.sqrt(variance)[:, 0]


def _total(terms: Floats) -> Floats:
    """The sum over times, added in their order."""
    total: Floats = np.cumsum(np.atleast_2d(terms), axis=1)[:, -1:]
    return total


def log_log_band(share: Floats, error: Floats, watched: int | Ints) -> tuple[Floats, Floats]:
    """The 95 % log-log band of estimated shares: ``share ** exp(±1.96 error / (share log share))``.

    Where the band has no width or no value (nobody, everybody, or nobody left to watch) it is the
    Wilson interval of that share of the people ``watched``, which without any is 0 to 1.
    """
    inside = (share > DUST) & (share < 1 - DUST) & (error > 0)
    low, high = np.zeros(share.shape), np.ones(share.shape)
    some = share[inside]
    width = QUANTILE * error[inside] / np.abs(some * np.log(some))
    low[inside], high[inside] = some ** np.exp(width), some ** np.exp(-width)
    people = np.broadcast_to(watched, share.shape)
    known = ~inside & (people > 0)
    low[known], high[known] = wilson(share[known] * people[known], people[known])
    return low, high
