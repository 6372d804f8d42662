"""Events and raw cells, as other programs read them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from commands import run
from logs import log_of

from loaders import inspect
from pathways.errors import OptionError
from pathways.transfer.export import export

LOG = """
    ana  OL 1 mentee 2020-01-10
    ana  OL 2 mentor 2020-06-10
    ben  OL 1 mentee 2020-01-10
    cleo GS - reader 2020-06-10 - no-show
"""
EVENTS = [
    ["ana", "OL: mentee", "2020-01-10 00:00:00"],
    ["ana", "OL: mentor", "2020-06-10 00:00:00"],
    ["ben", "OL: mentee", "2020-01-10 00:00:00"],
]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_events_are_the_three_columns_of_retentioneering(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"events{suffix}"
    done = export(log_of(LOG), path, rows="events")
    read = {".csv": pd.read_csv, ".parquet": pd.read_parquet,
            ".jsonl": lambda file: pd.read_json(file, lines=True, dtype=False)}  # fmt: skip
    table = read[suffix](path)
    assert list(table.columns) == ["user_id", "event", "timestamp"]
    assert table.astype("str").values.tolist() == EVENTS
    assert "3 events of 2 people" in done.sentence
    again = inspect(path)
    assert again.table["format"].tolist() == ["event-log"]
    assert again.log.people == 2


def test_events_are_rows_of_tables_and_have_steps(tmp_path: Path) -> None:
    export(log_of(LOG), tmp_path / "e.csv", rows="events", by="role")
    assert pd.read_csv(tmp_path / "e.csv")["event"].tolist() == ["mentee", "mentor", "mentee"]
    with pytest.raises(OptionError, match="no table of events"):
        export(log_of(LOG), tmp_path / "e.xes", rows="events")
    with pytest.raises(OptionError, match="no steps"):
        export(log_of(LOG), tmp_path / "e.csv", by="role")
    with pytest.raises(OptionError, match='the nearest is "events"'):
        export(log_of(LOG), tmp_path / "e.csv", rows="event")  # type: ignore[arg-type]


def test_cells_of_answers_are_inert_unless_a_machine_wants_them_raw(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "participant,program,role,start\na,OL,=1+1,2020-01-10\nb,OL,=1+1,2020-01-11\n"
    )
    inert = run("entry-points", "a.csv", "--by", "role", "--quiet", folder=tmp_path).stdout
    raw = run("entry-points", "a.csv", "--by", "role", "--quiet", "--raw-cells",
              folder=tmp_path).stdout  # fmt: skip
    assert "\n'=1+1," in inert
    assert "\n=1+1," in raw
    assert raw == inert.replace("'=", "=")
    run("entry-points", "a.csv", "--by", "role", "--raw-cells", "-o", "out.csv", folder=tmp_path)
    assert (tmp_path / "out.csv").read_text() == raw


@pytest.mark.skipif(
    "PM4PY_PYTHON" not in os.environ,
    reason="PM4PY_PYTHON names no Python that has pm4py (in an environment of its own)",
)
def test_pm4py_reads_the_events(tmp_path: Path) -> None:
    export(log_of(LOG), tmp_path / "e.xes")
    code = (
        "import json, sys, pm4py\n"
        "table = pm4py.convert_to_dataframe(pm4py.read_xes(sys.argv[1]))\n"
        "names = ['case:concept:name', 'concept:name', 'time:timestamp']\n"
        "rows = table[names].astype(str).values.tolist()\n"
        "graph, start, end = pm4py.discover_dfg(table)\n"
        "moves = [[*pair, many] for pair, many in graph.items()]\n"
        "print(json.dumps([rows, moves, start, end]))\n"
    )
    done = subprocess.run(
        [os.environ["PM4PY_PYTHON"], "-c", code, str(tmp_path / "e.xes")],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    rows, moves, start, end = json.loads(done.stdout.splitlines()[-1])
    assert [[who, what, when[:19]] for who, what, when in sorted(rows)] == EVENTS
    assert moves == [["OL: mentee", "OL: mentor", 1]]
    assert start == {"OL: mentee": 2}
    assert end == {"OL: mentor": 1, "OL: mentee": 1}
