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

Days = NDArray[np.datetime64]

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
        columns[name] = _nothing(len(records)) if column is None else _categories(column)
    for name in ("start", "end"):
        column = records.get(name)
        columns[name] = _no_dates(len(records)) if column is None else _dates(column)
    columns["precision"] = _said(columns["precision"], columns["start"])
    table = pd.DataFrame(columns, index=records.index)
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
    start = pd.to_datetime(records["start"]).to_numpy("M8[s]")
    instants = instants & ~np.isnat(start)
    seconds = (start - start.astype("M8[D]")).astype(np.int64)
    times, codes = np.unique(seconds[instants], return_inverse=True)
    every = np.full(len(records), -1, dtype=np.int64)
    every[instants] = codes
    names = [f"{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}" for at in times.tolist()]
    said = pd.Categorical.from_codes(every, categories=pd.Index(names, dtype="str"))
    return pd.Series(said, index=records.index)


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


def _nothing(length: int) -> pd.Categorical:
    """A column of text that nobody gave."""
    return pd.Categorical.from_codes(np.full(length, -1, np.int8), pd.Index([], dtype="str"))


def _no_dates(length: int) -> Days:
    return np.full(length, "NaT", dtype="M8[s]")


def _dates(column: pd.Series) -> Days:
    """Dates as the second at which the day begins."""
    days: Days = pd.to_datetime(column).to_numpy("M8[D]").astype("M8[s]")
    return days


def _said(precision: pd.Categorical, start: Days) -> pd.Categorical:
    """How well each date is known: to the day where nobody says it, without one to the edition."""
    unsaid = precision.codes < 0
    if not unsaid.any():
        return precision
    usual = pd.Categorical.from_codes(np.isnat(start).astype(np.int8), ["day", "edition"])
    if unsaid.all():
        return usual.remove_unused_categories()
    texts = np.where(unsaid, usual.astype("str"), precision.astype("str"))
    return _categories(pd.Series(texts, dtype="str"))


def _categories(column: pd.Series) -> pd.Categorical:
    """Text as categories: stripped, without blanks, sorted, and none that nobody has."""
    names, codes = _encoded(column)
    if caught(names, UNTIDY).any():
        tidy = [" ".join(name.split()) or None for name in names]
        merged, kept = pd.factorize(np.array([*tidy, None], dtype=object))
        names, codes = pd.Index(kept, dtype="str"), merged[codes]
    used = np.bincount(codes[codes >= 0], minlength=len(names)) > 0
    order = names.argsort()
    order = order[used[order]]
    place = np.full(len(names) + 1, -1, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return pd.Categorical.from_codes(place[codes], names.take(order))


def _encoded(column: pd.Series) -> tuple[pd.Index, NDArray[np.signedinteger]]:
    """The different texts of a column, and the number of each row's among them (-1: none)."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.categories.astype("str"), column.cat.codes.to_numpy()
    import pyarrow as pa

    found = pa.array(column.astype("str"), pa.large_string()).dictionary_encode()
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    codes = found.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return pd.Index(found.dictionary.to_pandas(), dtype="str"), codes
