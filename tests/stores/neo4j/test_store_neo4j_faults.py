"""A Neo4j server as a store when things go wrong: nothing lost, nothing doubled, one sentence."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from graph_stores import content, opened, store
from neo4j_loader import SMALL_BATCH, many
from neo4j_servers import SMALL_HEAP
from patience import PATIENCE

from pathways.errors import LockedError, NoConnectionError, PathwaysError, StoreError
from pathways.stores.neo4j import load as neo4j_load
from pathways.stores.neo4j.manifest import SCHEMA
from pathways.stores.neo4j.store import Neo4jStore, open_neo4j
from pathways.stores.server.home import ServerAddress
from pathways.stores.server.server import start

__all__ = ["store"]  # a fixture

PEOPLE = 120

# Where the release makes no difference once is enough: these take their time.
only_526 = pytest.mark.parametrize(
    "servers", [pytest.param("neo4j_526", marks=pytest.mark.long)], indirect=True
)
only_2026 = pytest.mark.parametrize("servers", ["neo4j_2026"], indirect=True)
the_driver_leaves_sockets = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)
"""Those whose other end died it neither closes nor gives us."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_load, "BATCH", SMALL_BATCH)
    monkeypatch.setattr(neo4j_load, "MANY", SMALL_BATCH)
    monkeypatch.setattr(neo4j_load, "_PATIENCE", 1.0)


def sentence(kind: type[PathwaysError], call: object, code: int) -> str:
    with pytest.raises(kind) as caught:
        call()  # type: ignore[operator]
    assert caught.value.exit_code == code
    text = str(caught.value)
    assert "\n" not in text
    return text


# Who may not come in


def test_a_wrong_password(neo4j_526: ServerAddress) -> None:
    with pytest.raises(NoConnectionError) as caught:
        open_neo4j(neo4j_526.uri, user="neo4j", password="not-this-one")  # noqa: S106 - wrong
    assert "not-this-one" not in str(caught.value)
    assert str(caught.value).endswith("set NEO4J_USERNAME and NEO4J_PASSWORD.")


def test_a_wrong_database(servers: ServerAddress) -> None:
    said = sentence(NoConnectionError, lambda: opened(servers, database="nosuch"), 3)
    assert said.startswith("There is no such database at ")


def test_a_graph_that_is_not_ours(store: Neo4jStore) -> None:
    store.link.write("CREATE (:Person {name: 'somebody'})")
    said = sentence(StoreError, lambda: store.write(many(5)), 1)
    assert "holds a graph that is not ours (1 nodes and no load manifest)" in said
    assert store.run("MATCH (n) RETURN count(n) AS n")["n"].tolist() == [1]


def test_a_graph_of_a_newer_version(store: Neo4jStore) -> None:
    store.write(many(5))
    store.link.write("MATCH (m:LoadManifest) SET m.version = $v", v=SCHEMA + 1)
    before = content(store)
    for call in (store.read, lambda: store.write(many(6)), store.pathway_graph, store.verify):
        assert "written by a newer version" in sentence(StoreError, call, 1)
    other = Neo4jStore(store.link, "other")
    assert "written by a newer version" in sentence(StoreError, lambda: other.write(many(6)), 1)
    assert content(store) == before


def test_a_constraint_of_somebody_else(store: Neo4jStore) -> None:
    store.link.alone("CREATE CONSTRAINT theirs FOR (n:Participant) REQUIRE n.hash IS UNIQUE")
    try:
        said = sentence(StoreError, lambda: store.write(many(5)), 1)
        assert 'not ours stands in the way: "theirs" on Participant (hash).' in said
    finally:
        store.link.alone("DROP CONSTRAINT theirs")
    assert store.write(many(5)).new


# Two at once


def test_a_second_loader_and_a_reader_meanwhile(store: Neo4jStore) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def wait(_done: int, _all: int) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    first = Neo4jStore(store.link, store.dataset, progress=wait)
    loading = threading.Thread(target=first.write, args=(many(PEOPLE),))
    loading.start()
    assert begun.wait(PATIENCE)
    try:
        said = sentence(LockedError, lambda: store.write(many(PEOPLE)), 4)
        assert said.startswith("Somebody else is loading into ")
        for call in (store.read, lambda: store.run("RETURN 1"), store.pathway_graph, store.verify):
            assert "under way or was broken off" in sentence(LockedError, call, 4)
    finally:
        go_on.set()
        loading.join()
    assert store.verify().empty
    assert store.write(many(PEOPLE)).nothing_new


def test_another_data_set_meanwhile(store: Neo4jStore) -> None:
    """The other one makes the keys of people that the first one wanted to make at its end."""
    other = Neo4jStore(store.link, "other")

    def load_the_other(_done: int, _all: int) -> None:
        if other.manifest is None:
            other.write(many(20, 1))

    Neo4jStore(store.link, store.dataset, progress=load_the_other).write(many(PEOPLE))
    for own in (store, other):
        assert own.verify().empty


def test_a_loader_that_lost_the_manifest_writes_no_more(store: Neo4jStore) -> None:
    """As if its line broke and somebody else began in between."""

    def lose(_done: int, _all: int) -> None:
        store.link.write("MATCH (m:LoadManifest) WITH m LIMIT 0 SET m.run = 'other'")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Neo4jStore(store.link, store.dataset, progress=lose).write(many(PEOPLE))
    assert not store.link.rows("MATCH (m:LoadManifest) WHERE m.state = 'complete' RETURN m")
    store.write(many(PEOPLE))
    assert store.verify().empty


