"""Real Neo4j servers for tests, started once a session by the product's own code.

``make test`` asks the calendar release, whose start is faster; what asks the long-term release as
well is marked ``long`` and runs with ``make test-graph``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pathways.stores.server.extra import missing_extras
from pathways.stores.server.home import ServerAddress
from pathways.stores.server.ports import free_port
from pathways.stores.server.server import start, stop

__all__ = ["need_extra", "neo4j_526", "neo4j_2026", "servers"]

SMALL_HEAP = "700m"


def need_extra() -> None:
    """Skip, and say why, where the extra is not installed; nothing else excuses a test."""
    missing = missing_extras()
    if missing:
        pytest.skip(f"the extra server is not installed: no {', '.join(missing)}")


# No rehearsal in the background outlives the tests; see pathways.stores.server.rehearsal.
os.environ["PATHWAYS_REHEARSAL"] = "0"
# What Java's second compiler costs comes back after minutes, which no server of the tests lives.
os.environ["JAVA_TOOL_OPTIONS"] = "-XX:TieredStopAtLevel=1"


_WATCH = "import pathlib, sys; sys.stdin.read(); pathlib.Path(sys.argv[1]).touch()"
"""Asks a server to end when the tests have ended, also where they were cut off or killed."""


def _serving(folder: Path, version: str) -> Iterator[ServerAddress]:
    need_extra()
    home = folder / version
    watch = [sys.executable, "-S", "-c", _WATCH, str(home / "stop")]
    with subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True):
        yield from _served(home, version)


def _served(home: Path, version: str) -> Iterator[ServerAddress]:
    # Not the usual port: somebody's own server may want it, and one that a test kills must find
    # its port free again.
    yield start(home, version=version, heap=SMALL_HEAP, port=free_port())
    stop(home)


@pytest.fixture(scope="session")
def neo4j_2026(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerAddress]:
    """The server of the calendar releases."""
    yield from _serving(tmp_path_factory.mktemp("neo4j"), "2026")


@pytest.fixture(scope="session")
def neo4j_526(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerAddress]:
    """The server of the long-term release."""
    yield from _serving(tmp_path_factory.mktemp("neo4j"), "5.26")


@pytest.fixture(
    scope="session", params=["neo4j_2026", pytest.param("neo4j_526", marks=pytest.mark.long)]
)
def servers(request: pytest.FixtureRequest) -> ServerAddress:
    """Each server in turn; only that of the calendar releases unless the long tests run."""
    address: ServerAddress = request.getfixturevalue(request.param)
    return address
