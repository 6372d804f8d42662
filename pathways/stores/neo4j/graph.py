"""What became of people at each step, counted on the server, as the pathway graph needs it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pathways.cypher.rows import people_followed
from pathways.record.log import EngagementLog
from pathways.sequences.steps import Ints
from pathways.sequences.waiting_states import Points, counted_states, recently, with_states
from pathways.stores.neo4j.link import Link
from pathways.stores.statements import statement

__all__ = ["states_in"]


def states_in(link: Link, dataset: str, kinds: EngagementLog, by: str) -> pd.DataFrame:
    """What :func:`~pathways.graph.states_of` says of the log, from the server.

    ``kinds`` are the words and the clock of the data set, see
    :func:`~pathways.stores.neo4j.vocabulary.vocabulary_in`.
    """
    tiers = _usual_tiers(link, dataset, by)
    recent = recently(kinds, None)
    found = link.rows(
        statement("arrivals"),
        dataset=dataset,
        by=by,
        tiers=tiers,
        top=len(kinds.scheme.tiers) - 1,
        recent=recent.length,
        recent_unit=recent.unit,
    )
    columns = ["step", "moved", "graduated", "recent", "times", "followed"]
    labels = tuple(sorted(tiers))
    none: Ints = np.zeros(0, dtype=np.int64)
    points = Points(labels, none, np.array([tiers[name] for name in labels], dtype=np.int64))
    people = people_followed(pd.DataFrame(found, columns=columns), labels)
    table = counted_states(kinds, points, with_states(kinds, points, people, people))
    return table.assign(tier=points.tier)


def _usual_tiers(link: Link, dataset: str, by: str) -> dict[str, int]:
    """The tier that most engagements of each step have, the lower one where two are as many."""
    usual: dict[str, int] = {}
    most: dict[str, tuple[int, int]] = {}
    for row in link.rows(statement("step_tiers"), dataset=dataset, by=by):
        step, tier = row["step"], row["tier"]
        usual.setdefault(step, -1)
        if tier is not None and (row["engagements"], -tier) > most.get(step, (0, 0)):
            most[step] = (row["engagements"], -tier)
            usual[step] = tier
    return usual
