"""Merges, forgetting and retention on a server: just what they are in a folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from graph_stores import store
from logs import log_of

from pathways.people.forget import forget
from pathways.people.retain import retain
from pathways.record.log import EngagementLog
from pathways.record.merges import Merge
from pathways.stores.folder import FolderStore
from pathways.stores.merge import Contents
from pathways.stores.neo4j.store import Neo4jStore
from pathways.stores.people import People
from pathways.stores.server.home import ServerAddress

__all__ = ["store"]  # a fixture

LOG = """
    ana   OL 1 mentee 2020-01-10
    benny OL 2 mentor 2020-06-10
    ben   OL 1 mentee 2020-01-10 2020-03-01
    ben   GS - reader 2020-06-10 - no-show
    cleo  OL 1 mentee 2020-01-10
    cleo  GS - juggler 2023-01-10
"""
MERGED = People(merges=(Merge(("ben", "benny"), "same name"),))


def merged(contents: Contents, _people: People) -> tuple[Contents, People]:
    return contents, MERGED


def said(log: EngagementLog) -> list[list[str]]:
    columns = ["engagement", "participant", "role", "start", "precision", "counted"]
    return sorted(log.records[columns].astype("str").to_numpy().tolist())


@pytest.fixture
def both(store: Neo4jStore, tmp_path: Path) -> tuple[Neo4jStore, FolderStore]:
    """The same log on a server and in a folder."""
    folder = FolderStore(tmp_path / "c.pathways")
    for one in (store, folder):
        one.write(log_of(LOG), source="crm")
    return store, folder


def test_merges_hold_in_cypher_and_can_be_left_out(
    both: tuple[Neo4jStore, FolderStore],
) -> None:
    server, folder = both
    before = said(server.read())
    for one in both:
        one.rewrite(merged)
    assert said(server.read()) == said(folder.read())
    assert said(server.read(merges=False)) == said(folder.read(merges=False)) == before
    counted = server.run("MATCH (p:Participant) RETURN count(p) AS people")
    assert counted["people"].tolist() == [3]
    moves = server.run("transitions", by="role")
    assert moves["moves"].tolist() == folder.run("transitions", by="role")["moves"].tolist()
    assert server.verify().empty
    server.write(log_of(LOG + "    dara OL 1 mentee 2020-02-10\n"), source="crm")
    assert server.read().people == server.read(merges=False).people - 1
    server.rewrite(lambda contents, _: (contents, People()))
    folder.write(log_of(LOG + "    dara OL 1 mentee 2020-02-10\n"), source="crm")
    folder.rewrite(lambda contents, _: (contents, People()))
    assert said(server.read()) == said(folder.read())


def test_forgotten_and_retained_as_in_a_folder(
    both: tuple[Neo4jStore, FolderStore], servers: ServerAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, folder = both
    monkeypatch.setenv("NEO4J_USERNAME", servers.user)
    monkeypatch.setenv("NEO4J_PASSWORD", servers.password())
    sources = (servers.uri, folder.folder)
    for one in both:
        one.rewrite(merged)
    receipts = [forget(one, ["benny"]) for one in sources]
    for receipt in receipts:
        assert receipt.table.values.tolist() == [["the store", "engagements", 3, 0]]
    assert said(server.read()) == said(folder.read())
    nodes = server.link.rows("MATCH (n) RETURN properties(n) AS said")
    assert len(nodes) > 5
    assert "ben" not in repr(nodes)
    for one, source in zip(both, sources, strict=True):
        one.write(log_of(LOG), source="crm")
        retain(source, 12, as_of=date(2023, 6, 1))
    assert said(server.read()) == said(folder.read())
    assert server.read().people == 1
