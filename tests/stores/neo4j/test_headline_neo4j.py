"""The headline of a record on a server: the same as of its file, and as its query counts it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from graph_stores import store
from headline_logs import made, slowly

from pathways.cli import main
from pathways.map.numbers import map_facts
from pathways.stores.neo4j.store import Neo4jStore

__all__ = ["store"]  # a fixture


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_a_server_has_the_headline_of_the_file(
    seed: int, store: Neo4jStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = made(seed)
    file, picture = tmp_path / "engagements.csv", tmp_path / "map.svg"
    log.counted[["participant", "program", "role", "start"]].to_csv(file, index=False)
    address = store.link.address
    main(["load", str(file), "--into", address, "--quiet"])
    capsys.readouterr()
    main(["map", address, "--by", "role", "--horizon", "365d", "-o", str(picture)])
    facts = map_facts(log, by="role", horizon="365d")
    assert capsys.readouterr().err.splitlines()[0] == f"{facts.title}."
    step = next(one.name for one in facts.steps if one.key == facts.about)
    asked = ["-p", "by=role", "-p", "unit=days", "-p", "length=365", "--format", "json"]
    main(["query", address, "next_steps", *asked])
    rows = json.loads(capsys.readouterr().out)
    watched = [row for row in rows if row["source"] == step and row["watched"]]
    x, n, _ = slowly(log, step, 365)
    assert sum(row["people"] for row in watched) == n
    assert sum(row["people"] for row in watched if not row["within"]) == x
