"""Logs as files that other tools read, and back."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as Tree

import networkx as nx
import pandas as pd
import pytest
from click.testing import CliRunner
from logs import MOUNTAIN, log_of

from loaders import read
from pathways.cli.stores import export as export_command
from pathways.errors import NoAnswerError, OptionError, OutputError
from pathways.map.graph import pathway_graph
from pathways.project.example import write_example
from pathways.record.log import EngagementLog, build_log
from pathways.transfer.export import export, tidy

XES = "{http://www.xes-standard.org/}"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> EngagementLog:
    file, _ = write_example(tmp_path_factory.mktemp("example"))
    return read(file)


def compared(log: EngagementLog) -> pd.DataFrame:
    table = log.records.drop(columns=["record", "engagement", "tier_stated"])
    texts = {name: "str" for name in table if isinstance(table[name].dtype, pd.CategoricalDtype)}
    return table.astype(texts).sort_values(list(table.columns), ignore_index=True)


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_tables_are_read_back_as_the_same_log(
    example: EngagementLog, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"tidy{suffix}"
    assert "5,701 engagements" in str(export(example, file))
    back = read(file)
    pd.testing.assert_frame_equal(compared(back), compared(example), check_like=True)
    assert back.as_of == example.as_of
    pd.testing.assert_frame_equal(back.editions.table, example.editions.table, check_dtype=False)
    assert len(back.counted) == len(example.counted)


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_precision_blanks_and_signs_survive(tmp_path: Path, suffix: str) -> None:
    frame = pd.DataFrame(
        {
            "participant": ["p1", "p2", "p3"],
            "program": ['say "hello", twice', "Ünïcode", "OL"],
            "edition": ["1", None, "2"],
            "role": ["mentee", None, "mentor"],
            "start": pd.to_datetime(["2020-02-01", "2020-03-05", "2020-01-01"]),
            "end": pd.to_datetime([None, "2020-04-05", None]),
            "precision": ["month", "day", "year"],
            "status": ["attended", "no-show", None],
            "country": ["FR", None, "DE"],
        }
    )
    log = build_log(frame, MOUNTAIN)
    export(log, tmp_path / f"tidy{suffix}")
    back = read(tmp_path / f"tidy{suffix}", scheme=MOUNTAIN)
    pd.testing.assert_frame_equal(compared(back), compared(log), check_like=True)


def test_the_tidy_table_has_dates_as_people_write_them(tmp_path: Path) -> None:
    log = log_of("a OL 1 mentee 2020-01-31 2020-02-01 completed")
    export(log, tmp_path / "t.csv")
    head, row = (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()
    key = f"{int(log.records['engagement'][0]):016x}"
    assert head == "engagement,participant,program,edition,role,start,end,precision,status,tier"
    assert row == f"{key},a,OL,1,mentee,2020-01-31,2020-02-01,day,completed,Participating"
    export(log, tmp_path / "t.jsonl")
    line = json.loads((tmp_path / "t.jsonl").read_text(encoding="utf-8"))
    assert line["start"] == "2020-01-31"
    assert tidy(log)["start"].dtype.kind == "M"
    assert str(pd.read_parquet(tmp_path / _parquet(log, tmp_path))["start"][0])[:10] == "2020-01-31"


def _parquet(log: EngagementLog, folder: Path) -> str:
    return export(log, folder / "t.parquet").path.name


def test_events_for_process_mining(example: EngagementLog, tmp_path: Path) -> None:
    export(example, tmp_path / "log.xes")
    root = Tree.parse(tmp_path / "log.xes").getroot()  # noqa: S314 - written just now
    traces = root.findall(f"{XES}trace")
    assert len(traces) == example.people
    events = root.findall(f".//{XES}event")
    assert len(events) == len(example.counted)
    first = {child.get("key"): child.get("value") for child in events[0]}
    row = example.counted.iloc[0]
    assert first["concept:name"] == f"{row['program']}: {row['role']}"
    assert first["time:timestamp"] == f"{row['start'].date()}T00:00:00.000+00:00"
    assert traces[0][0].get("value") == row["participant"]


def test_events_whose_names_xml_cannot_hold(tmp_path: Path) -> None:
    frame = pd.DataFrame({"participant": ["a"], "program": ['<&"\x01>'], "start": ["2020-01-01"]})
    export(build_log(frame, MOUNTAIN), tmp_path / "log.xes")
    event = Tree.parse(tmp_path / "log.xes").getroot().find(f".//{XES}event")  # noqa: S314
    assert event is not None
    assert event[0].get("value") == '<&">'
    export(build_log(frame, MOUNTAIN), tmp_path / "graph.graphml")
    assert '<&">' in nx.read_graphml(tmp_path / "graph.graphml")


def test_a_record_without_dates_has_no_events(tmp_path: Path) -> None:
    with pytest.raises(NoAnswerError, match="Events need dates"):
        export(log_of("a OL 1 mentee -\na OL 2 mentor -"), tmp_path / "log.xes")
    assert not list(tmp_path.iterdir())


def test_the_pathway_graph_is_read_back(example: EngagementLog, tmp_path: Path) -> None:
    export(example, tmp_path / "graph.graphml", by="role")
    back, graph = nx.read_graphml(tmp_path / "graph.graphml"), pathway_graph(example, "role")
    assert set(back) == set(graph)
    assert {(a, b, e["people"]) for a, b, e in back.edges(data=True)} == {
        (a, b, e["people"]) for a, b, e in graph.edges(data=True)
    }


def test_the_same_bytes_every_time(example: EngagementLog, tmp_path: Path) -> None:
    for suffix in (".csv", ".parquet", ".jsonl", ".xes"):
        export(example, tmp_path / f"a{suffix}")
        export(example, tmp_path / f"b{suffix}")
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_what_cannot_be_written(tmp_path: Path) -> None:
    log = log_of("a OL 1 mentee 2020-01-01")
    with pytest.raises(OptionError, match=r'suffix "\.xls" is not one of'):
        export(log, tmp_path / "t.xls")
    with pytest.raises(OptionError, match="no steps"):
        export(log, tmp_path / "t.csv", by="role")
    with pytest.raises(OutputError, match="make it first"):
        export(log, tmp_path / "none" / "t.csv")


def test_the_command(tmp_path: Path) -> None:
    file, _ = write_example(tmp_path)
    out = tmp_path / "tidy.csv"
    done = CliRunner().invoke(export_command, [str(file), "-o", str(out), "--where", "role=mentor"])
    assert done.exit_code == 0, done.output
    assert "not for sharing" in done.stderr
    assert set(pd.read_csv(out)["role"]) == {"mentor"}
