"""When each person first came to each place; beside each other for the places that most came to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["NEVER", "FirstVisits", "first_visits"]

Ints = NDArray[np.int64]

NEVER = np.iinfo(np.int64).min
"""The time of who was never there: before every other."""
_LARGEST = 100
"""So many places are looked at beside all others: beyond them it is the same few people each."""


@dataclass(frozen=True)
class FirstVisits:
    """First visits, a row for each person and place, by places.

    Attributes:
        people: how many people came to each place, by its name.
        columns: the places that most people came to, and the column of each in ``times``.
        times: when each person, a row, first came to each of them.
    """

    people: pd.Series
    columns: dict[str, int]
    times: Ints
    _who: Ints
    _when: Ints
    _heads: dict[str, tuple[int, int]]

    def at(self, place: str) -> tuple[Ints, Ints]:
        """Who came to a place, and when first; nobody where there is no such place."""
        begin, end = self._heads.get(place, (0, 0))
        return self._who[begin:end], self._when[begin:end]


def first_visits(who: pd.Series, place: pd.Series, when: pd.Series, people: int) -> FirstVisits:
    """First visits of records.

    Args:
        who: numbers of people, from 0.
        place: the name of the place; records without one are of no place.
        when: the time.
        people: how many people there are, those without a record among them.
    """
    rows = pd.DataFrame({"place": place, "who": who, "when": when}).dropna(subset=["place"])
    rows = rows.sort_values(["place", "who", "when"]).drop_duplicates(["place", "who"])
    many = rows.groupby("place", sort=True)["who"].size()
    ends = many.cumsum().to_numpy(np.int64)
    heads = {
        str(name): (int(end - count), int(end))
        for name, end, count in zip(many.index, ends, many, strict=True)
    }
    largest = many.sort_values(ascending=False, kind="stable").index[:_LARGEST]
    columns = {str(name): at for at, name in enumerate(many.index[many.index.isin(largest)])}
    times = np.full((people, len(columns)), NEVER, dtype=np.int64)
    found = FirstVisits(many, columns, times, rows["who"].to_numpy(np.int64),
                        rows["when"].to_numpy(np.int64), heads)  # fmt: skip
    for name, at in columns.items():
        persons, first = found.at(name)
        times[persons, at] = first
    return found
