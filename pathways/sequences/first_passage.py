"""When people first reached something, and when they next reached something else.

Counted engagements stand in one order here, by person and step set, so that "later" means a later
step set of the same person and what nothing orders is neither before nor after.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.record.kept import column, once
from pathways.record.log import EngagementLog
from pathways.sequences.moments import Moments
from pathways.sequences.steps import FollowUp, Ints, set_of_rows
from pathways.stats.sorting import changes, sorting

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

    @cached_property
    def highest(self) -> Ints:
        """For each row the highest tier of its person up to it; -1 for none."""
        # One running maximum for everybody: a person's tiers lie above those of the one before.
        lift = self.person * (int(self.tier.max(initial=0)) + 2)
        return np.asarray(np.maximum.accumulate(self.tier + lift) - lift)

    @cached_property
    def standing(self) -> Ints:
        """The same up to its whole step set."""
        heads = np.append(np.flatnonzero(changes(self.place)), len(self.place))
        return np.repeat(self.highest[heads[1:] - 1], np.diff(heads))


@once
def ordered(log: EngagementLog) -> Ordered:
    """The counted engagements of a log by person, step set, time, edition and program."""
    place = set_of_rows(log)
    when = Moments(column(log, "time"), column(log, "rank"), column(log, "program"))
    order = sorting(place, when.time, when.rank, when.program)
    last = when.time
    if log.unit == "day":
        ended = log.counted["end"].to_numpy().astype("datetime64[D]")
        last = np.where(np.isnat(ended), last, np.maximum(last, ended.astype(np.int64)))
    return Ordered(
        order=np.arange(len(place))[order],
        person=column(log, "participant")[order],
        place=place[order],
        tier=column(log, "tier")[order],
        last=last[order],
        when=when[order],
    )


def first_times(point: Ints, person: Ints) -> Ints:
    """Row of each person's first engagement at each point, in the order of points and people.

    ``point`` is the point of each sorted row, -1 for none.
    """
    at = np.flatnonzero(point >= 0)
    at = at[sorting(point[at], person[at])]
    return at[changes(point[at], person[at])]


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
    goals = np.flatnonzero(wanted)
    goals = goals[changes(rows.person[goals])]
    first[rows.person[goals]] = rows.place[goals]
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
