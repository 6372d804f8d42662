"""A record on Spark: the same bytes as on one machine, from a server of Spark Connect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from commands import run

from pathways.errors import NoConnectionError
from pathways.measures.questions import ask
from pathways.record.merges import Merge
from pathways.transfer.large import large_record, record_of_spark
from pathways.transfer.parts import divided
from pathways.transfer.spark import divided_on_spark, session_of
from pathways.transfer.spark_server import local_spark

pytestmark = [
    pytest.mark.long,  # a Java that takes a minute to start on a busy machine
    pytest.mark.skipif(find_spec("pyspark") is None, reason="the extra spark is not installed"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with local_spark({"spark_master": "local[2]"}) as found:
        yield found


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two files; one person's id is spaced otherwise in the second, and two rows are refused."""
    folder = tmp_path_factory.mktemp("spark")
    rows = [
        (f"p{n}", program, role, f"20{20 + n % 3}-0{1 + n % 7}-1{n % 9}", "attended")
        for n in range(30)
        for program, role in (("OL", "mentee"), ("GS", "mentor"), ("OL", "mentor"))
    ]
    table = pd.DataFrame(rows, columns=["participant", "program", "role", "start", "status"])
    table["start"] = pd.to_datetime(table["start"]) + pd.to_timedelta(table.index % 90, "D")
    table.loc[4, "status"], table.loc[7, "participant"] = "atended", "  "
    table.loc[table.index[60:63], "participant"] = " p1\t"
    made = [str(folder / f"{number}.parquet") for number in range(2)]
    for name, part in zip(made, (table[:50], table[50:]), strict=True):
        part.to_parquet(name, index=False)
    return made


def test_spark_answers_as_one_machine_does(address: str, files: list[str], tmp_path: Path) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ("transitions", {"by": "role"}),
        ("next_steps", {"after": "mentee", "by": "role", "horizon": "90d"}),
        ("paths", {}),
    ]
    merges = (Merge(("p2", "p5")),)
    large = large_record(files, merges=merges)
    elsewhere = record_of_spark(files, merges=merges)
    with session_of(address) as session:
        with divided(large, 3) as here, divided_on_spark(large, session, 3) as there:
            for name, options in asked:
                assert ask(there, name, **options).to_json() == ask(here, name, **options).to_json()
        with divided_on_spark(elsewhere, session) as there, divided(large) as here:
            found, known = ask(there, "paths"), ask(here, "paths")
            pd.testing.assert_frame_equal(found.table, known.table)
            assert (found.origin.rows_in, found.origin.refused) == (90, 2)
        session.read.parquet(files[0]).createOrReplaceTempView("acts")
        with divided_on_spark(record_of_spark(["table:acts"]), session) as there:
            assert ask(there, "paths").origin.rows_in == 50
    command = ("transitions", *files, "--format", "json")
    remote = run(*command, "--spark-remote", address, folder=tmp_path)
    parts = run(*command, "--engine", "parts", folder=tmp_path)
    assert remote.returncode == 0, remote.stderr
    assert "90 rows, counted on Spark." in remote.stderr
    found, known = (json.loads(each.stdout) for each in (remote, parts))
    assert found["rows"] == known["rows"]
    assert found["sentence"] == known["sentence"]


def test_one_exchange_brings_people_together(address: str, files: list[str]) -> None:
    with session_of(address) as session, divided_on_spark(large_record(files), session, 3) as there:
        plan = there.add_up.args[0]._explain_string()  # type: ignore[attr-defined]
    assert plan.count("Exchange") == 1


def test_a_spark_that_is_not_there_is_named_without_its_token() -> None:
    with (
        pytest.raises(NoConnectionError, match="at sc://localhost:1: connection refused") as told,
        session_of("sc://localhost:1/;token=secret"),
    ):
        pass
    assert "secret" not in str(told.value)
