"""Sorting, counting and numbering whole numbers: one pass, or one sort of one packed number.

Where few values are possible a table of all of them is ten and more times as fast as numpy's own
``unique``; where many are, :func:`distinct` sorts, because ``unique`` without counts hashes.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "changes",
    "counted",
    "distinct",
    "first_of_same",
    "nth_of_same",
    "numbered",
    "sorting",
    "stretches",
    "summed",
]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_ROOM = 2**62
_DRAWERS, _MIXED = 22, np.uint64(0x9E3779B97F4A7C15)
"""Two to this power are drawers enough; an odd number whose multiples spread over all of them."""
_ROOM_OF_32 = 2**31
_FEW = 4
"""So many times as many possible values as there are may be counted in an array of them all."""
_MANY = 32
"""So many times as many may be ticked off in one, which has one byte for each."""


def changes(*keys: Ints) -> Bools:
    """Whether each row differs from the one before it; the first one does.

    >>> changes(np.array([1, 1, 1, 2]), np.array([5, 5, 6, 6])).tolist()
    [True, False, True, True]
    """
    fresh = np.zeros(len(keys[0]), dtype=bool)
    fresh[:1] = True
    for key in keys:
        fresh[1:] |= key[1:] != key[:-1]
    return fresh


def distinct(values: Ints, most: int | None = None) -> Ints:
    """The different values, ascending.

    ``most`` is one more than the largest value there may be, where that is known and none is less
    than 0: then a table of all of them takes the place of a sort.

    >>> distinct(np.array([3, 1, 3])).tolist(), distinct(np.array([3, 1, 3]), most=4).tolist()
    ([1, 3], [1, 3])
    """
    if most is not None and most <= _MANY * len(values):
        there = np.zeros(most, dtype=bool)
        there[values] = True
        return np.flatnonzero(there)
    ordered = values if _ascending(values) else np.sort(values)
    return ordered[changes(ordered)]


def counted(*keys: Ints) -> tuple[tuple[Ints, ...], Ints]:
    """The different rows of the keys in their order, and how often each comes.

    >>> (letter, number), many = counted(np.array([1, 0, 1]), np.array([5, 5, 5]))
    >>> letter.tolist(), number.tolist(), many.tolist()
    ([0, 1], [5, 5], [1, 2])
    """
    low, sizes = _bounds(keys)
    size, rows = math.prod(sizes), len(keys[0])
    if size > _ROOM:
        order = np.lexsort(keys[::-1])
        heads = np.flatnonzero(changes(*(key[order] for key in keys)))
        return tuple(key[order[heads]] for key in keys), np.diff(np.append(heads, rows))
    packed = _packed(keys, low, sizes)
    if size <= _FEW * rows:
        many = np.bincount(packed, minlength=size)
        there = np.flatnonzero(many)
        return _unpacked(there, low, sizes), many[there]
    there, many = np.unique(packed, return_counts=True)
    return _unpacked(there, low, sizes), many


def summed(
    keys: tuple[Ints, ...], amounts: tuple[Ints, ...]
) -> tuple[tuple[Ints, ...], tuple[Ints, ...]]:
    """The different rows of the keys in their order, and the sums of the amounts of each.

    >>> (letter,), (sums,) = summed((np.array([1, 0, 1]),), (np.array([5, 6, 7]),))
    >>> letter.tolist(), sums.tolist()
    ([0, 1], [6, 12])
    """
    low, sizes = _bounds(keys)
    size = math.prod(sizes)
    if size <= _FEW * len(keys[0]):
        packed = _packed(keys, low, sizes)
        there = np.flatnonzero(np.bincount(packed, minlength=size))
        totals = tuple(np.zeros(size, dtype=amount.dtype) for amount in amounts)
        for total, amount in zip(totals, amounts, strict=True):
            np.add.at(total, packed, amount)
        return _unpacked(there, low, sizes), tuple(total[there] for total in totals)
    order = sorting(*keys)
    keys = tuple(key[order] for key in keys)
    heads = np.flatnonzero(changes(*keys))
    if not len(heads):
        return keys, amounts
    sums = tuple(np.add.reduceat(amount[order], heads) for amount in amounts)
    return tuple(key[heads] for key in keys), sums


def sorting(*keys: Ints) -> Ints | slice:
    """What puts rows in the order of the keys, the first one first; stable.

    Rows that stand in that order are left as they are: the answer is then a slice of everything.

    >>> sorting(np.array([1, 0, 1]), np.array([7, 8, 6])).tolist(), sorting(np.array([1, 2]))
    ([1, 2, 0], slice(None, None, None))
    """
    low, sizes = _bounds(keys)
    size, rows = math.prod(sizes), len(keys[0])
    if size > _ROOM:
        return np.lexsort(keys[::-1])
    packed = _packed(keys, low, sizes)
    if _ascending(packed):
        return slice(None)
    bits = rows.bit_length()
    if size > _ROOM >> bits:
        return np.argsort(packed, kind="stable")
    packed = packed << bits | np.arange(rows)
    packed.sort()
    packed &= (1 << bits) - 1
    return packed


def first_of_same(values: Ints, most: int) -> Ints:
    """The first row with the same value as each row; values are from 0 on and less than ``most``.

    >>> first_of_same(np.array([7, 2, 7]), 8).tolist()
    [0, 1, 0]
    """
    rows = np.arange(len(values))
    first = np.empty(len(values), dtype=np.int64)
    if most <= _MANY * len(values):
        seat = np.empty(most, dtype=np.int32 if len(rows) < _ROOM_OF_32 else np.int64)
        seat[values[::-1]] = rows[::-1]  # of several rows the one that is set last stays
        return seat[values].astype(np.int64)
    order = rows[sorting(values)]
    heads = np.flatnonzero(changes(values[order]))
    first[order] = np.repeat(order[heads], np.diff(np.append(heads, len(order))))
    return first


def stretches(begin: Ints, many: Ints) -> tuple[Ints, Ints]:
    """The places of stretches one after another: which stretch each is in, and the place itself.

    >>> [each.tolist() for each in stretches(np.array([5, 0]), np.array([2, 1]))]
    [[0, 0, 1], [5, 6, 0]]
    """
    if (many == 1).all():
        return np.arange(len(begin)), begin
    ends = np.cumsum(many)
    nth = np.repeat(np.arange(len(begin)), many)
    return nth, np.arange(len(nth)) + np.repeat(begin - (ends - many), many)


def numbered(values: Ints, most: int | None = None) -> tuple[Ints, Ints]:
    """The different values, ascending, and for each row the number of its value among them.

    ``most`` is one more than the largest value there may be, where that is known.

    >>> [found.tolist() for found in numbered(np.array([7, 2, 7]))]
    [[2, 7], [1, 0, 1]]
    """
    if most is not None and most <= _FEW * len(values) + 1000:
        there = np.bincount(values, minlength=most) > 0
        return np.flatnonzero(there), (np.cumsum(there) - 1)[values]
    return np.unique(values, return_inverse=True)


def nth_of_same(*keys: Ints) -> Ints:
    """How many rows before each row have the same keys.

    >>> nth_of_same(np.array([1, 0, 1, 1]), np.array([5, 5, 5, 6])).tolist()
    [0, 0, 1, 0]
    """
    same, nth = _as_one(keys), np.zeros(len(keys[0]), dtype=np.int64)
    # Few rows say what another one says: who is alone in a drawer does not, and is not sorted.
    bits = min(len(same).bit_length() + 2, _DRAWERS)
    drawer = (same.view(np.uint64) * _MIXED >> np.uint64(64 - bits)).view(np.int64)
    rows = np.flatnonzero(np.bincount(drawer, minlength=1 << bits)[drawer] > 1)
    rows = rows[np.argsort(same[rows], kind="stable")]
    heads = np.flatnonzero(changes(same[rows]))
    nth[rows] = np.arange(len(rows)) - np.repeat(heads, np.diff(np.append(heads, len(rows))))
    return nth


def _as_one(keys: tuple[Ints, ...]) -> Ints:
    """One number for each row, the same where all keys are."""
    if len(keys) == 1:
        return keys[0]
    low, sizes = _bounds(keys)
    if math.prod(sizes) <= _ROOM:
        return _packed(keys, low, sizes)
    order, number = np.lexsort(keys), np.empty(len(keys[0]), dtype=np.int64)
    number[order] = np.cumsum(changes(*(key[order] for key in keys)))
    return number


def _bounds(keys: tuple[Ints, ...]) -> tuple[list[int], list[int]]:
    """The lowest value of each key, and how many values from there on it may have."""
    low = [int(key.min()) if len(key) else 0 for key in keys]
    high = [int(key.max()) if len(key) else 0 for key in keys]
    return low, [last - first + 1 for first, last in zip(low, high, strict=True)]


def _packed(keys: tuple[Ints, ...], low: list[int], sizes: list[int]) -> Ints:
    """The keys of each row as one number, in the same order."""
    packed = keys[0] - low[0]
    for key, first, size in zip(keys[1:], low[1:], sizes[1:], strict=True):
        if size > 1:
            packed = packed * size + (key - first)
    return packed


def _unpacked(packed: Ints, low: list[int], sizes: list[int]) -> tuple[Ints, ...]:
    keys: list[Ints] = []
    for first, size in zip(low[::-1], sizes[::-1], strict=True):
        packed, key = np.divmod(packed, size)
        keys.append(key + first)
    return tuple(keys[::-1])


def _ascending(values: Ints) -> bool:
    return bool((values[1:] >= values[:-1]).all())
