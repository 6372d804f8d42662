"""When things happened: where on the log's axis, in which edition, of which program."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["Moments"]

Ints = NDArray[np.int64]
At = Ints | NDArray[np.bool_] | slice


@dataclass(frozen=True)
class Moments:
    """When things happened: place on the log's axis, edition rank, program; arrays of one length.

    ``time`` is in the log's unit (days or editions), ``rank`` the edition's rank, ``program`` the
    code of the program whose editions count as "the next edition".
    """

    time: Ints
    rank: Ints
    program: Ints

    def __getitem__(self, at: At) -> Moments:
        return _Chosen(self, at)


class _Chosen(Moments):
    """Some of the moments; each array is taken when it is asked for: few need all three."""

    _of: Moments
    _at: At

    def __init__(self, of: Moments, at: At) -> None:
        self.__dict__.update(_of=of, _at=at)

    @cached_property
    def time(self) -> Ints:
        return np.asarray(self._of.time[self._at])

    @cached_property
    def rank(self) -> Ints:
        return np.asarray(self._of.rank[self._at])

    @cached_property
    def program(self) -> Ints:
        return np.asarray(self._of.program[self._at])
