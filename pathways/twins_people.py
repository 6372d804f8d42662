"""The tables of what becomes of people, from the rows of their queries: equity, kinds of
programs, relationships.

What a query counted enters the function of its measure where that has done its own counting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from pathways.log import EngagementLog
from pathways.measures.equity import _patterns, _shares, _somebody
from pathways.measures.program_kinds import _dated
from pathways.measures.program_kinds import _table as _kinds_table
from pathways.measures.relationships import _table as _relationships_table
from pathways.selection import attribute_key
from pathways.stores.neo4j_attributes import property_of

__all__ = ["OF_PEOPLE", "grouped_by"]


def grouped_by(log: EngagementLog, group: str) -> str:
    """What describes people, by its name in the graph.

    Raises:
        OptionError: nothing is called so.

    Example:
        >>> grouped_by(log, "Role")
        'role'
    """
    key = attribute_key(log, group)
    return property_of(key) if key in log.attributes else key


def _equity(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> pd.DataFrame:
    known = frame["value"][frame["known"].astype(bool)].infer_objects().astype("str")
    _somebody(known, given["group"])
    here = frame[frame["people"] > 0]
    reached = [[tier in tiers for tier in log.scheme.tier_names] for tiers in here["reached"]]
    had = np.array(reached, dtype=bool).reshape(len(here), len(log.scheme.tiers))
    people = here["people"].to_numpy(np.int64)
    return _shares(log, *_patterns(log, known.reindex(here.index), had, people))[0]


def _program_kinds(
    frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]
) -> pd.DataFrame:
    _dated(log)
    return _kinds_table(frame, given.get("by", "program"))


def _relationships(
    frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]
) -> pd.DataFrame:
    by = given.get("by", "age")
    counted = ("number", "x", "n", "not_yet_observable", "new", "after_gap")
    counts = pd.DataFrame({name: frame[name].fillna(0).astype(np.int64) for name in counted})
    named = frame[["month", "state"]].astype("str")
    counts = counts.join(named) if by == "month" else counts.rename(columns={"number": by})
    return _relationships_table(counts, by, log.unit)


OF_PEOPLE: Mapping[
    str, Callable[[pd.DataFrame, EngagementLog, Mapping[str, Any]], pd.DataFrame]
] = {
    "equity": _equity,
    "program_kinds": _program_kinds,
    "relationships": _relationships,
}
"""The questions whose table is made here, each from the rows of its query."""
