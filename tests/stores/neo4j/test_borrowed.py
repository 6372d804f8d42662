"""Cypher on a file borrows a server that runs, where that changes no number and leaves nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from graph_stores import opened
from logs import log_of
from patience import PATIENCE

from pathways.errors import WriteRefusedError
from pathways.stores.neo4j.borrowed import borrowed_graph
from pathways.stores.neo4j.mirror import local_graph
from pathways.stores.neo4j.store import Neo4jStore
from pathways.stores.server.home import ServerAddress
from pathways.stores.server.server import Tell, running
from pathways.transfer.opening import open_store

LOG = log_of("ana OL 1 mentee 2020-01-10\nana OL 2 mentor 2020-06-10\nben OL 1 mentee 2020-01-10")
OTHER = log_of("cleo OL 1 mentee 2020-01-10")
PEOPLE = "MATCH (p:Participant) RETURN count(p) AS n"


@pytest.fixture
def server(neo4j_2026: ServerAddress) -> Iterator[ServerAddress]:
    with opened(neo4j_2026) as store:
        store.link.write("MATCH (n) DETACH DELETE n")
        yield neo4j_2026
        store.link.write("MATCH (n) DETACH DELETE n")


def nodes(server: ServerAddress) -> int:
    with opened(server) as store:
        found: int = store.link.rows("MATCH (n) RETURN count(n) AS n")[0]["n"]
        return found


def people(store: Neo4jStore | None) -> int:
    assert store is not None
    found: int = store.query(PEOPLE)["n"][0]
    return found


def test_an_empty_server_is_lent_and_left_empty(server: ServerAddress) -> None:
    with borrowed_graph(LOG, [server]) as store:  # type: ignore[union-attr]
        assert people(store) == 2
        # Whoever comes meanwhile would count the people of both.
        assert borrowed_graph(OTHER, [server]) is None
        assert people(store) == 2
    assert nodes(server) == 0
    with borrowed_graph(OTHER, [server]) as store:  # type: ignore[union-attr]
        assert people(store) == 1


def test_what_a_session_left_that_was_killed_is_taken_away(server: ServerAddress) -> None:
    lent = borrowed_graph(LOG, [server])
    assert lent is not None
    lent.link.driver.close()
    lent.lock.release()  # type: ignore[attr-defined]  # as the system does for a process that died
    with borrowed_graph(OTHER, [server]) as store:  # type: ignore[union-attr]
        assert people(store) == 1
    assert nodes(server) == 0


def test_a_server_with_this_very_record_is_asked_and_stays_as_it_is(server: ServerAddress) -> None:
    with opened(server, "ours") as store:
        store.write(LOG, source="members.csv")
    before = nodes(server)
    with borrowed_graph(LOG, [server]) as store:  # type: ignore[union-attr]
        assert people(store) == 2
        assert store.query("MATCH (p {dataset: $dataset}) RETURN count(p) AS n")["n"][0] > 0
    assert nodes(server) == before
    assert borrowed_graph(OTHER, [server]) is None
    assert nodes(server) == before


def test_a_folder_is_asked_in_cypher_as_old_as_it_is(
    server: ServerAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pathways.stores.neo4j.mirror.running", lambda: [server])
    with open_store(tmp_path / "x.pathways") as folder:
        folder.write(LOG)
        assert folder.query(PEOPLE)["n"].tolist() == [2]
        which = "MATCH (e:Engagement {role: $role}) RETURN min(e.start) AS first"
        assert folder.query(which, role="mentor")["first"].tolist() == [pd.Timestamp("2020-06-10")]
        assert folder.run(PEOPLE)["n"].tolist() == [2]
        with pytest.raises(WriteRefusedError, match="would be lost"):
            folder.query("CREATE (:Theirs)", write=True)
        with pytest.raises(WriteRefusedError):
            folder.query("CREATE (:Theirs)")
        folder.write(OTHER, source="others")
        assert folder.query(PEOPLE)["n"].tolist() == [3]
    assert nodes(server) == 0


def test_a_server_with_anything_else_is_not_lent(server: ServerAddress) -> None:
    with opened(server) as store:
        store.link.write("CREATE (:Theirs)")
        assert borrowed_graph(LOG, [server]) is None
        store.link.write("MATCH (n) DETACH DELETE n")
        store.write(OTHER)
        with opened(server, "ours") as both:
            both.write(LOG)
        assert borrowed_graph(LOG, [server]) is None
    gone = ServerAddress(**{**vars(server), "uri": "bolt://127.0.0.1:1"})
    assert borrowed_graph(LOG, [gone]) is None


def test_beside_another_record_a_server_lives_as_long_as_it_is_asked(
    server: ServerAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pathways.stores.neo4j.mirror.running", lambda: [server])
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with opened(server) as store:
        store.write(OTHER)
    before = nodes(server)
    heard: list[str] = []
    with local_graph(LOG, [tmp_path / "x.pathways"], Tell(heard.append)) as store:
        assert people(store) == 2
        (passing,) = running()
        assert passing.uri != server.uri
        assert borrowed_graph(OTHER, [passing]) is None  # it is in use
    assert "which is gone afterwards" in heard[0]
    assert (running(), nodes(server)) == ([], before)
    assert not list((tmp_path / "data").rglob("password"))
    until = time.monotonic() + PATIENCE
    while Path(f"/proc/{passing.pid}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{passing.pid}").exists()
