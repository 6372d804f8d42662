"""Every query of the library as an analyst meets it: printed, pasted, read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from parity import loaded

from loaders import read
from pathways.cypher.library import (
    cypher_literal,
    query_names,
    query_text,
    query_to_paste,
    read_header,
)
from pathways.project.example import write_example
from pathways.stores.neo4j.store import Neo4jStore
from pathways.stores.server.home import ServerAddress

LONGEST = 33
"""Lines of Cypher in a query; most have half of it."""


@pytest.fixture(scope="module")
def example(
    servers: ServerAddress, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neo4jStore]:
    file, _ = write_example(tmp_path_factory.mktemp("example"))
    with loaded(servers, read(file, scheme="moe", as_of="2019-03-31")) as store:
        yield store


@pytest.mark.parametrize("name", query_names())
def test_a_query_runs_as_it_is_printed(example: Neo4jStore, name: str) -> None:
    """With nothing but its own parameters, without a warning, and with rows."""
    header = read_header(query_text(name))
    assert header.question == name
    values = {one.name: one.example if one.required else one.default for one in header.parameters}
    with example.link.session() as session:
        written = session.run(f"RETURN {cypher_literal(values)} AS values").single(strict=True)
        assert written["values"] == values
        result = session.run(query_text(name), {**values, "dataset": example.dataset})
        assert list(result.keys()) == [column.name for column in header.columns]
        rows = len(list(result))
        told = result.consume().gql_status_objects
    assert rows
    warnings = [one.status_description for one in told if one.is_notification]
    assert not warnings


@pytest.mark.parametrize("name", query_names())
def test_a_plan_joins_nothing_by_chance(example: Neo4jStore, name: str) -> None:
    header = read_header(query_text(name))
    values = {one.name: one.example if one.required else one.default for one in header.parameters}
    with example.link.session() as session:
        plan = session.run(f"EXPLAIN {query_text(name)}", values).consume().plan
    assert plan is not None
    operators = set(operators_of(plan))
    assert not operators & {"AllNodesScan", "CartesianProduct"}, operators


def operators_of(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from operators_of(child)


@pytest.mark.parametrize("name", query_names())
def test_a_query_can_be_read(name: str) -> None:
    lines = [line for line in query_text(name).splitlines() if not line.startswith("//")]
    assert len(lines) <= LONGEST
    assert max(map(len, lines)) <= 140
    pasted = query_to_paste(name)
    assert pasted.endswith(";\n"), "cypher-shell waits for it"
    assert "=> {" not in pasted, "Browser runs what stands in braces as a statement"
