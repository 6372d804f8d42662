"""Steps and step sets: what each person did, in the order that the record knows, and no other.

A *step* is an engagement seen at the level of analysis (``by``).  A *step set* holds all steps of
one person that nothing orders: the same date, the same undated edition, or a date known only as a
month, a year or an edition that others of the person fall into.  Times are array operations over
integer codes, one pass over a log that is sorted by person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.errors import OptionError, one_of
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon

__all__ = [
    "LEVELS",
    "TIES",
    "FollowUp",
    "Moments",
    "Steps",
    "distinct",
    "level_codes",
    "make_steps",
    "steps_of",
]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_USED = ["participant", "program", "edition", "tier", "precision", "start", "time", "rank"]
LEVELS = ("activity", "program", "role", "tier", "edition")
TIES = ("set", "rank", "split")


@dataclass(frozen=True)
class Moments:
    """When things happened: place on the log's axis, edition rank, program; arrays of one length.

    ``time`` is in the log's unit (days or editions), ``rank`` the edition's rank, ``program`` the
    code of the program whose editions count as "the next edition".
    """

    time: Ints
    rank: Ints
    program: Ints

    def __getitem__(self, at: Ints | Bools) -> Moments:
        return Moments(self.time[at], self.rank[at], self.program[at])


@dataclass(frozen=True)
class Steps:
    """The steps of everyone with at least one, one row per person, step set and distinct step.

    Attributes:
        labels: names of the steps; ``step`` holds codes into it.
        tiers: rank of each step's usual tier, -1 where the scheme has no rule.
        person, at, step: row arrays: code of the person, number of the step set, code of the step.
        set_person: code of the person of each step set; sets are numbered by person, then time.
        when: the moment of each step set.
        dated: whether the date of each set is better known than its edition.
        people: how many people have at least one step.
        left_out: counted engagements that have no step at this level.
    """

    labels: tuple[str, ...]
    tiers: Ints
    person: Ints
    at: Ints
    step: Ints
    set_person: Ints
    when: Moments
    dated: Bools
    people: int
    left_out: int

    @property
    def follows(self) -> Bools:
        """Whether each step set has an earlier one of the same person."""
        follows: Bools = np.zeros(len(self.set_person), dtype=bool)
        follows[1:] = self.set_person[1:] == self.set_person[:-1]
        return follows

    @property
    def starts(self) -> Ints:
        """Row number at which each step set begins, and one past the last row."""
        return np.searchsorted(self.at, np.arange(len(self.set_person) + 1))


def make_steps(log: EngagementLog, by: str = "activity", ties: str = "set") -> Steps:
    """The steps of a log at a level of analysis.

    Args:
        log: the engagements; only those that count are used.
        by: ``activity`` (program and role), ``program``, ``role``, ``tier`` or ``edition``.
        ties: ``set`` and ``split`` keep what nothing orders in one set; ``rank`` orders it by
            tier, lowest first (engagements without a tier come first).

    Raises:
        OptionError: another word for ``by`` or ``ties``.
    """
    codes, labels = level_codes(log, by)
    rows = np.flatnonzero(codes >= 0)
    return steps_of(log, rows, codes[rows], labels, ties)


def steps_of(
    log: EngagementLog, rows: Ints, codes: Ints, labels: tuple[str, ...], ties: str = "set"
) -> Steps:
    """The steps of a log where the caller says which engagement is which step.

    Args:
        log: the engagements.
        rows: positions among the counted engagements; one that is several steps comes repeatedly.
        codes: the step of each of them, a code into ``labels``.
        labels: names of the steps.
        ties: as for :func:`make_steps`.

    Raises:
        OptionError: another word for ``ties``.
    """
    if ties not in TIES:
        raise OptionError(f"{one_of(ties, TIES, 'ties')}.")
    table = log.counted[_USED].iloc[rows]
    person = pd.factorize(table["participant"].cat.codes)[0].astype(np.int64)
    number = _set_numbers(table, person, ties)
    order = np.lexsort((codes, number))
    table, person, codes, number = table.iloc[order], person[order], codes[order], number[order]
    fresh = _changes(number, codes)
    heads = _changes(number)
    return Steps(
        labels=labels,
        tiers=usual_tiers(table, codes, len(labels)),
        person=person[fresh],
        at=number[fresh],
        step=codes[fresh],
        set_person=person[heads],
        when=_moments(table, number, int(heads.sum())),
        dated=_lowest(table["precision"] != "edition", number, int(heads.sum())).astype(bool),
        people=int(person.max()) + 1 if len(person) else 0,
        left_out=int(log.records["counted"].sum()) - int((np.bincount(rows) > 0).sum()),
    )


def level_codes(log: EngagementLog, by: str) -> tuple[Ints, tuple[str, ...]]:
    """Each counted engagement's step as a code (-1: none at this level), and the steps' names.

    An activity without a role is named by its program alone.
    """
    if by not in LEVELS:
        raise OptionError(f"{one_of(by, LEVELS, 'level')}.")
    counted = log.counted
    if by in ("program", "role", "tier"):
        column = counted[by].cat
        return column.codes.to_numpy(np.int64), tuple(str(name) for name in column.categories)
    second = counted["role" if by == "activity" else "edition"].cat
    program = counted["program"].cat
    width = len(second.categories) + 1
    pair = program.codes.to_numpy(np.int64) * width + second.codes.to_numpy(np.int64) + 1
    pairs, codes = np.unique(pair, return_inverse=True)
    parts = [(str(program.categories[p // width]), p % width - 1) for p in pairs]
    if by == "activity":
        names = [p if s < 0 else f"{p}: {second.categories[s]}" for p, s in parts]
        return codes.astype(np.int64), tuple(names)
    alone = len({program for program, _ in parts}) < 2
    names = [
        p if s < 0 else str(second.categories[s]) if alone else f"{p} {second.categories[s]}"
        for p, s in parts
    ]
    named = np.array([s >= 0 for _, s in parts], dtype=bool)
    return np.where(named[codes], codes, -1).astype(np.int64), tuple(names)


def set_of_rows(log: EngagementLog, by: str = "activity", ties: str = "set") -> Ints:
    """The step set that each counted engagement is in (-1: it has no step at this level).

    Sets are numbered as in ``make_steps(log, by, ties)``: by person, then time.
    """
    known = level_codes(log, by)[0] >= 0
    table = log.counted[_USED][known]
    person = pd.factorize(table["participant"].cat.codes)[0].astype(np.int64)
    number = np.full(len(known), -1, dtype=np.int64)
    number[known] = _set_numbers(table, person, ties)
    return number


def distinct(values: Ints) -> Ints:
    """The different values, ascending: sorting beats numpy's hashing on millions of codes."""
    ordered = np.sort(values)
    return ordered[_changes(ordered)] if len(ordered) else ordered


