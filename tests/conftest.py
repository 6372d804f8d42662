"""What every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import browser, map_folder, opened, wait_for
from neo4j_servers import neo4j_526, neo4j_2026, servers

# Registered here, a server and a browser start once for all tests of a session.
__all__ = ["browser", "map_folder", "neo4j_526", "neo4j_2026", "opened", "servers", "wait_for"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever needs the second release of Neo4j is long."""
    for item in items:
        if "neo4j_526" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.long)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests measured: reported, not asserted, since it is the machine's as well."""
    passed = terminalreporter.getreports("passed")
    told = [f"{name}: {value}" for report in passed for name, value in report.user_properties]
    if told:
        terminalreporter.section("measured")
        terminalreporter.write_line("\n".join(sorted(told)))


@pytest.fixture(autouse=True)
def own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's key for pseudonyms would be; no test touches that of whoever runs it."""
    path = tmp_path / "keys" / "key"
    monkeypatch.setenv("PATHWAYS_KEY", str(path))
    return path
