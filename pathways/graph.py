"""The pathway graph: steps as nodes, moves as edges, people and times on both.

Attribute names are constants, so that a typing error is an error.  ``(start)`` and ``(end)`` are
nodes: an edge from the one is where people join, an edge to the other where their record ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pathways.log import EngagementLog
from pathways.measures.transitions import transitions
from pathways.moves import END, START
from pathways.steps import make_steps
from pathways.stuck import stuck_states

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "END",
    "GRADUATED",
    "IN_PROGRESS",
    "LAPSED",
    "MEDIAN_DAYS",
    "MEDIAN_EDITIONS",
    "MOVED_ON",
    "MOVES",
    "PEOPLE",
    "RATE",
    "START",
    "STUCK",
    "TIER",
    "TIER_RANK",
    "N",
    "X",
    "pathway_graph",
]

PEOPLE, TIER, TIER_RANK = "people", "tier", "tier_rank"
MOVED_ON, GRADUATED, IN_PROGRESS = "moved_on", "graduated", "in_progress"
STUCK, LAPSED = "stuck", "lapsed"
MOVES, X, N, RATE = "moves", "x", "n", "rate"
MEDIAN_DAYS, MEDIAN_EDITIONS = "median_days", "median_editions"

_STATES = (MOVED_ON, GRADUATED, IN_PROGRESS, STUCK, LAPSED)
_EDGE = (MOVES, PEOPLE, X, N, RATE, MEDIAN_DAYS, MEDIAN_EDITIONS)


def pathway_graph(
    log: EngagementLog, by: str = "activity", *, ties: str = "set", horizon: str | None = None
) -> nx.DiGraph[str]:
    """The moves of everyone as a directed graph.

    Nodes are the steps that somebody took, and :data:`START` and :data:`END`.  A node has
    :data:`PEOPLE` (distinct), :data:`TIER` and :data:`TIER_RANK` (``None`` and -1 without a rule),
    and the counts of people by what came after: :data:`MOVED_ON`, :data:`GRADUATED`,
    :data:`IN_PROGRESS`, :data:`STUCK`, :data:`LAPSED` (see
    :func:`~pathways.measures.stuck_points.stuck_points`; ``None`` for a step without a tier).

    An edge is a row of :func:`~pathways.measures.transitions.transitions`: :data:`MOVES`,
    :data:`PEOPLE`, :data:`X`, :data:`N`, :data:`RATE`, :data:`MEDIAN_DAYS`,
    :data:`MEDIAN_EDITIONS`, with ``None`` for what cannot be said.

    Raises:
        OptionError: a level, tie rule or window that does not exist.

    Example:
        >>> graph = pathway_graph(log, by="role")
        >>> graph.edges["mentee", "mentor"][PEOPLE]
        3
    """
    import networkx as nx

    steps = make_steps(log, by, ties)
    states = stuck_states(log, by).set_index("step")
    tiers = log.scheme.tier_names
    graph: nx.DiGraph[str] = nx.DiGraph(by=by, as_of=log.origin.as_of)
    graph.add_node(START, **{PEOPLE: steps.people})
    graph.add_node(END)
    for rank, name in zip(steps.tiers, steps.labels, strict=True):
        row = states.loc[name]
        if row["people"] > 0:
            counts = {state: _plain(row[state]) for state in _STATES}
            tier = tiers[rank] if rank >= 0 else None
            graph.add_node(name, **{PEOPLE: int(row["people"]), TIER: tier, TIER_RANK: int(rank)})
            graph.nodes[name].update(counts)
    for row in transitions(log, by=by, ties=ties, horizon=horizon).table.to_dict("records"):
        edge = {name: _plain(row[name]) for name in _EDGE}
        graph.add_edge(row["source"], row["target"], **edge)
    return graph


def _plain(value: Any) -> int | float | None:
    """A count or a number as Python's own; ``None`` where there is none to give."""
    if pd.isna(value):
        return None
    number = float(value)
    return int(number) if number.is_integer() else number
