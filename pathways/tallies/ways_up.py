"""The tally of ways up: what people do within a window after a program, or at a tier of a touch.

========== ============================ ========================================================
table      keys                         counts
========== ============================ ========================================================
took       unit, tier, worth, watched,  ``many`` people by the highest tier up to their first time
           advanced                     in the unit, whether they could be watched for a window
                                        since, what they did in it and whether they went up
never      unit, tier                   ``size`` of others, watched since their first time at the
                                        tier, who never were in the unit; of them ``advanced``,
                                        and the sum of their ``worth``
editions   unit, edition                ``people`` watched with a way up; ``advanced`` of them
hours,     edition, amount              ``many`` engagements with that amount, where the record
cost                                    has the attribute
========== ============================ ========================================================

What engagements are worth is in the whole numbers of
:func:`~pathways.scoring.give_and_get.unit_of`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.scoring.give_and_get import worth
from pathways.scoring.program_costs import AMOUNTS
from pathways.sequences.first_passage import Ordered, first_times, ordered
from pathways.sequences.steps import Ints
from pathways.sequences.tier_progression import Progress, after
from pathways.stats.sorting import changes, numbered
from pathways.tallies.tally import Counts, Kind, Tally, count
from pathways.tallies.terms import Terms

__all__ = ["TOUCHES", "ways_up"]

TOUCHES = ("low", "high")


@dataclass(frozen=True)
class _Taken:
    """Everyone's first time in each unit, by unit and person: sorted row, unit, what followed."""

    at: Ints
    unit: Ints
    then: Progress


def ways_up(log: EngagementLog, terms: Terms) -> Tally:
    """What people do after a unit: ``terms.options`` say what a ``unit`` is, or one ``program``."""
    rows, follow, top = ordered(log), terms.follow(log), len(log.scheme.tiers) - 1
    each = worth(log)[rows.order]
    point = _units(log, terms)[rows.order]
    at = first_times(point, rows.person)
    took = _Taken(at, point[at], after(rows, at, each, follow))
    beside = first_times(rows.standing, rows.person)
    alone = after(rows, beside, each, follow)
    flags = {
        name: getattr(took.then, name).astype(np.int64)
        for name in ("tier", "worth", "watched", "advanced")
    }
    seen = took.then.watched & (took.then.tier < top)
    edition, editions = _editions(log)
    taken = {"unit": took.unit[seen], "edition": edition[rows.order[at[seen]]]}
    advanced = flags["advanced"][seen]
    return {
        "took": count({"unit": took.unit, **flags}),
        "never": _never(rows, took, beside, alone, top),
        "editions": count(
            taken, {"people": np.ones_like(advanced), "advanced": advanced}, {"edition": editions}
        ),
        **_amounts(log, edition, editions),
    }


def _units(log: EngagementLog, terms: Terms) -> Ints:
    """Each counted engagement's program, or the touch of its tier; -1 for none."""
    if terms.options["unit"] == "touch":
        touches = [*(TOUCHES.index(tier.touch) for tier in log.scheme.tiers), -1]
        return np.asarray(np.array(touches)[column(log, "tier")])
    codes, only = terms.codes(log), terms.options["program"]
    return codes if only is None else np.where(codes == only, codes, -1)


def _never(rows: Ordered, took: _Taken, beside: Ints, alone: Progress, top: int) -> Counts:
    """Who stood at each tier for a whole window, and never were in a unit: all less those who were.

    Everybody stands at a tier for the first time once, so that a figure is a matrix of tiers by
    people.
    """
    person = np.cumsum(changes(rows.person)) - 1
    some = np.flatnonzero(alone.watched & (alone.tier < top))
    who, heads = person[took.at], np.flatnonzero(changes(took.unit))
    amounts = {"size": np.ones_like(beside), "advanced": alone.advanced, "worth": alone.worth}
    found = {}
    for name, amount in amounts.items():
        of_person = np.zeros((top, int(person.max(initial=-1)) + 1), dtype=np.int64)
        of_person[alone.tier[some], person[beside[some]]] = amount[some]
        within = [np.add.reduceat(at_tier[who], heads) for at_tier in of_person if len(heads)]
        found[name] = np.ravel(of_person.sum(axis=1)[:, np.newaxis] - np.array(within))
    tier, unit = np.divmod(np.arange(len(heads) * top), max(len(heads), 1))
    return count({"unit": took.unit[heads][unit], "tier": tier}, found)


def _editions(log: EngagementLog) -> tuple[Ints, tuple[Kind, ...]]:
    """Which edition of which program each counted engagement is of, none being one as well."""
    program, edition = (log.counted[name].cat.categories for name in ("program", "edition"))
    width = len(edition) + 1
    pair = column(log, "program") * width + column(log, "edition") + 1
    pairs, code = numbered(pair, len(program) * width)
    names = (None, *map(str, edition))
    return code, tuple((str(program[p // width]), names[p % width]) for p in pairs.tolist())


def _amounts(log: EngagementLog, edition: Ints, editions: tuple[Kind, ...]) -> Tally:
    """How often the rows of each edition have each number of hours, and each cost."""
    found = {}
    attributes = {name.casefold(): name for name in log.attributes}
    for kind in AMOUNTS:
        if kind in attributes:
            values = pd.to_numeric(log.counted[attributes[kind]], errors="coerce").to_numpy(float)
            known = np.flatnonzero(~np.isnan(values))
            different, code = np.unique(values[known], return_inverse=True)
            stand_for = {"edition": editions, "amount": tuple((one,) for one in different.tolist())}
            found[kind] = count({"edition": edition[known], "amount": code}, None, stand_for)
    return found
