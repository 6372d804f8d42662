"""The tally of groups: who has reached which tiers, by a value that describes people.

========== ======================== ============================================================
table      keys                     counts
========== ======================== ============================================================
patterns   group, at 0, at 1, …     ``many`` people by their value (``NOTHING`` where it is not
                                    known) and by whether they have reached each tier
known      (none)                   ``people`` whose value is known, whether they count or not
facts      (none)                   see :mod:`~pathways.tallies.moves`
========== ======================== ============================================================

And any tally by groups of people, where a record is counted part by part: its tables, each with the
name of the group behind a stroke.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.selection import UNKNOWN_GROUP, group_filter, group_values, groups
from pathways.stats.sorting import distinct
from pathways.tallies.divided import PEOPLE, Count, Divided
from pathways.tallies.follow_ups import NOTHING
from pathways.tallies.moves import known_facts
from pathways.tallies.tally import Counts, Tally, count, facts
from pathways.tallies.terms import Terms, terms_of

__all__ = ["groups_of", "patterns_in_order", "tier_patterns"]

_STROKE = "/"


def groups_of(record: Divided, attribute: str) -> Iterator[tuple[str, Divided]]:
    """The groups of a record that is counted part by part, as of one that is in one piece.

    All groups are counted in one pass over the parts, when the first of them is asked.

    Raises:
        OptionError: no such attribute.
    """
    found = record.add_up(partial(_by_group, _nothing, attribute), terms_of(record.kinds))
    names = {table.partition(_STROKE)[2] for table in found if table != PEOPLE}
    everyone, origin = _Together(record, attribute), record.kinds.origin
    for name in sorted(names, key=lambda name: (name == UNKNOWN_GROUP, name)):
        filters = (*origin.filters, group_filter(attribute, name))
        kinds = record.kinds.with_origin(replace(origin, filters=filters))
        yield name, Divided(kinds, partial(everyone.add_up, name))


class _Together:
    """What is asked of one group after the other, counted of all of them at once."""

    def __init__(self, record: Divided, attribute: str) -> None:
        self.record, self.attribute = record, attribute
        self.asked: tuple[Count, Terms] | None = None
        self.found: Tally = {}

    def add_up(self, name: str, count: Count, terms: Terms) -> Tally:
        """The tally of one group."""
        terms = replace(terms, record=self.record.kinds.without_engagements)
        if not self._was_asked(count, terms):
            by_group = partial(_by_group, count, self.attribute)
            self.found, self.asked = self.record.add_up(by_group, terms), (count, terms)
        whole = ((table.partition(_STROKE), counts) for table, counts in self.found.items())
        theirs = {table: counts for (table, _, group), counts in whole if group == name}
        return {**theirs, PEOPLE: self.found[PEOPLE]}

    def _was_asked(self, count: Count, terms: Terms) -> bool:
        try:
            return self.asked == (count, terms)
        except ValueError:  # of tables among the terms nobody says whether they are the same
            return False


def _by_group(count: Count, attribute: str, log: EngagementLog, terms: Terms) -> Tally:
    """What a part knows of each group."""
    return {
        f"{table}{_STROKE}{name}": counts
        for name, theirs in groups(log, attribute)
        for table, counts in count(theirs, terms).items()
    }


def _nothing(log: EngagementLog, _terms: Terms) -> Tally:
    return {"there": facts(people=log.people)}


def tier_patterns(log: EngagementLog, terms: Terms) -> Tally:
    """Who has reached which tiers; ``terms.options["key"]`` says by which attribute."""
    values = group_values(log, str(terms.options["key"]))
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
