"""The tables of points, from their queries.

Points are exact decimals, which Cypher does not know, and a rule of the scheme can have its own,
which no node holds: what an engagement is worth goes to the server as whole numbers, and sums of
whole numbers come back.  Multipliers are rules about what was known of somebody on a day, contact
is a file and an answer of each person: a question that is told of either runs in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from pathways.contact import Contact
from pathways.log import EngagementLog
from pathways.measures.points import BANDS, _enough, _ordered, _valued
from pathways.scores import ledger
from pathways.steps import Ints, level_codes
from pathways.weighting import UNWEIGHTED

__all__ = ["POINTED", "beyond_points", "worth_of"]

_USUAL: Mapping[str, object] = {
    "weighting": UNWEIGHTED,
    "weighted_by": UNWEIGHTED,
    "contact": Contact(),
}


def beyond_points(options: Mapping[str, Any]) -> str | None:
    """The option that no query of points knows, if one is given that changes something."""
    said = (name for name in _USUAL if options.get(name) not in (None, _USUAL[name]))
    return next(said, None)


def worth_of(log: EngagementLog) -> dict[str, dict[str, dict[str, int]]]:
    """The points of an engagement by program, role (empty for none) and tier, in whole numbers.

    Args:
        log: one record of each kind is enough.

    Raises:
        NoAnswerError: a scheme that gives no tier any points.

    Example:
        >>> worth_of(log)["OL"]["mentee"]
        {'Participating': 3}
    """
    book = ledger(log)
    kinds = log.counted[["program", "role", "tier"]].astype("str").fillna("").iloc[book.rows]
    worth: dict[str, dict[str, dict[str, int]]] = {}
    for (program, role, tier), each in zip(
        kinds.itertuples(index=False, name=None), book.raw.each.tolist(), strict=True
    ):
        worth.setdefault(program, {}).setdefault(role, {})[tier] = each
    return worth


def _points(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> pd.DataFrame:
    by = given.get("by", "tier")
    if by == "rank":
        _enough(int(frame["people"].sum()))
    labels = BANDS if by == "rank" else (*level_codes(log, by)[1], f"no {by}")
    part = frame["part"].fillna(labels[-1]).astype("str")
    counts = pd.DataFrame({"part": part, **{one: _whole(frame[one]) for one in _COUNTS}})
    points = _whole(frame["raw"]), ledger(log).raw.scale
    table = _valued(counts, points, points).assign(rose=0, fell=0)
    place = {name: code for code, name in enumerate(labels)}
    return _ordered(table.sort_values("part", key=lambda names: names.map(place)), by)


_COUNTS = ("people", "engagements")


def _whole(column: pd.Series) -> Ints:
    return np.asarray(column, dtype=np.int64)


POINTED: Mapping[str, Callable[[pd.DataFrame, EngagementLog, Mapping[str, Any]], pd.DataFrame]] = {
    "points": _points,
}
"""The questions whose table is made here, each from the rows of its query."""