# Killed


def loader(address: ServerAddress, dataset: str, variant: int, kill: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "NEO4J_USERNAME": address.user}
    environment["NEO4J_PASSWORD"] = address.password()
    words = [address.uri, dataset, str(PEOPLE), str(variant), str(kill)]
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).parents[2] / "neo4j_loader.py"), *words],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> int:
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode in (0, -signal.SIGKILL), errors
    return process.returncode


@pytest.mark.parametrize("variant", [0, 1])
def test_killed_after_a_batch(store: Neo4jStore, servers: ServerAddress, variant: int) -> None:
    """A first load, and one that changes much: killed, killed again in resuming, completed."""
    clean = Neo4jStore(store.link, "clean")
    clean.write(many(PEOPLE, variant), source="x")
    if variant:
        store.write(many(PEOPLE), source="x")
    for batch in (1, 3):
        assert finish(loader(servers, store.dataset, variant, batch)) == -signal.SIGKILL
        assert "broken off" in sentence(LockedError, store.read, 4)
    store.write(many(PEOPLE, variant), source="x", replace=True)
    assert content(store) == content(clean)
    assert store.verify().empty


@only_526
def test_killed_at_any_moment(store: Neo4jStore, servers: ServerAddress) -> None:
    clean = Neo4jStore(store.link, "clean")
    clean.write(many(PEOPLE, 1), source="x")
    store.write(many(PEOPLE), source="x")
    chance = random.Random(11)  # noqa: S311 - moments, not secrets
    for _ in range(3):
        process = loader(servers, store.dataset, 1, 0)
        assert process.stdout is not None
        process.stdout.readline()  # it has imported everything
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=1.5 * chance.random())
        process.kill()
        finish(process)
    store.write(many(PEOPLE, 1), source="x", replace=True)
    assert content(store) == content(clean)


@only_2026
def test_another_load_after_one_that_broke_off(store: Neo4jStore, servers: ServerAddress) -> None:
    """A first load that broke off leaves nothing that counts; a later one has to be completed."""
    finish(loader(servers, store.dataset, 0, 1))
    store.write(many(PEOPLE, 1), source="x")
    assert store.verify().empty
    assert len(store.read().records) == len(many(PEOPLE, 1).records)
    finish(loader(servers, store.dataset, 0, 1))
    said = sentence(LockedError, lambda: store.write(many(10), source="y"), 4)
    assert "run that load again first" in said
    store.write(many(PEOPLE), source="x", replace=True)
    assert store.verify().empty


# A line that breaks, a server that dies


class Proxy(threading.Thread):
    """Passes bytes on to a server, and cuts every line once after so many of them."""

    def __init__(self, port: int, after: int) -> None:
        super().__init__(daemon=True)
        self.target, self.left, self.cut = port, after, False
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.lines: list[socket.socket] = []

    def run(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.server.accept()
                far = socket.create_connection(("127.0.0.1", self.target))
                self.lines += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                self.left -= len(data)
                if self.left < 0 and not self.cut:
                    self.cut = True
                    self._cut_all()
                    return
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)

    def _cut_all(self) -> None:
        for line in self.lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._cut_all()
        for line in (self.server, *self.lines):
            line.close()


@contextmanager
def through_a_proxy(address: ServerAddress, dataset: str, after: int) -> Iterator[Neo4jStore]:
    proxy = Proxy(int(address.uri.rpartition(":")[2]), after)
    proxy.start()
    uri, secret = f"bolt://127.0.0.1:{proxy.port}", address.password()
    with (
        closing(proxy),
        open_neo4j(uri, user=address.user, password=secret, dataset=dataset) as store,
    ):
        yield store
        assert proxy.cut


@only_2026
@the_driver_leaves_sockets
@pytest.mark.parametrize("after", [12_000, 25_000, 40_000])
def test_a_line_that_breaks(store: Neo4jStore, servers: ServerAddress, after: int) -> None:
    """The driver takes a new line and goes on, or the same load again does."""
    with (
        through_a_proxy(servers, store.dataset, after) as shaky,
        suppress(NoConnectionError, LockedError),
    ):
        shaky.write(many(PEOPLE), source="x")
    store.write(many(PEOPLE), source="x")
    assert store.verify().empty
    assert len(store.read().records) == PEOPLE * 3


@only_526
@the_driver_leaves_sockets
def test_a_server_that_is_killed(store: Neo4jStore, servers: ServerAddress) -> None:
    home, killed = servers.home, False

    def kill(_done: int, _all: int) -> None:
        nonlocal killed
        if not killed:
            killed = True
            os.kill(start(home, version="5.26", heap=SMALL_HEAP).pid, signal.SIGKILL)

    shaky = Neo4jStore(store.link, store.dataset, progress=kill)
    said = sentence(NoConnectionError, lambda: shaky.write(many(PEOPLE), source="x"), 3)
    assert said.startswith(("No Neo4j answers at", "The line to Neo4j at"))
    start(home, version="5.26", heap=SMALL_HEAP)
    for _ in range(30):
        with suppress(NoConnectionError):
            store.write(many(PEOPLE), source="x")
            break
        time.sleep(1)
    assert store.verify().empty
    assert len(store.read().records) == PEOPLE * 3
