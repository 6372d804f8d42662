"""Combinations: which programs the same people take, how often, and in which order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer import Answer
from pathways.answer.wording import Number, People, Sentence, rate_columns
from pathways.errors import OptionError, shown
from pathways.record.log import EngagementLog
from pathways.record.options import Count, Level, StepList, TierName, check_word
from pathways.record.selection import find_step
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.names import AND
from pathways.sequences.participation import NEVER, visits
from pathways.sequences.steps import Bools, Ints, Steps, level_codes, steps_of
from pathways.stats.rate import TOO_FEW, Rate, round_half_up

__all__ = ["combinations", "largest_set", "sets_of_people"]

Mode = Annotated[Literal["distinct", "intersect", "union"], "mode"]
Denominator = Annotated[Literal["everyone", "repeat", "any"], "denominator"]
Numbers = NDArray[np.float64]
Single = np.float32  # counts of people are exact in it up to 16 million
_PLURAL = {"activity": "activities"}
_BLOCK = 4_000_000
"""Cells of a matrix of patterns by sets that are held at one time."""


def combinations(
    log: EngagementLog,
    *,
    by: Level = "program",
    mode: Mode = "distinct",
    of: Denominator = "everyone",
    at_least: TierName | None = None,
    size: Count | None = None,
    steps: StepList | None = None,
) -> Answer:
    """Which sets of programs the same people take, against what chance would give.

    For a set of programs S, ``x`` counts people with exactly S (``distinct``), with all of S and
    perhaps others (``intersect``), or with one of S or more (``union``).  Everyone counts once,
    whatever they did twice.

    The share of a row is ``x / n``.  ``n``: ``everyone`` with a counted engagement; people with
    two or more of the programs (``repeat``); or people in ``any`` of the programs of the row, so
    that ``intersect`` is what the programs share of all they reach together.

    ``expected`` is the count that independent choices would give in the same denominator, with
    p_i the share of ``n`` in program i: n Π p_i over S (``intersect``); that times Π (1 - p_j)
    over the other programs (``distinct``); n (1 - Π (1 - p_i)) over S (``union``).  ``lift`` is
    ``x / expected``.

    For two programs, ``a_first`` counts people of the row who have both and whose first time in
    the program named first in ``programs`` lies before their first time in the other;
    ``b_first`` the other way; ``together`` where nothing orders the two.

    Args:
        log: the engagements.
        by: what is combined: ``program``, ``activity``, ``role``, ``tier`` or ``edition``.
        mode: ``distinct`` (exactly these), ``intersect`` (at least these) or ``union`` (any
            of these).
        of: the denominator: ``everyone``, people with two or more (``repeat``), or with any of the
            set (``any``).
        at_least: a TIER; engagements below it, or without a tier, are set aside before counting.
            They still make their people part of ``everyone``.
        size: the largest set listed; by default 2, and any size for ``distinct``.
        steps: the STEPs to combine, in place of ``by``; ``distinct`` then means no other of these.

    Returns:
        One row per set, most people first, then by name: ``programs`` (str, joined by `` + `` in
        the order of the alphabet, or in the order of ``steps``), ``size`` (int64), ``x``, ``n``
        (int64), ``rate``, ``low``, ``high`` (float64, 95 % Wilson), ``not_yet_observable``
        (int64, 0: what people have taken is known), ``expected``, ``lift`` (float64), ``a_first``,
        ``b_first``, ``together`` (Int64; missing but for two programs).  ``rate``, interval and
        ``lift`` are missing where ``n`` is under 10.  ``distinct`` lists the sets that somebody
        has, of one program or more; ``intersect`` and ``union`` list sets of two or more that
        somebody has all of, and every set where ``steps`` are given.

    Raises:
        OptionError: a word that is not on the list, or a size that leaves nothing to list.
        SchemeError: a tier that the scheme does not have.
        UnknownStepError: a step that the record does not contain.

    Definition: docs/measures.md#combinations.  Modes as in UpSet plots.

    Example:
        >>> answer = combinations(log, by="role", mode="intersect")
        >>> answer.table[["programs", "x", "n", "b_first"]].values.tolist()
        [['mentee + mentor', 3, 5, 0]]
    """
    largest = largest_set(mode, of, size)
    taken = _taken(log, by, at_least, steps)
    first, _ = visits(taken)
    how = (mode, of, largest)
    table = sets_of_people(first, taken.labels, log.people, how, listed=steps is not None)
    names = tuple(table.pop("names"))
    what = _what(log, by, at_least, listed=steps is not None)
    denominator = _denominator(of, what)
    repeaters = int(((first != NEVER).sum(axis=1) > 1).sum())
    return Answer(
        question="combinations",
        asked={
            "by": by,
            "mode": mode,
            "of": of,
            "at_least": at_least,
            "size": largest,
            "steps": steps,
        },
        sentence=_sentence(table, repeaters, mode, what, of),
        denominator=denominator,
        table=table,
        caveats=_caveats(log, taken, of, what),
        origin=log.origin,
        parts={"programs": names},
    )


def sets_of_people(
    first: NDArray[np.int32],
    labels: tuple[str, ...],
    everyone: int,
    how: tuple[str, str, int | None],
    *,
    listed: bool = False,
) -> pd.DataFrame:
    """The table of :func:`combinations`, and the steps of each row as ``names``.

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


