"""Cells that others open run nothing, steer no terminal and break no table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from loaders import inspect, read, write_refused
from pathways.cli.output import render
from pathways.errors import shown
from pathways.record.cells import inert, restored
from pathways.transfer.export import export

ROWS = (
    "participant,program,role,date\n"
    "p1,\"=cmd|' /C calc'!A0\",@SUM(1),2020-01-01\n"
    "p2,+1+1,-5,2020-01-02\n"
    'p3,"=HYPERLINK(""http://x"")",mentee,not a date 7\n'
)


@given(st.text())
def test_what_was_made_inert_can_be_restored(text: str) -> None:
    made = inert(text)
    assert restored(made) == text
    assert made == text or not made.lstrip().startswith(("=", "+", "-", "@"))


def test_an_export_has_no_formula_and_is_read_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ROWS, encoding="utf-8")
    log = read(tmp_path / "a.csv")
    export(log, tmp_path / "out.csv")
    cells = pd.read_csv(tmp_path / "out.csv", dtype=str)
    assert cells["program"].tolist() == ["'=cmd|' /C calc'!A0", "'+1+1"]
    assert cells["role"].tolist() == ["'@SUM(1)", "-5"]
    assert read(tmp_path / "out.csv").records["program"].equals(log.records["program"])
    export(log, tmp_path / "raw.csv", cells="raw")
    raw = pd.read_csv(tmp_path / "raw.csv", dtype=str)
    assert raw["program"].tolist() == ["=cmd|' /C calc'!A0", "+1+1"]


def test_refused_rows_have_no_formula(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ROWS, encoding="utf-8")
    file = write_refused(inspect(tmp_path / "a.csv"), tmp_path / "refused.csv")
    assert pd.read_csv(file, dtype=str)["program"].tolist() == ['\'=HYPERLINK("http://x")']


def test_tables_steer_no_terminal_and_break_no_markdown() -> None:
    table = pd.DataFrame({"program": ["a|b", "c\x1b[31md", "=1+1"]})
    assert "'=1+1" in render(table, "csv")
    assert "\x1b" not in render(table, "table")
    assert "a\\|b" in render(table, "markdown")
    assert shown("c\x1b[31md\u202e") == '"c [31md"'
