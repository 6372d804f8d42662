"""Steps and step sets: what each person did, in the order that the record knows, and no other.

A *step* is an engagement seen at the level of analysis (``by``).  A *step set* holds all steps of
one person that nothing orders: the same date (of instants, the same second), the same undated
edition, or a date known only as a day, a month, a year or an edition that others of the person fall
into.  Times are array operations over integer codes, one pass over a log that is sorted by person.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pathways.errors import OptionError
from pathways.record.kept import column, once
from pathways.record.log import EngagementLog
from pathways.record.options import Level, Ties, check_word, words_of
from pathways.record.typed import CLOCK, seconds_of_day
from pathways.record.window import Horizon
from pathways.sequences.moments import Moments
from pathways.stats.sorting import changes, distinct, first_of_same, numbered, sorting

__all__ = [
    "LEVELS",
    "FollowUp",
    "Steps",
    "known_by",
    "level_codes",
    "make_steps",
    "set_of_rows",
    "step_keys",
    "steps_of",
    "usual_tiers",
]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_DAY = 86_400
_MOMENT = ("time", "rank", "program")
LEVELS: tuple[str, ...] = words_of(Level)


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

    @cached_property
    def follows(self) -> Bools:
        """Whether each step set has an earlier one of the same person."""
        follows: Bools = np.zeros(len(self.set_person), dtype=bool)
        follows[1:] = self.set_person[1:] == self.set_person[:-1]
        return follows

    @cached_property
    def leads(self) -> Bools:
        """Whether each step set has a later one of the same person."""
        return np.append(self.follows[1:], False)[: len(self.set_person)]

    @cached_property
    def starts(self) -> Ints:
        """Row number at which each step set begins, and one past the last row."""
        return np.append(np.flatnonzero(changes(self.at)), len(self.at))

    @cached_property
    def visits(self) -> Ints:
        """The row of each person's first time at each step, in the order of rows."""
        return np.flatnonzero(self._firsts == np.arange(len(self.at)))

    @cached_property
    def visit_of_row(self) -> Ints:
        """Which of the ``visits`` was the first time of each row's person at its step."""
        return (np.cumsum(self._firsts == np.arange(len(self.at))) - 1)[self._firsts]

    @cached_property
    def _firsts(self) -> Ints:
        """For each row the first one of the same person and step."""
        many = len(self.labels)
        return first_of_same(self.person * many + self.step, self.people * many)


@once
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
    check_word(ties, Ties)
    number = _set_numbers(log, rows, ties)
    order = sorting(number)
    rows, codes, number = rows[order], codes[order], number[order]
    heads = np.flatnonzero(changes(number))
    person = _from_nought(column(log, "participant")[rows[heads]])
    many = max(len(labels), 1)
    at, step = np.divmod(distinct(number * many + codes, len(heads) * many), many)
    tier = column(log, "tier")[rows]
    return Steps(
        labels=labels,
        tiers=usual_tiers(tier, codes, len(labels)),
        person=person[at],
        at=at,
        step=step,
        set_person=person,
        when=Moments(*(_lowest(column(log, name)[rows], heads) for name in _MOMENT)),
        dated=_lowest(1 - known_by(log, "edition")[rows], heads) > 0,
        people=int(person[-1]) + 1 if len(person) else 0,
        left_out=len(log.counted) - len(distinct(rows)),
    )


@once
def level_codes(log: EngagementLog, by: str) -> tuple[Ints, tuple[str, ...]]:
    """Each counted engagement's step as a code (-1: none at this level), and the steps' names.

    An activity without a role is named by its program alone.
    """
    check_word(by, Level)
    if by in ("program", "role", "tier"):
        return column(log, by), tuple(str(name) for name in log.counted[by].cat.categories)
    keys, codes = _pairs(log, by)
    if by == "activity":
        return codes, tuple(": ".join(key) for key in keys)
    alone = len({program for program, *_ in keys}) < 2
    names = [key[-1] if alone else " ".join(key) for key in keys]
    named = np.array([len(key) > 1 for key in keys], dtype=bool)
    return np.where(named[codes], codes, -1), tuple(names)


@once
def step_keys(log: EngagementLog, by: str) -> tuple[tuple[str, ...], ...]:
    """What each step of a level is, whatever it is called: its program and role, or its name."""
    if by in ("activity", "edition"):
        return _pairs(log, by)[0]
    return tuple((name,) for name in level_codes(log, by)[1])


