"""What a reader that has seen enough, and a file that takes a while, mean on the command line."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pathways.cli import source
from pathways.cli.app import cli


def test_a_reader_that_has_seen_enough_is_no_failure(tmp_path: Path) -> None:
    rows = "".join(f"p{n},OL,2020-01-01,{'x' * 40}{n}\n" for n in range(9000))
    (tmp_path / "a.csv").write_text(f"participant,program,start,role\n{rows}", encoding="utf-8")
    code = "from pathways.cli import main; main()"
    args = ["transitions", "a.csv", "--format", "csv", "--by", "role"]
    with subprocess.Popen(
        [sys.executable, "-c", code, *args], cwd=tmp_path, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as asked:  # fmt: skip
        assert asked.stdout is not None
        assert asked.stderr is not None
        asked.stdout.close()
        said = asked.stderr.read().decode()
        assert asked.wait() == 0, said
    assert "Traceback" not in said
    for asked_for in (args, ["--help"], ["--version"]):
        with subprocess.Popen(
            [sys.executable, "-c", code, *asked_for], cwd=tmp_path, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as one_pipe:  # fmt: skip
            assert one_pipe.stdout is not None
            one_pipe.stdout.close()
            assert one_pipe.wait() == 0, f"with stderr in the same pipe: {asked_for}"


def test_a_long_read_is_said_on_a_terminal_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import click

    file = tmp_path / "a.csv"
    file.write_text("x" * 10, encoding="utf-8")
    monkeypatch.setattr(source, "_LONG", 10)
    for tty, quiet, expected in ((True, False, True), (True, True, False), (False, False, False)):
        err = io.StringIO()
        monkeypatch.setattr(err, "isatty", lambda tty=tty: tty, raising=False)
        monkeypatch.setattr(sys, "stderr", err)
        command = click.Command("map", params=[click.Option(["--quiet"], is_flag=True)])
        with command.make_context("map", ["--quiet"] if quiet else []):
            source._say_long((str(file),))
        assert bool(err.getvalue()) == expected


def test_a_driver_that_trips_over_ctrl_c_is_stopped_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the driver raises when Ctrl-C comes while it reads has Ctrl-C behind it."""

    def stopped(*_: object, **__: object) -> None:
        error = BufferError("Existing exports of data")
        error.__cause__ = KeyboardInterrupt()
        raise error

    monkeypatch.setattr("pathways.transfer.load.load", stopped)
    (tmp_path / "a.csv").write_text("participant,program,start\np,OL,2020-01-01\n")
    words = ["load", str(tmp_path / "a.csv"), "--into", str(tmp_path / "s.pathways")]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code != 0
    assert "Stopped: the same command again completes the load." in done.output
