"""The pathway graph: nodes and edges are the rows of the measures, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
from hypothesis import given, settings
from logs import log_of
from random_logs import logs

import pathways.map.graph as pg
from pathways.measures.transitions import transitions
from pathways.record.log import EngagementLog
from pathways.sequences.waiting_states import stuck_states

NAPKIN = """
ana  OL 1 mentee 2020-01-10
ana  OL 2 mentor 2020-06-10
ben  OL 1 mentee 2020-01-10
ben  OL 2 mentor 2020-06-20
cleo OL 1 mentee 2020-01-10
dara OL 2 reader 2020-06-10
eli  OL 2 mentee 2021-06-10
"""


def test_five_people_on_a_napkin() -> None:
    graph = pg.pathway_graph(log_of(NAPKIN), by="role")
    assert set(graph) == {pg.START, pg.END, "mentee", "mentor", "reader"}
    assert graph.nodes["mentee"] == {
        pg.PEOPLE: 4,
        pg.TIER: "Participating",
        pg.TIER_RANK: 1,
        pg.MOVED_ON: 0,
        pg.GRADUATED: 2,
        pg.IN_PROGRESS: 1,
        pg.STUCK: 0,
        pg.LAPSED: 1,
    }
    edge = graph.edges["mentee", "mentor"]
    assert (edge[pg.PEOPLE], edge[pg.MOVES], edge[pg.MEDIAN_DAYS]) == (2, 2, 157)
    assert graph.edges[pg.START, "mentee"][pg.PEOPLE] == 4
    assert graph.edges["mentee", pg.END][pg.PEOPLE] == 2
    assert pg.RATE not in edge  # under ten people nothing is said


def test_networkx_writes_it_as_it_is(tmp_path: Path) -> None:
    graph = pg.pathway_graph(log_of(f"{NAPKIN}\nfay OL 2 juggler 2020-06-10"), by="role")
    assert pg.TIER not in graph.nodes["juggler"]
    for write, read in ((nx.write_graphml, nx.read_graphml), (nx.write_gexf, nx.read_gexf)):
        write(graph, tmp_path / "graph")
        back = read(tmp_path / "graph")
        assert set(back) == set(graph)
        edge = back.edges["mentee", "mentor"]
        assert (edge[pg.PEOPLE], edge[pg.MEDIAN_DAYS]) == (2, 157.0)


def test_what_flows_in_flows_out() -> None:
    graph = pg.pathway_graph(log_of(NAPKIN), by="role")
    for step in set(graph) - {pg.START, pg.END}:
        flows = [
            sum(data[pg.MOVES] for *_, data in edges(step, data=True))
            for edges in (graph.in_edges, graph.out_edges)
        ]
        assert flows[0] == flows[1]


@settings(max_examples=15)
@given(logs())
def test_edges_are_transitions_and_nodes_are_states(log: EngagementLog) -> None:
    graph = pg.pathway_graph(log, by="role")
    table = transitions(log, by="role").table
    assert nx.number_of_edges(graph) == len(table)
    for row in table.itertuples():
        assert graph.edges[row.source, row.target][pg.PEOPLE] == row.people
    states = stuck_states(log, "role")
    reached = states[states["people"] > 0]
    assert {name for name in graph if name not in (pg.START, pg.END)} >= set(reached["step"])
    for row in reached.itertuples():
        assert graph.nodes[row.step][pg.PEOPLE] == row.people


def test_an_empty_log_is_two_nodes() -> None:
    graph = pg.pathway_graph(log_of("a OL 1 mentee 2020-01-01 - registered"), by="role")
    assert set(graph) == {pg.START, pg.END}
