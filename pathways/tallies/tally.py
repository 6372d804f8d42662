"""A tally: small tables of whole numbers that add up over people.

Everybody's engagements stand together in one part of a record, so what is counted about people in
one part and in another can be added.  A measure is therefore two steps, ``tally(log, terms)`` and
``answer(tally, terms)``, and the answer is the same to the last digit whether a record was counted
whole, one part after another, or on many machines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.stats.sorting import counted, summed

__all__ = ["Counts", "Kind", "Tally", "added", "count", "facts"]

Ints = NDArray[np.int64]


Kind = tuple[Any, ...]
"""What a number of a part stands for, where kinds come up on the way: a set of steps, a path."""


@dataclass(frozen=True)
class Counts:
    """How many there are of each kind: one row a kind, in the order of the keys.

    ``keys`` names the columns that say the kind, in whole numbers; all others are added.
    ``stand_for`` says of some of the keys what their numbers stand for in this part.
    """

    keys: tuple[str, ...]
    table: pd.DataFrame
    stand_for: Mapping[str, tuple[Kind, ...]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Ints:
        """A column as numbers."""
        return np.asarray(self.table[name].to_numpy())


Tally = Mapping[str, Counts]


def count(
    keys: Mapping[str, Ints],
    amounts: Mapping[str, Ints] | None = None,
    stand_for: Mapping[str, tuple[Kind, ...]] | None = None,
) -> Counts:
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
    table = pd.DataFrame(dict(zip(names, (*kinds, *sums), strict=True)))
    return Counts(tuple(keys), table, stand_for or {})


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
    names = dict.fromkeys(chain(*parts))
    return {name: _added([part[name] for part in parts if name in part]) for name in names}


def _added(parts: list[Counts]) -> Counts:
    keys, named = parts[0].keys, parts[0].stand_for
    common = {key: _in_common([part.stand_for[key] for part in parts]) for key in named}
    tables = [
        part.table.assign(**{key: common[key][1][nth][part[key]] for key in named})
        for nth, part in enumerate(parts)
    ]
    table = pd.concat(tables, ignore_index=True)
    if not keys:
        return Counts((), table.sum().to_frame().T)
    amounts = {name: table[name].to_numpy() for name in table if name not in keys}
    whole = {key: table[key].to_numpy() for key in keys}
    return count(whole, amounts, {key: kinds for key, (kinds, _) in common.items()})


def _in_common(parts: list[tuple[Kind, ...]]) -> tuple[tuple[Kind, ...], list[Ints]]:
    """All kinds of the parts, and for each part the common numbers of its own."""
    number = {kind: nth for nth, kind in enumerate(dict.fromkeys(chain(*parts)))}
    return tuple(number), [
        np.array([number[kind] for kind in part], dtype=np.int64) for part in parts
    ]
