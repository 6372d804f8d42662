"""So many rows for each participant, held in columns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ragged"]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Ragged:
    """So many rows for each participant: columns of numbers, and where each one's rows begin.

    A negative number in one of the columns ``optional`` stands for nothing.
    """

    columns: tuple[Ints, ...]
    starts: Ints
    optional: tuple[int, ...] = ()

    def __len__(self) -> int:
        return int(self.starts[-1])

    def positions(self, people: Ints) -> Ints:
        """Positions of the rows of these participants, one after the other."""
        first, size = self.starts[people], self.sizes[people]
        return np.repeat(first - np.cumsum(size) + size, size) + np.arange(size.sum())

    @property
    def sizes(self) -> Ints:
        """How many rows each participant has."""
        return np.diff(self.starts)

    def lists(
        self, people: Ints, first: list[Any] | None = None, last: list[Any] | None = None
    ) -> list[list[list[Any]]]:
        """The rows of each of these participants; ``first`` and ``last`` are columns beside."""
        at = self.positions(people)
        columns = [column[at].tolist() for column in self.columns]
        for place in self.optional:
            columns[place] = [None if number < 0 else number for number in columns[place]]
        beside = ([one] if one is not None else [] for one in (first, last))
        every = zip(*next(beside), *columns, *next(beside), strict=True)
        rows = [list(row) for row in every]  # the driver is slow with tuples
        ends = np.cumsum(self.sizes[people]).tolist()
        return [rows[low:high] for low, high in pairwise([0, *ends])]
