"""The tally of cohorts: what became of everyone who was at a source in an edition.

========== ================================ ======================================================
table      keys                             counts
========== ================================ ======================================================
cohorts    cohort, gap, already, seen, x,   ``many`` people by ``gap`` (how many usual windows
           event, wait                      long), whether they had the target ``already``, were
                                            ``seen`` for the window and had it within (``x``); for
                                            ``ever`` also by the ``event`` at any time and the
                                            ``wait`` for it
facts      (none)                           see :mod:`~pathways.tallies.moves`
watching   group, available                 see :mod:`~pathways.tallies.watching`: of each cohort
========== ================================ ======================================================
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd

from pathways.record.log import EngagementLog
from pathways.sequences.cohorts import (
    EVER,
    NEVER,
    Members,
    after_gaps,
    cohort_members,
    gaps_of,
    until_target,
)
from pathways.sequences.steps import Bools, FollowUp, Ints, make_steps
from pathways.tallies.moves import known_facts
from pathways.tallies.tally import Tally, count
from pathways.tallies.terms import Terms, rows_of
from pathways.tallies.watching import watching

__all__ = ["cohorts_followed", "ranks_of"]


def cohorts_followed(log: EngagementLog, terms: Terms) -> Tally:
    """What became of the members of every cohort.

    ``terms.options["asked"]`` says ``source``, ``target``, ``already`` and ``within``.
    """
    asked = _asked(terms)
    members = cohort_members(log, rows_of(log, asked["source"]), terms.codes(log))
    hoped, most = rows_of(log, asked["target"]), np.ones(len(members.cohort), dtype=np.int64)
    if asked["within"] == EVER:
        most = gaps_of(log, members)
    each = [
        _at_gap(log, terms, members[most >= gap], hoped, gap)
        for gap in range(1, int(most.max(initial=1)) + 1)
    ]
    return {
        "cohorts": count({name: np.concatenate([one[name] for one in each]) for name in each[0]}),
        "facts": known_facts(make_steps(log, "role")),
        "watching": watching(terms.follow(log), members.cohort, members.since),
    }


def _at_gap(
    log: EngagementLog, terms: Terms, members: Members, hoped: Bools, gap: int
) -> dict[str, Ints]:
    """What became of each member within so many times the usual window."""
    follow = FollowUp(log, after_gaps(terms.window, gap) if gap > 1 else terms.window)
    before, took = until_target(log, members, hoped, follow)
    already = before & (_asked(terms)["already"] == "exclude")
    states = {
        "already": already,
        "seen": ~already & follow.observable(members.since),
        "x": ~already & (took <= follow.horizon.length),
    }
    if _asked(terms)["within"] == EVER:
        states["event"] = took < NEVER
        waited = np.maximum(follow.available(members.since), 0)
        states["wait"] = np.where(took < NEVER, took, waited)
    return {
        "cohort": members.cohort,
        "gap": np.full(len(already), gap),
        **{name: state.astype(np.int64) for name, state in states.items()},
    }


def _asked(terms: Terms) -> dict[str, Any]:
    return cast("dict[str, Any]", terms.options["asked"])


def ranks_of(table: pd.DataFrame, terms: Terms) -> list[int]:
    """The place of each cohort in time: the rank of its edition, or the calendar year."""
    editions = terms.record.editions.table
    if editions.empty:
        return [int(year) for year in table["edition"]]
    known = zip(editions["program"].astype(str), editions["edition"].astype(str), strict=True)
    rank = dict(zip(known, editions["rank"], strict=True))
    return [int(rank[key]) for key in zip(table["program"], table["edition"], strict=True)]
