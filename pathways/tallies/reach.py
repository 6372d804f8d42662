"""The tally of reach: who has one step and no other, and who came from and went to others.

========== =============== =====================================================================
table      keys            counts
========== =============== =====================================================================
steps      step            ``people`` who were there; ``n`` watched for a window since their first
                           time, ``x`` of them with no other step, ``still_alone``: the others
                           with none; ``came_from`` another before, ``went_to`` one after;
                           ``later``: people there after their first step
pairs      source, target  people with both: ``shared``; with the target ``before`` their first
                           time at the source, and ``after`` it
tiers      tier            ``people`` who reached it
ways       tier, step      ``people`` at the step after they had reached the tier
levels     step, tier      ``many`` engagements
facts      (none)          see :mod:`~pathways.tallies.moves`
========== =============== =====================================================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.sequences.steps import Bools, Ints, Steps, level_codes, steps_of
from pathways.stats.sorting import changes, sorting, stretches
from pathways.tallies.moves import known_facts
from pathways.tallies.tally import Counts, Tally, count
from pathways.tallies.terms import Terms

__all__ = ["reach"]


@dataclass(frozen=True)
class _Visits:
    """Each person's first and last step set at each step, by person; where each person begins."""

    person: Ints
    step: Ints
    first: Ints
    last: Ints
    begin: Ints

    @property
    def many(self) -> Ints:
        """How many steps the person of each visit has."""
        return np.diff(self.begin)[self.person]


def _visits(steps: Steps) -> _Visits:
    order = np.arange(len(steps.at))[sorting(steps.person, steps.step)]
    heads = np.flatnonzero(changes(steps.person[order], steps.step[order]))
    first, last = order[heads], order[np.append(heads[1:], len(order))[: len(heads)] - 1]
    person = steps.person[first]
    begin = np.searchsorted(person, np.arange(steps.people + 1))
    return _Visits(person, steps.step[first], steps.at[first], steps.at[last], begin)


def reach(log: EngagementLog, terms: Terms) -> Tally:
    """Where people were besides each step, and in which order."""
    steps = terms.steps(log)
    visits, many = _visits(steps), len(terms.labels)
    own, other = stretches(visits.begin[visits.person], visits.many)
    own, other = own[own != other], other[own != other]
    pair = visits.step[own] * many + visits.step[other]
    before = visits.first[other] < visits.first[own]
    after = visits.last[other] > visits.first[own]
    went = np.bincount(own[after], minlength=len(visits.step)) > 0
    tier = column(log, "tier")
    known = (terms.codes(log) >= 0) & (tier >= 0)
    return {
        "steps": _steps(visits, terms.follow(log).observable(steps.when), went, many),
        "pairs": _crossed(
            ("source", "target"),
            many,
            {"shared": pair, "before": pair[before], "after": pair[after]},
        ),
        **_ways(log, terms, visits),
        "levels": count({"step": terms.codes(log)[known], "tier": tier[known]}),
        "facts": known_facts(steps),
    }


def _steps(visits: _Visits, observable: Bools, went: Bools, many: int) -> Counts:
    begun = visits.first
    if len(begun):
        begun = np.minimum.reduceat(begun, visits.begin[:-1])
    watched, alone = observable[visits.first], visits.many == 1
    rows = {
        "people": slice(None),
        "n": watched,
        "x": watched & alone,
        "still_alone": alone & ~watched,
        "came_from": visits.first > begun[visits.person],
        "went_to": went,
        "later": visits.last > begun[visits.person],
    }
    columns = {name: np.bincount(visits.step[here], minlength=many) for name, here in rows.items()}
    return Counts(("step",), pd.DataFrame({"step": np.arange(many), **columns}))


def _crossed(keys: tuple[str, str], width: int, codes: dict[str, Ints]) -> Counts:
    """How often each pair of codes comes, of those that are there at all."""
    size = max((int(code.max(initial=-1)) for code in codes.values()), default=-1) + 1
    amounts = {name: np.bincount(code, minlength=size) for name, code in codes.items()}
    there = np.flatnonzero(next(iter(amounts.values())))
    pairs = dict(zip(keys, np.divmod(there, max(width, 1)), strict=True))
    found = {name: amount[there] for name, amount in amounts.items()}
    return Counts(keys, pd.DataFrame({**pairs, **found}))


def _ways(log: EngagementLog, terms: Terms, visits: _Visits) -> Tally:
    """Where people go after they have reached a tier, in the step sets of this level."""
    rows, tiers = np.flatnonzero(level_codes(log, terms.by)[0] >= 0), len(log.scheme.tiers)
    # Engagements without a tier stay in, as one tier more: they help to form the step sets.
    codes = column(log, "tier")[rows]
    codes = np.where(codes < 0, tiers, codes)
    reached = _visits(steps_of(log, rows, codes, (*log.scheme.tier_names, "")))
    begin, many = visits.begin[reached.person], np.diff(visits.begin)[reached.person]
    since, at = stretches(begin, many)
    gone = (reached.step[since] < tiers) & (visits.last[at] > reached.first[since])
    steps = len(terms.labels)
    way = reached.step[since[gone]] * steps + visits.step[at[gone]]
    return {
        "tiers": count({"tier": reached.step[reached.step < tiers]}),
        "ways": _crossed(("tier", "step"), steps, {"people": way}),
    }
