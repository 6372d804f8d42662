"""When the editions of a record begin: by their middle, and by their usual first day."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.record.typed import many_of
from pathways.stats.histogram import quantiles
from pathways.stats.sorting import changes, numbered, summed

__all__ = ["come_yearly", "middle_starts", "usual_times"]

Ints = NDArray[np.int64]

_DAY = 86_400
_YEAR = 366
_ABOUT_A_YEAR = (274, 457)
"""Days from 9 to 15 months."""
_SEVERAL = 3
"""Editions from which on a program is seen to come once a year."""


def usual_times(records: pd.DataFrame) -> pd.DataFrame:
    """The editions of a record, and when each of them usually begins.

    Returns:
        One row per ``program`` and ``edition`` (str): ``middle``, the median start, by which
        editions are put in order so that one odd date moves none; and ``start``, the earliest
        one that does not stand apart, more than a year before all others of the edition.
    """
    pairs, number, day, many = _starts(records)
    middle = np.floor(quantiles(number, day, many, len(pairs), 0.5))
    start, heads = np.full(len(pairs), np.nan), np.flatnonzero(changes(number))
    for first, last in pairwise((*heads.tolist(), len(number))):
        edition, here = number[first], slice(first, last)
        odd = middle[edition] - day[first] > _YEAR
        start[edition] = _first_of_most(day[here], many[here]) if odd else day[first]
    return pairs.assign(middle=_as_dates(middle), start=_as_dates(start))


def middle_starts(records: pd.DataFrame) -> pd.DataFrame:
    """The median start of each edition of a record: ``program``, ``edition`` (str), ``middle``.

    Between two days it is in the middle of them; missing where none has a date.
    """
    pairs, number, day, many = _starts(records)
    middle = quantiles(number, day, many, len(pairs), 0.5) * _DAY
    return pairs.assign(middle=_as_dates(middle, "s"))


def _starts(records: pd.DataFrame) -> tuple[pd.DataFrame, Ints, Ints, Ints]:
    """The editions of a record; and edition by edition the days on which engagements begin.

    The days come as the number of the edition, the day, and how many began on it.  A date that is
    known only as the edition's says nothing of when that was, where another date does: it may have
    been taken from there when the record was placed in time.
    """
    named = records[records["edition"].notna()]
    program, edition = named["program"].cat, named["edition"].cat
    width = max(len(edition.categories), 1)
    pair = program.codes.to_numpy(np.int64) * width + edition.codes.to_numpy(np.int64)
    found, number = numbered(pair, len(program.categories) * width)
    pairs = pd.DataFrame(
        {
            "program": program.categories.take(found // width).astype("str"),
            "edition": edition.categories.take(found % width).astype("str"),
        }
    )
    dated = named["start"].notna().to_numpy()
    by_itself = dated & (named["precision"] != "edition").to_numpy()
    known = np.bincount(number[by_itself], minlength=len(pairs)) > 0
    dated = by_itself | (dated & ~known[number])
    day = named["start"].to_numpy()[dated].astype("datetime64[D]").astype(np.int64)
    (number, day), (many,) = summed((number[dated], day), (many_of(named)[dated],))
    return pairs, number, day, many


def _as_dates(numbers: NDArray[np.float64], unit: str = "D") -> NDArray[np.datetime64]:
    """Days, or seconds, since 1970 as dates; NaN as none."""
    known = ~np.isnan(numbers)
    whole = np.where(known, numbers, 0).astype(np.int64).astype(f"datetime64[{unit}]")
    return np.where(known, whole.astype("datetime64[s]"), np.datetime64("NaT", "s"))


def come_yearly(records: pd.DataFrame) -> bool:
    """Whether every program comes once a year, on days that shift.

    All engagements are in editions, and each program has at least three, whose median starts are
    9 to 15 months apart.
    """
    if records["edition"].isna().any() or records["start"].isna().any():
        return False
    medians = middle_starts(records)
    by_program = medians.sort_values("middle", kind="stable").groupby("program")["middle"]
    gaps, editions = by_program.diff().dropna().dt.days, by_program.size()
    return bool(len(gaps) and (editions >= _SEVERAL).all() and gaps.between(*_ABOUT_A_YEAR).all())


def _first_of_most(day: Ints, many: Ints) -> int:
    """The earliest day after those that are few and more than a year before all others.

    ``many`` engagements begin on each day; the days ascend.
    """
    few = int(many.sum()) // 100 + 2
    early = day[np.cumsum(many) - many < few]
    gaps = np.flatnonzero(np.diff(early) > _YEAR)
    return int(early[gaps[-1] + 1 if len(gaps) else 0])
