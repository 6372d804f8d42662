"""When people first reached something, and when they next reached something else.

Counted engagements stand in one order here, by person and step set, so that "later" means a later
step set of the same person and what nothing orders is neither before nor after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.record.log import EngagementLog
from pathways.sequences.steps import FollowUp, Ints, Moments, set_of_rows

__all__ = ["Ordered", "first_times", "followed", "next_of", "ordered"]

Bools = NDArray[np.bool_]
Side = Literal["left", "right"]


@dataclass(frozen=True)
class Ordered:
    """Counted engagements by person and step set: ``order`` sorts them, the rest is sorted.

    ``person`` and ``tier`` are codes, ``place`` numbers the step sets, ``last`` is when an
    engagement ended.
    """

    order: Ints
    person: Ints
    place: Ints
    tier: Ints
    last: Ints
    when: Moments


def ordered(log: EngagementLog) -> Ordered:
    """The counted engagements of a log by person, step set, time, edition and program."""
    counted, place = log.counted, set_of_rows(log)
    when = Moments(
        counted["time"].to_numpy(np.int64),
        counted["rank"].to_numpy(np.int64),
        counted["program"].cat.codes.to_numpy(np.int64),
    )
    order = np.lexsort((when.program, when.rank, when.time, place))
    last = when.time.copy()
    if log.unit == "day":
        ended = counted["end"].fillna(counted["start"]).to_numpy().astype("datetime64[D]")
        last = np.maximum(last, ended.astype(np.int64))
    return Ordered(
        order=order,
        person=counted["participant"].cat.codes.to_numpy(np.int64)[order],
        place=place[order],
        tier=counted["tier"].cat.codes.to_numpy(np.int64)[order],
        last=last[order],
        when=when[order],
    )


def first_times(point: Ints, person: Ints) -> Ints:
    """Row of each person's first engagement at each point, in the order of points and people.

    ``point`` is the point of each sorted row, -1 for none.
    """
    key = point * (int(person.max(initial=0)) + 1) + person
    at = np.flatnonzero(point >= 0)
    return at[np.unique(key[at], return_index=True)[1]]


def next_of(rows: Ordered, start: Ints, wanted: Bools, *, side: Side) -> Ints:
    """Row of each person's next wanted engagement from a start row on; -1 where there is none.

    ``side`` is ``left`` to count the step set of the start itself, ``right`` for later ones only.
    """
    goals = np.flatnonzero(wanted)
    if not len(goals):
        return np.full(len(start), -1, dtype=np.int64)
    nth = np.searchsorted(rows.place[goals], rows.place[start], side=side)
    goal = goals[np.minimum(nth, len(goals) - 1)]
    theirs = (nth < len(goals)) & (rows.person[goal] == rows.person[start])
    return np.where(theirs, goal, -1)


def followed(rows: Ordered, start: Ints, wanted: Bools, follow: FollowUp) -> pd.DataFrame:
    """What became of people from a start row on, in the unit of the horizon.

    Returns:
        One row per start: ``person`` (code), ``already`` (had a wanted engagement in the same step
        set or an earlier one), ``event`` (has one in a later step set), ``time`` (to the first of
        these, or else to the as-of date; at least 0), ``watched`` (for the whole horizon) and
        ``reached`` (within the horizon).
    """
    after = next_of(rows, start, wanted, side="right")
    first = np.full(int(rows.person.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, rows.person[wanted], rows.place[wanted])
    since, event = rows.when[start], after >= 0
    took = np.maximum(follow.elapsed(since, rows.when[after]), 0)
    return pd.DataFrame(
        {
            "person": rows.person[start],
            "already": first[rows.person[start]] <= rows.place[start],
            "event": event,
            "time": np.where(event, took, np.maximum(follow.available(since), 0)),
            "watched": follow.observable(since),
            "reached": event & (took <= follow.horizon.length),
        }
    )
