"""Time to an event, as statsmodels estimates it: Kaplan–Meier and Aalen–Johansen.

Durations are whole days or editions.  An event and the end of somebody's follow-up on the same
day stand in that order: who moved on the last day of their watch has moved.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.stats.rate import wilson

__all__ = ["Curve", "course", "cumulative_incidence", "kaplan_meier", "log_log_band"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

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


def kaplan_meier(durations: Ints, events: NDArray[np.bool_]) -> Curve:
    """The Kaplan–Meier curve of the time to an event.

    Args:
        durations: time to the event, or to the end of follow-up for those without one.
        events: who had the event.
    """
    if not events.any():
        return Curve(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    from statsmodels.duration.survfunc import SurvfuncRight

    # Where the curve ends at 0 Greenwood's formula has no value; the curve itself has.
    with np.errstate(divide="ignore", invalid="ignore"):
        fit = SurvfuncRight(durations, events.astype(np.int64))
    return Curve(fit.surv_times.astype(np.int64), fit.surv_prob, fit.surv_prob_se)


def course(durations: Ints, events: NDArray[np.bool_]) -> pd.DataFrame:
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
    curve = kaplan_meier(durations, events)
    ordered = np.sort(durations)
    error = np.nan_to_num(curve.error)
    watched = [_watched(durations, np.where(events, 0, -1), int(time)) for time in curve.times]
    ends = [
        log_log_band(curve.waiting[nth : nth + 1], error[nth : nth + 1], n)
        for nth, n in enumerate(watched)
    ]
    return pd.DataFrame(
        {
            "time": curve.times,
            "at_risk": len(ordered) - np.searchsorted(ordered, curve.times),
            "moved": np.searchsorted(np.sort(durations[events]), curve.times, side="right"),
            "share": 1.0 - curve.waiting,
            "low": [1.0 - float(high[0]) for _, high in ends],
            "high": [1.0 - float(low[0]) for low, _ in ends],
        }
    )


def cumulative_incidence(
    durations: Ints, events: Ints, kinds: int, by: int
) -> tuple[Floats, Floats, Floats]:
    """The share that has had each kind of event first, by a time (Aalen–Johansen), with 95 % bands.

    Everyone counts for as long as they were watched.  The shares of all kinds and of nothing yet
    add to 1.  Where nobody was followed up for less than that time, a share is people over people.

    Args:
        durations: time to the first event, or to the end of follow-up; at least one.
        events: which kind it was, from 0 to ``kinds - 1``; -1 where there was none.
        kinds: how many different kinds there are.
        by: the time of interest.

    Returns:
        Share, low and high end: a value for each kind, and one more, the last, for nothing yet.
    """
    from statsmodels.duration.survfunc import CumIncidenceRight

    waiting, unsure = kaplan_meier(durations, events >= 0).at(by)
    share, error = np.zeros(kinds + 1), np.zeros(kinds + 1)
    share[kinds], error[kinds] = waiting, unsure
    # Whatever came later plays no part; so the risk set is not empty before its time.
    status = np.where(durations <= by, events + 1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        fit = CumIncidenceRight(np.minimum(durations, by + 1), status)
    last = int(np.searchsorted(fit.times, by, side="right")) - 1
    if last >= 0:
        seen = len(fit.cinc)
        share[:seen] = [curve[last] for curve in fit.cinc]
        error[:seen] = [curve[last] for curve in fit.cinc_se]
    low, high = log_log_band(share, error, _watched(durations, events, by))
    return share, low, high


def log_log_band(share: Floats, error: Floats, watched: int) -> tuple[Floats, Floats]:
    """The 95 % log-log band of estimated shares: ``share ** exp(±1.96 error / (share log share))``.

    Where the band has no width or no value (nobody, everybody, or nobody left to watch) it is the
    Wilson interval of that share of the people ``watched``, which without any is 0 to 1.
    """
    inside = (share > DUST) & (share < 1 - DUST) & (error > 0)
    low, high = np.zeros(share.shape), np.ones(share.shape)
    some = share[inside]
    width = 1.959963984540054 * error[inside] / np.abs(some * np.log(some))
    low[inside], high[inside] = some ** np.exp(width), some ** np.exp(-width)
    if watched and not inside.all():
        low[~inside], high[~inside] = wilson(
            share[~inside] * watched, np.full((~inside).sum(), watched)
        )
    return low, high


def _watched(durations: Ints, events: Ints, by: int) -> int:
    """People whose state at that time is known."""
    return int(((durations >= by) | (events >= 0)).sum())
