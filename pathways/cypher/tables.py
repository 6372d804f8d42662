"""The tables of transitions, entry points, paths, combinations and isolation, from their queries.

These queries count everything; what is added here follows from the rows alone: rates with their
intervals, cumulative shares, and where a program stands in the graph of shared people.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pathways.answer.wording import rate_columns
from pathways.cypher.rows import Completion, whole
from pathways.measures.combinations import TWO_STEPS as COMBINATIONS
from pathways.record.log import EngagementLog
from pathways.sequences.participation import NEVER
from pathways.tallies.sets_of_people import sets_taken

__all__ = ["TABLED"]

_TIMES = ("median_days", "q1_days", "q3_days", "median_editions")
_RATES = ("x", "n", "rate", "low", "high", "not_yet_observable")


def _transitions(
    frame: pd.DataFrame, _log: EngagementLog, _given: Mapping[str, Any]
) -> pd.DataFrame:
    ways = {name: _words(frame[name]) for name in ("source", "target")}
    moves = pd.to_numeric(frame["moves"]).to_numpy()
    counts = {"moves": moves if len(frame) else whole(frame["moves"]), **_rates(frame)}
    times = {name: frame[name].astype(np.float64) for name in _TIMES}
    table = pd.DataFrame({**ways, "people": whole(frame["people"]), **counts, **times})
    order = table.sort_values(["source", "target"]).sort_values(
        "people", ascending=False, kind="stable"
    )
    return order[["source", "target", "moves", "people", *_RATES, *_TIMES]].reset_index(drop=True)


def _eventually_follows(
    frame: pd.DataFrame, _log: EngagementLog, _given: Mapping[str, Any]
) -> pd.DataFrame:
    ways = {name: _words(frame[name]) for name in ("source", "target")}
    times = {name: frame[name].astype(np.float64) for name in _TIMES}
    return pd.DataFrame({**ways, "people": whole(frame["people"]), **_rates(frame), **times})


def _entry_points(
    frame: pd.DataFrame, _log: EngagementLog, _given: Mapping[str, Any]
) -> pd.DataFrame:
    sure = rate_columns(whole(frame["x_certain"]), whole(frame["n_certain"]), 0)
    certain = {f"{name}_certain": sure[name] for name in ("x", "n", "rate", "low", "high")}
    return pd.DataFrame({"step": _words(frame["step"]), **_rates(frame), **certain})


def _paths(frame: pd.DataFrame, _log: EngagementLog, _given: Mapping[str, Any]) -> pd.DataFrame:
    people, everyone = whole(frame["people"]), np.maximum(whole(frame["n"]), 1)
    return pd.DataFrame(
        {
            "path": _words(frame["path"]),
            "people": people,
            "share": people / everyone,
            "cumulative": people.cumsum() / everyone,
            **_rates(frame),
            "still_inside": whole(frame["still_inside"]),
            "steps": whole(frame["steps"]),
        }
    )


def _combinations(
    frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]
) -> pd.DataFrame:
    terms = COMBINATIONS.terms(log, **given)
    code = {name: number for number, name in enumerate(sorted(terms.labels))}
    first = np.full((len(frame), len(code)), NEVER, dtype=np.int32)
    for row, came in enumerate(frame["came"]):
        for nth, steps in enumerate(came):
            first[row, [code[step] for step in steps]] = nth
    everyone = int(frame["everyone"].max()) if len(frame) else 0
    return COMBINATIONS.answer(sets_taken(first, whole(frame["people"]), everyone), terms).table


def _rates(frame: pd.DataFrame) -> dict[str, object]:
    return rate_columns(*(whole(frame[name]) for name in ("x", "n", "not_yet_observable")))


def _words(column: pd.Series) -> pd.Series:
    return column.astype("str")


TABLED: Mapping[str, Completion] = {
    "combinations": _combinations,
    "entry_points": _entry_points,
    "eventually_follows": _eventually_follows,
    "paths": _paths,
    "transitions": _transitions,
}
"""The questions whose table is made here, each from the rows of its query."""