def largest_set(mode: str, of: str, size: int | None) -> int | None:
    """The size of the largest set to list, by default two; any for ``distinct``."""
    check_word(mode, Mode)
    check_word(of, Denominator)
    least = 1 if mode == "distinct" else 2
    if size is not None and size < least:
        raise OptionError(
            f"The largest set to list, for {mode}, is a number from {least} up, not {shown(size)}."
        )
    return size if size is not None or mode == "distinct" else 2


def _taken(
    log: EngagementLog, by: str, at_least: str | None, wanted: Sequence[str] | None
) -> Steps:
    """What each person took, of what is to be combined; columns in the order they are named."""
    if wanted is None:
        codes, labels = level_codes(log, by)
        rows = np.flatnonzero(codes >= 0)
        order = sorted(range(len(labels)), key=labels.__getitem__)
        codes, labels = np.argsort(order)[codes[rows]], tuple(labels[code] for code in order)
    else:
        rows, codes, labels = _listed_steps(log, wanted)
    if at_least is not None:
        tier = log.counted["tier"].cat.codes.to_numpy()[rows]
        high = tier >= log.scheme.tier(at_least).rank
        rows, codes = rows[high], codes[high]
    return steps_of(log, rows, codes.astype(np.int64), labels)


def _listed_steps(log: EngagementLog, wanted: Sequence[str]) -> tuple[Ints, Ints, tuple[str, ...]]:
    """Each counted engagement of each step, once per step that it is."""
    found = {match.label: match.rows for match in (find_step(log, text) for text in wanted)}
    counted = log.records["counted"].to_numpy()
    matrix = np.stack([rows[counted] for rows in found.values()], axis=1)
    rows, codes = np.nonzero(matrix)
    return rows.astype(np.int64), codes.astype(np.int64), tuple(found)


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


def _what(log: EngagementLog, by: str, at_least: str | None, *, listed: bool) -> str:
    """What is combined, to stand after "two or more"."""
    what = "of these steps" if listed else _PLURAL.get(by, f"{by}s")
    return what if at_least is None else f"{what} at {log.scheme.tier(at_least).name} or higher"


def _denominator(of: str, what: str) -> str:
    if of == "repeat":
        return f"people with two or more {what}"
    if of == "any":
        return f"people with any of the {what.removeprefix('of these ')} of the row"
    return "everyone with a counted engagement"


def _caveats(log: EngagementLog, taken: Steps, of: str, what: str) -> tuple[Sentence, ...]:
    caveats = list(usual_caveats(log, replace(taken, left_out=0), None))
    none = log.people - taken.people
    if none:
        have = "has" if none == 1 else "have"
        caveats.append(
            Sentence(
                "{none} {have} taken none of the {what}.",
                "taken none", none=People(none), have=have, what=what.removeprefix("of these "),
            )
        )  # fmt: skip
    if of == "any":
        caveats.append(
            Sentence(
                "Among people in any of a set, lift is never over 1: those in none are away.",
                "lift is never over 1",
            )
        )
    return tuple(caveats)


def _sentence(table: pd.DataFrame, repeaters: int, mode: str, what: str, of: str) -> Sentence:
    """The most common set of two or more programs; ``repeaters`` took any such set."""
    sets = table[table["x"] > 0]
    several = sets[sets["size"] > 1]
    if sets.empty or (several.empty and mode == "distinct" and not repeaters):
        return Sentence(
            "{repeaters} took two or more {what}.",
            "took two or more", repeaters=People(repeaters) if repeaters else "Nobody", what=what,
        )  # fmt: skip
    top = (sets if several.empty else several).iloc[0]
    base = (
        Sentence("people with any of {programs}", programs=top["programs"])
        if of == "any"
        else _denominator(of, what)
    )
    rate = Rate(int(top["x"]), int(top["n"]), base)
    took = {
        "distinct": "exactly {programs}, the most common combination of {what}",
        "intersect": "at least {programs}, the most common combination of {what}",
        "union": "one or more of {programs}",
    }[mode]
    alone = "{programs} and no other"
    named = Sentence(alone if top["size"] == 1 else took, programs=top["programs"],
                     what=what.removeprefix("of "))  # fmt: skip
    chance = ""
    if rate.enough:
        few = top["expected"] < 0.5
        expected = "less than 1" if few else Number(round_half_up(top["expected"]))
        chance = Sentence("; by chance alone it would be {expected}", expected=expected)
    return Sentence(
        "Of {base}, {rate} took {took}{chance}.",
        "most common combination", base=base, rate=rate, took=named, chance=chance,
    )  # fmt: skip
