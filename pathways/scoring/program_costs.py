"""What editions took, in hours and cost, against the people who went up a tier after them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.record.log import EngagementLog

__all__ = ["AMOUNTS", "spent"]

AMOUNTS = {"hours": "advances_per_100_hours", "cost": "cost_per_advance"}


def spent(log: EngagementLog, people: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Hours and cost of the editions that people took, and what came of them; by unit.

    An edition's value is the one value that its rows have, or where they differ their sum.  Only
    editions with a value are used, and only their people.

    Args:
        log: the engagements, perhaps with attributes ``hours`` and ``cost``.
        people: ``unit`` (code into ``names``), ``row`` (place among the counted engagements) and
            ``advanced``.
        names: the units.

    Returns:
        One row per unit, by name: ``hours``, ``advances_per_100_hours``, ``cost``,
        ``cost_per_advance``, of the attributes there are.
    """
    found: dict[str, NDArray[np.float64]] = {}
    attributes = {name.casefold(): name for name in log.attributes}
    for kind, ratio in AMOUNTS.items():
        if kind not in attributes:
            continue
        edition, values = _values(log, attributes[kind])
        theirs = people.assign(edition=edition[people["row"].to_numpy()])
        theirs = theirs[theirs["edition"].isin(values.index)]
        amount, up = np.full(len(names), np.nan), np.zeros(len(names))
        for unit, rows in theirs.groupby("unit"):
            amount[int(unit)] = values.loc[rows["edition"].unique()].sum()
            up[int(unit)] = rows["advanced"].sum()
        with np.errstate(divide="ignore", invalid="ignore"):
            per = 100 * up / amount if kind == "hours" else amount / up
        found[kind], found[ratio] = amount, np.where(np.isfinite(per), per, np.nan)
    return pd.DataFrame(found, index=names)


def _values(log: EngagementLog, attribute: str) -> tuple[NDArray[np.int64], pd.Series]:
    """The edition of each counted engagement as a number, and what each edition took."""
    counted = log.counted
    edition = counted.groupby(["program", "edition"], observed=True, dropna=False).ngroup()
    numbers = pd.to_numeric(counted[attribute], errors="coerce")
    costs = numbers.groupby(edition.to_numpy())
    values = costs.max().where(costs.nunique() == 1, costs.sum(min_count=1))
    return edition.to_numpy(np.int64), values.dropna()
