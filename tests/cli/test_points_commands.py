"""The commands of points: persons only where somebody says so, files only where they are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import run

RECORD = """\
participant,program,edition,role,start,region,reachable
ana,OL,1,mentee,2020-01-10,South,yes
ana,OL,2,mentee,2020-06-10,,
ben,OL,1,mentee,2020-01-10,North,yes
ben,OL,2,mentee,2020-06-10,,no
cleo,OL,1,mentee,2020-01-10,North,yes
cleo,OL,2,mentor,2020-06-10,,
dara,OL,2,reader,2020-06-10,South,yes
eli,OL,2,mentee,2020-06-10,South,yes
"""
PROJECT = """\
source = "engagements.csv"

[[multipliers]]
attribute = "region"
value = "South"
factor = "2"

[thresholds]
tier = "Participating"
min = 6

[contact]
attribute = "reachable"
cooldown = "180d"
"""
NOBODY = ("ana", "ben", "cleo", "dara", "eli")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "engagements.csv").write_text(RECORD, encoding="utf-8")
    (tmp_path / "pathways.toml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "args",
    [
        ("points",),
        ("points", "--by", "role"),
        ("points", "--sensitivity"),
        ("monthly-index",),
        ("thresholds",),
        ("thresholds", "--backtest", "3..8"),
    ],
)
def test_nobody_is_named_unless_somebody_asks(folder: Path, args: tuple[str, ...]) -> None:
    done = run(*args, folder=folder)
    assert done.returncode == 0, done.stderr
    assert not any(name in done.stdout + done.stderr for name in NOBODY)


def test_the_project_file_says_the_multipliers(folder: Path) -> None:
    done = run("points", "--by", "role", folder=folder)
    assert done.stdout.splitlines()[1].startswith("mentee,4,6,18.0,27.0,")
    assert "region = South (× 2) holds for 4 engagements" in done.stderr
    people = run("points", "--people", folder=folder)
    assert people.stdout.splitlines()[1:3] == [
        "cleo,2,7.0,1,7.0,2,-1,region = South (× 2)",
        "ana,2,6.0,2,12.0,1,1,region = South (× 2)",
    ]


def test_inviting_twice_invites_nobody_twice(folder: Path) -> None:
    quiet = ("--quiet", "--format", "csv")
    assert "to invite,1,1" in run("thresholds", *quiet, folder=folder).stdout
    listed = run("thresholds", "--people", *quiet, folder=folder).stdout.splitlines()
    assert [line.split(",")[:2] for line in listed[1:]] == [["ana", "2020-06-10"]]
    assert sorted(path.name for path in folder.iterdir()) == ["engagements.csv", "pathways.toml"]

    named = ("thresholds", "--people", "--invited", "sent.csv", *quiet)
    first, second = run(*named, folder=folder), run(*named, folder=folder)
    assert (len(first.stdout.splitlines()), len(second.stdout.splitlines())) == (2, 1)
    sent = (folder / "sent.csv").read_text(encoding="utf-8")
    assert sent == (
        "participant,invited,tier,run,people,what\nana,2020-06-10,Collaborating,,,invited\n"
    )

    counted = run("thresholds", "--invited", "sent.csv", *quiet, folder=folder).stdout
    assert "invited before,1,0" in counted
    assert (folder / "sent.csv").read_text(encoding="utf-8") == sent


def test_who_could_not_be_listed_is_not_written_down(folder: Path) -> None:
    done = run(
        "thresholds", "--people", "--invited", "sent.csv", "-o", "no/list.csv", folder=folder
    )
    assert done.returncode == 4
    assert not (folder / "sent.csv").exists()


def test_weighted_points_on_request(folder: Path) -> None:
    raw = run("thresholds", folder=folder)
    assert "2 have reached 6 points" in raw.stderr
    weighted = run("thresholds", "--points", "weighted", folder=folder)
    assert "3 have reached 6 weighted points" in weighted.stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("points", "--people", "--by", "role"), "--by goes without --people."),
        (("thresholds", "--backtest", "3..8", "--min", "3"), "--min goes without --backtest."),
        (("thresholds", "--backtest", "3..8", "--people"), "--people goes without --backtest."),
        (("thresholds", "--horizon", "365d"), "--horizon goes with --backtest."),
        (("thresholds", "--backtest", "few"), 'such as 3..8, not "few".'),
        (("thresholds", "--min", "none"), 'not "none".'),
        (("query", "engagements.csv", "points", "-p", "weighting=x"), 'Parameter "weighting"'),
    ],
)
def test_what_goes_together_and_what_does_not(
    folder: Path, args: tuple[str, ...], says: str
) -> None:
    done = run(*args, folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_question_needs(folder: Path) -> None:
    (folder / "pathways.toml").unlink()
    done = run("thresholds", "engagements.csv", folder=folder)
    assert done.returncode == 2
    assert "This question needs --tier and --min." in done.stderr
    weighted = ("--tier", "Participating", "--min", "6", "--points", "weighted")
    done = run("thresholds", "engagements.csv", *weighted, folder=folder)
    assert "No multipliers stand in pathways.toml to weigh points by." in done.stderr
