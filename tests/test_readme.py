"""The README is executed: its commands, what they print, its Python, its picture."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from played import Played, played

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

Tour = tuple[Path, list[Played]]


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Tour:
    """A folder in which every command was run, and each command with printed and told output."""
    folder = tmp_path_factory.mktemp("tour")
    return folder, list(played(README, folder))


def test_what_the_tour_shows_is_what_is_printed(tour: Tour) -> None:
    for one in tour[1]:
        assert one.printed.strip() == one.told.strip(), one.command


def test_the_picture_is_the_map_of_the_demo(tour: Tour) -> None:
    drawn = (tour[0] / "map.svg").read_bytes()
    assert drawn == (ROOT / "docs" / "images" / "map.svg").read_bytes()


def test_the_python_runs(tour: Tour) -> None:
    for code in re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            cwd=tour[0],
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
