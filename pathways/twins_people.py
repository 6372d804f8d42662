"""The tables of what becomes of people, from the rows of their queries: relationships, programs.

What a query counted enters the function of its measure where that has done its own counting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from pathways.log import EngagementLog
from pathways.measures.program_kinds import _dated
from pathways.measures.program_kinds import _table as _kinds_table
from pathways.measures.relationships import _table as _relationships_table

__all__ = ["OF_PEOPLE"]


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
    "program_kinds": _program_kinds,
    "relationships": _relationships,
}
"""The questions whose table is made here, each from the rows of its query."""
