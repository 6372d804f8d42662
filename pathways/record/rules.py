"""The rules that a record must keep before it is counted (L1, L2 and L5 of the handbook).

========  =====================================================================================
L1        ``participant`` and ``program`` are never null, and there is a ``start`` or an
          ``edition``: without them nobody can say who did what when
L2        ``end`` is null or not before ``start``
L3        a record has a place in time: a date, or an edition with a date or a rank
L4        engagements of one participant that share a date (or an undated edition) are one step
          set: nothing orders them, so no order is invented
L5        ``status``, ``precision`` and ``tier`` are closed vocabularies
L6        every engagement has a key, unique, made from the source and the source's own key
L7        nothing after the as-of date is counted
L8        a function never changes its argument
========  =====================================================================================

L1, L2 and L5 are checked here, row by row; L3, L6 and L7 where the log is built; L4 where steps
are made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from pathways.errors import NoAnswerError, one_of, shown

__all__ = [
    "COUNTED_STATUSES",
    "PRECISIONS",
    "STATUSES",
    "check_not_all_refused",
    "refusals",
    "took_place",
    "violations",
]

COUNTED_STATUSES = ("attended", "completed")
STATUSES = (*COUNTED_STATUSES, "registered", "invited", "no-show", "withdrawn", "cancelled")
_EXPLAINED = 1000
"""So many different wrong values are compared with the right ones; more are only named."""
PRECISIONS = ("instant", "day", "month", "edition", "year")


def took_place(records: pd.DataFrame) -> pd.Series:
    """Whether each record counts by its status: attended, completed, or nothing said."""
    status = records["status"].cat
    counts = [name in COUNTED_STATUSES for name in status.categories]
    return pd.Series(np.array([*counts, True])[status.codes.to_numpy()], index=records.index)


def violations(records: pd.DataFrame, tiers: Sequence[str]) -> pd.DataFrame:
    """The records that break a rule: index of the record, ``rule`` and ``reason`` in words.

    A record that breaks several rules is listed once, under the first.
    """
    found = [
        pd.DataFrame({"rule": rule, "reason": reason}, index=index)
        for index, rule, reason in _checks(records, tiers)
        if len(index)
    ]
    if not found:
        return pd.DataFrame({"rule": [], "reason": []}, index=records.index[:0], dtype=str)
    every = pd.concat(found)
    return every[~every.index.duplicated()]


def _checks(
    records: pd.DataFrame, tiers: Sequence[str]
) -> Iterator[tuple[pd.Index, str, str | Sequence[str]]]:
    for column in ("participant", "program"):
        missing = records.index[records[column].isna()]
        yield missing, "L1", f"the {column} is missing"
    nowhen = records["start"].isna() & records["edition"].isna()
    yield records.index[nowhen], "L1", "there is neither a start nor an edition"
    # By days: an end that is known as a day is not before an instant of that day.
    ended = records.loc[records["end"].notna(), ["start", "end"]]
    backwards = ended["end"].dt.normalize() < ended["start"].dt.normalize()
    yield ended.index[backwards], "L2", "the end is before the start"
    for column, known in (("status", STATUSES), ("precision", PRECISIONS), ("tier", tiers)):
        yield from _outside(records[column], known, column)


def _outside(
    values: pd.Series, known: Sequence[str], what: str
) -> Iterator[tuple[pd.Index, str, Sequence[str]]]:
    names = [str(name) for name in values.cat.categories]
    bad = np.array([name not in known for name in names] + [False])
    if not bad.any():
        return
    near = bad.sum() <= _EXPLAINED
    reasons = [
        (one_of(name, known, what) if near else f"{what} {shown(name)} is not in the vocabulary")
        if outside
        else ""
        for name, outside in zip(names, bad[:-1], strict=True)
    ]
    codes = values.cat.codes.to_numpy()
    at = np.flatnonzero(bad[codes])
    yield values.index[at], "L5", [reasons[code] for code in codes[at]]


def refusals(refused: pd.DataFrame) -> str:
    """How many rows were refused, and why the most of one kind were; empty where none was.

    ``refused`` has ``rule`` and ``reason``, and ``row`` where the rows of a file are numbered.
    """
    if refused.empty:
        return ""
    usual = refused["rule"].value_counts(sort=True).index[0]
    first = refused[refused["rule"] == usual].iloc[0]
    where = f"in row {first['row']} " if "row" in refused else ""
    count = len(refused)
    rows = "1 row was refused:" if count == 1 else f"{count:,} rows were refused; for one,"
    return f"{rows} {where}{first['reason']}"


def check_not_all_refused(records: pd.DataFrame, refused: pd.DataFrame) -> None:
    """A record of which every row is refused has no answer, and the reason is the answer.

    Raises:
        NoAnswerError: nothing is left.
    """
    if records.empty and len(refused):
        raise NoAnswerError(
            f"No row of this record can be read: {refusals(refused)}. "
            "`pathways inspect` shows more; words and columns of your own go into a mapping."
        )
