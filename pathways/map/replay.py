"""The map as far as each edition: how the flows have grown, cohort by cohort.

It adds up what the slices of the editions may show, and nothing else: no difference of two frames
tells more than the slice between them.  Where a count of an edition is hidden, the sum is the
least that it was, and there is no rate: to leave out the small ones would make it too high.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from pathways.map.facts import MapFacts, Share, SoFar, share_of
from pathways.map.slice_cells import STOPPED, Cells
from pathways.privacy.suppression import Bools, Ints
from pathways.record.interventions import Intervention, first_rank
from pathways.record.log import EngagementLog

__all__ = ["MOST_FRAMES", "edition_names", "edition_ranks", "so_far"]

MOST_FRAMES = 12
"""A meeting looks at no more; of more editions some frames hold two or several."""


def edition_names(log: EngagementLog, rows: pd.DataFrame) -> pd.Series:
    """What the edition of each row is called; with its program where several have editions."""
    counted = log.counted
    names = rows["edition"].astype("str")
    several = counted.loc[counted["edition"].notna(), "program"].nunique() > 1
    return rows["program"].astype("str") + " " + names if several else names


def edition_ranks(log: EngagementLog) -> dict[str, int]:
    """The place of each edition in time, by what it is called."""
    table = log.editions.table
    return dict(zip(edition_names(log, table), map(int, table["rank"]), strict=True))


def so_far(
    log: EngagementLog,
    facts: MapFacts,
    cells: Sequence[Cells],
    interventions: Sequence[Intervention] = (),
) -> tuple[SoFar, ...]:
    """The map as far as each edition, the earliest first; nothing where there is but one.

    Args:
        log: the engagements.
        facts: what the map of all of them says.
        cells: what people of each edition did, step by step.
        interventions: what was changed, and when.
    """
    known = edition_ranks(log)
    ranks = np.array([known.get(name, 0) for name in cells[0].slices] if cells else [], dtype=int)
    stops = _stops(np.unique(ranks[ranks > 0]))
    if len(stops) < 2:
        return ()
    changed = _changed(log, stops, interventions)
    named = [
        " and ".join(name for name, rank in zip(cells[0].slices, ranks, strict=True) if rank == at)
        for at in stops
    ]
    drawn = {(move.source, move.target) for move in facts.moves}
    return tuple(
        _frame(name, what, cells, (ranks > 0) & (ranks <= at), drawn)
        for at, name, what in zip(stops, named, changed, strict=True)
    )


def _stops(ranks: Ints) -> Ints:
    """The editions at which the replay stops: all of them, or so many with even gaps."""
    if len(ranks) <= MOST_FRAMES:
        return ranks
    return np.asarray(ranks[np.linspace(0, len(ranks) - 1, MOST_FRAMES).round().astype(int)])


def _changed(
    log: EngagementLog, stops: Ints, interventions: Sequence[Intervention]
) -> list[tuple[str, ...]]:
    """What was changed since the stop before, for each."""
    every = np.unique(log.editions.table["rank"].to_numpy(np.int64))
    first = [(made.what, first_rank(log, made, every)) for made in interventions]
    since = [0, *stops[:-1]]
    return [
        tuple(what for what, rank in first if rank is not None and before < rank <= at)
        for before, at in zip(since, stops, strict=True)
    ]


def _frame(
    name: str,
    changed: tuple[str, ...],
    cells: Sequence[Cells],
    rows: Bools,
    drawn: set[tuple[int, int]],
) -> SoFar:
    shares = {(one.step, to): share for one in cells for to, share in _shares(one, rows)}
    watched = {one.step: int(one.n[rows & ~one.hide_n].sum()) for one in cells}
    return SoFar(
        name=name,
        changed=changed,
        watched={key: n for key, n in watched.items() if n},
        partly=frozenset(one.step for one in cells if one.hide_n[rows].any()),
        no_further={key: share for (key, to), share in shares.items() if to == STOPPED},
        moves={pair: share for pair, share in shares.items() if pair in drawn},
    )


def _shares(one: Cells, rows: Bools) -> Iterable[tuple[int, Share]]:
    """After one step, of some editions: the share, or the least that it was."""
    here = rows & (one.n > 0)
    for column, target in enumerate(one.targets):
        hide = one.hide[:, column]
        x = int(one.x[here & ~hide, column].sum())
        if here.any() and not hide[here].any():
            yield target, share_of("", x, int(one.n[here].sum()))
        elif x:
            yield target, Share("", x, None, None, None, None)
