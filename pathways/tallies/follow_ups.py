"""The tally of follow-ups: what came right after the first time at a step, and how soon.

========== ==================================== ==================================================
table      keys                                 counts
========== ==================================== ==================================================
next       source, previous, next, time,        ``many`` people by what came before and next (sets
           watched, within                      of steps; ``NOTHING``), when, whether they were
                                                watched for a whole window, and whether what came
                                                next came within it
days       source, previous, next, days         ``many`` of the watched, whose next came within it
editions   source, previous, next, editions     the same
facts      (none)                               see :mod:`~pathways.tallies.moves`; ``there``: all
                                                people at the source, with a step there or not
watching   group, available                     see :mod:`~pathways.tallies.watching`: at each step
========== ==================================== ==================================================
"""

from __future__ import annotations

import numpy as np

from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.sequences.directly_follows import set_contents, took
from pathways.sequences.steps import Ints, Steps, set_of_rows
from pathways.stats.sorting import changes, distinct
from pathways.tallies.moves import known_facts, young_visits
from pathways.tallies.tally import Tally, count, facts
from pathways.tallies.terms import Terms, rows_of

__all__ = ["NOTHING", "follow_ups"]

NOTHING: tuple[str, ...] = ()
"""No step set before, or none after: what 0 stands for."""


def follow_ups(log: EngagementLog, terms: Terms) -> Tally:
    """What everyone did before and after their first time at each source.

    ``terms.options`` say ``after``, the one source, and ``order``, whether what came before counts.
    """
    steps, follow = terms.steps(log), terms.follow(log)
    source, at, there = _visits(log, steps, terms)
    content, held = set_contents(steps)
    gone = steps.leads[at]
    later = np.where(gone, at + 1, at)
    since = steps.when[at]
    time = np.maximum(follow.elapsed(since, steps.when[later]), 0)
    within, watched = gone & (time <= follow.horizon.length), follow.observable(since)
    before = steps.follows[at] & (terms.options["order"] == 2)
    key = {
        "source": source,
        "previous": np.where(before, content[at - 1] + 1, 0),
        "next": np.where(gone, content[later] + 1, 0),
    }
    stand_for = dict.fromkeys(("previous", "next"), (NOTHING, *held))
    state = {
        "time": np.where(gone, time, np.maximum(follow.available(since), 0)),
        "watched": watched.astype(np.int64),
        "within": within.astype(np.int64),
    }
    counted = np.flatnonzero(watched & within)
    dated, days, editions = took(log, steps, at[counted], later[counted])
    short = {name: code[counted] for name, code in key.items()}
    known = {name: code[dated] for name, code in short.items()}
    return {
        "next": count({**key, **state}, None, stand_for),
        "days": count({**known, "days": days}, None, stand_for),
        "editions": count({**short, "editions": editions}, None, stand_for),
        "facts": known_facts(steps),
        "there": facts(people=there, visits=len(at)),
        "watching": young_visits(steps, follow, watched),
    }


def _visits(log: EngagementLog, steps: Steps, terms: Terms) -> tuple[Ints, Ints, int]:
    """Each person's first step set at each source: source and set; and how many were there."""
    if terms.options["after"] is None:
        first = steps.visits
        return steps.step[first], steps.at[first], len(first)
    rows = rows_of(log, str(terms.options["after"]))
    there = distinct(column(log, "participant")[rows])
    at = set_of_rows(log, terms.by, terms.ties)[rows]
    at = distinct(at[at >= 0])
    at = at[changes(steps.set_person[at])]
    return np.zeros(len(at), dtype=np.int64), at, len(there)
