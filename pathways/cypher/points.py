"""The tables of points, from their queries.

Points are exact decimals, which Cypher does not know, and a rule of the scheme can have its own,
which no node holds: what an engagement is worth goes to the server as whole numbers, and sums of
whole numbers come back.  Multipliers are rules about what was known of somebody on a day, contact
is a file and an answer of each person: a question that is told of either runs in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pathways.cypher.rows import Completion, whole
from pathways.errors import NoAnswerError
from pathways.measures.exchange import exchange_table
from pathways.measures.monthly_index import (
    UNDATED,
    MonthlyCounts,
    monthly_table,
    months_with_points,
)
from pathways.measures.points import BANDS, check_enough_people, parts_in_order, parts_valued
from pathways.measures.thresholds import thresholds_table
from pathways.record.log import EngagementLog
from pathways.scoring.contact_policy import Contact
from pathways.scoring.give_and_get import unit_of, worth
from pathways.scoring.ledger import ledger
from pathways.scoring.threshold_crossing import (
    AT_TARGET,
    INVITE,
    START,
    Candidates,
    place_in_time,
    threshold_of,
    whole_points,
)
from pathways.scoring.weighting import UNWEIGHTED, exact
from pathways.sequences.steps import Ints, level_codes

__all__ = ["POINTED", "beyond_points", "in_whole_points"]

_USUAL: Mapping[str, object] = {
    "weighting": UNWEIGHTED,
    "weighted_by": UNWEIGHTED,
    "contact": Contact(),
}


def beyond_points(options: Mapping[str, Any]) -> str | None:
    """The option that no query of points knows, if one is given that changes something."""
    changed = (name for name in _USUAL if options.get(name) not in (None, _USUAL[name]))
    return next(changed, None)


def in_whole_points(values: Mapping[str, Any], log: EngagementLog) -> dict[str, Any]:
    """The parameters of a query of points with ``worth``, and ``min`` in the unit of it.

    Args:
        values: the other parameters.
        log: one record of each kind is enough.

    Raises:
        OptionError: points to reach that are no decimal.

    Example:
        >>> in_whole_points({"min": "4.5"}, log)
        {'min': 5, 'worth': {'OL': {'mentee': {'Participating': 3}, 'mentor': {'Leading': 5}}}}
    """
    kinds = log.counted[["program", "role", "tier"]].astype("str").fillna("")
    prices: dict[str, dict[str, dict[str, int]]] = {}
    told = zip(kinds.itertuples(index=False, name=None), worth(log).tolist(), strict=True)
    for (program, role, tier), points in told:
        prices.setdefault(program, {}).setdefault(role, {})[tier] = points
    whole = dict(values)
    if whole.get("min") is not None:
        whole["min"] = whole_points(
            exact(whole["min"], "The number of points to reach"), unit_of(log.scheme).scale
        )
    return {**whole, "worth": prices}


def _points(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> pd.DataFrame:
    by = given.get("by", "tier")
    if by == "rank":
        check_enough_people(int(frame["people"].sum()))
    labels = BANDS if by == "rank" else (*level_codes(log, by)[1], f"no {by}")
    part = frame["part"].fillna(labels[-1]).astype("str")
    counts = pd.DataFrame({"part": part, **{one: whole(frame[one]) for one in _COUNTS}})
    points = whole(frame["raw"]), ledger(log).raw.scale
    table = parts_valued(counts, points, points).assign(rose=0, fell=0)
    place = {name: code for code, name in enumerate(labels)}
    return parts_in_order(table.sort_values("part", key=lambda names: names.map(place)), by)


def _monthly_index(
    frame: pd.DataFrame, log: EngagementLog, _given: Mapping[str, Any]
) -> pd.DataFrame:
    if log.unit != "day":
        raise NoAnswerError(UNDATED)
    scale = ledger(log).raw.scale
    start = frame["month"].to_numpy(dtype="datetime64[M]").astype(np.int64)
    first, many = months_with_points(log, start)

    def every(values: object) -> Ints:
        month = np.zeros(many, dtype=np.int64)
        month[start - first] = np.asarray(values, dtype=np.int64)
        return month

    tiers = range(len(log.scheme.tiers))
    by_tier = [every([months[tier] for months in frame["by_tier"]]) for tier in tiers]
    people, engagements, raw, top = (every(frame[one]) for one in (*_COUNTS, "raw", "top_tenth"))
    return monthly_table(
        log, MonthlyCounts(first, people, engagements, raw, by_tier, top), scale, raw / scale
    )


def _exchange(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> pd.DataFrame:
    by, (scale, unit) = given.get("by", "tier"), unit_of(log.scheme)
    names = level_codes(log, by)[1] if by == "activity" else ()
    found = pd.DataFrame(
        {
            "tier": pd.Index(log.scheme.tier_names).get_indexer(frame["tier"]),
            "activity": pd.Index(names, dtype="str").get_indexer(frame["activity"]),
            **{name: whole(frame[name]) for name in ("n", "x", "engagements")},
            **{name: frame[name].astype(float) / scale for name in ("received", "contributed")},
        }
    )
    return exchange_table(log, by, found, names, unit)


def _thresholds(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> pd.DataFrame:
    asked = (given.get(name) for name in ("window", "invite_to"))
    rule = threshold_of(log, given["tier"], given["min"], *asked)
    ledger(log)
    after = place_in_time(log, rule.window.unit, given.get("since", START))
    people, crossed = whole(frame["people"]), frame["crossed"].notna()
    state = np.where(frame["at_target"].astype(bool), AT_TARGET, INVITE)
    new = frame["crossed"].astype(float) > after
    table = pd.DataFrame({"state": state, "new": new, "people": people})[crossed]
    return thresholds_table(Candidates(table, int(people.sum()), ""))


_COUNTS = ("people", "engagements")


POINTED: Mapping[str, Completion] = {
    "exchange": _exchange,
    "monthly_index": _monthly_index,
    "points": _points,
    "thresholds": _thresholds,
}
"""The questions whose table is made here, each from the rows of its query."""
