"""The rows of a query, as the functions take them that make tables of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pathways.answer.wording import rate_columns
from pathways.record.log import EngagementLog
from pathways.sequences.steps import Ints
from pathways.tallies.tally import Counts, count, facts

__all__ = [
    "NO_CAVEATS",
    "Completion",
    "people_counted",
    "people_followed",
    "person_by_person",
    "whole",
    "with_rates",
]

NO_CAVEATS = facts(people=0, several=0, left_out=0)
"""Of a tally of which the table is wanted and no more."""

Completion = Callable[[pd.DataFrame, EngagementLog, Mapping[str, Any]], pd.DataFrame]
"""What makes the table of a question: from rows, a log of the words, and the options given."""


def whole(column: pd.Series) -> Ints:
    """A column of whole numbers."""
    return np.asarray(column, dtype=np.int64)


def person_by_person(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each person, of rows that say how many ``people`` are so.

    >>> rows = pd.DataFrame({"step": ["mentee", "mentor"], "people": [2, 1]})
    >>> person_by_person(rows)["step"].tolist()
    ['mentee', 'mentee', 'mentor']
    """
    return frame.loc[frame.index.repeat(whole(frame["people"]))].reset_index(drop=True)


def people_counted(keys: Mapping[str, Any], people: pd.Series) -> Counts:
    """A table of a tally, of rows that say of how many ``people`` the keys are true."""
    return count({name: whole(key) for name, key in keys.items()}, {"many": whole(people)})


def people_followed(frame: pd.DataFrame, labels: Sequence[str]) -> pd.DataFrame:
    """One row for each person, of rows that say for how many a step turned out alike.

    Args:
        frame: ``step``, ``moved``, ``graduated``, ``recent``, and the lists ``times`` and
            ``followed`` with a number for each person; other columns of numbers come along.
        labels: the steps; a person's ``point`` is the position among them.
    """
    place = {name: code for code, name in enumerate(labels)}
    each = frame.explode(["times", "followed"], ignore_index=True)
    each = each.assign(point=each["step"].map(place), many=1).rename(columns={"times": "time"})
    flags = dict.fromkeys(("moved", "graduated", "recent"), bool)
    numbers = dict.fromkeys(("point", "time", "followed"), np.int64)
    return each.drop(columns="step").astype({**flags, **numbers})


def with_rates(counts: pd.DataFrame) -> pd.DataFrame:
    """The rows of a query with their rates and intervals, where it counts ``x`` of ``n``."""
    if not {"x", "n"} <= set(counts):
        return counts
    rates = rate_columns(counts["x"], counts["n"], 0)
    done = counts.copy()
    at = done.columns.get_loc("n") + 1
    for offset, name in enumerate(("rate", "low", "high")):
        done.insert(at + offset, name, rates[name])
    return done
