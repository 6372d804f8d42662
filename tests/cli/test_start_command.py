"""`pathways start`: the whole way from a spreadsheet to a project folder, as people go it."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from pathways.cli.app import cli
from pathways.cli.start import start
from pathways.errors import NoAnswerError, PathwaysError

SHEET = [
    ["Volunteer no", "What they did", "Function", "On"],
    *[[f"V-{n}", "Tutoring", "Helper", f"2024-{1 + n % 9:02d}-05"] for n in range(1, 31)],
    *[[f"V-{n}", "Tutoring", "Lead tutor", f"2024-{3 + n % 9:02d}-20"] for n in range(1, 9)],
]


def written(folder: Path, name: str, rows: list[list[str]]) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def run(*args: str, typed: str | bytes | None = None) -> str:
    done = CliRunner().invoke(start, list(args), input=typed)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_from_a_spreadsheet_to_a_folder_with_everything(here: Path) -> None:
    written(here, "tutors.csv", SHEET)
    said = run("tutors.csv", "--yes")
    assert "Row 2: V-1 was Helper in Tutoring on 5 February 2024." in said
    assert "38 rows: 38 are counted (30 people), none are kept without counting" in said
    assert "Can this be trusted?" in said
    heading = re.search("<title>(.*?)</title>", (here / "tutors" / "map.html").read_text("utf-8"))
    assert heading is not None
    assert f"What the map says\n{heading[1]}.\n" in said
    # Of one program the roles are the steps, in what is printed as on the map.
    assert "The most common first step is Helper: " in said
    assert "pathways start tutors-newer.csv --folder tutors" in said
    folder = here / "tutors"
    made = {path.name for path in folder.iterdir()}
    assert {"pathways.toml", "mapping.toml", "scheme.toml", "map.html", "report.html"} <= made
    project = tomllib.loads((folder / "pathways.toml").read_text("utf-8"))
    assert project["conversion"] == {"source": "Helper", "target": "Lead tutor"}
    assert project["source"] == "../tutors.csv"
    scheme = tomllib.loads((folder / "scheme.toml").read_text("utf-8"))
    assert [rule["tier"] for rule in scheme["rules"]] == ["Collaborating", "Leading"]
    assert [tier["examples"] for tier in scheme["tiers"]] == [
        [], [], [], ["Helper"], ["Lead tutor"],
    ]  # fmt: skip


def test_answers_are_kept_with_a_newer_file(here: Path) -> None:
    written(here, "tutors.csv", SHEET)
    run("tutors.csv", "--yes")
    mine = (here / "tutors" / "scheme.toml").read_text("utf-8")
    mine = mine.replace('tier = "Collaborating"', 'tier = "Participating"')
    (here / "tutors" / "scheme.toml").write_text(mine, "utf-8")
    more = [*SHEET, ["V-31", "Tutoring", "Board member", "2024-12-24"]]
    written(here, "newer.csv", more)
    said = run("newer.csv", "--folder", "tutors", "--yes")
    assert "Rows: 39 now, 38 the last time (1 more)." in said
    assert "People: 31 now, 30 the last time (1 more)." in said
    assert "New: the role Board member." in said
    rules = tomllib.loads((here / "tutors" / "scheme.toml").read_text("utf-8"))["rules"]
    assert {rule["role"]: rule["tier"] for rule in rules} == {
        "Helper": "Participating",
        "Lead tutor": "Leading",
        "Board member": "Leading",
    }
    project = tomllib.loads((here / "tutors" / "pathways.toml").read_text("utf-8"))
    assert project["source"] == "../newer.csv"
    assert "Nothing changed since the last time." in run("tutors", "--yes")


def test_nothing_is_written_before_the_last_question(here: Path) -> None:
    written(here, "tutors.csv", SHEET)
    done = CliRunner().invoke(start, ["tutors.csv"], input="")
    assert done.exit_code != 0
    assert "Stopped; nothing was written." in done.output
    assert {path.name for path in here.iterdir()} == {"tutors.csv"}


def test_a_tier_is_corrected_and_a_wrong_word_is_asked_again(here: Path) -> None:
    written(here, "tutors.csv", SHEET)
    known = 'who = "volunteer no"\nwhat = "What they did"\nwhen = "On"\nrole = "Function"\n'
    (here / "said.toml").write_text(known, "utf-8")
    typed = "who = nobody\n\nHelper = Nonsense\nhelper = learning\n\n"
    said = run("tutors.csv", "--answers", "said.toml", typed=typed)
    assert 'Column "nobody" is not one of' in said
    assert 'tier "Nonsense" is not one of' in said
    rules = tomllib.loads((here / "tutors" / "scheme.toml").read_text("utf-8"))["rules"]
    assert {rule["role"]: rule["tier"] for rule in rules}["Helper"] == "Learning"


OPEN_DATES = [
    ["participant", "program", "date"],
    *[[f"p{n}", "Choir", f"0{1 + n % 7}/0{1 + n * 3 % 8}/2024"] for n in range(20)],
]


def test_a_date_that_only_a_person_can_read_stops_the_guessing(here: Path) -> None:
    written(here, "choir.csv", OPEN_DATES)
    with pytest.raises(NoAnswerError, match='In which order are the dates in "date"') as stopped:
        run("choir.csv", "--yes")
    assert "day-month-year: row 3, 02/04/2024, is then 2 April 2024" in str(stopped.value)
    assert "month-day-year: row 3, 02/04/2024, is then 4 February 2024" in str(stopped.value)
    assert not (here / "choir").exists()
    (here / "said.toml").write_text('date-order = "month-day-year"\n', "utf-8")
    said = run("choir.csv", "--yes", "--answers", "said.toml")
    assert "Row 3: p1 took part in Choir on 4 February 2024." in said
    replayed = (here / "choir" / "answers.toml").read_text("utf-8")
    assert 'date-order = "month-day-year"' in replayed


def test_a_file_of_which_every_row_is_refused_leaves_no_folder(here: Path) -> None:
    rows = [["participant", "program", "date"], *[["p", "Choir", "soon 99"] for _ in range(3)]]
    written(here, "choir.csv", rows)
    with pytest.raises(PathwaysError):
        run("choir.csv", "--yes")
    assert not (here / "choir").exists()


def test_a_record_from_standard_input_in_the_alphabet_that_somebody_says(here: Path) -> None:
    rows = "Participant,Program,Date\n" + "".join(
        f"p{n % 12},{'Хор' if n < 12 else 'Школа'},2024-0{1 + n // 12}-01\n" for n in range(24)
    )
    said = run("-", "--encoding", "cp1251", "--folder", "here", typed=rows.encode("cp1251"))
    assert "from Хор to Школа: 12 people" in said
    assert (here / "here" / "record.csv").read_bytes() == rows.encode("cp1251")
    again = CliRunner().invoke(cli, ["entry-points", "here", "--format", "json"])
    assert again.exit_code == 0
    assert '"step": "Хор"' in again.output


def test_files_of_different_shape_are_loaded_as_they_were_understood(here: Path) -> None:
    """Ten came to the camp, six of them are mentors in the file of another system."""
    camp = [[f"p{n}", "Camp", f"2024-01-{1 + n:02d}"] for n in range(10)]
    mentors = [[f"p{n}", f"{1 + n}/15/2025", "Mentoring"] for n in range(6)]
    written(here, "camp.csv", [["participant", "program", "date"], *camp])
    written(here, "mentors.csv", [["Member ID", "Since when", "Offer"], *mentors])
    said = {"when in mentors.csv": "Since when", "what in mentors.csv": "Offer",
            "date-order in mentors.csv": "month-day-year"}  # fmt: skip
    (here / "said.toml").write_text("".join(f'"{k}" = "{v}"\n' for k, v in said.items()), "utf-8")
    out = run("camp.csv", "mentors.csv", "--folder", "both", "--yes", "--answers", "said.toml")
    assert "from Camp to Mentoring: 6 people" in out
    assert "pathways start camp-newer.csv mentors-newer.csv --folder both" in out
    for _ in range(2):
        loaded = CliRunner().invoke(cli, ["load", "both", "--into", "record.pathways"])
        assert loaded.exit_code == 0, loaded.exception
    asked = ["transitions", "record.pathways", "--by", "program", "--format", "json"]
    assert "from Camp to Mentoring: 6 people" in CliRunner().invoke(cli, asked).output
