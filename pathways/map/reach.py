"""Who gets where within the window, over any steps in between."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from pathways.map.visits import Visits
from pathways.privacy.suppression import SMALLEST
from pathways.sequences.steps import FollowUp, Steps

__all__ = ["reached_within"]


def reached_within(
    steps: Steps, visits: Visits, follow: FollowUp, shown: Collection[int]
) -> tuple[tuple[int, int, int], ...]:
    """Source, target, and how many people took the target within the window after their first
    time at the source, watched or not, in whole fives: a light is switched by it, no number told.

    Args:
        steps: what everybody did.
        visits: everyone's first time at each step.
        follow: the window.
        shown: the steps of the map.
    """
    table = visits.table[visits.table["step"].isin(list(shown))]
    at = table["at"].to_numpy(dtype=np.int64)
    begin = steps.starts[at + 1]
    many = np.searchsorted(steps.person, table["person"].to_numpy(), side="right") - begin
    visit = np.repeat(np.arange(len(table)), many)
    row = np.arange(len(visit)) - np.repeat(np.cumsum(many) - many, many) + begin[visit]
    inside = follow.within(steps.when[at[visit]], steps.when[steps.at[row]])
    pairs = pd.DataFrame(
        {
            "source": table["step"].to_numpy()[visit][inside],
            "target": steps.step[row[inside]],
            "person": steps.person[row[inside]],
        }
    ).drop_duplicates()
    pairs = pairs[pairs["target"].isin(list(shown)) & (pairs["source"] != pairs["target"])]
    people = pairs.groupby(["source", "target"]).size()
    people = people[people >= SMALLEST] // SMALLEST * SMALLEST
    return tuple((int(a), int(b), int(n)) for (a, b), n in people.items())
