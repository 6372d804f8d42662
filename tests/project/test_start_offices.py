"""Lists as volunteers' offices keep them, each of a kind that was misread; the truth is counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_start_files import guessed, sheet
from test_start_messy import walks

from loaders import inspect
from pathways.errors import NoAnswerError

Rows = list[list[object]]


def test_a_sum_of_members_is_no_member(tmp_path: Path) -> None:
    rows: Rows = [["Mitgl.-Nr.", "Nachname", "Vorname", "Kurs", "Datum"]]
    rows += [[100 + n, "Abel", f"Ann{n}", "Yoga", "2024-03-01"] for n in range(4)]
    rows += [["Summe Mitglieder", "4", "", "", ""], ["Total volunteer hours", "12,5", "", "", ""]]
    found = guessed(sheet(tmp_path, rows)).found
    assert walks(found.log) == {("Yoga",): 4}
    assert found.table[["counted", "kept", "refused"]].values.tolist() == [[4, 2, 0]]


def test_years_across_with_a_name_in_two_columns(tmp_path: Path) -> None:
    """The pattern of the years once took the two names for a year."""
    rows: Rows = [["Last Name", "First Name", "2020-21", "2021-22"]]
    rows += [["Abel", "Ann", "Student", "Tutor"], ["Bard", "Ben", "", "Student"]]
    rows += [["Cole", "Cy", "Student", ""]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert (log.people, len(log.counted)) == (3, 4)
    assert sorted(log.counted["role"].astype(str)) == ["Student", "Student", "Student", "Tutor"]


def test_badges_are_of_people_and_not_of_where_they_are_from(tmp_path: Path) -> None:
    people = [("Ann", "Abel"), ("Ben", "Bard"), ("Cy", "Cole"), ("Di", "Dunn")]
    rows: Rows = [["Badge No", "First", "Last", "Organisation", "Conference"]]
    rows += [
        [10 * year + n, *name, "Uni A", f"Con {year}"]
        for year in (2021, 2022)
        for n, name in enumerate(people[: 2024 - year])
    ]
    seen = guessed(sheet(tmp_path, rows))
    assert walks(seen.found.log) == {("Con", "Con"): 2, ("Con",): 1}
    assert seen.answers["who"] == "First + Last"


def test_a_day_that_stands_once_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["Date", "Volunteer", "Activity"]]
    for day in ("2024-03-05", "2024-03-12"):
        rows += [[day, "Ann Abel", "Kitchen"], ["", "Ben Bard", "Kitchen"], ["", "Cy Cole", "Desk"]]
    file = sheet(tmp_path, rows)
    with pytest.raises(NoAnswerError, match='4 rows have nothing in "Date", such as row 3: of whi'):
        guessed(file)
    found = guessed(file, said={"days-below": "above"}).found
    assert walks(found.log) == {("Kitchen", "Kitchen"): 2, ("Desk", "Desk"): 1}


def test_few_lists_in_cells_are_said(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Workshop", "Date"], ["Ann Abel", "Git, Shell", "2024-01-10"]]
    rows += [["Ben Bard", "Python", "2024-02-10"], ["Ann Abel", "Python", "2024-02-10"]]
    file = sheet(tmp_path, rows)
    asked = guessed(file).questions[0]
    assert (
        asked.text == 'Does a cell of "Workshop" such as Git, Shell (row 2) hold several programs?'
    )
    assert (asked.guess, asked.reason) == ("one", "no part of it stands alone")
    several = guessed(file, said={"several-what": "several"}).found.log
    assert walks(several) == {("Git+Shell", "Python"): 1, ("Python",): 1}
    assert any("is taken as one name; [split] program" in note for note in inspect(file).notes)


def test_a_title_alone_in_its_row_of_a_text_is_one(tmp_path: Path) -> None:
    """By hand, such a row has no commas behind it; a row cut at another sign stays refused."""
    file = tmp_path / "sheet.csv"
    part = "{title}\nName,Email,Signature\nAnn Abel,,x\n{more}Total: {many}\n\n"
    file.write_text(
        part.format(title='"Seed swap, May 4, 2024"', more="Ben Bard,,x\n", many=2)
        + part.format(title='"Harvest, June 1, 2024"', more="Cy;Cole;x\n", many=1)
    )
    found = guessed(file).found
    assert walks(found.log) == {("Seed swap", "Harvest"): 1, ("Seed swap",): 1}
    assert int(found.table["refused"].sum()) == 1


def test_a_row_above_the_names_of_the_columns_names_no_program(tmp_path: Path) -> None:
    rows: Rows = [["Ann Abel", "2024-01-03"], ["", ""], ["Name", "Date"]]
    rows += [["Ben Bard", "2024-01-03"], ["Cy Cole", "2024-01-03"], ["Ben Bard", "2024-02-03"]]
    found = guessed(sheet(tmp_path, rows, "choir.csv")).found
    assert walks(found.log) == {("choir", "choir"): 1, ("choir",): 1}
    assert any("1 row is filled like the table, but above" in note for note in found.notes)
