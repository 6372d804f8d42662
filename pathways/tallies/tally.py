"""A tally: small tables of whole numbers that add up over people.

Everybody's engagements stand together in one part of a record, so what is counted about people in
one part and in another can be added.  A measure is therefore two steps, ``tally(log, terms)`` and
``answer(tally, terms)``, and the answer is the same to the last digit whether a record was counted
whole, one part after another, or on many machines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.stats.sorting import counted, summed

__all__ = ["Counts", "Tally", "added", "count", "facts"]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """How many there are of each kind: one row a kind, in the order of the keys.

    ``keys`` names the columns that say the kind, whole numbers or names; all others are added.
    """

    keys: tuple[str, ...]
    table: pd.DataFrame

    def __getitem__(self, name: str) -> Ints:
        """A column as numbers."""
        return np.asarray(self.table[name].to_numpy())


Tally = Mapping[str, Counts]


def count(keys: Mapping[str, Ints], amounts: Mapping[str, Ints] | None = None) -> Counts:
    """Rows counted by kind: ``many`` of each, or the sums of the amounts.

    >>> count({"step": np.array([2, 0, 2])}).table.to_numpy().tolist()
    [[0, 1], [2, 2]]
    """
    kinds: tuple[Ints, ...]
    sums: tuple[Ints, ...]
    if amounts is None:
        kinds, many = counted(*keys.values())
        sums, names = (many,), (*keys, "many")
    else:
        kinds, sums = summed(tuple(keys.values()), tuple(amounts.values()))
        names = (*keys, *amounts)
    return Counts(tuple(keys), pd.DataFrame(dict(zip(names, (*kinds, *sums), strict=True))))


def facts(**numbers: int) -> Counts:
    """Numbers of the whole part, such as its people."""
    return Counts((), pd.DataFrame({name: [int(number)] for name, number in numbers.items()}))


def added(tallies: Iterable[Tally]) -> Tally:
    """The tally of a record from those of its parts, each with all engagements of its people.

    >>> part = {"steps": count({"step": np.array([0, 1])})}
    >>> added([part, part])["steps"].table.to_numpy().tolist()
    [[0, 2], [1, 2]]
    """
    parts = list(tallies)
    return {name: _added([part[name] for part in parts]) for name in parts[0]}


def _added(parts: list[Counts]) -> Counts:
    keys = parts[0].keys
    table = pd.concat([part.table for part in parts], ignore_index=True)
    if not keys:
        return Counts((), table.sum().to_frame().T)
    named = any(not pd.api.types.is_integer_dtype(table[key]) for key in keys)
    if named:
        return Counts(keys, table.groupby(list(keys), as_index=False).sum())
    amounts = [name for name in table if name not in keys]
    return count(
        {key: table[key].to_numpy() for key in keys},
        {name: table[name].to_numpy() for name in amounts},
    )
