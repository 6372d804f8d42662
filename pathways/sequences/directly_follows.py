"""Moves: from one step set of a person to their next one, pair by pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.record.log import EngagementLog
from pathways.record.window import Horizon
from pathways.sequences.steps import Bools, FollowUp, Ints, Steps

__all__ = [
    "END",
    "MOVE_TIMES",
    "START",
    "Moves",
    "directly_follows",
    "eventually",
    "first_visits",
    "move_times",
    "set_names",
    "time_quartiles",
    "times_between",
    "was_watched",
    "watched_visits",
]

START = "(start)"
END = "(end)"

_QUARTILES = {
    "median_days": ("days", 0.5),
    "q1_days": ("days", 0.25),
    "q3_days": ("days", 0.75),
    "median_editions": ("editions", 0.5),
}
MOVE_TIMES = tuple(_QUARTILES)
"""Columns that say how long a move takes."""


@dataclass(frozen=True)
class Moves:
    """One row per pair of a step and a step of the person's next step set.

    ``source`` and ``target`` are codes of steps, ``person`` of people; ``leaving`` and
    ``arriving`` number the two step sets; ``weight`` is 1, or 1 over the number of pairs between
    the two sets where ties are split.
    """

    source: Ints
    target: Ints
    person: Ints
    leaving: Ints
    arriving: Ints
    weight: NDArray[np.float64]


def directly_follows(steps: Steps, ties: str = "set") -> Moves:
    """Every pair between consecutive step sets of a person."""
    starts, follows = steps.starts, steps.follows
    arriving = np.flatnonzero(follows)
    here, there = np.diff(starts)[arriving - 1], np.diff(starts)[arriving]
    pairs = here * there
    move = np.repeat(np.arange(len(arriving)), pairs)
    nth = np.arange(len(move)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    first = starts[arriving - 1][move] + nth // np.maximum(there[move], 1)
    second = starts[arriving][move] + nth % np.maximum(there[move], 1)
    share = 1.0 / pairs[move] if ties == "split" else np.ones(len(move))
    return Moves(
        source=steps.step[first],
        target=steps.step[second],
        person=steps.person[first],
        leaving=arriving[move] - 1,
        arriving=arriving[move],
        weight=share,
    )


def first_visits(steps: Steps) -> pd.DataFrame:
    """Each person's first step set at each step: ``step``, ``person``, ``at`` (step set number)."""
    first = np.sort(np.unique(steps.step * steps.people + steps.person, return_index=True)[1])
    return pd.DataFrame(
        {"step": steps.step[first], "person": steps.person[first], "at": steps.at[first]}
    )


def watched_visits(steps: Steps, follow: FollowUp) -> pd.DataFrame:
    """Each person's first visit to each step, with ``watched``: was there a whole window since?"""
    visits = first_visits(steps)
    return visits.assign(watched=follow.observable(steps.when[visits["at"].to_numpy()]))


def was_watched(watched: pd.DataFrame, step: Ints, person: Ints) -> Bools:
    """Whether these people were watched for a whole window since their first time at the step."""
    many = int(watched["person"].max()) + 1 if len(watched) else 1
    known = (watched["step"] * many + watched["person"]).to_numpy()
    order = np.argsort(known)
    place = np.searchsorted(known[order], step * many + person)
    return np.asarray(watched["watched"].to_numpy(dtype=bool)[order][place])


def eventually(steps: Steps) -> Moves:
    """Each person's first visit to a step and their first later step set with each step.

    One row per person, source and target, whatever came in between.
    """
    visits = first_visits(steps)
    at, person = visits["at"].to_numpy(np.int64), visits["person"].to_numpy(np.int64)
    ends = np.searchsorted(steps.person, np.arange(steps.people), side="right")
    begin = steps.starts[at + 1]
    later = ends[person] - begin
    visit = np.repeat(np.arange(len(visits)), later)
    row = np.arange(len(visit)) - np.repeat(np.cumsum(later) - later, later) + begin[visit]
    # Rows of a visit stand in the order of time, so the first of each target is the earliest.
    once = np.unique(visit * max(len(steps.labels), 1) + steps.step[row], return_index=True)[1]
    visit, row = visit[once], row[once]
    return Moves(
        source=visits["step"].to_numpy(np.int64)[visit],
        target=steps.step[row],
        person=person[visit],
        leaving=at[visit],
        arriving=steps.at[row],
        weight=np.ones(len(once)),
    )


def time_quartiles(times: pd.DataFrame, pair: Ints) -> pd.DataFrame:
    """Median and quartile days, and median editions, of the moves of each pair."""
    grouped = times.groupby(pair)
    return pd.DataFrame(
        {name: grouped[what].quantile(share) for name, (what, share) in _QUARTILES.items()}
    )


def move_times(log: EngagementLog, steps: Steps, moves: Moves) -> pd.DataFrame:
    """Days and editions that each move took; days are missing where a date is an edition only."""
    return times_between(log, steps, moves.leaving, moves.arriving)


def times_between(log: EngagementLog, steps: Steps, leaving: Ints, arriving: Ints) -> pd.DataFrame:
    """``days`` and ``editions`` from one step set to another, by their numbers.

    Days are missing where a date is an edition only, and where the log's axis is that of editions.
    """
    since, until = steps.when[leaving], steps.when[arriving]
    dated = steps.dated[leaving] & steps.dated[arriving] & (log.unit == "day")
    days = np.where(dated, until.time - since.time, np.nan)
    editions = FollowUp(log, Horizon(1, "edition")).elapsed(since, until)
    return pd.DataFrame({"days": days, "editions": editions})


def set_names(steps: Steps) -> tuple[Ints, tuple[str, ...]]:
    """What each step set holds: a code for each set, and the names that the codes stand for.

    Steps that nothing orders are joined by `` + `` in the order of the alphabet.
    """
    many, names = len(steps.labels), list(steps.labels)
    alphabet = np.argsort(np.argsort(np.array(names, dtype=object)))
    step = steps.step[np.lexsort((alphabet[steps.step], steps.at))]
    starts, sizes = steps.starts[:-1], np.diff(steps.starts)
    code = step[starts]
    for nth in range(1, int(sizes.max(initial=1))):
        longer = np.flatnonzero(sizes > nth)
        pair = code[longer] * many + step[starts[longer] + nth]
        pairs, found = np.unique(pair, return_inverse=True)
        code[longer] = len(names) + found
        names += [f"{names[p // many]} + {names[p % many]}" for p in pairs.tolist()]
    return code, tuple(names)
