"""The tally of beginnings: when people were first there, and with which steps.

========== ======================== ============================================================
table      keys                     counts
========== ======================== ============================================================
begun      step, time, rank         ``many`` people with the step in their first step set, by the
                                    place in time and the edition rank of their first engagement
people     time, rank, several      ``many`` people with a step; ``several``: in the first set
everyone   time, rank               ``many`` people with any counted engagement
facts      (none)                   see :mod:`~pathways.tallies.moves`
========== ======================== ============================================================
"""

from __future__ import annotations

import numpy as np

from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.sequences.steps import level_codes
from pathways.stats.sorting import changes
from pathways.tallies.moves import known_facts
from pathways.tallies.tally import Tally, count
from pathways.tallies.terms import Terms

__all__ = ["beginnings"]


def beginnings(log: EngagementLog, terms: Terms) -> Tally:
    """Everyone's first engagement, and the steps of their first step set."""
    steps, person = terms.steps(log), column(log, "participant")
    heads = np.flatnonzero(changes(person))
    if len(heads):
        time, rank = (np.minimum.reduceat(column(log, name), heads) for name in ("time", "rank"))
    else:
        time = rank = heads
    at_this_level = person[level_codes(log, terms.by)[0] >= 0]
    theirs = np.isin(person[heads], at_this_level[changes(at_this_level)], assume_unique=True)
    first = np.flatnonzero(~steps.follows[steps.at])
    who, several = steps.person[first], np.bincount(steps.person[first], minlength=steps.people) > 1
    began, place = time[theirs], rank[theirs]
    return {
        "begun": count({"step": steps.step[first], "time": began[who], "rank": place[who]}),
        "people": count({"time": began, "rank": place, "several": several.astype(np.int64)}),
        "everyone": count({"time": time, "rank": rank}),
        "facts": known_facts(steps),
    }
