"""``pathways load`` into a server as people run it: progress, Ctrl-C, no password to look up."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from graph_stores import content, store
from neo4j_loader import table
from patience import PATIENCE

from pathways.errors import NoConnectionError
from pathways.stores.neo4j.store import Neo4jStore, open_neo4j
from pathways.stores.server.home import ServerAddress
from pathways.stores.server.login import forget, local_login, remember

__all__ = ["store"]  # a fixture

COMMAND = """
import sys
from pathways.stores.neo4j import load as neo4j_load
neo4j_load.BATCH = 100  # so that a small record takes many
from pathways.cli import main
main(sys.argv[1:])
"""

AGAIN = """
import sys
from neo4j.exceptions import TransientError
from pathways.stores.neo4j.store import open_neo4j

troubles = [TransientError()]

def work(tx):
    if troubles:
        raise troubles.pop()
    return tx.run("RETURN 1").single()[0]

with open_neo4j(sys.argv[1]) as store:
    print(store.link.writing(work))
"""


@pytest.fixture
def words(neo4j_2026: ServerAddress, tmp_path: Path) -> list[str]:
    """The command that loads a record; it is told no password."""
    file = tmp_path / "record.csv"
    table(1_000).to_csv(file, index=False)
    return [sys.executable, "-c", COMMAND, "load", str(file), "--into", neo4j_2026.uri]


@pytest.fixture(autouse=True)
def nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)


def said(terminal: int) -> Iterator[str]:
    """What comes out of a terminal, as it comes."""
    with suppress(OSError):  # its other end was closed
        while part := os.read(terminal, 4096):
            yield part.decode()


def test_ctrl_c_and_the_same_command_again(words: list[str], neo4j_2026: ServerAddress) -> None:
    with open_neo4j(neo4j_2026.uri) as store:
        store.link.write("MATCH (n) DETACH DELETE n")
        here, there = pty.openpty()
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=there) as process:
            os.close(there)
            told = ""
            for part in said(here):
                if "engagements," not in told and "engagements," in told + part:
                    process.send_signal(signal.SIGINT)
                told += part
            os.close(here)
            assert process.wait(PATIENCE) == 130
        assert told.splitlines()[-1] == "Stopped: the same command again completes the load."
        assert "Traceback" not in told
        assert 0 < store.link.rows("MATCH (e:Engagement) RETURN count(e) AS n")[0]["n"] < 3_000
        again = subprocess.run(words, check=True, capture_output=True, text=True)
        assert "3,000 engagements, all new.\n" in again.stderr
        assert "of 3,000 engagements, " not in again.stderr  # nobody looks on
        clean = Neo4jStore(store.link, "clean")
        clean.write(store.read(), source="record.csv")
        assert content(store) == content(clean)
        store.link.write("MATCH (n) DETACH DELETE n")


def test_what_is_tried_again_by_itself_is_not_said(neo4j_2026: ServerAddress) -> None:
    tried = [sys.executable, "-c", AGAIN, neo4j_2026.uri]
    done = subprocess.run(tried, check=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_the_password_of_a_server_of_ours_is_found(servers: ServerAddress, tmp_path: Path) -> None:
    own = (servers.user, servers.password())
    assert local_login(servers.uri) == own
    assert local_login(servers.uri.replace("127.0.0.1", "localhost")) == own
    assert local_login("bolt://127.0.0.1:1") is None
    forget(servers)
    assert local_login(servers.uri) is None
    with pytest.raises(NoConnectionError, match="does not accept"):
        open_neo4j(servers.uri)
    remember(servers)
    assert local_login(servers.uri) == own


def test_a_note_of_another_server_gives_no_password_away(
    servers: ServerAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    remember(servers)
    notes = next(tmp_path.rglob("ports"))
    for text in (str(tmp_path), "", "\0", str(servers.home)):
        (notes / "4711").write_text(text)
        assert local_login("bolt://127.0.0.1:4711") is None
