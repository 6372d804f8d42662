"""The cut-off of a record: the day, or the edition, after which nothing is counted."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.errors import OptionError, one_of, shown
from pathways.record.editions import Editions, edition_word
from pathways.record.rules import took_place
from pathways.record.window import AsOf
from pathways.stats.sorting import summed

__all__ = ["cut_off", "stand_apart", "today"]

_NEVER = date(1970, 1, 1)
_FEW = 100
"""One row in so many is few enough to be a slip of the pen."""


def today() -> date:
    """The day on which a record is read, where it is read."""
    return datetime.now().astimezone().date()


def cut_off(table: pd.DataFrame, editions: Editions, unit: str, as_of: str | date | None) -> AsOf:
    """The cut-off that was asked for, or the latest day on which a counted engagement began.

    An engagement that ends later does not move it, and one that begins after the day of reading
    is a plan or a slip: it is kept and not counted.

    Args:
        table: the records, placed in time.
        editions: their order.
        unit: ``day`` or ``edition``.
        as_of: a date, or the name of an edition where there are no dates.

    Raises:
        OptionError: an as-of that cannot be understood.
    """
    counted = table[took_place(table)]
    if unit == "edition":
        return _edition_cut(counted, editions, as_of)
    day = _as_day(as_of) if as_of is not None else _latest(counted["start"])
    days = np.array([np.datetime64(day, "D").astype(np.int64)])
    label = "no date yet" if day == _NEVER else day.isoformat()
    return AsOf(day, int(editions.rank_on(days)[0]), label, as_of is not None)


def stand_apart(times: pd.Series, far: int, many: NDArray[np.int64] | None = None) -> pd.Series:
    """The times that stand apart: a single one, or fewer than 1 % of them, so far after the rest.

    ``many`` says how often each time is meant; once by default.

    >>> stand_apart(pd.Series([1, 40, 3, 2000]), 366).tolist()
    [2000]
    """
    when = times.to_numpy(np.int64)
    often = np.ones(len(when), dtype=np.int64) if many is None else many
    (value,), (number,) = summed((when,), (often,))
    later = number.sum() - np.cumsum(number)
    gaps = np.flatnonzero((np.diff(value) > far) & (later < number.sum() // _FEW + 2)[:-1])
    return times[when > value[gaps[0]]] if len(gaps) else times[:0]


def _latest(starts: pd.Series) -> date:
    begun = starts[starts <= pd.Timestamp(today())].max()
    return _NEVER if pd.isna(begun) else begun.date()


def _edition_cut(counted: pd.DataFrame, editions: Editions, as_of: str | date | None) -> AsOf:
    rank = int(counted["rank"].max()) if len(counted) else 0
    if as_of is not None:
        names = dict(zip(editions.table["edition"], editions.table["rank"], strict=True))
        if str(as_of) not in names:
            known = [str(name) for name in names]
            raise OptionError(
                f"This record has editions and no dates: {one_of(str(as_of), known, 'as-of')}."
            )
        rank = int(names[str(as_of)])
    label = edition_word(editions.name_of(rank)) if rank else "no edition yet"
    return AsOf(None, rank, label, as_of is not None)


def _as_day(as_of: str | date) -> date:
    if isinstance(as_of, datetime):
        return as_of.date()
    if isinstance(as_of, date):
        return as_of
    try:
        return date.fromisoformat(as_of.strip())
    except ValueError:
        raise OptionError(
            f"The as-of date is year-month-day, such as 2026-06-30, not {shown(as_of)}."
        ) from None
