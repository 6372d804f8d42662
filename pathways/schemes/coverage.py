"""Which engagements a scheme places, and at which tier."""

from __future__ import annotations

import pandas as pd

from pathways.record.log import EngagementLog

__all__ = ["coverage"]


def coverage(log: EngagementLog) -> pd.DataFrame:
    """Each pair of program and role of a record with its tier; pairs without one come first.

    Returns:
        ``program``, ``role``, ``tier`` (str, missing where the scheme has no rule),
        ``engagements``, ``people`` (int64): all that are recorded, counted or not.

    Example:
        >>> coverage(log)[["role", "tier", "engagements"]].values.tolist()
        [['mentee', 'Participating', 5], ['mentor', 'Leading', 3]]
    """
    columns = ["program", "role", "tier"]
    named = log.records[[*columns, "participant"]].astype("str")
    pairs = named.groupby(columns, dropna=False)["participant"].agg(["size", "nunique"])
    table = pairs.reset_index().rename(columns={"size": "engagements", "nunique": "people"})
    unplaced = table["tier"].isna()
    order = table.assign(placed=~unplaced).sort_values(["placed", "program", "role"], kind="stable")
    return order.drop(columns="placed").reset_index(drop=True)
