"""The tally of sets: who has which programs, and which of two came first.

========== =============== =====================================================================
table      keys            counts
========== =============== =====================================================================
patterns   pattern         ``people`` with exactly these programs (codes of their places)
pairs      a, b, only      ``people`` with both of a pair, and ``a_first``, ``b_first``: who had one
                           before the other; ``only``: whether they have no third
everyone   (none)          ``people`` with any counted engagement
========== =============== =====================================================================
"""

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
from pathways.stats.sorting import numbered
from pathways.tallies.tally import Counts, Tally, count, facts

__all__ = ["sets_of_people", "sets_taken"]

Numbers = NDArray[np.float64]
Single = np.float32  # counts of people are exact in it up to 16 million
_BLOCK = 4_000_000
"""Cells of a matrix of patterns by sets that are held at one time."""
_BITS = 60
"""Programs whose having or not is told by one whole number."""


def sets_taken(first: NDArray[np.int32], people: Ints, everyone: int) -> Tally:
    """The tally of people by what they took.

    Args:
        first: people by programs, in which order they first came to them; ``NEVER`` where they did
            not.
        people: how many people each row stands for.
        everyone: people with a counted engagement.
    """
    took = first != NEVER
    pattern, held = _patterns(took)
    size = took.sum(axis=1)
    pairs = [_pairs(first[rows], people[rows]) for rows in (size > 2, size == 2)]
    keys, amounts = ("a", "b"), ("people", "a_first", "b_first")
    whole = {name: np.concatenate([one[name] for one in pairs]) for name in (*keys, *amounts)}
    only = np.repeat([0, 1], [len(one["a"]) for one in pairs])
    return {
        "patterns": count({"pattern": pattern}, {"people": people}, {"pattern": held}),
        "pairs": count(
            {"a": whole["a"], "b": whole["b"], "only": only},
            {name: whole[name] for name in amounts},
        ),
        "everyone": facts(people=everyone),
    }


def _patterns(took: Bools) -> tuple[Ints, tuple[tuple[int, ...], ...]]:
    """A number for each row, the same where the rows are; and the programs that numbers mean."""
    number, given = np.zeros(len(took), dtype=np.int64), 1
    for begin in range(0, took.shape[1], _BITS):
        part = took[:, begin : begin + _BITS]
        bits, code = numbered(part @ (1 << np.arange(part.shape[1], dtype=np.int64)))
        keys, number = numbered(number * len(bits) + code)
        given = len(keys)
    who = np.zeros(given if len(took) else 0, dtype=np.int64)
    who[number[::-1]] = np.arange(len(took))[::-1]
    return number, tuple(tuple(np.flatnonzero(row).tolist()) for row in took[who])


def _pairs(first: NDArray[np.int32], people: Ints) -> dict[str, Ints]:
    """For each pair of programs that somebody has: people with both, and who had which first."""
    programs = first.shape[1]
    before, both = np.zeros((2, programs, programs), dtype=np.int64)
    for one in range(programs):
        rows = first[:, one] != NEVER
        theirs, many = first[rows], people[rows]
        came = theirs != NEVER
        both[one] = many @ came
        before[one] = many @ (came & (theirs > theirs[:, [one]]))
    a, b = np.nonzero(np.triu(both, 1))
    return {"a": a, "b": b, "people": both[a, b], "a_first": before[a, b], "b_first": before[b, a]}


def sets_of_people(
    tally: Tally, labels: tuple[str, ...], how: tuple[str, str, int | None], *, listed: bool = False
) -> pd.DataFrame:
    """The table of combinations, and the steps of each row as ``names``.

    Args:
        tally: see :func:`sets_taken`.
        labels: the steps.
        how: mode, denominator and size of the largest set.
        listed: whether the steps were named, so that every set of them is listed.
    """
    mode, of, largest = how
    counts = _Counts.of_people(tally, len(labels), of)
    sets = _sets(counts, mode, largest, listed=listed)
    table = _table(counts, sets, mode, labels).join(_order(tally["pairs"], sets, mode))
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
    def of_people(cls, tally: Tally, programs: int, of: str) -> _Counts:
        held = tally["patterns"].stand_for["pattern"]
        pattern, people = tally["patterns"]["pattern"], tally["patterns"]["people"]
        patterns = _indicator((held[number] for number in pattern.tolist()), programs)
        if of == "repeat":
            kept = patterns.sum(axis=1) > 1
            return cls(patterns[kept], people[kept], int(people[kept].sum()))
        everyone = int(tally["everyone"]["people"][0])
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


def _order(pairs: Counts, sets: Bools, mode: str) -> pd.DataFrame:
    """Who of the people with both programs of a pair had which one first."""
    table = pairs.table[pairs["only"] == 1] if mode == "distinct" else pairs.table
    found = table.drop(columns="only").groupby(["a", "b"]).sum()
    at = np.flatnonzero(sets.sum(axis=1) == 2)
    a, b = np.nonzero(sets[at])[1].reshape(-1, 2).T  # two columns in every row
    asked = found.reindex(pd.MultiIndex.from_arrays([a, b]), fill_value=0)
    together = asked["people"] - asked["a_first"] - asked["b_first"]
    columns = asked[["a_first", "b_first"]].assign(together=together).set_axis(at)
    return columns.reindex(range(len(sets))).astype("Int64")
