"""The pathway graph: steps as nodes, moves as edges, people and times on both.

Attribute names are constants, so that a typing error is an error.  ``(start)`` and ``(end)`` are
nodes: an edge from the one is where people join, an edge to the other where their record ends.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import pandas as pd

from pathways.measures.transitions import transitions
from pathways.record.log import EngagementLog
from pathways.record.options import Length, Level, Ties
from pathways.sequences.directly_follows import END, START
from pathways.sequences.waiting_states import points_of_level, stuck_states

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
    "graph_of",
    "pathway_graph",
    "states_of",
]

PEOPLE, TIER, TIER_RANK = "people", "tier", "tier_rank"
MOVED_ON, GRADUATED, IN_PROGRESS = "moved_on", "graduated", "in_progress"
STUCK, LAPSED = "stuck", "lapsed"
MOVES, X, N, RATE = "moves", "x", "n", "rate"
MEDIAN_DAYS, MEDIAN_EDITIONS = "median_days", "median_editions"

_STATES = (MOVED_ON, GRADUATED, IN_PROGRESS, STUCK, LAPSED)
_COUNTS, _NUMBERS = (MOVES, PEOPLE, X, N), (RATE, MEDIAN_DAYS, MEDIAN_EDITIONS)


def pathway_graph(
    log: EngagementLog, by: Level = "activity", *, ties: Ties = "set", horizon: Length | None = None
) -> nx.DiGraph[str]:
    """The moves of everyone as a directed graph.

    Nodes are the steps that somebody took, and :data:`START` and :data:`END`.  A node has
    :data:`PEOPLE` (distinct), :data:`TIER` and :data:`TIER_RANK` (no :data:`TIER`, and -1, without
    a rule), and the counts of people by what came after: :data:`MOVED_ON`, :data:`GRADUATED`,
    :data:`IN_PROGRESS`, :data:`STUCK`, :data:`LAPSED` (see
    :func:`~pathways.measures.stuck_points.stuck_points`; none of them for a step without a tier).

    An edge is a row of :func:`~pathways.measures.transitions.transitions`: the whole numbers
    :data:`MOVES`, :data:`PEOPLE`, :data:`X` and :data:`N`, and the decimal numbers :data:`RATE`,
    :data:`MEDIAN_DAYS` and :data:`MEDIAN_EDITIONS`.  What cannot be said is no attribute, so that
    networkx writes the graph as GraphML or GEXF just as it is.

    Raises:
        OptionError: a level, tie rule or window that does not exist.

    Example:
        >>> graph = pathway_graph(log, by="role")
        >>> graph.edges["mentee", "mentor"][PEOPLE]
        3
    """
    moves = transitions(log, by=by, ties=ties, horizon=horizon).table
    return graph_of(moves, states_of(log, by), log, by)


def states_of(log: EngagementLog, by: str) -> pd.DataFrame:
    """Waiting states by step, with the rank of each step's ``tier``.

    The table is that of :func:`~pathways.sequences.waiting_states.stuck_states`.

    Example:
        >>> states_of(log, "role")[["step", "tier"]].to_numpy().tolist()
        [['mentee', 1], ['mentor', 2]]
    """
    return stuck_states(log, by).assign(tier=points_of_level(log, by).tier)


def graph_of(
    moves: pd.DataFrame, states: pd.DataFrame, log: EngagementLog, by: str
) -> nx.DiGraph[str]:
    """The graph of these rows; see :func:`pathway_graph`.

    Args:
        moves: the table of :func:`~pathways.measures.transitions.transitions`.
        states: of each step, as :func:`states_of` gives them.
        log: whose tiers and cut-off these are; its engagements are not looked at.
        by: the level.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(by=by, as_of=log.as_of.label)
    everyone = moves.loc[moves["source"] == START, N].max()
    graph.add_node(START, **{PEOPLE: 0 if pd.isna(everyone) else int(everyone)})
    graph.add_node(END)
    tiers = log.scheme.tier_names
    for row in states[states["people"] > 0].to_dict("records"):
        rank = int(row["tier"])
        graph.add_node(row["step"], **{PEOPLE: int(row["people"]), TIER_RANK: rank})
        tier = {TIER: tiers[rank]} if rank >= 0 else {}
        graph.nodes[row["step"]].update({**tier, **_known(row, _STATES, int)})
    for row in moves.to_dict("records"):
        edge = {**_known(row, _COUNTS, int), **_known(row, _NUMBERS, float)}
        graph.add_edge(row["source"], row["target"], **edge)
    return graph


def _known(
    row: dict[Hashable, Any], names: tuple[str, ...], as_number: type[int] | type[float]
) -> dict[str, Any]:
    """What a row says of these names; what it cannot say is left out."""
    return {name: as_number(row[name]) for name in names if not pd.isna(row[name])}
