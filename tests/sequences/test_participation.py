"""Who took part in what, as graphs: equal to networkx's own projection."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from logs import log_of
from people import Row, built, by_level, counted, few, rows, step_sets, visit

from pathways.errors import OptionError
from pathways.sequences.participation import (
    BEFORE_ALL,
    NEVER,
    participation_graph,
    program_projection,
    visits,
)
from pathways.sequences.steps import make_steps

NAPKIN = """
a OL 1 mentee 2020-01-10
a OL 2 mentor 2020-06-10
a GS 1 reader 2020-06-10
b OL 1 mentee 2020-01-10
b GS 1 reader 2020-06-10
c GS 1 reader 2020-06-10
c Fest 1 reader 2020-07-10
OL Solo 1 reader 2020-01-10
"""


def test_people_and_programs() -> None:
    graph = participation_graph(log_of(NAPKIN))
    assert nx.is_bipartite(graph)
    people = [node for node, part in graph.nodes.data("bipartite") if part == 0]
    programs = [node for node, part in graph.nodes.data("bipartite") if part == 1]
    # A person may be called as a program is.
    assert people == [("participant", name) for name in ("OL", "a", "b", "c")]
    assert programs == [("program", name) for name in ("Fest", "GS", "OL", "Solo")]
    assert graph[("participant", "a")][("program", "OL")]["weight"] == 2
    assert graph[("participant", "OL")] == {("program", "Solo"): {"weight": 1}}


def test_programs_that_share_people() -> None:
    graph = program_projection(log_of(NAPKIN))
    assert sorted(graph.edges.data("weight")) == [("Fest", "GS", 1), ("GS", "OL", 2)]
    assert dict(graph.nodes.data("people")) == {"Fest": 1, "GS": 3, "OL": 2, "Solo": 1}


def test_nobody() -> None:
    log = log_of("a OL 1 mentee - - invited")
    assert len(participation_graph(log)) == len(program_projection(log)) == 0


def test_a_level_that_is_not_there() -> None:
    with pytest.raises(OptionError):
        participation_graph(log_of(NAPKIN), by="programme")


@few
@given(rows)
def test_by_the_obvious_way_and_by_networkx(rows: list[Row]) -> None:
    log = built(rows)
    for by in ("program", "activity", "tier"):
        whole = participation_graph(log, by)
        for (_, person), (_, step), weight in whole.edges.data("weight"):
            own = [row for row in counted(rows) if row.participant == person]
            assert weight == sum(row.label(by) == step for row in own)
        steps = [node for node, part in whole.nodes.data("bipartite") if part == 1]
        if not steps:
            continue
        theirs = nx.bipartite.weighted_projected_graph(whole, steps)
        theirs = nx.relabel_nodes(theirs, {node: node[1] for node in steps})
        mine = program_projection(log, by)
        assert set(mine) == set(theirs)
        assert nx.utils.edges_equal(
            [(*sorted(edge[:2]), edge[2]) for edge in mine.edges.data("weight")],
            [(*sorted(edge[:2]), edge[2]) for edge in theirs.edges.data("weight")],
        )


@few
@given(rows)
def test_first_and_last_visits(rows: list[Row]) -> None:
    steps = make_steps(built(rows), "role")
    first, last = visits(steps)
    sets = list(step_sets(rows, by_level("role")).values())
    begin = np.cumsum([0, *(len(own) for own in sets)])
    for person, own in enumerate(sets):
        for code, label in enumerate(steps.labels):
            at = visit(own, label)
            end = visit(own[::-1], label)
            assert first[person, code] == (NEVER if at is None else begin[person] + at)
            expected = BEFORE_ALL if end is None else begin[person + 1] - 1 - end
            assert last[person, code] == expected
