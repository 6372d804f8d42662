"""Isolation: programs that stand alone and programs that join others, slowly and obviously."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx
import pytest
from hypothesis import given
from logs import log_of
from ols import needs_ols, ols_log
from people import Row, StepSet, built, by_level, few, observable, rows, step_sets, visit

from pathways.measures.isolation import isolation
from pathways.sequences.participation import participation_graph

# GS joins OL and Fest; Solo has nobody else's people.
NAPKIN = """
a OL   1 mentee 2020-01-10
a GS   1 reader 2020-06-10
b OL   1 mentee 2020-01-10
b GS   1 reader 2020-06-10
c GS   1 reader 2020-06-10
c Fest 1 reader 2020-07-10
d Solo 1 reader 2020-01-10
e Solo 2 reader 2021-03-10
e Solo 2 mentee 2021-03-10
f OL   2 mentee 2021-03-10
"""


def test_six_people() -> None:
    answer = isolation(log_of(NAPKIN))
    columns = ["program", "x", "n", "not_yet_observable", "people", "still_alone"]
    assert answer.table[columns].values.tolist() == [
        ["Solo", 1, 1, 1, 2, 1],
        ["Fest", 0, 0, 1, 1, 0],
        ["GS", 0, 0, 3, 3, 0],
        ["OL", 0, 2, 1, 3, 1],
    ]
    columns = ["came_from", "programs_before", "went_to", "programs_after"]
    table = answer.table.set_index("program")
    assert table.loc["GS", columns].tolist() == [2, 1, 1, 1]
    assert table.loc["OL", columns].tolist() == [0, 0, 2, 1]
    assert table.loc["Solo", columns].tolist() == [0, 0, 0, 0]
    assert table["betweenness"].to_dict() == {
        "Solo": 0,
        "Fest": 0,
        "GS": pytest.approx(1 / 3),
        "OL": 0,
    }
    assert table.index[table["articulation"]].tolist() == ["GS"]
    assert table["component"].to_dict() == {"Solo": 2, "Fest": 1, "GS": 1, "OL": 1}
    assert answer.sentence == (
        "Solo has people who took nothing else: 1 of 1 (too few to say) of its people who "
        "could be watched took no other program."
    )


def test_taken_at_the_same_time_is_not_alone_and_is_no_way_in_or_out() -> None:
    table = isolation(log_of("a OL 1 mentee\na GS 1 reader\nb OL 2 mentee\nb GS 2 mentee")).table
    assert table[["x", "n", "came_from", "went_to"]].values.tolist() == [[0, 1, 0, 0]] * 2


def test_a_program_before_and_after_counts_in_both_ways() -> None:
    log = log_of("a OL 1 mentee\na GS 2 reader\na OL 3 mentor")
    table = isolation(log).table.set_index("program")
    assert table.loc["GS", ["came_from", "went_to"]].tolist() == [1, 1]
    assert table.loc["OL", ["came_from", "went_to"]].tolist() == [0, 1]


def test_bridges_are_ranked_by_lift_with_counts() -> None:
    """12 mentees of Solo and OL: 6 go to Fest, 5 to GS, where 15 readers go as well."""
    lines = [f"m{i} {'Solo' if i < 2 else 'OL'} 1 mentee 2020-01-10" for i in range(12)]
    lines += [f"m{i} Fest 1 mentor 2020-06-10" for i in range(2, 8)]
    lines += [f"m{i} GS 1 mentor 2020-07-10" for i in range(2, 7)]
    lines += [f"r{i} News 1 reader 2020-01-10" for i in range(20)]
    lines += [f"r{i} GS 1 mentor 2020-07-10" for i in range(15)]
    table = isolation(log_of("\n".join(lines))).table.set_index("program")
    # Fest: 6 of 12 against 6 of 32; GS: 5 of 12 against 20 of 32.
    assert table.loc["Solo", "bridges"] == "Fest (lift 2.7, 6 people); GS (lift 0.7, 5 people)"
    assert table.loc["News", "bridges"] == "GS (lift 1.2, 15 people)"
    # 21 mentors, of whom 5 go to GS after they were mentors elsewhere.
    assert table.loc["Fest", "bridges"] == "GS (lift 0.4, 5 people)"


def test_a_bridge_of_few_people_has_no_lift_and_one_of_four_is_none() -> None:
    five = "\n".join(f"p{i} OL 1 mentee\np{i} GS 2 mentor" for i in range(5))
    assert isolation(log_of(five)).table["bridges"].tolist() == ["", "GS (5 people)"]
    four = "\n".join(f"p{i} OL 1 mentee\np{i} GS 2 mentor" for i in range(4))
    assert isolation(log_of(four)).table["bridges"].tolist() == ["", ""]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a OL 1 mentee - - invited", "Nobody has taken part in a program that counts."),
        ("a OL 1 mentee", "There is one program only, OL: nothing stands beside it."),
        (
            "a OL 1 mentee\nb GS 1 mentee",
            (
                "Nobody could be watched for the next edition yet, so no program can be called "
                "isolated."
            ),
        ),
        (
            "a OL 1 mentee\na GS 2 mentee\nb OL 2 mentee",
            "No program stands alone: everyone who could be watched took another one too.",
        ),
        (
            "\n".join(f"p{i} OL 1 mentee" for i in range(11)) + "\nz GS 2 mentee\nz OL 2 mentee",
            (
                "OL stands most alone: 11/11 = 100 % (74 to 100) of its people who could be "
                "watched took no other program."
            ),
        ),
    ],
)
def test_sentences(text: str, sentence: str) -> None:
    assert isolation(log_of(text)).sentence == sentence


def test_an_empty_log_has_every_column() -> None:
    full, empty = (isolation(log_of(text)).table for text in (NAPKIN, "a OL 1 b - - invited"))
    assert empty.empty
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


class Slow:
    """Every program by the obvious way."""

    def __init__(self, rows: list[Row], by: str) -> None:
        self.rows = rows
        self.sets = step_sets(rows, by_level(by))

    def row(self, label: str) -> list[int]:
        x = n = people = still = came = went = 0
        before: set[str] = set()
        after: set[str] = set()
        for sets in self.sets.values():
            at = visit(sets, label)
            if at is None:
                continue
            alone = set().union(*(one.labels for one in sets)) == {label}
            watched = observable(self.rows, sets[at])
            earlier = labels(sets[:at]) - {label}
            later = labels(sets[at + 1 :]) - {label}
            people, n, x = people + 1, n + watched, x + (alone and watched)
            still += alone and not watched
            came, went = came + bool(earlier), went + bool(later)
            before, after = before | earlier, after | later
        return [x, n, people - n, people, still, came, len(before), went, len(after)]


def labels(sets: list[StepSet]) -> set[str]:
    return set().union(*(one.labels for one in sets))


def places(graph: nx.Graph[str]) -> dict[str, tuple[float, bool]]:
    """Betweenness in exact fractions, and articulation points by taking each node away."""
    for _, _, edge in graph.edges.data():
        edge["far"] = Fraction(1, edge["weight"])
    between = nx.betweenness_centrality(graph, weight="far")
    parts = nx.number_connected_components(graph)
    found = {}
    for node in graph:
        rest = graph.subgraph(set(graph) - {node})
        alone = graph.degree(node) == 0
        cut = not alone and nx.number_connected_components(rest) > parts
        found[node] = (round(between[node], 9), cut)
    return found


@few
@given(rows)
def test_by_the_obvious_way(rows: list[Row]) -> None:
    log = built(rows)
    for by in ("program", "activity", "role"):
        table = isolation(log, by=by).table
        slow = Slow(rows, by)
        columns = list(table.columns[[1, 2, 6, *range(7, 13)]])
        for label, values in zip(table["program"], table[columns].values.tolist(), strict=True):
            assert values == slow.row(label), label
        if table.empty:
            continue
        whole = participation_graph(log, by)
        steps = [node for node, part in whole.nodes.data("bipartite") if part == 1]
        shared = nx.bipartite.weighted_projected_graph(whole, steps)
        shared = nx.relabel_nodes(shared, {node: node[1] for node in steps})
        mine = zip(table["betweenness"].round(9), table["articulation"], strict=True)
        assert dict(zip(table["program"], mine, strict=True)) == places(shared)
        together = table.groupby("component")["program"].agg(set).tolist()
        assert sorted(map(sorted, together)) == sorted(map(sorted, nx.connected_components(shared)))
        assert table["component"].value_counts().sort_index().is_monotonic_decreasing


@needs_ols
@pytest.mark.ols
def test_the_real_record() -> None:
    table = isolation(ols_log(), by="role").table.set_index("program")
    assert table.loc["participant", "people"] == 487
    assert table.loc["mentor", "people"] == 158
    assert (table["n"] + table["not_yet_observable"] == table["people"]).all()
    assert table["component"].tolist() == [1] * len(table)
