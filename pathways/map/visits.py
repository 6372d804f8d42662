"""Everyone's first time at each step, as the shares of a map count it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pathways.sequences.directly_follows import first_visits
from pathways.sequences.steps import FollowUp, Ints, Steps

__all__ = ["Visits", "map_visits"]


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
