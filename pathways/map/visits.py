"""Everyone's first time at each step, as the shares of a map count it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pathways.privacy.suppression import SMALLEST
from pathways.sequences.directly_follows import first_visits
from pathways.sequences.steps import Bools, FollowUp, Ints, Steps
from pathways.stats.sorting import sorting

__all__ = ["Seen", "Visits", "map_visits", "seen_at"]


@dataclass(frozen=True)
class Visits:
    """Everyone's first time at each step, and what came right before and after it.

    ``table`` has ``step``, ``person``, ``at`` (step set), ``watched``, ``moved`` (a next step set
    within the window), ``joined`` (no step set before).  ``next`` and ``before`` pair visits with
    each step of the set after and before: ``visit`` (row of ``table``), ``step``.
    """

    table: pd.DataFrame
    next: pd.DataFrame
    before: pd.DataFrame


@dataclass(frozen=True)
class Seen:
    """What a map counts at each step: arrays by the code of the step.

    Where 1 to 4 people are still inside the window, ``people``, ``joined`` and ``came`` are of the
    watched only: beside the others they would tell of these few.

    Attributes:
        people: people at the step; ``watched``: of these, for the whole window.
        joined: who began there; ``came``: by step, who came straight from each other one.
        stopped: of the watched, who took no further step in time; ``goes``: by step, who went on.
        movers: of the watched who went on, the step sets of their first time.
    """

    people: Ints
    watched: Ints
    joined: Ints
    came: Ints
    stopped: Ints
    goes: Ints
    movers: list[Ints]


def seen_at(visits: Visits, many: int) -> Seen:
    """The visits of everyone counted by step, of which there are so many."""
    step, at = (visits.table[name].to_numpy(np.int64) for name in ("step", "at"))
    watched, moved, joined = (
        visits.table[name].to_numpy(bool) for name in ("watched", "moved", "joined")
    )

    def each(rows: Bools) -> Ints:
        return np.bincount(step[rows], minlength=many)

    def crossed(pairs: pd.DataFrame, rows: Bools) -> Ints:
        visit, other = (pairs[name].to_numpy(np.int64) for name in ("visit", "step"))
        cells = (step[visit] * many + other)[rows[visit]]
        return np.bincount(cells, minlength=many * many).reshape(many, many)

    people, followed = np.bincount(step, minlength=many), each(watched)
    few = (followed > 0) & (people > followed) & (people - followed < SMALLEST)
    told = watched | ~few[step]
    movers = np.flatnonzero(watched & moved)
    ends = np.cumsum(np.bincount(step[movers], minlength=many))[:-1]
    return Seen(
        people=each(told),
        watched=followed,
        joined=each(told & joined),
        came=crossed(visits.before, told),
        stopped=each(watched & ~moved),
        goes=crossed(visits.next, watched),
        movers=np.split(at[movers[sorting(step[movers])]], ends),
    )


def map_visits(steps: Steps, follow: FollowUp) -> Visits:
    """The visits of everyone with a step."""
    table = first_visits(steps)
    at = table["at"].to_numpy(dtype=np.int64)
    follows = np.append(steps.follows, False)
    has_next = follows[at + 1]
    after = np.where(has_next, at + 1, at)
    within = has_next & follow.within(steps.when[at], steps.when[after])
    table = table.assign(
        watched=follow.observable(steps.when[at]), moved=within, joined=~steps.follows[at]
    )
    return Visits(
        table, _steps_of(steps, after, within), _steps_of(steps, at - 1, ~table["joined"])
    )


def _steps_of(steps: Steps, sets: Ints, where: pd.Series | np.ndarray) -> pd.DataFrame:
    """Each step of the given step set of each visit."""
    visit = np.flatnonzero(where)
    chosen = sets[visit]
    sizes = np.diff(steps.starts)[chosen]
    rows = np.repeat(steps.starts[chosen] - np.cumsum(sizes) + sizes, sizes) + np.arange(
        sizes.sum()
    )
    return pd.DataFrame({"visit": np.repeat(visit, sizes), "step": steps.step[rows]})
