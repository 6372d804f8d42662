"""The README is executed: its commands, what they print, its Python, its picture."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str, str]]]:
    """A folder in which every command was run, and each command with printed and told output."""
    folder = tmp_path_factory.mktemp("tour")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "HOME": str(folder)}
    told = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            done = subprocess.run(
                ["bash", "-o", "pipefail", "-c", command],
                cwd=folder,
                env=environment,
                check=False,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, f"{command}: {done.stderr}"
            told.append((command, done.stdout, output))
    return folder, told


def test_what_the_tour_shows_is_what_is_printed(
    played: tuple[Path, list[tuple[str, str, str]]],
) -> None:
    for command, printed, told in played[1]:
        assert printed.strip() == told.strip(), command


def test_the_picture_is_the_map_of_the_demo(
    played: tuple[Path, list[tuple[str, str, str]]],
) -> None:
    drawn = (played[0] / "map.svg").read_bytes()
    assert drawn == (ROOT / "docs" / "images" / "map.svg").read_bytes()


def test_the_python_runs(played: tuple[Path, list[tuple[str, str, str]]]) -> None:
    for code in blocks("python"):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            cwd=played[0],
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Of those who were mentee in cohort 5, 59/117 = 50 % (")


def test_the_commands_of_the_readme_are_targets_of_the_makefile() -> None:
    targets = re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = re.findall(r"^make ([\w-]+)", README, re.MULTILINE)
    assert named
    assert set(named) <= set(targets)
