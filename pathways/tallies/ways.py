"""The tallies of ways: the moves between steps, and then who has gone which routes of them.

Which routes there are is known only when the moves of all parts are added, so that a record is
counted twice: ``moves``, ``steps`` and ``ends`` first, ``gone`` and ``exactly`` of the routes then.

========== ==================== ================================================================
table      keys                 counts
========== ==================== ================================================================
moves      source, target       ``people`` who made it, ``x`` of them watched since the source;
                                the source is one past the last step where they came from outside
steps      step                 ``people`` who were there, ``watched`` for a window since
ends       (none)               engagements at the source (``begun``) and at both ends (``both``)
facts      (none)               see :mod:`~pathways.tallies.moves`
gone       route, nth           ``people`` who have done so many steps of a route, in this order
                                with anything in between; ``watched`` of them since the source
exactly    route                ``people`` who have done its steps one straight after the other
========== ==================== ================================================================
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pathways.sequences.directly_follows import directly_follows
from pathways.sequences.participation import NEVER
from pathways.sequences.steps import Bools, Ints, Steps
from pathways.stats.sorting import counted, distinct
from pathways.tallies.moves import known_facts
from pathways.tallies.tally import Counts, Tally, count, facts

__all__ = ["moves_between", "routes_gone"]


def moves_between(steps: Steps, in_time: Bools, ties: str, ends: tuple[int, int]) -> Tally:
    """The moves of people, from outside too.

    Args:
        steps: with source and target among the steps.
        in_time: whether each step set has a whole window behind it.
        ties: as for :func:`~pathways.sequences.steps.make_steps`.
        ends: engagements at the source, and those at source and target at once.
    """
    moves, first, outside = directly_follows(steps, ties), steps.visits, len(steps.labels)
    watched = in_time[steps.at[first]].astype(np.int64)
    (visit, target), _ = counted(moves.visit, moves.target)
    came = np.flatnonzero(~steps.follows[steps.at])
    source = np.concatenate([steps.step[first][visit], np.full(len(came), outside)])
    x = np.concatenate([watched[visit], in_time[steps.at[came]]])
    pairs = {"source": source, "target": np.concatenate([target, steps.step[came]])}
    entered = in_time[~steps.follows].astype(np.int64)
    step = np.concatenate([steps.step[first], np.full(len(entered), outside)])
    there = {"people": np.ones_like(step), "watched": np.concatenate([watched, entered])}
    begun, both = ends
    return {
        "moves": count(pairs, {"people": np.ones_like(source), "x": x}),
        "steps": count({"step": step}, there),
        "ends": facts(begun=begun, both=both),
        "facts": known_facts(steps),
    }


def routes_gone(
    steps: Steps, in_time: Bools, routes: Sequence[tuple[int, ...]], source: int
) -> Tally:
    """Who has gone the routes; each a tuple of steps, without the source where it is outside."""
    outside = source == len(steps.labels)
    watched = _watched(steps, in_time, source)
    gone, exactly = [], []
    for number, route in enumerate(routes):
        for nth, people in enumerate(_followed(steps, route)):
            gone.append((number, nth, int(people.sum()), int((people & watched).sum())))
        exactly.append((number, _exactly(steps, route, outside=outside)))
    names, amounts = ("route", "nth"), ("people", "watched")
    return {
        "gone": Counts(names, pd.DataFrame(gone, columns=[*names, *amounts], dtype=np.int64)),
        "exactly": Counts(
            names[:1], pd.DataFrame(exactly, columns=["route", "people"], dtype=np.int64)
        ),
    }


def _watched(steps: Steps, in_time: Bools, source: int) -> Bools:
    """Who has had a whole window since they were first at the source, or first anywhere."""
    watched = np.zeros(steps.people, dtype=bool)
    if source == len(steps.labels):
        return in_time[~steps.follows]
    first = steps.visits[steps.step[steps.visits] == source]
    watched[steps.person[first]] = in_time[steps.at[first]]
    return watched


def _followed(steps: Steps, route: Sequence[int]) -> list[Bools]:
    """Who has done the first one, two, ... steps in this order, with anything in between."""
    reached: Ints = np.full(steps.people, -1, dtype=np.int64)
    followed = []
    for code in route:
        rows = (steps.step == code) & (steps.at > reached[steps.person])
        reached = np.full(steps.people, NEVER, dtype=np.int64)
        np.minimum.at(reached, steps.person[rows], steps.at[rows])
        followed.append(reached != NEVER)
    return followed


def _exactly(steps: Steps, route: Sequence[int], *, outside: bool) -> int:
    """People with step sets one straight after the other that hold the steps of the route."""
    follows = steps.follows
    ending = ~follows if outside else np.ones(len(follows), dtype=bool)
    for number, code in enumerate(route):
        if number:
            ending = np.append(False, ending[:-1]) & follows
        holds = np.zeros(len(follows), dtype=bool)
        holds[steps.at[steps.step == code]] = True
        ending = ending & holds
    return len(distinct(steps.set_person[ending]))
