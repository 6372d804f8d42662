"""A question asked with another engine: the same bytes, and what an engine cannot do is said."""

from __future__ import annotations

from pathlib import Path

from commands import RECORD, run


def test_the_command_counts_in_parts_where_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "acts.csv").write_text(RECORD)
    assert run("load", "acts.csv", "--into", "acts.pathways", folder=tmp_path).returncode == 0
    asked = ("next-steps", "acts.pathways", "--by", "role", "--horizon", "90d", "--format", "json")
    whole, parts = (run(*asked, "--engine", how, folder=tmp_path) for how in ("memory", "parts"))
    assert parts.stdout == whole.stdout
    assert "part by part" not in whole.stderr
    assert "5 rows, counted part by part." in parts.stderr
    asked_by_group = (*asked, "--group", "status")
    whole, parts = (
        run(*asked_by_group, "--engine", how, folder=tmp_path) for how in ("memory", "parts")
    )
    assert parts.stdout == whole.stdout != ""
    refused = run(*asked, "--engine", "parts", "--where", "role=mentee", folder=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--where goes with --engine memory only." in refused.stderr
    other = run("transitions", "acts.csv", "--engine", "parts", folder=tmp_path)
    assert other.returncode == 2
    assert "cannot be counted part by part" in other.stderr
