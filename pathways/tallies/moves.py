"""The tally of moves: who goes from which step to which, and how long that takes.

========== ============================ ==========================================================
table      keys                         counts
========== ============================ ==========================================================
steps      step                         ``people`` who were there, ``watched`` for a window since;
                                        ``begun`` there; whose last step it is (``ended``), and of
                                        these ``ended_watched``: since their first and last time
moves      source, target, shared       ``many`` moves; ``shared`` pairs are one move between them
people     source, target               ``people`` who made it, ``x`` of them watched
days       source, target, days         ``many`` moves between dated engagements
editions   source, target, editions     ``many`` moves
facts      (none)                       ``people`` with a step, ``several``: step sets of several
                                        steps, ``left_out``: engagements without a step
watching   group, available             see :mod:`~pathways.tallies.watching`; the group is a step
========== ============================ ==========================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from pathways.answer.wording import People, Sentence
from pathways.record.log import EngagementLog
from pathways.sequences.caveats import caveats_of
from pathways.sequences.directly_follows import (
    QUARTILES,
    Moves,
    directly_follows,
    eventually,
    took,
    watched_visits,
)
from pathways.sequences.steps import Bools, FollowUp, Ints, Steps
from pathways.stats.histogram import quantiles
from pathways.stats.sorting import counted, distinct
from pathways.tallies.tally import Counts, Tally, added, count, facts
from pathways.tallies.terms import Terms
from pathways.tallies.watching import watched_too_short, with_offer

__all__ = [
    "eventual_moves",
    "known_facts",
    "nobody_moved",
    "pairs_of",
    "said_of",
    "straight_moves",
    "with_shorter_window",
    "young_visits",
]


_AT_ONCE = 10_000
"""So many people are counted at once where most have several moves for each of their steps."""


def straight_moves(log: EngagementLog, terms: Terms) -> Tally:
    """Moves from each step set straight to the next one."""
    steps = terms.steps(log)
    return _tally(log, terms, steps, directly_follows(steps, terms.ties))


def eventual_moves(log: EngagementLog, terms: Terms) -> Tally:
    """First visits and the first time at each other step after them, whatever lies between.

    There are many times more of them than engagements: some people are counted after the others.
    """
    steps = terms.steps(log)
    return added(_tally(log, terms, some, eventually(some)) for some in _by_people(steps))


def _by_people(steps: Steps) -> Iterator[Steps]:
    """The steps of some people after those of others; of nobody where there is nobody."""
    bounds = [*range(0, max(steps.people, 1), _AT_ONCE), steps.people]
    sets, rows = (np.searchsorted(who, bounds) for who in (steps.set_person, steps.person))
    for nth in range(len(bounds) - 1):
        here, there = (slice(*where[nth : nth + 2]) for where in (rows, sets))
        yield replace(
            steps,
            person=steps.person[here] - bounds[nth],
            at=steps.at[here] - there.start,
            step=steps.step[here],
            set_person=steps.set_person[there] - bounds[nth],
            when=steps.when[there],
            dated=steps.dated[there],
            people=bounds[nth + 1] - bounds[nth],
            left_out=0 if nth else steps.left_out,
        )


def _tally(log: EngagementLog, terms: Terms, steps: Steps, moves: Moves) -> Tally:
    follow = terms.follow(log)
    watched = watched_visits(steps, follow)
    pair = {"source": moves.source, "target": moves.target}
    dated, days, editions = took(log, steps, moves.leaving, moves.arriving)
    return {
        "steps": _steps(steps, follow.observable(steps.when), watched),
        "moves": count({**pair, "shared": moves.shared}),
        "people": _people(steps, moves, watched),
        "days": count({**_where(dated, pair), "days": days}),
        "editions": count({**pair, "editions": editions}),
        "facts": known_facts(steps),
        "watching": young_visits(steps, follow, watched),
    }


def _where(rows: Bools, keys: dict[str, Ints]) -> dict[str, Ints]:
    return keys if rows.all() else {name: key[rows] for name, key in keys.items()}


def _steps(steps: Steps, over: Bools, watched: Bools) -> Counts:
    """One row for each step; ``over``: whether each step set has a whole window behind it."""
    many, here = len(steps.labels), steps.step[steps.visits]
    last = np.flatnonzero(~steps.leads[steps.at])
    seen = last[over[steps.at[last]] & watched[steps.visit_of_row[last]]]
    rows = {
        "people": here,
        "watched": here[watched],
        "begun": steps.step[~steps.follows[steps.at]],
        "ended": steps.step[last],
        "ended_watched": steps.step[seen],
    }
    columns = {name: np.bincount(step, minlength=many) for name, step in rows.items()}
    return Counts(("step",), pd.DataFrame({"step": np.arange(many), **columns}))


def _people(steps: Steps, moves: Moves, watched: Bools) -> Counts:
    """Each person counts once for a pair, however often they made it."""
    many, here = len(steps.labels), steps.step[steps.visits]
    pairs = distinct(moves.visit * many + moves.target, len(here) * many)
    visit, target = np.divmod(pairs, max(many, 1))
    keys, people = counted(here[visit], target, watched[visit] * 1)
    pair = dict(zip(("source", "target"), keys, strict=False))
    return count(pair, {"people": people, "x": people * keys[2]})


def known_facts(steps: Steps) -> Counts:
    """What a reader must know of any answer about steps."""
    several = int((np.diff(steps.starts) > 1).sum())
    return facts(people=steps.people, several=several, left_out=steps.left_out)


def said_of(tally: Tally, terms: Terms, ties: str | None = None) -> tuple[Sentence, ...]:
    """What a careful reader must know: see :func:`~pathways.sequences.caveats.usual_caveats`."""
    known = tally["facts"].table.iloc[0]
    return caveats_of(terms.origin, int(known["left_out"]), int(known.get("several", 0)), ties)


def young_visits(steps: Steps, follow: FollowUp, watched: Bools) -> Counts:
    """For how long first times at each step have been watched, where none was long enough."""
    first = steps.visits
    return watched_too_short(follow, watched, steps.step[first], steps.when[steps.at[first]])


def with_shorter_window(sentence: Sentence, tally: Tally, terms: Terms) -> Sentence:
    """A sentence, and where nobody was watched long enough the window that ten people have had."""
    words = "At {group}, {people} were watched for {shorter}: ask with --horizon {short}."
    return with_offer(sentence, tally, terms, terms.labels, words)


def nobody_moved(people: int) -> Sentence:
    """What there is to say where so many have taken a step, and nobody a second one."""
    if not people:
        kind = "nobody has taken a step that counts"
        return Sentence("Nobody has taken a step that counts.", kind)
    return Sentence(
        "Nobody has taken a second step yet; {people} took one.",
        "nobody has taken a second step yet",
        people=People(people),
    )


def pairs_of(tally: Tally) -> pd.DataFrame:
    """One row per pair that somebody made: ``source``, ``target`` (codes), ``moves``, ``people``,
    ``x``, of how many moves the days are known (``dated``), and how long it takes.

    Where ties are split a move is shared by all pairs between two step sets, and each pair has its
    part of it.
    """
    people, moves = tally["people"].table, tally["moves"].table
    width = len(tally["steps"].table)
    pair = people["source"].to_numpy() * width + people["target"].to_numpy()
    parts = moves["many"] if (moves["shared"] == 1).all() else moves["many"] / moves["shared"]

    def place(table: pd.DataFrame) -> Ints:
        pairs: Ints = table["source"].to_numpy() * width + table["target"].to_numpy()
        return np.searchsorted(pair, pairs)

    sums = np.bincount(place(moves), weights=parts, minlength=len(pair))
    times = {
        what: (place(tally[what].table), tally[what][what], tally[what]["many"])
        for what in ("days", "editions")
    }
    spread = {
        name: quantiles(*times[what], len(pair), share) for name, (what, share) in QUARTILES.items()
    }
    dated = np.bincount(times["days"][0], weights=times["days"][2], minlength=len(pair))
    return people.assign(moves=sums.astype(parts.dtype), dated=dated.astype(np.int64), **spread)
