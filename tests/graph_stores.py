"""Data sets on real servers, and all that is in one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pathways.stores.neo4j.store import Neo4jStore, open_neo4j
from pathways.stores.server.home import ServerAddress


def opened(address: ServerAddress, dataset: str | None = None, **options: Any) -> Neo4jStore:
    """The data set of a server."""
    return open_neo4j(
        address.uri, user=address.user, password=address.password(), dataset=dataset, **options
    )


@pytest.fixture
def store(servers: ServerAddress) -> Iterator[Neo4jStore]:
    """An empty database on each server in turn."""
    with opened(servers) as store:
        store.link.write("MATCH (n) DETACH DELETE n")
        yield store
        store.link.write("MATCH (n) DETACH DELETE n")


def content(store: Neo4jStore) -> list[Any]:
    """Every node and relationship of a data set but its manifest, as sorted text."""
    nodes = store.link.rows(
        "MATCH (n {dataset: $d}) WHERE NOT n:LoadManifest "
        "RETURN labels(n) AS labels, properties(n) AS said",
        d=store.dataset,
    )
    links = store.link.rows(
        "MATCH (a {dataset: $d})-[r]->(b) RETURN type(r) AS kind, labels(a) AS from, a.id AS a, "
        "labels(b) AS to, b.id AS b, properties(r) AS said",
        d=store.dataset,
    )
    for row in nodes:
        row["said"] = {key: row["said"][key] for key in sorted(row["said"]) if key != "dataset"}
    return sorted(repr(row) for row in [*nodes, *links])
