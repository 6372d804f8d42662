"""Moves: from one step set of a person to their next one, pair by pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pathways.record.log import EngagementLog
from pathways.record.window import Horizon
from pathways.sequences.steps import Bools, FollowUp, Ints, Steps
from pathways.stats.sorting import numbered, sorting, stretches

__all__ = [
    "END",
    "NO_FURTHER",
    "QUARTILES",
    "START",
    "Moves",
    "directly_follows",
    "eventually",
    "first_visits",
    "move_times",
    "set_contents",
    "times_between",
    "took",
    "watched_visits",
]

START = "(start)"
END = "(end)"
NO_FURTHER = "no further step"

QUARTILES = {
    "median_days": ("days", 0.5),
    "q1_days": ("days", 0.25),
    "q3_days": ("days", 0.75),
    "median_editions": ("editions", 0.5),
}
"""Columns that say how long a move takes: which unit, and which quantile."""


@dataclass(frozen=True)
class Moves:
    """One row per pair of a step and a step of the person's next step set.

    ``source`` and ``target`` are codes of steps, ``person`` of people; ``visit`` numbers the
    person's first time at the source (see :attr:`Steps.visits`), ``leaving`` and ``arriving`` the
    two step sets; ``shared`` is how many pairs share one move: 1, or the number of pairs between
    the two sets where ties are split.
    """

    source: Ints
    target: Ints
    person: Ints
    visit: Ints
    leaving: Ints
    arriving: Ints
    shared: Ints


def directly_follows(steps: Steps, ties: str = "set") -> Moves:
    """Every pair between consecutive step sets of a person."""
    size = np.diff(steps.starts)
    rows = np.flatnonzero(steps.leads[steps.at])
    arriving = steps.at[rows] + 1
    nth, second = stretches(steps.starts[arriving], size[arriving])
    first = rows[nth]
    leaving = steps.at[first]
    return Moves(
        source=steps.step[first],
        target=steps.step[second],
        person=steps.person[first],
        visit=steps.visit_of_row[first],
        leaving=leaving,
        arriving=leaving + 1,
        shared=size[leaving] * size[leaving + 1] if ties == "split" else _unshared(first),
    )


def _unshared(moves: Ints) -> Ints:
    return np.broadcast_to(np.int64(1), moves.shape)


def first_visits(steps: Steps) -> pd.DataFrame:
    """Each person's first step set at each step: ``step``, ``person``, ``at`` (step set number)."""
    first = steps.visits
    return pd.DataFrame(
        {"step": steps.step[first], "person": steps.person[first], "at": steps.at[first]}
    )


def watched_visits(steps: Steps, follow: FollowUp) -> Bools:
    """Of each person's first time at each step: was there a whole window since?"""
    return follow.observable(steps.when[steps.at[steps.visits]])


def eventually(steps: Steps) -> Moves:
    """Each person's first visit to a step and their first later step set with each step.

    One row per person, source and target, whatever came in between.
    """
    first = steps.visits
    at, person = steps.at[first], steps.person[first]
    ends = np.searchsorted(person, np.arange(steps.people), side="right")[person]
    # Visits stand in the order of time: those of the person in a later set follow each one.
    begin = np.searchsorted(at, at, side="right")
    own, other = stretches(begin, ends - begin)
    again, row = _again(steps, at, ends)
    own, row = np.append(own, again), np.append(first[other], row)
    return Moves(
        source=steps.step[first][own],
        target=steps.step[row],
        person=person[own],
        visit=own,
        leaving=at[own],
        arriving=steps.at[row],
        shared=_unshared(own),
    )


def _again(steps: Steps, at: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Who had a step before a visit, or has it at once, and has it again: the visit, and the row.

    ``at`` is the step set of each visit, ``ends`` where the visits of its person end.
    """
    visit = steps.visit_of_row
    many = np.bincount(visit, minlength=len(at))
    target = np.flatnonzero(many > 1)
    begin = np.searchsorted(at, at[target])
    nth, own = stretches(begin, ends[target] - begin)
    rows = np.flatnonzero(many[visit] > 1)
    rows = rows[sorting(visit[rows], steps.at[rows])]
    sets = len(steps.set_person)
    axis, wanted = visit[rows] * sets + steps.at[rows], target[nth] * sets + at[own]
    place = np.searchsorted(axis, wanted, side="right")
    there = place < np.cumsum(many[target])[nth]
    return own[there], rows[place[there]]


def move_times(log: EngagementLog, steps: Steps, moves: Moves) -> pd.DataFrame:
    """Days and editions that each move took; days are missing where a date is an edition only."""
    return times_between(log, steps, moves.leaving, moves.arriving)


def times_between(log: EngagementLog, steps: Steps, leaving: Ints, arriving: Ints) -> pd.DataFrame:
    """``days`` and ``editions`` from one step set to another, by their numbers.

    Days are missing where a date is an edition only, and where the log's axis is that of editions.
    """
    dated, known, editions = took(log, steps, leaving, arriving)
    days = np.full(len(dated), np.nan)
    days[dated] = known
    return pd.DataFrame({"days": days, "editions": editions})


def took(
    log: EngagementLog, steps: Steps, leaving: Ints, arriving: Ints
) -> tuple[Bools, Ints, Ints]:
    """From one step set to another: whether days are known, how many, and how many editions."""
    since, until = steps.when[leaving], steps.when[arriving]
    dated = steps.dated[leaving] & steps.dated[arriving] & (log.unit == "day")
    editions = FollowUp(log, Horizon(1, "edition")).elapsed(since, until)
    return dated, (until.time - since.time)[dated], editions


def set_contents(steps: Steps) -> tuple[Ints, tuple[tuple[str, ...], ...]]:
    """What each step set holds: a code for each set, and the names of steps that codes stand for.

    The code of a set of one step is that of the step.  Several stand in the order of the alphabet.
    """
    many, held = len(steps.labels), [(step,) for step in range(len(steps.labels))]
    starts, sizes = steps.starts[:-1], np.diff(steps.starts)
    code = steps.step[starts].copy()
    for nth in range(1, int(sizes.max(initial=1))):
        longer = np.flatnonzero(sizes > nth)
        pairs, found = numbered(code[longer] * many + steps.step[starts[longer] + nth])
        code[longer] = len(held) + found
        held += [(*held[pair // many], pair % many) for pair in pairs.tolist()]
    return code, tuple(tuple(sorted(steps.labels[step] for step in each)) for each in held)
