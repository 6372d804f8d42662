"""What editions took, in hours and cost, against the people who went up a tier after them."""

from __future__ import annotations

from math import fsum

import numpy as np
import pandas as pd

__all__ = ["AMOUNTS", "spent"]

AMOUNTS = {"hours": "advances_per_100_hours", "cost": "cost_per_advance"}


def spent(people: pd.DataFrame, amounts: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Hours or cost of the editions that people took, and what came of them; by unit.

    An edition's value is the one value that its rows have, or where they differ their sum.  Only
    editions with a value are used, and only their people.

    Args:
        people: ``unit``, ``edition`` and how many people of it ``advanced``.
        amounts: ``edition``, ``amount`` and how ``many`` rows have it.
        kind: ``hours`` or ``cost``.

    Returns:
        One row per unit with such editions: ``hours`` and ``advances_per_100_hours``, or ``cost``
        and ``cost_per_advance``.
    """
    values = {
        edition: rows["amount"].iloc[0] if len(rows) == 1 else fsum(rows["amount"] * rows["many"])
        for edition, rows in amounts.groupby("edition")
    }
    theirs = people[people["edition"].isin(list(values))]
    by_unit = theirs.assign(value=theirs["edition"].map(values)).groupby("unit")
    amount, up = by_unit["value"].agg(fsum).astype(np.float64), by_unit["advanced"].sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        per = 100 * up / amount if kind == "hours" else amount / up
    return pd.DataFrame({kind: amount, AMOUNTS[kind]: per.where(np.isfinite(per))})
