"""A project file beside files that are named one by one: used, or said not to be."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pathways.cli.app import cli
from pathways.measures.questions import QUESTIONS
from pathways.project.beside import project_of

ROWS = "participant,program,role,start\n" + "".join(
    f"p{n:02},Open Leaders,mentee,2020-01-10\n" for n in range(12)
)


def asked(folder: Path, text: str, *names: str) -> tuple[str, ...]:
    (folder / "pathways.toml").write_text(text, encoding="utf-8")
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text(ROWS, encoding="utf-8")
    return tuple(str(folder / name) for name in names or ("a.csv",))


def test_one_that_names_the_file_is_used(tmp_path: Path) -> None:
    files = asked(tmp_path, 'source = "a.csv"\nscheme = "tei"\n')
    project = project_of(files, tuple(QUESTIONS))
    assert (project.scheme, project.notes) == ("tei", ())


def test_one_that_names_no_source_is_used_and_said(tmp_path: Path) -> None:
    files = asked(tmp_path, 'scheme = "tei"\n[goals]\nconversion = "0.9"\n', "a.csv", "b.csv")
    project = project_of(files, tuple(QUESTIONS))
    assert project.goals == {"conversion": "0.9"}
    assert project.notes == ('The pathways.toml beside "a.csv" was used: scheme and goals.',)


def test_one_that_names_another_file_is_not_used_and_says_what(tmp_path: Path) -> None:
    text = (
        'source = "b.csv"\nas_of = 2020-02-01\n[[interventions]]\nwhat = "x"\ndate = 2020-01-01\n'
        '[[multipliers]]\nattribute = "region"\nvalue = "South"\nfactor = "2"\n'
    )
    project = project_of(asked(tmp_path, text), tuple(QUESTIONS))
    assert (project.as_of, project.interventions) == (None, ())
    assert project.notes[0].startswith(
        'The pathways.toml beside "a.csv" is about "b.csv", so this was not used: as_of, '
        "interventions and multipliers."
    )


def test_one_that_settles_nothing_is_not_spoken_of(tmp_path: Path) -> None:
    assert project_of(asked(tmp_path, 'source = "b.csv"\n'), tuple(QUESTIONS)).notes == ()


@pytest.mark.parametrize("quiet", [False, True])
def test_the_command_says_so(tmp_path: Path, quiet: bool) -> None:
    (file,) = asked(tmp_path, 'source = "b.csv"\nscheme = "tei"\n')
    line = ["entry-points", file, "--format", "csv", *(["--quiet"] if quiet else [])]
    done = CliRunner().invoke(cli, line)
    assert done.exit_code == 0, done.output
    assert ("so this was not used: scheme" in done.stderr) is not quiet
