"""One question, one answer: on files, in a folder, and on both releases of Neo4j."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from ols import needs_ols, ols_log
from random_logs import logs

from loaders import read
from pathways.errors import PathwaysError
from pathways.measures.questions import QUESTIONS, ask
from pathways.project.example import write_example
from pathways.record.log import EngagementLog
from pathways.stores.folder import FolderStore
from pathways.stores.neo4j.store import open_neo4j
from pathways.stores.protocol import Store
from pathways.stores.server.home import ServerAddress
from pathways.transfer.load import Reading, load, read_source

ASKED: dict[str, list[dict[str, Any]]] = {
    "entry_points": [{"by": "program"}, {"by": "role"}],
    "next_steps": [{"by": "role"}],
    "transitions": [{"by": "role"}, {"by": "tier", "ties": "rank"}, {"group": "region"}],
    "eventually_follows": [{"by": "role"}, {"by": "program", "ties": "rank"}],
    "paths": [{"by": "tier", "collapse": True}],
    "deepening": [{"permutations": 50}],
    "stuck_points": [{}],
    "routes": [{"by": "role", "target": "mentor"}],
    "isolation": [{"by": "program"}],
    "combinations": [{"by": "role"}, {"by": "program", "mode": "intersect", "of": "repeat"}],
    "conversion": [
        {"source": "mentee", "target": "mentor", "goal": "0.9"},
        {"source": "mentee", "target": "mentor", "within": "ever"},
    ],
    "competing_steps": [{"by": "role"}, {"target": "mentor", "rival": "reader"}],
    "equity": [{"group": "program"}, {"group": "program", "rate": "next_steps"}],
    "graduation": [{"source": "mentee", "outcome": "mentor"}, {"by": "program"}],
    "exchange": [{}, {"by": "activity", "contributing": "Participating"}],
    "program_kinds": [{}, {"by": "kind"}],
    "relationships": [{}, {"by": "gap"}, {"by": "month"}],
    "returns": [{}, {"by": "touch"}, {"by": "dose"}],
    "points": [{}, {"by": "program"}, {"by": "rank"}],
    "monthly_index": [{}],
    "thresholds": [
        {"tier": "Participating", "min": 6},
        {"tier": "Participating", "min": "3", "window": "1e", "since": "2018-06-30"},
    ],
}


def test_every_question_is_asked() -> None:
    assert set(ASKED) == set(QUESTIONS)


def said(question: str, ask_it: Callable[..., pd.DataFrame], **options: Any) -> pd.DataFrame:
    """The table; or, where the question has no answer, one that names the error."""
    try:
        return ask_it(question, **options)
    except PathwaysError as error:
        return pd.DataFrame({"error": [type(error).__name__]})


Answers = list[tuple[str, dict[str, Any], pd.DataFrame]]


def in_python(log: EngagementLog) -> Answers:
    def asked(question: str, **options: Any) -> pd.DataFrame:
        return ask(log, question, **options).table

    return [
        (question, options, said(question, asked, **options))
        for question, ways in ASKED.items()
        for options in ways
    ]


def same(answers: Answers, store: Store) -> None:
    for question, options, expected in answers:
        found = said(question, store.run, **options)
        pd.testing.assert_frame_equal(found, expected, obj=f"{question} {options}")


def on_every_store(log: EngagementLog, folder: Path, *servers: ServerAddress) -> None:
    answers = in_python(log)
    with FolderStore(folder / "parity.pathways") as store:
        store.write(log)
        same(answers, store)
    for address in servers:
        given_by = {"user": address.user, "password": address.password()}
        with open_neo4j(address.uri, **given_by, dataset=folder.name) as store:
            store.write(log)
            same(answers, store)
            store.clear()


def test_the_example(tmp_path: Path, servers: ServerAddress) -> None:
    record, _ = write_example(tmp_path)
    on_every_store(read(record, as_of="2019-03-31"), tmp_path, servers)


def test_editions_that_a_mapping_orders(tmp_path: Path, servers: ServerAddress) -> None:
    """A record without dates, whose editions only the mapping's ``[editions]`` puts in order."""
    steps = [("mentee", "spring"), ("mentor", "autumn"), ("mentor", "winter")]
    rows = [
        {"participant": f"p{person}", "program": program, "edition": edition, "role": role}
        for person in range(12)
        for step, (role, edition) in enumerate(steps)
        if (person + step) % 3 != 2
        for program in (["OL"] if person % 4 else ["OL", "GS"])
    ]
    file = tmp_path / "undated.csv"
    pd.DataFrame(rows).to_csv(file, index=False)
    how = Reading(mapping={"editions": {"order": [["spring"], ["autumn"], ["winter"]]}})
    given_by = {"user": servers.user, "password": servers.password()}
    with (
        FolderStore(tmp_path / "undated.pathways") as folder,
        open_neo4j(servers.uri, **given_by, dataset=tmp_path.name) as server,
    ):
        for store in (folder, server):
            load(file, into=store, how=how)
            same(in_python(read_source(file, how=how)), store)
            assert load(file, into=store, how=how, anyway=True).report.nothing_new
        server.clear()


@needs_ols
@pytest.mark.ols
def test_the_real_record(tmp_path: Path, servers: ServerAddress) -> None:
    on_every_store(ols_log(), tmp_path, servers)


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(log=logs())
def test_any_record(
    tmp_path_factory: pytest.TempPathFactory, servers: ServerAddress, log: EngagementLog
) -> None:
    on_every_store(log, tmp_path_factory.mktemp("any"), servers)
