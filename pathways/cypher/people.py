"""The tables of what becomes of people, from the rows of their queries: equity, kinds of
programs, relationships, returns.

What a query counted enters the function of its measure where that has done its own counting.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pathways.cypher.names import property_of
from pathways.cypher.rows import Completion
from pathways.measures.equity import check_somebody_known, shares_at_tiers, tier_patterns
from pathways.measures.program_kinds import TWO_STEPS as PROGRAM_KINDS
from pathways.measures.program_kinds import program_kinds_table
from pathways.measures.relationships import relationships_table
from pathways.record.log import EngagementLog
from pathways.record.selection import attribute_key

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
    check_somebody_known(known, given["group"])
    here = frame[frame["people"] > 0]
    reached = [[tier in tiers for tier in log.scheme.tier_names] for tiers in here["reached"]]
    had = np.array(reached, dtype=bool).reshape(len(here), len(log.scheme.tiers))
    people = here["people"].to_numpy(np.int64)
    return shares_at_tiers(log, *tier_patterns(log, known.reindex(here.index), had, people))[0]


def _program_kinds(
    frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]
) -> pd.DataFrame:
    asked = PROGRAM_KINDS.terms(log, **given).options
    return program_kinds_table(frame, str(asked["by"]))


def _relationships(
    frame: pd.DataFrame, log: EngagementLog, _given: Mapping[str, Any]
) -> pd.DataFrame:
    return relationships_table(frame.astype(np.int64), "age", log.unit)


OF_PEOPLE: Mapping[str, Completion] = {
    "equity": _equity,
    "program_kinds": _program_kinds,
    "relationships": _relationships,
}
"""The questions whose table is made here, each from the rows of its query."""
