"""What people of each slice did after each step, and which of these counts may be shown.

Slices of a kind add up to the whole map, so that every count is hidden that the others would give
back: by rows (what people of a slice did after a step) and by columns (who of all that made a
move were of which slice).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pathways.map.facts import MapFacts
from pathways.map.visits import Visits
from pathways.privacy.suppression import Bools, Ints, hidden, hidden_in_table

__all__ = ["STOPPED", "Cells", "cells_of", "counts_of"]

STOPPED = -1
"""In the place of a target: no further step within the window."""


@dataclass(frozen=True)
class Cells:
    """The watched at one step, slice by slice.

    ``n`` has one count a slice, ``x`` one a slice (row) and target (column); ``targets`` are keys
    of steps or :data:`STOPPED`.  ``hide_n`` and ``hide`` say which may not be shown; of a slice
    without anybody there is nothing to show.
    """

    step: int
    slices: tuple[str, ...]
    targets: tuple[int, ...]
    n: Ints
    x: Ints
    hide_n: Bools
    hide: Bools


def counts_of(visits: Visits, seen: pd.DataFrame) -> pd.DataFrame:
    """``step``, ``target``, ``slice``, ``x`` of the watched visits, each with its ``slice``."""
    stopped = seen[~seen["moved"]].assign(target=STOPPED)
    after = visits.next.rename(columns={"step": "target"})
    moved = after.join(seen[["step", "slice"]], on="visit", how="inner")
    both = pd.concat([stopped[["step", "target", "slice"]], moved[["step", "target", "slice"]]])
    return both.groupby(["step", "target", "slice"]).size().rename("x").reset_index()


def cells_of(facts: MapFacts, seen: pd.DataFrame, counts: pd.DataFrame) -> Iterator[Cells]:
    """The cells of each step that the map shows the watched of."""
    watched = seen.groupby(["step", "slice"]).size().unstack(fill_value=0)
    for step in (one for one in facts.steps if one.watched is not None):
        n = watched.loc[step.key]
        of_step = counts[counts["step"] == step.key]
        wide = of_step.pivot(index="slice", columns="target", values="x").reindex(watched.columns)
        x = wide.fillna(0).to_numpy(np.int64)
        few = hidden(n.to_numpy())
        yield Cells(
            step=step.key,
            slices=tuple(map(str, watched.columns)),
            targets=tuple(map(int, wide.columns)),
            n=n.to_numpy(np.int64),
            x=x,
            hide_n=few,
            hide=hidden_in_table(x) | few[:, None],
        )