@once
def _pairs(log: EngagementLog, by: str) -> tuple[tuple[tuple[str, ...], ...], Ints]:
    """The programs with a role or an edition (or none) that count, and which each engagement is."""
    name = "role" if by == "activity" else "edition"
    program, second = (log.counted[each].cat.categories for each in ("program", name))
    width = len(second) + 1
    pair = column(log, "program") * width + column(log, name) + 1
    pairs, codes = numbered(pair, len(program) * width)
    parts = [(str(program[p // width]), p % width - 1) for p in pairs.tolist()]
    return tuple((p,) if s < 0 else (p, str(second[s])) for p, s in parts), codes


@once
def set_of_rows(log: EngagementLog, by: str = "activity", ties: str = "set") -> Ints:
    """The step set that each counted engagement is in (-1: it has no step at this level).

    Sets are numbered as in ``make_steps(log, by, ties)``: by person, then time.
    """
    rows = np.flatnonzero(level_codes(log, by)[0] >= 0)
    number = np.full(len(log.counted), -1, dtype=np.int64)
    number[rows] = _set_numbers(log, rows, ties)
    return number


def usual_tiers(tier: Ints, codes: Ints, steps: int) -> Ints:
    """The tier that most engagements of a step have; the lower one where two are as many.

    ``tier`` is the rank of each engagement's tier, -1 for none, ``codes`` its step.
    """
    width = int(tier.max(initial=0)) + 1
    cells = (codes * width + tier)[tier >= 0]
    counts = np.bincount(cells, minlength=steps * width).reshape(steps, width)
    return np.where(counts.any(axis=1), counts.argmax(axis=1), -1).astype(np.int64)


@once
def known_by(log: EngagementLog, precision: str) -> Ints:
    """1 where the time of a counted engagement is known by its month, edition or year, else 0."""
    names = log.counted["precision"].cat.categories
    code = names.get_loc(precision) if precision in names else len(names)
    return np.asarray(column(log, "precision") == code, dtype=np.int64)


def _set_numbers(log: EngagementLog, rows: Ints, ties: str) -> Ints:
    """Number of each engagement's step set, counted over the whole log.

    A set goes on for as long as the next engagement may have begun before all of it was over.
    """
    person = column(log, "participant")[rows]
    first, last = _span(log, rows)
    order = sorting(person, first)
    person, first, last = person[order], first[order], last[order]
    # One running maximum for everybody: a person's times are lifted above those of the one before.
    lift = person * (int(last.max(initial=0)) - int(first.min(initial=0)) + 2)
    reach = np.maximum.accumulate(last + lift) if len(last) else last
    fresh = np.ones(len(first), dtype=bool)
    fresh[1:] = (first + lift)[1:] > reach[:-1]
    number = np.empty(len(first), dtype=np.int64)
    number[order] = np.cumsum(fresh) - 1
    if ties == "rank":
        tier = column(log, "tier")[rows] + 1
        number = _from_nought(number * (int(tier.max(initial=0)) + 1) + tier)
    return number


def _span(log: EngagementLog, rows: Ints) -> tuple[Ints, Ints]:
    """The first and the last place in time that each engagement may have begun at."""
    first = column(log, "time")[rows]
    last = first
    for name, unit in (("month", "M"), ("year", "Y")):
        coarse = np.flatnonzero(known_by(log, name)[rows])
        if len(coarse):
            start = log.counted["start"].to_numpy()[rows[coarse]]
            begun = coarse[~np.isnat(start)]
            period = start[~np.isnat(start)].astype(f"datetime64[{unit}]")
            last = last.copy()
            last[begun] = (period + 1).astype("datetime64[D]").astype(np.int64) - 1
    if log.unit == "day" and CLOCK in log.records:
        first, last = _to_the_second(log, rows, first, last)
    vague = known_by(log, "edition")[rows] > 0
    if not vague.any() or vague.all():
        return first, last
    return _spread(log, rows, (first, last), vague)


def _to_the_second(log: EngagementLog, rows: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Days as the seconds that they cover; an instant is the second that its clock shows."""
    clock = seconds_of_day(log.counted[CLOCK])[rows]
    known = (known_by(log, "instant")[rows] > 0) & (clock >= 0)
    begun = first * _DAY + np.where(known, clock, 0)
    return begun, np.where(known, begun, last * _DAY + _DAY - 1)


def _spread(
    log: EngagementLog, rows: Ints, span: tuple[Ints, Ints], vague: Bools
) -> tuple[Ints, Ints]:
    """Spans in which nothing orders, within one edition, what is known by the edition only."""
    keys = [column(log, name)[rows] for name in ("participant", "program", "edition")]
    order = np.lexsort(keys[::-1])
    heads = np.flatnonzero(changes(*(key[order] for key in keys)))
    which = np.empty(len(rows), dtype=np.int64)
    which[order] = np.repeat(np.arange(len(heads)), np.diff(np.append(heads, len(rows))))
    first = np.minimum.reduceat(span[0][order], heads)[which]
    last = np.maximum.reduceat(span[1][order], heads)[which]
    vague = vague & (keys[2] >= 0)
    return np.where(vague, first, span[0]), np.where(vague, last, span[1])


def _lowest(values: Ints, heads: Ints) -> Ints:
    """The lowest value in each step set: the same whatever the order of the source."""
    return np.minimum.reduceat(values, heads) if len(heads) else np.zeros(0, dtype=np.int64)


def _from_nought(values: Ints) -> Ints:
    """The same order of values in whole numbers from 0 without gaps."""
    order = sorting(values)
    number = np.empty(len(values), dtype=np.int64)
    number[order] = np.cumsum(changes(values[order])) - 1
    return number


@dataclass(frozen=True)
class FollowUp:
    """How long after a moment something came, and how long everyone could be watched.

    In days it is the calendar; in editions it counts the editions of the program that the person
    was in, so that an edition of another program in between does not shorten anybody's time.

    A window of calendar months is a day longer over a leap day.  So that everybody's has the same
    length, the one day on which it may close counts as the last day of ``horizon.length``.
    """

    log: EngagementLog
    horizon: Horizon

    def elapsed(self, since: Moments, until: Moments) -> Ints:
        """Days or editions from one moment to another, pair by pair."""
        if self.horizon.unit == "day":
            took = until.time - since.time
            if not self.horizon.months:
                return took
            length, days_ahead = self.horizon.length, self.horizon.ahead(since.time)
            inside = np.minimum(took, length)
            return np.asarray(np.where(took <= days_ahead, inside, np.maximum(took, length + 1)))
        return self._ordinal(since.program, until.rank) - self._ordinal(since.program, since.rank)

    def available(self, since: Moments) -> Ints:
        """Days or editions from each moment to the cut-off."""
        if self.horizon.unit == "day":
            if self.log.as_of.day is None:
                raise OptionError("This record has editions and no dates; ask for 1e.")
            watched = np.int64(self.log.as_of.time) - since.time
            if not self.horizon.months:
                return watched
            length, days_ahead = self.horizon.length, self.horizon.ahead(since.time)
            whole = np.maximum(watched, length)
            return np.asarray(
                np.where(watched >= days_ahead, whole, np.minimum(watched, length - 1))
            )
        now = np.full(len(since.rank), self.log.as_of.rank, dtype=np.int64)
        return self._ordinal(since.program, now) - self._ordinal(since.program, since.rank)

    def observable(self, since: Moments) -> Bools:
        """Whether the whole window after each moment lies before the cut-off."""
        return np.asarray(self.available(since) >= self.horizon.length)

    def within(self, since: Moments, until: Moments) -> Bools:
        """Whether the later moment lies in the window after the earlier one."""
        return np.asarray(self.elapsed(since, until) <= self.horizon.length)

    def clock(self, when: Moments) -> Ints:
        """What windows are measured on: the log's axis of days, or the ranks of editions."""
        return when.time if self.horizon.unit == "day" else when.rank

    def until(self, since: Moments) -> Ints:
        """The last place on the clock that lies in the window after each moment."""
        if self.horizon.unit == "day":
            return since.time + self.horizon.ahead(since.time)
        begun = _editions_begun(self.log)
        programs, ranks = begun.shape
        # One axis for all programs, each one's editions behind those of the one before.
        lift = int(begun.max(initial=0)) + 1
        axis = (begun + lift * np.arange(programs)[:, np.newaxis]).ravel()
        most = np.minimum(self._ordinal(since.program, since.rank) + self.horizon.length, lift - 1)
        at = np.searchsorted(axis, since.program * lift + most, side="right")
        last: Ints = at - 1 - since.program * ranks
        return np.where(last == ranks - 1, np.iinfo(np.int32).max, last)

    def _ordinal(self, program: Ints, rank: Ints) -> Ints:
        """How many editions of the program had begun at that rank."""
        begun = _editions_begun(self.log)
        if not begun.any():
            return np.zeros(len(rank), dtype=np.int64)
        return np.asarray(begun[program, np.minimum(rank, begun.shape[1] - 1)])


@once
def _editions_begun(log: EngagementLog) -> Ints:
    """How many editions of each program had begun at each rank, programs by ranks."""
    names = log.records["program"].cat.categories
    every = np.arange(int(log.editions.table["rank"].max() if len(log.editions.table) else 0) + 1)
    ranks = [log.editions.ranks(str(name)) for name in names]
    begun = [np.searchsorted(program_ranks, every, side="right") for program_ranks in ranks]
    return np.array(begun, dtype=np.int64).reshape(len(names), len(every))
