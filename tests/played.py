"""The commands of a page are carried out, those of the product in this process: it is warm."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from commands import run

_OURS = re.compile(
    r"pathways (?P<words>(?:'[^']*'|\"[^\"]*\"|[^|>'\"])*?)"
    r"(?P<both> 2>&1)?(?: > (?P<file>\S+))?(?: \| (?P<rest>.*))?"
)
"""A command of the product, with what becomes of what it prints and tells."""


class Played(NamedTuple):
    """A command, what it printed, and what the page says that it prints."""

    command: str
    printed: str
    told: str


def played(page: str, folder: Path) -> Iterator[Played]:
    """Each command of the console blocks of a page, one after the other in a folder.

    Raises:
        AssertionError: one of them fails.
    """
    for block in re.findall(r"^```console\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, told = part.partition("\n")
            ours = _OURS.fullmatch(command)
            printed = _shell(command, folder) if ours is None else _printed(ours, folder)
            yield Played(command, printed, told)


def _printed(ours: re.Match[str], folder: Path) -> str:
    done = run(*shlex.split(ours["words"]), folder=folder)
    assert done.returncode == 0, f"{ours[0]}: {done.stderr}"
    out = done.stdout
    if ours["file"]:
        (folder / ours["file"]).write_text(out, encoding="utf-8")
        out = ""
    if ours["both"]:
        out += done.stderr
    return _shell(ours["rest"], folder, out) if ours["rest"] else out


def _shell(command: str, folder: Path, given: str = "") -> str:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder, input=given, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout
