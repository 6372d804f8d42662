"""What the names of steps are joined from, so that nobody has to take them apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pathways.record.log import EngagementLog
from pathways.sequences.steps import level_codes

__all__ = ["AND", "THEN", "activity_parts"]

AND, THEN = " + ", " > "
"""What stands between the names of one step set, and between the steps of a path."""


def activity_parts(log: EngagementLog) -> Mapping[int, tuple[str, ...]]:
    """The program and the role of each activity, by its code; the program alone where it has none.

    >>> activity_parts(log)[0]
    ('OL', 'mentee')
    """
    codes, _ = level_codes(log, "activity")
    each, first = np.unique(codes, return_index=True)
    kinds = log.counted[["program", "role"]].iloc[first].astype("object")
    rows = kinds.where(kinds.notna(), None).itertuples(index=False, name=None)
    return {
        int(code): tuple(str(part) for part in parts if part is not None)
        for code, parts in zip(each, rows, strict=True)
    }
