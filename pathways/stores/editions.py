"""The order of editions that somebody gave, kept over all loads."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pathways.record.editions import EDITION_COLUMNS
from pathways.record.log import EngagementLog

__all__ = ["GIVEN", "given_editions"]

GIVEN = "table"
"""The ``order`` of :class:`~pathways.record.editions.Editions` that comes from a table."""

_PAIR = ["program", "edition"]


def given_editions(
    had: pd.DataFrame | None, given: pd.DataFrame | None, log: EngagementLog
) -> tuple[pd.DataFrame | None, tuple[str, ...]]:
    """The table that orders the editions from now on, and what is to be said about it.

    Args:
        had: the one that held so far.
        given: the one that was given with the log.
        log: what comes in; where a table ordered its editions, or some of them were selected, its
            own editions stand for a table that was not given.

    ``None`` where nobody ever gave one: then the records order themselves.
    """
    if given is not None and len(given):
        ours = _complete(given)
    elif log.editions.order == GIVEN or (log.origin.filters and len(log.editions.table)):
        ours = log.editions.table
    else:
        return had, ()
    if had is None or _covers(ours, had):
        return ours, ()
    if _covers(had, ours) and _agree(had, ours):
        return had, ()
    both = pd.concat([ours, had], ignore_index=True).drop_duplicates(_PAIR)
    if both["start"].notna().all():
        both["rank"] = both["start"].rank(method="dense").astype(np.int64)
        return _sorted(both), ()
    note = "Two tables of editions were put side by side, rank by rank: give one that has them all."
    return _sorted(both), (note,)


def _complete(given: pd.DataFrame) -> pd.DataFrame:
    """Every column there, and a rank: by date, otherwise the order of the lines."""
    table = given.reindex(columns=list(EDITION_COLUMNS)).reset_index(drop=True)
    for name in ("start", "end"):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[s]")
    if table["rank"].isna().any():
        lines = pd.Series(range(len(table)), table.index)
        by = table["start"] if table["start"].notna().all() else lines
        table["rank"] = by.rank(method="dense")
    return table.astype({"program": "str", "edition": "str", "rank": np.int64})


def _covers(large: pd.DataFrame, small: pd.DataFrame) -> bool:
    return len(small.merge(large[_PAIR], on=_PAIR)) >= len(small)


def _agree(large: pd.DataFrame, small: pd.DataFrame) -> bool:
    """Whether the editions of the one are in the same order, and start on the same days."""
    pairs = small.merge(large, on=_PAIR, suffixes=("", "_large"))
    dense = [pairs[name].rank(method="dense") for name in ("rank", "rank_large")]
    return bool((dense[0] == dense[1]).all() and pairs["start"].equals(pairs["start_large"]))


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(["rank", *_PAIR], kind="stable", ignore_index=True)
