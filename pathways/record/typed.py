"""Records as the log keeps them: every column there, texts as sorted categories, dates as dates.

A start that is known to the instant is kept as its date, and the time of day beside it as an
attribute, ``clock_time`` (``10:01:30``), so that every file and store keeps it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.record.sieve import UNTIDY, caught

__all__ = [
    "ATTRIBUTE_FREE",
    "CLOCK",
    "DERIVED",
    "MANY",
    "RECORD_COLUMNS",
    "TEXT",
    "many_of",
    "seconds_of_day",
    "typed",
]

CLOCK = "clock_time"
"""The attribute with the time of day of what is known to the instant."""

TEXT = ("participant", "program", "edition", "role", "precision", "status", "tier")
RECORD_COLUMNS = (*TEXT, "start", "end")
MANY = "many"
"""The column of kinds of engagements that says how many there are of each; a log has none."""
DERIVED = ("engagement", "time", "rank", "counted", "record", "tier_stated")
ATTRIBUTE_FREE = frozenset((*RECORD_COLUMNS, *DERIVED, MANY))
"""Column names that mean something to the log; every other column is an attribute."""


def typed(records: pd.DataFrame) -> pd.DataFrame:
    """Every column there, text as sorted categories without blanks, dates as dates."""
    columns: dict[str, Any] = {}
    for name in TEXT:
        column = records.get(name)
        empty = pd.Series(pd.NA, index=records.index, dtype="str")
        columns[name] = _categories(empty if column is None else column)
    for name in ("start", "end"):
        column = records.get(name, pd.Series(pd.NaT, index=records.index))
        columns[name] = pd.to_datetime(column).astype("datetime64[s]").dt.normalize()
    table = pd.DataFrame(columns, index=records.index)
    unsaid = table["precision"].isna()
    if unsaid.any():
        precision = np.where(table["start"].notna(), "day", "edition")
        table["precision"] = table["precision"].astype("str").where(~unsaid, precision)
        table["precision"] = table["precision"].astype("category")
    clock = _clock(records, table["precision"])
    if clock is not None:
        records = records.assign(**{CLOCK: clock})
    ours = (*RECORD_COLUMNS, *DERIVED[1:], MANY)
    others = [name for name in records.columns if name not in ours]
    return pd.concat([table, records[others]], axis=1)


def _clock(records: pd.DataFrame, precision: pd.Series) -> pd.Series | None:
    """The time of day of each instant; ``None`` where there is none, or it is there already."""
    instants = (precision == "instant").to_numpy()
    if CLOCK in records or not instants.any():
        return None
    start = pd.to_datetime(records["start"]).astype("datetime64[s]")
    return start.dt.strftime("%H:%M:%S").where(instants).astype("str").astype("category")


def many_of(records: pd.DataFrame) -> NDArray[np.int64]:
    """How many engagements each record stands for: one, unless they are kinds.

    >>> many_of(pd.DataFrame({"role": ["mentee", "mentor"]})).tolist()
    [1, 1]
    """
    if MANY in records:
        return np.asarray(records[MANY].to_numpy(np.int64))
    return np.ones(len(records), dtype=np.int64)


def seconds_of_day(clock: pd.Series) -> NDArray[np.int64]:
    """Seconds since midnight of times such as ``10:01:30``; -1 where there is none.

    >>> seconds_of_day(pd.Series(["10:01:30", None, "noon"], dtype="category")).tolist()
    [36090, -1, -1]
    """
    column = clock.astype("category")
    moments = pd.to_timedelta(column.cat.categories.astype("str"), errors="coerce")
    seconds = np.where(moments.isna(), -1, moments.total_seconds().fillna(-1)).astype(np.int64)
    return np.asarray(np.append(seconds, -1)[column.cat.codes.to_numpy()], dtype=np.int64)


def _categories(column: pd.Series) -> pd.Series:
    """Text as categories: stripped, without blanks, sorted, and none that nobody has."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("str").astype("category")
    names, codes = column.cat.categories.astype("str"), column.cat.codes.to_numpy()
    if caught(names, UNTIDY).any():
        tidy = [" ".join(name.split()) or None for name in names]
        merged, kept = pd.factorize(np.array([*tidy, None], dtype=object))
        names, codes = pd.Index(kept, dtype="str"), merged[codes]
    used = np.bincount(codes[codes >= 0], minlength=len(names)) > 0
    order = names.argsort()
    order = order[used[order]]
    place = np.full(len(names) + 1, -1, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    sorted_names = pd.Categorical.from_codes(place[codes], names.take(order))
    return pd.Series(sorted_names, index=column.index)
