"""The tally of groups: who has reached which tiers, by a value that describes people.

========== ======================== ============================================================
table      keys                     counts
========== ======================== ============================================================
patterns   group, at 0, at 1, …     ``many`` people by their value (``NOTHING`` where it is not
                                    known) and by whether they have reached each tier
known      (none)                   ``people`` whose value is known, whether they count or not
facts      (none)                   see :mod:`~pathways.tallies.moves`
========== ======================== ============================================================
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.selection import person_values
from pathways.stats.sorting import distinct
from pathways.tallies.follow_ups import NOTHING
from pathways.tallies.moves import known_facts
from pathways.tallies.tally import Counts, Tally, count, facts
from pathways.tallies.terms import Terms

__all__ = ["patterns_in_order", "tier_patterns"]


def tier_patterns(log: EngagementLog, terms: Terms) -> Tally:
    """Who has reached which tiers; ``terms.options["key"]`` says by which attribute."""
    values = person_values(log, str(terms.options["key"]))
    ids = log.records["participant"].cat.categories
    code, names = pd.factorize(values.reindex(ids), use_na_sentinel=True)
    person, tier = column(log, "participant"), column(log, "tier")
    tiers, people = len(log.scheme.tiers), distinct(person)
    reached = np.zeros((len(ids), tiers), dtype=np.int64)
    reached[person[tier >= 0], tier[tier >= 0]] = 1
    at = {f"at {rank}": reached[people, rank] for rank in range(tiers)}
    stand_for = {"group": (NOTHING, *((str(name),) for name in names))}
    return {
        "patterns": count({"group": code[people].astype(np.int64) + 1, **at}, None, stand_for),
        "known": facts(people=len(values)),
        "facts": known_facts(terms.steps(log)),
    }


def patterns_in_order(patterns: Counts) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The patterns by group (-1: unknown) and tiers, whoever counted them, and names of groups."""
    held = patterns.stand_for["group"]
    here = patterns["group"][patterns["many"] > 0]
    names = sorted({held[code][0] for code in here.tolist() if held[code]})
    place = {(name,): number for number, name in enumerate(names)}
    group = [place.get(held[code], -1) for code in patterns["group"].tolist()]
    return patterns.table.assign(group=group).sort_values(list(patterns.keys)), tuple(names)
