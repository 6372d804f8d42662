"""Who took part in what: as matrices of people by steps, and as graphs in two parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.record.log import EngagementLog
from pathways.sequences.steps import Steps, level_codes, make_steps

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "BEFORE_ALL",
    "NEVER",
    "PERSON",
    "joined",
    "participation_graph",
    "program_projection",
    "shared_people",
    "visits",
]

PERSON = "participant"
NEVER = np.iinfo(np.int32).max
"""In a matrix of first visits: never there.  It is later than every step set."""
BEFORE_ALL = -1
"""In a matrix of last visits: never there.  It is earlier than every step set."""

Visits = NDArray[np.int32]


def visits(steps: Steps) -> tuple[Visits, Visits]:
    """The number of each person's first and last step set at each step, people by steps.

    :data:`NEVER` and :data:`BEFORE_ALL` stand where somebody never was, so that ``first[:, a] <
    first[:, b]`` and ``last[:, b] > first[:, a]`` are false for them without a test of their own.
    """
    shape = (steps.people, len(steps.labels))
    first = np.full(shape, NEVER, dtype=np.int32)
    last = np.full(shape, BEFORE_ALL, dtype=np.int32)
    np.minimum.at(first, (steps.person, steps.step), steps.at.astype(np.int32))
    np.maximum.at(last, (steps.person, steps.step), steps.at.astype(np.int32))
    return first, last


def shared_people(steps: Steps) -> NDArray[np.int64]:
    """How many people every two steps have in common; the diagonal has the people of each."""
    from scipy.sparse import csr_array

    once, shape = steps.visits, (steps.people, len(steps.labels))
    cells = (steps.person[once], steps.step[once])
    took_part = csr_array((np.ones(len(once), dtype=np.int64), cells), shape)
    return np.asarray((took_part.T @ took_part).todense(), dtype=np.int64)


def participation_graph(log: EngagementLog, by: str = "program") -> nx.Graph[tuple[str, str]]:
    """People and the programs they took part in, as a graph in two parts.

    Nodes are pairs, ``("participant", id)`` and ``("program", name)`` (the first word is ``by``),
    so that a person and a program of the same name stay two nodes.  As networkx has it, the node
    attribute ``bipartite`` is 0 for participants and 1 for programs.  The ``weight`` of an edge
    is the number of counted engagements.  It names people: it is not for sharing.

    Raises:
        OptionError: a level that does not exist.

    Example:
        >>> graph = participation_graph(log, by="role")
        >>> graph.edges[("participant", "ana"), ("role", "mentor")]["weight"]
        1
    """
    import networkx as nx

    codes, labels = level_codes(log, by)
    rows = pd.DataFrame({"person": log.counted["participant"].astype("str"), "step": codes})
    pairs = rows[codes >= 0].groupby(["person", "step"]).size()
    people, used = (pairs.index.unique(level) for level in (0, 1))
    graph: nx.Graph[tuple[str, str]] = nx.Graph(by=by)
    graph.add_nodes_from(((PERSON, person) for person in people), bipartite=0)
    graph.add_nodes_from(((by, labels[step]) for step in sorted(used)), bipartite=1)
    graph.add_weighted_edges_from(
        ((PERSON, person), (by, labels[step]), count) for (person, step), count in pairs.items()
    )
    return graph


def program_projection(log: EngagementLog, by: str = "program") -> nx.Graph[str]:
    """Programs joined by the people they share: the weighted projection of the participation graph.

    Nodes are the programs that somebody took part in, with ``people``; two are joined where at
    least one person took part in both, with ``weight``: how many people did.  Equal to
    ``networkx.bipartite.weighted_projected_graph``, through a matrix product because that one
    compares sets of people pair by pair.

    Raises:
        OptionError: a level that does not exist.

    Example:
        >>> program_projection(log, by="role").edges["mentee", "mentor"]["weight"]
        3
    """
    steps = make_steps(log, by)
    return joined(shared_people(steps), steps.labels, by)


def joined(shared: NDArray[np.int64], labels: tuple[str, ...], by: str) -> nx.Graph[str]:
    """The graph of :func:`program_projection`, from how many people every two have in common."""
    import networkx as nx

    used = np.flatnonzero(shared.diagonal())
    graph: nx.Graph[str] = nx.Graph(by=by)
    graph.add_nodes_from((labels[a], {"people": int(shared[a, a])}) for a in used)
    first, second = np.nonzero(np.triu(shared, 1))
    graph.add_weighted_edges_from(
        (labels[a], labels[b], int(shared[a, b])) for a, b in zip(first, second, strict=True)
    )
    return graph
