"""Sets of programs: how many people have each, how many would by chance, and what came first."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer.wording import rate_columns
from pathways.sequences.names import AND
from pathways.sequences.participation import NEVER
from pathways.sequences.steps import Bools, Ints
from pathways.stats.rate import TOO_FEW

__all__ = ["sets_of_people"]

Numbers = NDArray[np.float64]
Single = np.float32  # counts of people are exact in it up to 16 million
_BLOCK = 4_000_000
"""Cells of a matrix of patterns by sets that are held at one time."""


def sets_of_people(
    first: NDArray[np.int32],
    labels: tuple[str, ...],
    everyone: int,
    how: tuple[str, str, int | None],
    *,
    listed: bool = False,
) -> pd.DataFrame:
    """The table of combinations, and the steps of each row as ``names``.

    Args:
        first: people by steps, in which order they first came to them; ``NEVER`` where they did
            not.
        labels: the steps.
        everyone: people with a counted engagement.
        how: mode, denominator and size of the largest set.
        listed: whether the steps were named, so that every set of them is listed.
    """
    mode, of, largest = how
    counts = _Counts.of_people(first != NEVER, everyone, of)
    sets = _sets(counts, mode, largest, listed=listed)
    table = _table(counts, sets, mode, labels).join(_order(first, sets, mode))
    order = ["x", "size", "programs"]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)


@dataclass(frozen=True)
class _Counts:
    """The distinct patterns of programs that people have, and how many people have each.

    ``patterns`` is patterns by programs; ``people`` counts those in the denominator; ``n`` is the
    denominator, or ``None`` where it depends on the set.
    """

    patterns: Bools
    people: Ints
    n: int | None

    @classmethod
    def of_people(cls, took_part: Bools, everyone: int, of: str) -> _Counts:
        packed = np.packbits(took_part, axis=1)
        _, where, people = np.unique(packed, axis=0, return_index=True, return_counts=True)
        patterns: Bools = took_part[where]
        if of == "repeat":
            kept = patterns.sum(axis=1) > 1
            return cls(patterns[kept], people[kept], int(people[kept].sum()))
        return cls(patterns, people, everyone if of == "everyone" else None)

    @property
    def programs(self) -> int:
        return int(self.patterns.shape[1])

    def blocks(self, sets: Bools) -> Iterator[Bools]:
        """The sets a few at a time."""
        few = max(1, _BLOCK // max(1, len(self.patterns)))
        for begin in range(0, len(sets), few):
            yield sets[begin : begin + few]

    def hits(self, sets: Bools) -> Numbers:
        """How many programs of each set each pattern has, patterns by sets."""
        return np.asarray(self.patterns.astype(Single) @ sets.T.astype(Single))

    def total(self, reached: Bools) -> Numbers:
        """People with the patterns that each set reaches."""
        return (self.people.astype(Single) @ reached.astype(Single)).astype(np.float64)

    def inside(self, reached: Bools) -> Numbers:
        """Of the people with the patterns that each set reaches, how many take each program."""
        weighted = reached.T * self.people.astype(Single)
        return (weighted @ self.patterns.astype(Single)).astype(np.float64)


def _sets(counts: _Counts, mode: str, largest: int | None, *, listed: bool) -> Bools:
    """The sets to list, sets by programs."""
    sizes = counts.patterns.sum(axis=1)
    if mode == "distinct":
        return np.asarray(counts.patterns[sizes <= (largest or counts.programs)], dtype=bool)
    largest = min(largest or 2, counts.programs)
    if listed:
        columns = range(counts.programs)
        every = [itertools.combinations(columns, size) for size in range(2, largest + 1)]
        return _indicator(itertools.chain(*every), counts.programs)
    found, current = [], np.eye(counts.programs, dtype=bool)
    for _ in range(2, largest + 1):
        current = _larger(counts, current)
        found.append(current)
    return np.concatenate(found) if found else np.zeros((0, counts.programs), dtype=bool)


def _indicator(sets: Iterator[tuple[int, ...]], programs: int) -> Bools:
    members = list(sets)
    indicator = np.zeros((len(members), programs), dtype=bool)
    for row, columns in enumerate(members):
        indicator[row, columns] = True
    return indicator


def _larger(counts: _Counts, sets: Bools) -> Bools:
    """The sets with one program more that somebody has all of, each made once."""
    larger = [np.zeros((0, counts.programs), dtype=bool)]
    columns = np.arange(counts.programs)
    for block in counts.blocks(sets):
        has = counts.hits(block) == block.sum(axis=1)
        also = counts.inside(has) > 0
        highest = counts.programs - 1 - block[:, ::-1].argmax(axis=1)
        row, column = np.nonzero(also & (columns > highest[:, None]))
        grown = block[row]
        grown[np.arange(len(row)), column] = True
        larger.append(grown)
    return np.concatenate(larger)


def _table(counts: _Counts, sets: Bools, mode: str, labels: tuple[str, ...]) -> pd.DataFrame:
    x: Ints | Numbers
    if mode == "distinct":
        # The sets are patterns then, and each is held by its own people.
        x = counts.people[counts.patterns.sum(axis=1) <= sets.sum(axis=1).max(initial=0)]
    else:
        x = _x(counts, sets, mode)
    n, expected = _expected(counts, sets, mode)
    enough = (expected > 0) & (n >= TOO_FEW)
    names = [tuple(labels[i] for i in np.flatnonzero(row)) for row in sets]
    return pd.DataFrame(
        {
            "names": pd.Series(names, dtype=object),
            "programs": pd.Series([AND.join(each) for each in names], dtype="str"),
            "size": sets.sum(axis=1).astype(np.int64),
            **rate_columns(x, n, 0),
            "expected": expected,
            "lift": np.divide(x, expected, out=np.full(len(x), np.nan), where=enough),
        }
    )


def _x(counts: _Counts, sets: Bools, mode: str) -> Numbers:
    """People with all of each set, or with one or more of it."""
    found = [np.zeros(0)]
    for block in counts.blocks(sets):
        least = 1 if mode == "union" else block.sum(axis=1)
        found.append(counts.total(counts.hits(block) >= least))
    return np.concatenate(found)


def _expected(counts: _Counts, sets: Bools, mode: str) -> tuple[Numbers, Numbers]:
    """The denominator of each set, and how many of it independent choices would give."""
    if counts.n is not None:
        everyone = np.ones((len(counts.patterns), 1), dtype=bool)
        share = counts.inside(everyone) / max(counts.n, 1)
        n = np.full(len(sets), float(counts.n))
        return n, n * _chance(share, sets, mode)
    found = [np.zeros((2, 0))]
    for block in counts.blocks(sets):
        reached = counts.hits(block) > 0
        n = counts.total(reached)
        share = counts.inside(reached) / np.maximum(n, 1)[:, None]
        found.append(np.stack([n, n * _chance(share, block, mode)]))
    n, expected = np.concatenate(found, axis=1)
    return n, expected


def _chance(share: Numbers, sets: Bools, mode: str) -> Numbers:
    """The chance of each set if every program were taken independently."""
    if mode == "union":
        return np.asarray(1 - np.where(sets, 1 - share, 1).prod(axis=1))
    others = 1 - share if mode == "distinct" else 1
    return np.asarray(np.where(sets, share, others).prod(axis=1))


def _order(first: NDArray[np.int32], sets: Bools, mode: str) -> pd.DataFrame:
    """Who of the people with both programs of a pair had which one first."""
    if mode == "distinct":
        first = first[(first != NEVER).sum(axis=1) == 2]
    programs = first.shape[1]
    before, both = np.zeros((2, programs, programs), dtype=np.int64)
    for one in range(programs):
        theirs = first[first[:, one] != NEVER]
        came = theirs != NEVER
        both[one] = came.sum(axis=0)
        before[one] = (came & (theirs > theirs[:, [one]])).sum(axis=0)
    pairs = np.flatnonzero(sets.sum(axis=1) == 2)
    a, b = np.nonzero(sets[pairs])[1].reshape(-1, 2).T  # two columns in every row
    together = both[a, b] - before[a, b] - before[b, a]
    columns = {"a_first": before[a, b], "b_first": before[b, a], "together": together}
    return pd.DataFrame(columns, index=pairs).reindex(range(len(sets))).astype("Int64")