def _set_numbers(table: pd.DataFrame, person: Ints, ties: str) -> Ints:
    """Number of each engagement's step set, counted over the whole log."""
    first, last = _span(table, person)
    order = np.lexsort((last, first, person))
    person, first, last = person[order], first[order], last[order]
    # One running maximum for everybody: a person's times are lifted above those of the one before.
    lift = person * (int(last.max(initial=0)) - int(first.min(initial=0)) + 2)
    reach = np.maximum.accumulate(last + lift) if len(last) else last
    fresh = np.ones(len(first), dtype=bool)
    fresh[1:] = (first + lift)[1:] > reach[:-1]
    number = np.empty(len(first), dtype=np.int64)
    number[order] = np.cumsum(fresh) - 1
    if ties == "rank":
        tier = table["tier"].cat.codes.to_numpy(np.int64) + 1
        number = np.unique(number * (tier.max(initial=0) + 1) + tier, return_inverse=True)[1]
    return number


def _span(table: pd.DataFrame, person: Ints) -> tuple[Ints, Ints]:
    """The first and the last place in time that each engagement may have begun at."""
    first = table["time"].to_numpy(np.int64)
    last = first.copy()
    precision = table["precision"].to_numpy(dtype=object)
    for name, unit in (("month", "M"), ("year", "Y")):
        coarse = (precision == name) & table["start"].notna().to_numpy()
        period = table["start"].to_numpy()[coarse].astype(f"datetime64[{unit}]")
        last[coarse] = (period + 1).astype("datetime64[D]").astype(np.int64) - 1
    vague = precision == "edition"
    if not vague.any() or vague.all():
        return first, last
    # Within one edition nothing orders an engagement that is known by the edition only.
    own = [person, table["program"].cat.codes.to_numpy(), table["edition"].cat.codes.to_numpy()]
    keys = pd.DataFrame(dict(enumerate(own))).assign(first=first, last=last)
    spans = keys.groupby([0, 1, 2]).agg({"first": "min", "last": "max"})
    spread = keys[[0, 1, 2]].join(spans, on=[0, 1, 2])
    vague &= table["edition"].notna().to_numpy()
    first = np.where(vague, spread["first"], first)
    return first, np.where(vague, spread["last"], last)


