"""Sets as bits: which of so many members each row has, 64 members to a whole number.

What is asked of a whole matrix of yes and no is asked of whole numbers then: an eighth of the
memory, and a pass over 64 columns at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bits", "bits_of", "has", "many_of_each"]

Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]
"""Words by rows: member ``m`` is bit ``m % 64`` of word ``m // 64``."""

_WORD = 64
_SHIFTS = np.arange(8, dtype=np.uint64)[:, np.newaxis]
_LOWEST = np.uint64(0x0101010101010101)
"""The lowest bit of each byte of a word."""
_BYTE = 255
"""So many rows can be counted in one byte each."""


def bits_of(member: Ints, starts: Ints, members: int) -> Bits:
    """Which members stand in each row.

    Args:
        member: the members of all rows, one row after another; -1 stands for none.
        starts: where each row begins; every row has at least one entry.
        members: how many members there are.

    >>> bits_of(np.array([0, 2, -1]), np.array([0, 2]), 3).tolist()
    [[5, 0]]
    """
    words = np.zeros((-(-members // _WORD), len(starts)), dtype=np.uint64)
    for nth, word in enumerate(words):
        there = member // _WORD == nth
        bit = np.left_shift(np.uint64(1), (member % _WORD).astype(np.uint64))
        if len(starts):
            np.bitwise_or.reduceat(np.where(there, bit, np.uint64(0)), starts, out=word)
    return words


def has(bits: Bits, member: int) -> NDArray[np.bool_]:
    """Whether each row has the member.

    >>> has(bits_of(np.array([0, 2, 1]), np.array([0, 2]), 3), 2).tolist()
    [True, False]
    """
    return np.asarray(bits[member // _WORD] & np.uint64(1 << (member % _WORD)) != 0)


def many_of_each(bits: Bits, members: int) -> Ints:
    """How many rows have each member.

    >>> many_of_each(bits_of(np.array([0, 2, 0]), np.array([0, 2]), 3), 3).tolist()
    [2, 0, 1]
    """
    if not bits.shape[1]:
        return np.zeros(members, dtype=np.int64)
    blocks = np.arange(0, bits.shape[1], _BYTE)
    each = []
    for word in bits:
        # Every eighth bit in a byte of its own: eight counts of up to 255 rows in one sum.
        sums = np.add.reduceat((word >> _SHIFTS) & _LOWEST, blocks, axis=1)
        counts = sums.astype("<u8").view(np.uint8).reshape(8, -1, 8).sum(axis=1, dtype=np.int64)
        each.append(counts.T.reshape(-1))
    return np.concatenate(each)[:members]
