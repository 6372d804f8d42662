"""From a moment on: who reaches a higher tier than ever before, and what they do until then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pathways.sequences.first_passage import Ordered
from pathways.sequences.steps import Bools, FollowUp, Ints
from pathways.stats.sorting import stretches

__all__ = ["Progress", "after"]


@dataclass(frozen=True)
class Progress:
    """What follows each start row within a horizon, in later step sets of its person.

    ``tier`` is the highest up to then, ``watched`` whether they were for the whole horizon,
    ``advanced`` whether they reached a higher tier in it, ``worth`` that of what they did in it.
    """

    tier: Ints
    watched: Bools
    advanced: Bools
    worth: Ints


def after(rows: Ordered, start: Ints, worth: Ints, follow: FollowUp) -> Progress:
    """What follows each start row within the horizon.

    Args:
        rows: the sorted engagements.
        start: rows to start from.
        worth: what each sorted row is worth.
        follow: the horizon.
    """
    since, high = rows.when[start], rows.standing[start]
    begin = np.searchsorted(rows.place, rows.place[start], side="right")
    whole = np.searchsorted(rows.person, rows.person[start], side="right")
    clock, until = follow.clock(rows.when), follow.until(since)
    end = _first_beyond(rows.person, clock, rows.person[start], until)
    if end is None:
        nth, later = stretches(begin, whole - begin)
        inside = clock[later] <= until[nth]
        later, nth = later[inside], nth[inside]
        sums, top = np.zeros_like(start), high.copy()
        np.add.at(sums, nth, worth[later])
        np.maximum.at(top, nth, rows.tier[later])
    else:
        end = np.maximum(np.minimum(end, whole), begin)
        so_far = np.append(0, np.cumsum(worth))
        sums = so_far[end] - so_far[begin]
        top = np.where(end > begin, rows.highest[end - 1], high)
    return Progress(high, follow.observable(since), top > high, sums)


def _first_beyond(person: Ints, clock: Ints, whose: Ints, until: Ints) -> Ints | None:
    """Each person's first row after a place on the clock; ``None`` where rows do not follow it."""
    low, high = int(clock.min(initial=0)), int(clock.max(initial=0))
    stretch = high - low + 2
    axis = person * stretch + (clock - low)
    if (axis[1:] < axis[:-1]).any():
        return None
    place = whose * stretch + np.clip(until - low, -1, stretch - 1)
    return np.searchsorted(axis, place, side="right")
