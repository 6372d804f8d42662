"""The tables of what becomes of people, from the rows of their queries: equity, kinds of
programs, relationships, returns.

What a query counted enters the function of its measure where that has done its own counting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from pathways.cypher.names import property_of
from pathways.cypher.rows import NO_CAVEATS, Completion, people_counted
from pathways.measures.equity import TWO_STEPS as EQUITY
from pathways.measures.program_kinds import TWO_STEPS as PROGRAM_KINDS
from pathways.measures.program_kinds import program_kinds_table
from pathways.measures.relationships import relationships_table
from pathways.record.log import EngagementLog
from pathways.record.selection import attribute_key
from pathways.tallies.follow_ups import NOTHING
from pathways.tallies.tally import facts

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
    terms = EQUITY.terms(log, given["group"])
    known, here = frame["known"].astype(bool), frame["people"] > 0
    values = frame["value"][known & here].infer_objects().astype("str")
    code, names = pd.factorize(values.reindex(frame.index[here]))
    at = {
        f"at {rank}": [tier in tiers for tiers in frame["reached"][here]]
        for rank, tier in enumerate(log.scheme.tier_names)
    }
    counts = people_counted({"group": code + 1, **at}, frame["people"][here])
    patterns = replace(counts, stand_for={"group": (NOTHING, *((name,) for name in names))})
    tally = {"patterns": patterns, "known": facts(people=known.sum()), "facts": NO_CAVEATS}
    return EQUITY.answer(tally, terms).table


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
