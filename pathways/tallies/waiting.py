"""The tally of waiting: what became of everyone who has reached a place on the way.

========== ========================== ==========================================================
table      keys                       counts
========== ========================== ==========================================================
waiting    tier, point, period,       ``many`` people by when they came, what came of it, and how
           moved, graduated, recent,  long they have been ``followed``; ``tier``: the rank of the
           unclear, followed          point's tier by which "moved" is meant
times      tier, point, time, moved   the same people by the ``time`` until they moved, or so far:
                                      the usual time of a point comes from all parts together
tiers      tier                       ``many`` engagements of the one step that was asked for
facts      (none)                     see :mod:`~pathways.tallies.moves`
========== ========================== ==========================================================
"""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.sequences.waiting_states import Points, arrived, outcome_rows
from pathways.tallies.tally import Tally, count, facts
from pathways.tallies.terms import Terms, rows_of

__all__ = ["waiting", "waiting_counted"]

_WAITING = ("tier", "point", "period", "moved", "graduated", "recent", "unclear", "followed")
_TIMES = ("tier", "point", "time", "moved")


def waiting(log: EngagementLog, terms: Terms) -> Tally:
    """Everyone's first time at every tier, or at one step, and what came of it.

    ``terms.options`` say ``at``, ``target`` and ``outcome`` (STEPs), ``recent``, and ``tiers``: the
    ranks that the step may be at.
    """
    asked = cast("dict[str, str | None]", terms.options["asked"])
    tier = column(log, "tier")
    outcome = outcome_rows(log, None)
    if asked["outcome"] is not None:
        outcome = rows_of(log, asked["outcome"])
    people = [
        arrived(log, points, outcome, asked["recent"]).assign(tier=rank)
        for rank, points in _points(log, terms, asked)
    ]
    at_step = tier if asked["at"] is None else tier[rows_of(log, asked["at"])]
    return {
        **waiting_counted(pd.concat(people, ignore_index=True)),
        "tiers": count({"tier": at_step}),
        "facts": facts(people=0, several=0, left_out=int((tier < 0).sum())),
    }


def _points(
    log: EngagementLog, terms: Terms, asked: dict[str, str | None]
) -> list[tuple[int, Points]]:
    """The points for each rank that they may be at; tiers are at their own."""
    if asked["at"] is None:
        return [(0, Points(terms.labels, terms.codes(log), np.arange(len(terms.labels))))]
    row = np.where(rows_of(log, asked["at"]), 0, -1)
    hoped = None if asked["target"] is None else rows_of(log, asked["target"])
    ranks = cast("tuple[int, ...]", terms.options["tiers"])
    return [(rank, Points(terms.labels[:1], row, np.array([rank]), hoped)) for rank in ranks]


def waiting_counted(people: pd.DataFrame) -> Tally:
    """The tables of people, with the columns of :func:`~pathways.sequences.waiting_states.arrived`
    and ``tier``.
    """
    many = {"many": people["many"].to_numpy(np.int64)}
    return {
        name: count({key: people[key].to_numpy(np.int64) for key in keys}, many)
        for name, keys in (("waiting", _WAITING), ("times", _TIMES))
    }
