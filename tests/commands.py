"""The command as its script calls it, and a record small enough to be seen at once."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from pathways.cli.app import main

RECORD = """participant,program,edition,role,start,country
ana,OL,1,mentee,2020-01-10,GH
ana,OL,2,mentor,2020-06-10,GH
ben,OL,1,mentee,2020-01-10,GB
ben,OL,2,mentor,2020-06-10,
cleo,OL,1,mentee,2020-01-10,
"""


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def run(*args: str, folder: Path, **environment: str) -> Done:
    """The command as its script calls it, in a folder of its own and a home of its own."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    surroundings = {"HOME": str(folder), "COLUMNS": "100", **environment}
    code = 0
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, surroundings),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main(list(args))
        except SystemExit as stop:
            code = int(stop.code or 0)
    out.flush()
    err.flush()
    return Done(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))
