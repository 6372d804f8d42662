"""Shapes of polls, registers, stages and nested lists that were misread; the truth is counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_start_files import guessed, sheet
from test_start_messy import walks

from loaders import inspect
from loaders.understanding import file as understanding
from loaders.understanding.proposal import Proposal
from pathways.errors import NoAnswerError, RecordsError

Rows = list[list[object]]

POLL: Rows = [
    ['Poll "Clean-up days"'],
    ["https://poll.example/abc"],
    [],
    ["", "March 2024", "", "", "April 2024", ""],
    ["", "Sat 2", "Sun 10", "", "Fri 5", "Sat 6"],
    ["", "9:00 AM – 11:00 AM", "9:00 AM – 11:00 AM", "1:00 PM – 3:00 PM", "10:00 AM – 1:00 PM", ""],
    ["Ann Abel", "OK", "OK", "", "", "OK"],
    ["Ben Bard", "", "OK", "OK", "OK", ""],
    ["Cy Cole", "(OK)", "", "", "OK", "OK"],
    ["Count", 2, 2, 1, 2, 2],
]
"""A poll with a month, a day and a time above each column; it was one program in March."""


def test_polls_have_months_above_days_above_times(tmp_path: Path) -> None:
    file = sheet(tmp_path, POLL)
    with pytest.raises(NoAnswerError, match=r"Does this word mean that somebody came: \(ok\)"):
        guessed(file)
    log = guessed(file, said={"marks": "came"}).found.log
    times = log.counted["start"].dt.strftime("%m-%d").value_counts().to_dict()
    assert times == {"03-10": 3, "03-02": 2, "04-05": 2, "04-06": 2}
    assert walks(guessed(file, said={"marks": "did not come"}).found.log).total() == 3


def test_a_register_has_days_below_its_months(tmp_path: Path) -> None:
    rows: Rows = [["Register"], ["", "March 2024", "", "", "April 2024", "", ""]]
    rows += [["Name", 1, 8, 15, 5, 12, "Total"]]
    rows += [["Ann Abel", "x", "x", "", "x", "", 3], ["Ben Bard", "", "x", "", "", "x", 2]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert not any("whether people came" in note for note in log.notes)  # the cells say it
    days = sorted(log.counted["start"].dt.strftime("%m-%d"))
    assert days == ["03-01", "03-08", "03-08", "04-05", "04-12"]


def test_numbers_below_months_are_counts_and_no_days(tmp_path: Path) -> None:
    rows: Rows = [["", "March 2024", "April 2024"], ["Ann Abel", 2, 5], ["Ben Bard", 3, 0]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert (log.people, len(log.counted)) == (2, 3)


def test_months_without_a_year_ask_for_it(tmp_path: Path) -> None:
    """It asked which of the months says what people did."""
    rows: Rows = [["Name", "January", "February", "March"]]
    rows += [["Ann", "Yoga", "Dance", ""], ["Ben", "Dance", "", "Yoga"], ["Cy", "Yoga", "", ""]]
    with pytest.raises(NoAnswerError, match='Which year is "January" of'):
        guessed(sheet(tmp_path, rows))
    log = guessed(sheet(tmp_path, rows), said={"year": "2024"}).found.log
    assert (len(log.counted), sorted(set(log.counted["role"]))) == (5, ["Dance", "Yoga"])


def test_the_word_date_is_no_part_of_a_stage(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Level 1 date", "Date of Level 2", "Placed", "Birth date"]]
    rows += [["Ann", "2024-01-05", "2024-02-05", "2024-03-01", "1990-01-01"]]
    rows += [["Ben", "2024-01-08", "", "", "1991-01-01"]]
    assert walks(guessed(sheet(tmp_path, rows)).found.log) == {
        ("Level 1", "Level 2", "Placed"): 1,
        ("Level 1",): 1,
    }


def test_stages_down_and_people_across(tmp_path: Path) -> None:
    """It asked which column says who."""
    rows: Rows = [["Stage", "Ann Abel", "Ben Bard", "Cy Cole"]]
    rows += [["Applied", "2024-01-05", "2024-01-08", "2024-01-09"]]
    rows += [["Trained", "2024-02-05", "", "2024-02-20"], ["Placed", "2024-03-05", "", ""]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert walks(log) == {("Applied", "Trained", "Placed"): 1, ("Applied", "Trained"): 1,
                          ("Applied",): 1}  # fmt: skip
    assert "Abel" not in log.records.to_csv()


def test_lists_in_objects_that_say_when_are_engagements(tmp_path: Path) -> None:
    """They were left out with a note, and the file asked when it was."""
    courses = [{"title": "Intro", "date": "2024-01-05"}, {"title": "Expert", "date": "2024-02-05"}]
    homes = [{"city": "Bonn", "street": "A"}, {"city": "Ulm", "street": "B"}]
    users = [
        {"id": n, "homes": homes, "courses": courses[: 2 - n % 3]} for n in range(6)
    ]  # two, one and none
    file = tmp_path / "users.json"
    file.write_text(json.dumps({"users": users}))
    found = guessed(file).found
    assert walks(found.log) == {("Intro", "Expert"): 2, ("Intro",): 2}
    assert '6 lists of "courses" hold 6 entries, which are counted as rows.' in found.notes
    assert any('lists of objects: "homes"' in note for note in found.notes)


def test_plain_lists_in_objects_are_several_programs(tmp_path: Path) -> None:
    users = [
        {"id": n, "joined": "2024-01-02", "courses": ["A", "B", "C"][: 1 + n]} for n in (0, 1, 2)
    ]
    file = tmp_path / "users.json"
    file.write_text(json.dumps(users))
    assert walks(guessed(file).found.log) == {("A",): 1, ("A+B",): 1, ("A+B+C",): 1}


@pytest.mark.parametrize(
    ("text", "why"),
    [("[[[[", "breaks off or is damaged at line 1"), ("[[[1]]]", "has no JSON object in it")],
)
def test_json_without_objects_is_no_table(tmp_path: Path, text: str, why: str) -> None:
    """It asked who the people are."""
    file = tmp_path / "nothing.json"
    file.write_text(text)
    with pytest.raises(RecordsError, match=why):
        guessed(file)


def test_whoever_is_enrolled_is_registered(tmp_path: Path) -> None:
    """Their rows were kept as no-shows."""
    rows: Rows = [["Name", "Course", "Date", "Status"]]
    rows += [
        ["Ann", "Intro", "2024-01-05", "Completed"],
        ["Ben", "Intro", "2024-01-05", "Enrolled"],
    ]
    found = guessed(sheet(tmp_path, rows)).found
    assert sorted(found.log.records["status"]) == ["completed", "registered"]
    assert found.table["counted"].tolist() == [1]


def test_where_nobody_came_the_words_are_asked_about(tmp_path: Path) -> None:
    """A list of which no row counts was taken as it is, and had no finding."""
    rows: Rows = [["Name", "Course", "Date", "Status"]]
    rows += [["Ann", "Intro", "2024-01-05", "Enrolled"], ["Ben", "Intro", "2024-01-05", "Dropped"]]
    file = sheet(tmp_path, rows)
    with pytest.raises(NoAnswerError, match='Which words in column "Status" mean that somebody'):
        guessed(file)
    log = guessed(file, said={"came": "enrolled"}).found.log
    assert sorted(log.records["status"]) == ["attended", "withdrawn"]
    none = guessed(file, said={"came": "none"}).found.log
    assert sorted(none.records["status"]) == ["registered", "withdrawn"]


def test_columns_that_set_rows_aside_are_named(tmp_path: Path) -> None:
    """The note said that every row counts."""
    rows: Rows = [["Name", "Event", "Date", "No-show"]]
    rows += [["Ann", "Gala", "2024-01-05", ""], ["Ben", "Gala", "2024-01-05", "yes"]]
    found = inspect(sheet(tmp_path, rows))
    assert 'Column "No-show" sets rows aside; every other row counts.' in found.notes
    assert found.table[["counted", "kept"]].values.tolist() == [[1, 1]]


def test_a_file_is_understood_once_for_its_questions_and_its_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And again with another mapping, or when the file has changed."""
    seen: list[str] = []
    real = understanding._understood

    def counted(*args: Any) -> Proposal:
        seen.append(args[0].name)
        return real(*args)

    monkeypatch.setattr(understanding, "_understood", counted)
    rows: Rows = [["Name", "Event", "Date"], ["Ann", "Gala", "2024-01-05"]]
    guessed(sheet(tmp_path, rows))
    inspect(tmp_path / "record.csv")
    assert len(seen) == 1
    inspect(tmp_path / "record.csv", mapping={"constants": {"role": "guest"}})
    assert len(seen) == 2
    rows.append(["Ben", "Gala", "2024-01-06"])
    assert inspect(sheet(tmp_path, rows)).log.people == 2
    assert len(seen) == 3
