"""What every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import browser, map_folder, opened, wait_for
from neo4j_servers import neo4j_526, neo4j_2026, servers

# Registered here, a server and a browser start once for all tests of a session.
__all__ = ["browser", "map_folder", "neo4j_526", "neo4j_2026", "opened", "servers", "wait_for"]


@pytest.fixture(autouse=True)
def own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's key for pseudonyms would be; no test touches that of whoever runs it."""
    path = tmp_path / "keys" / "key"
    monkeypatch.setenv("PATHWAYS_KEY", str(path))
    return path
