"""The network of moves between steps, and the ways through it that are likeliest and widest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Network", "graph_of_moves", "likeliest_route", "widest_route"]

PER_MOVE = 1e-9
"""Added to the cost of each move, so that of two routes as likely the one with fewer moves wins."""


@dataclass(frozen=True)
class Network:
    """The moves between the steps, of which one is the source and one the target.

    ``graph`` has codes of steps as nodes, one more for outside, and edges with ``people``, ``x``,
    ``n`` and ``cost`` (missing where ``x`` is 0).  ``names`` are the names of the codes.
    """

    graph: nx.DiGraph[int]
    names: tuple[str, ...]
    source: int
    target: int

    @property
    def from_outside(self) -> bool:
        return self.source == len(self.names) - 1


def graph_of_moves(steps: int, edges: pd.DataFrame) -> nx.DiGraph[int]:
    """The moves as a graph, each with its people, its share and the cost of that."""
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(steps + 1))
    for source, target, people, x, n in edges.itertuples(index=False):
        cost = float(np.log(n / x)) + PER_MOVE if x else None
        graph.add_edge(source, target, people=people, x=x, n=n, cost=cost)
    return graph


def likeliest_route(network: Network) -> list[int]:
    """The route with the greatest product of shares; networkx leaves out moves without a cost."""
    import networkx as nx

    try:
        return list(nx.dijkstra_path(network.graph, network.source, network.target, weight="cost"))
    except nx.NetworkXNoPath:
        return []


def widest_route(network: Network) -> list[int]:
    """The route whose smallest move carries most people, found by halving the possible widths."""
    import networkx as nx

    widths = sorted({people for _, _, people in network.graph.edges.data("people")})
    best: list[int] = []
    low, high = 0, len(widths)
    while low < high:
        middle = (low + high) // 2
        wide = [(a, b) for a, b, p in network.graph.edges.data("people") if p >= widths[middle]]
        try:
            best = nx.shortest_path(nx.DiGraph(wide), network.source, network.target)
            low = middle + 1
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            high = middle
    return best
