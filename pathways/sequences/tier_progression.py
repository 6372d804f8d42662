"""From a moment on: who reaches a higher tier than ever before, and what they do until then."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.sequences.first_passage import Ordered
from pathways.sequences.steps import FollowUp, Ints

__all__ = ["after", "standing"]

Floats = NDArray[np.float64]


def standing(rows: Ordered) -> Ints:
    """For each sorted row the highest tier of its person up to its whole step set; -1 for none."""
    if not len(rows.place):
        return np.zeros(0, dtype=np.int64)
    heads = _heads(rows.place)
    top = np.maximum.reduceat(rows.tier, heads)
    # One running maximum for everybody: a person's tiers are lifted above those of the one before.
    lift = rows.person[heads] * (int(rows.tier.max()) + 2)
    running = np.maximum.accumulate(top + lift) - lift
    return np.asarray(np.repeat(running, np.diff(np.append(heads, len(rows.place)))))


def after(rows: Ordered, start: Ints, high: Ints, worth: Floats, follow: FollowUp) -> pd.DataFrame:
    """What follows each start row within the horizon, in later step sets of its person.

    Args:
        rows: the sorted engagements.
        start: rows to start from.
        high: :func:`standing` of every row.
        worth: what each sorted row is worth.
        follow: the horizon.

    Returns:
        One row per start: ``person``, ``tier`` (the highest up to then), ``watched`` (for the whole
        horizon), ``advanced`` (reached a higher tier within it), ``worth`` (of what they did in
        it).
    """
    end = np.searchsorted(rows.person, rows.person[start], side="right")
    many = end - start - 1
    nth = np.repeat(np.arange(len(start)), many)
    later = np.arange(len(nth)) - np.repeat(np.cumsum(many) - many, many) + start[nth] + 1
    since = rows.when[start]
    took = follow.elapsed(since[nth], rows.when[later])
    counts = (rows.place[later] > rows.place[start[nth]]) & (took <= follow.horizon.length)
    up = counts & (rows.tier[later] > high[start[nth]])
    sums = np.bincount(nth[counts], weights=worth[later[counts]], minlength=len(start))
    return pd.DataFrame(
        {
            "person": rows.person[start],
            "tier": high[start],
            "watched": follow.observable(since),
            "advanced": np.bincount(nth[up], minlength=len(start)) > 0,
            "worth": sums,
        }
    )


def _heads(place: Ints) -> Ints:
    return np.flatnonzero(np.append(True, place[1:] != place[:-1]))