def _changes(*keys: Ints) -> Bools:
    fresh = np.zeros(len(keys[0]), dtype=bool)
    fresh[:1] = True
    for key in keys:
        fresh[1:] |= key[1:] != key[:-1]
    return fresh


def _moments(table: pd.DataFrame, number: Ints, sets: int) -> Moments:
    return Moments(
        time=_lowest(table["time"], number, sets),
        rank=_lowest(table["rank"], number, sets),
        program=_lowest(table["program"].cat.codes, number, sets),
    )


def _lowest(values: pd.Series, number: Ints, sets: int) -> Ints:
    """The lowest value in each step set: the same whatever the order of the source."""
    if not sets:
        return np.zeros(0, dtype=np.int64)
    heads = np.searchsorted(number, np.arange(sets))
    return np.minimum.reduceat(values.to_numpy(np.int64), heads)


def usual_tiers(table: pd.DataFrame, codes: Ints, steps: int) -> Ints:
    """The tier that most engagements of a step have; the lower one where two are as many."""
    tier = table["tier"].cat.codes.to_numpy(np.int64)
    width = len(table["tier"].cat.categories)
    counts = np.zeros((steps, width), dtype=np.int64)
    np.add.at(counts, (codes[tier >= 0], tier[tier >= 0]), 1)
    return np.where(counts.any(axis=1), counts.argmax(axis=1), -1).astype(np.int64)


@dataclass(frozen=True)
class FollowUp:
    """How long after a moment something came, and how long everyone could be watched.

    In days it is the calendar; in editions it counts the editions of the program that the person
    was in, so that an edition of another program in between does not shorten anybody's time.
    """

    log: EngagementLog
    horizon: Horizon

    def elapsed(self, since: Moments, until: Moments) -> Ints:
        """Days or editions from one moment to another, pair by pair."""
        if self.horizon.unit == "day":
            return until.time - since.time
        return self._ordinal(since.program, until.rank) - self._ordinal(since.program, since.rank)

    def available(self, since: Moments) -> Ints:
        """Days or editions from each moment to the cut-off."""
        if self.horizon.unit == "day":
            if self.log.as_of.day is None:
                raise OptionError("This record has editions and no dates; ask for 1e.")
            return np.int64(np.datetime64(self.log.as_of.day, "D").astype(np.int64)) - since.time
        now = np.full(len(since.rank), self.log.as_of.rank, dtype=np.int64)
        return self._ordinal(since.program, now) - self._ordinal(since.program, since.rank)

    def observable(self, since: Moments) -> Bools:
        """Whether the whole window after each moment lies before the cut-off."""
        return np.asarray(self.available(since) >= self.horizon.length)

    def within(self, since: Moments, until: Moments) -> Bools:
        """Whether the later moment lies in the window after the earlier one."""
        return np.asarray(self.elapsed(since, until) <= self.horizon.length)

    def _ordinal(self, program: Ints, rank: Ints) -> Ints:
        """How many editions of the program had begun at that rank."""
        names = self.log.records["program"].cat.categories
        ordinal = np.zeros(len(rank), dtype=np.int64)
        for code in np.flatnonzero(np.bincount(program)):
            own = program == code
            ranks = self.log.editions.ranks(str(names[code]))
            ordinal[own] = np.searchsorted(ranks, rank[own], side="right")
        return ordinal
