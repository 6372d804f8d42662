"""More kinds of files that people have: each has one thing that was misread, counted here."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from tables import workbook
from test_start_files import entries, guessed, moves, sheet

from pathways.errors import NoAnswerError
from pathways.project.start_words import meaning_lines

PEOPLE = [f"{first} {last}" for first in ("Ana", "Ben", "Cy") for last in ("Ode", "Ruiz", "Dahl")]


def book(folder: Path, sheets: dict[str, list[list[object]]]) -> Path:
    path = folder / "book.xlsx"
    path.write_bytes(workbook(sheets))
    return path


def test_minutes_with_several_people_in_a_cell(tmp_path: Path) -> None:
    """Nine people at the first meeting, three of them at the second, which is another one."""
    rows: list[list[object]] = [["Date", "Meeting", "Attendees"]]
    rows += [["2024-01-10", "Steering group", ", ".join(PEOPLE)]]
    rows += [["2024-02-10", "Repair night", ", ".join(PEOPLE[:3])]]
    rows += [["2024-03-10", "Steering group", ", ".join(PEOPLE[6:])]]
    log = guessed(sheet(tmp_path, rows), said={"what": "Meeting"}).found.log
    assert log.people == 9
    assert entries(log) == {"Steering group": 9}
    assert moves(log) == {
        ("Steering group", "Repair night"): 3,
        ("Steering group", "Steering group"): 3,
    }


def test_who_lists_people_by_hand_separates_them_now_so_now_so(tmp_path: Path) -> None:
    """Two at each of four meetings, whatever stands between their names, and one at the last."""
    cells = ["Ana Ode, Ben Ruiz", "Ana Ode; Ben Ruiz", "Ana Ode & Ben Ruiz", "Ana Ode und Ben Ruiz",
             "Cy Dahl"]  # fmt: skip
    rows: list[list[object]] = [["Date", "Event", "Attendees"]]
    rows += [[f"2024-0{at}-10", f"Evening {at}", who] for at, who in enumerate(cells, 1)]
    log = guessed(sheet(tmp_path, rows), said={"what": "Event"}).found.log
    assert log.people == 3
    assert log.counted.groupby("start").size().tolist() == [2, 2, 2, 2, 1]


@pytest.mark.parametrize("name", ["Slot", "Volunteer"])
def test_a_place_for_each_helper_of_a_shift(tmp_path: Path, name: str) -> None:
    rows: list[list[object]] = [["Shift", "Date", f"{name} 1", f"{name} 2", "Notes"]]
    rows += [["Kitchen", "2024-01-10", PEOPLE[0], PEOPLE[1], "rain"]]
    rows += [["Garden", "2024-02-10", PEOPLE[1], "", ""]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert entries(log) == {"Kitchen": 2}
    assert moves(log) == {("Kitchen", "Garden"): 1}


def test_cohorts_without_numbers_come_in_the_order_of_their_years(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Fellow", "Cohort", "Year", "Role"]]
    rows += [[f"f{at}", "Zenith", "2019", "Mentee"] for at in range(3)]
    rows += [["f0", "Alpha", "2020", "Mentor"], ["f9", "Alpha", "2020", "Mentee"]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.editions.table["edition"].tolist() == ["Zenith", "Alpha"]


def test_a_form_of_google_says_its_zone_as_gmt_plus_one(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Timestamp", "Email Address", "Workshop"]]
    rows += [[f"2024/05/0{at} 10:00:01 AM GMT+1", f"p{at}@x.example", "Choir"] for at in (1, 2, 3)]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert sorted(log.counted["start"].dt.day) == [1, 2, 3]


def test_a_season_in_the_name_of_a_program_is_no_edition(tmp_path: Path) -> None:
    """The Spring Gala of 2022 and of 2023, and the Summer Camp between them."""
    rows: list[list[object]] = [
        ["Member", "Spring Gala 2022", "Summer Camp 2022", "Spring Gala 2023"]
    ]
    rows += [
        ["m1", "Guest", "", "Helper"],
        ["m2", "Guest", "Guest", "Host"],
        ["m3", "Guest", "", ""],
    ]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert set(log.counted["program"]) == {"Spring Gala", "Summer Camp"}
    assert set(log.editions.table["edition"]) == {"2022", "2023"}


def test_a_registration_and_who_came_in_columns_of_one_event(tmp_path: Path) -> None:
    """Four registered for the Spring Gala, and the two who came count."""
    rows: list[list[object]] = [["Name", "Spring Gala RSVP", "Spring Gala Attended", "Year"]]
    rows += [["Ana Lim", "Yes", "Yes", "2024"], ["Ben Ode", "Yes", "No", "2024"],
             ["Cy Roy", "Yes", "", "2024"], ["Di Rao", "Yes", "Yes", "2024"]]  # fmt: skip
    log = guessed(sheet(tmp_path, rows)).found.log
    assert entries(log) == {"Spring Gala": 2}
    counted = log.records.loc[log.records["counted"], "status"]
    assert set(counted) == {"attended"}
    assert (log.records["status"] == "registered").sum() == 4


@pytest.mark.parametrize(("header", "cells"), [
    ("War dabei", ["ja", "nein", "ja"]), ("No show", ["", "x", ""]), ("Came?", ["Y", "N", "Y"]),
])  # fmt: skip
def test_who_did_not_come_does_not_count_however_a_column_says_so(
    tmp_path: Path, header: str, cells: list[str]
) -> None:
    rows: list[list[object]] = [["Name", "Course", "Date", header]]
    rows += [[PEOPLE[at], "Choir", "2024-01-13", cell] for at, cell in enumerate(cells)]
    assert entries(guessed(sheet(tmp_path, rows)).found.log) == {"Choir": 2}


def test_the_word_role_in_the_header_of_an_event_is_no_part_of_its_name(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Member", "2019 Camp", "2020 Camp", "Camp 2021 role"]]
    rows += [["m1", "camper", "camper", "director"], ["m2", "camper", "", "counselor"]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert set(log.counted["program"]) == {"Camp"}
    assert log.counted.groupby("edition").size().to_dict() == {"2019": 2, "2020": 1, "2021": 2}


def test_a_column_whose_name_says_when_and_is_not_read_is_said(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Member", "2019 Camp", "2020 Camp", "Camp 2021 as"]]
    rows += [["m1", "camper", "camper", "director"], ["m2", "camper", "", "counselor"]]
    notes = guessed(sheet(tmp_path, rows)).found.log.notes
    assert any(str(note).startswith("Not read as events, though") for note in notes)


def test_dates_without_a_year_are_asked_about_and_never_refused(tmp_path: Path) -> None:
    """A spreadsheet shows 5-Jan and writes that; the year of the title or an answer is theirs."""
    rows: list[list[object]] = [["Name", "Session", "Date"]]
    rows += [["Ana Lim", "Yoga", "5-Jan"], ["Ana Lim", "Pilates", "12-Jan"]]
    with pytest.raises(NoAnswerError, match='Which year is "Date" of'):
        guessed(sheet(tmp_path, rows))
    told = guessed(sheet(tmp_path, rows), said={"year": "2023"}).found.log
    titled = guessed(sheet(tmp_path, [["Sessions 2023", "", ""], *rows])).found.log
    for log in (told, titled):
        assert log.counted["start"].dt.strftime("%Y-%m-%d").tolist() == ["2023-01-05", "2023-01-12"]


def test_a_span_that_is_not_over_begins_on_its_first_day(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Fellow", "Program", "Dates"]]
    rows += [["f1", "Fellowship", "1/15/2022 - 5/15/2022"], ["f1", "Board", "9/1/2022 - present"]]
    assert moves(guessed(sheet(tmp_path, rows)).found.log) == {("Fellowship", "Board"): 1}


def test_a_form_has_a_column_for_each_option_and_for_each_half_of_a_name(tmp_path: Path) -> None:
    """Two Anas are two people, and what they ticked is what they did."""
    asked = "Which sessions did you attend?"
    rows: list[list[object]] = [["Submission Date", "Name - First Name", "Name - Last Name",
                                 f"{asked} >> Choir", f"{asked} >> Band"]]  # fmt: skip
    rows += [["2024-01-13", "Ana", "Lim", "Yes", "Yes"], ["2024-01-14", "Ana", "Roy", "", "Yes"]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.people == 2
    assert log.counted["program"].value_counts().to_dict() == {"Band": 2, "Choir": 1}


def test_what_became_of_people_in_the_cells_of_events_is_no_role(tmp_path: Path) -> None:
    """Who dropped out does not count, and a word that is none of ours is refused and not a role."""
    rows: list[list[object]] = [["Name", "Workshop 1", "Workshop 2"]]
    rows += [["Ana Lim", "completed", "in progress"], ["Ben Ode", "completed", "dropped"],
             ["Cy Roy", "completed", "undecided"]]  # fmt: skip
    found = guessed(sheet(tmp_path, rows)).found
    assert found.log.counted["role"].isna().all()
    assert len(found.log.counted) == 4
    assert len(found.refused) == 1


def test_mentor_and_mentee_of_a_row_are_two_people_in_their_roles(tmp_path: Path) -> None:
    """Ana is helped by Ben, and helps Cy a week later; their topic is nobody."""
    rows: list[list[object]] = [["Week of", "Mentor", "Mentee", "Topic"]]
    rows += [["2024-01-08", "Ben Ode", "Ana Lim", "Code"], ["2024-01-15", "Ana Lim", "Cy Roy", ""]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.people == 3
    assert log.counted["role"].value_counts().to_dict() == {"Mentee": 2, "Mentor": 2}
    steps = log.counted.sort_values("time").groupby("participant")["role"].agg(list)
    assert ["Mentee", "Mentor"] in steps.tolist()
    assert not log.counted["participant"].str.contains(" ").any()


@pytest.mark.parametrize("cells", [1, 2])
def test_parts_have_titles_of_several_rows(tmp_path: Path, cells: int) -> None:
    """What stands over each part says which event it was and when, in a row or a cell for each."""
    rows: list[list[object]] = []
    for event, day, people in (("Harvest Supper", "5 October 2023", PEOPLE[:3]),
                               ("Winter Gala", "2 December 2023", PEOPLE[2:4])):  # fmt: skip
        for label, said in (("Event:", event), ("Date:", day)):
            rows += [[f"{label} {said}", "", ""] if cells == 1 else [label, said, ""]]
        rows += [["Name", "Table", "Meal"], *[[name, "1", "soup"] for name in people]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.people == 4
    assert entries(log) == {"Harvest Supper": 3, "Winter Gala": 1}
    assert moves(log) == {("Harvest Supper", "Winter Gala"): 1}


@pytest.mark.parametrize("months", [("1", "2"), ("January", "February")])
def test_year_month_and_day_in_columns_of_their_own(
    tmp_path: Path, months: tuple[str, str]
) -> None:
    rows: list[list[object]] = [["Name", "Activity", "Month", "Day", "Year"]]
    rows += [["Ana Lim", "Orientation", months[0], "5", "2023"],
             ["Ana Lim", "Shift", months[1], "14", "2023"]]  # fmt: skip
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.counted["start"].dt.strftime("%Y-%m-%d").tolist() == ["2023-01-05", "2023-02-14"]
    assert moves(log) == {("Orientation", "Shift"): 1}


def test_the_first_quarter_of_two_years_is_two_editions(tmp_path: Path) -> None:
    rows: list[list[object]] = [["ID", "Event", "Year", "Quarter"]]
    rows += [["1", "Workshop", "2021", "Q3"], ["1", "Mentoring", "2022", "Q1"],
             ["2", "Workshop", "2021", "Q1"]]  # fmt: skip
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.editions.table["edition"].tolist() == ["2021 Q1", "2021 Q3", "2022 Q1"]
    assert moves(log) == {("Workshop", "Mentoring"): 1}


def test_programs_and_years_side_by_side_are_all_counted(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Name", "Program", "Year", "Program (2)", "Year (2)"]]
    rows += [["Ana Lim", "Camp", "2018", "Staff", "2020"], ["Ben Ode", "Camp", "2019", "", ""]]
    assert moves(guessed(sheet(tmp_path, rows)).found.log) == {("Camp", "Staff"): 1}


def test_names_in_the_lines_of_a_cell_are_so_many_people(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Date", "Program", "Names"]]
    rows += [["2024-01-10", "Sewing", "\n".join(PEOPLE[:2])], ["2024-02-10", "Choir",
              "\n".join(PEOPLE[1:4])]]  # fmt: skip
    log = guessed(sheet(tmp_path, rows)).found.log
    assert entries(log) == {"Sewing": 2, "Choir": 2}
    assert moves(log) == {("Sewing", "Choir"): 1}


def test_a_name_in_two_lines_is_one_name(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Name", "Event", "Date"]]
    rows += [["Ana Lim", "Summer\nCamp", "2024-07-01"], ["Ana Lim", "Winter\nGala", "2024-12-01"]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert set(log.counted["program"]) == {"Summer Camp", "Winter Gala"}


def test_days_of_meetings_are_no_programs_and_a_quorum_is_nobody(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Meeting", "Ana Lim", "Ben Ode", "Quorum"]]
    rows += [["Jan 10 2024", "P", "A", "Y"], ["Feb 14 2024", "P", "P", "Y"],
             ["Mar 13 2024", "A", "P", "N"]]  # fmt: skip
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.people == 2
    assert log.counted.groupby("start").size().tolist() == [1, 2, 1]


def test_the_order_of_dates_in_the_cells_of_stages_is_asked_about_once(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Name", "First contact", "Training", "Mentor since"]]
    rows += [["Ana Lim", "01/02/2021", "03/05/2021", ""], ["Ben Ode", "01/02/2021", "", ""]]
    with pytest.raises(NoAnswerError, match='are the dates in "First contact" written'):
        guessed(sheet(tmp_path, rows))
    settled = [*rows, ["Cy Roy", "02/03/2021", "", "25/12/2021"]]
    log = guessed(sheet(tmp_path, settled)).found.log
    assert log.counted["start"].dt.month.tolist().count(2) == 2


def test_a_cell_lists_programs_with_their_editions(tmp_path: Path) -> None:
    """Two steps of Ana in their order, whatever day she joined the list."""
    rows: list[list[object]] = [["Email", "Programs", "Joined"]]
    rows += [["ana@x.example", "Choir 2021, Band (2022)", "2023-04-05"],
             ["ben@x.example", "Band 2022", "2023-01-05"]]  # fmt: skip
    log = guessed(sheet(tmp_path, rows)).found.log
    assert entries(log) == {"Choir": 1, "Band": 1}
    assert moves(log) == {("Choir", "Band"): 1}


def test_yes_and_no_that_decide_nothing_are_said(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Name", "Event", "Date", "Role", "Bestätigt"]]
    rows += [["Ana Lim", "Choir", "2024-01-13", "guest", "ja"],
             ["Ben Ode", "Choir", "2024-01-13", "host", "nein"]]  # fmt: skip
    notes = guessed(sheet(tmp_path, rows)).found.log.notes
    assert any('though "Bestätigt" says yes and no' in str(note) for note in notes)


def test_the_last_visit_is_no_stage(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Member", "First Visit", "Last Visit", "Became Mentor"]]
    rows += [
        ["m1", "2020-01-05", "2023-03-03", "2021-05-05"],
        ["m2", "2020-01-06", "2020-01-06", ""],
    ]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert moves(log) == {("First Visit", "Became Mentor"): 1}


def test_a_number_of_participants_is_nobody(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Name", "Date", "Workshop", "Participants"]]
    rows += [[name, f"2024-01-1{at}", "Choir", str(10 + at)] for at, name in enumerate(PEOPLE)]
    assert guessed(sheet(tmp_path, rows)).found.mapping.columns["participant"] == "Name"


def test_the_day_of_an_event_is_not_that_on_which_its_row_was_made(tmp_path: Path) -> None:
    head = ["Contact ID", "Campaign Name", "Campaign Start Date", "Created Date", "Last Modified"]
    rows: list[list[object]] = [head]
    rows += [[f"c{n % 9}", "Gala" if n < 9 else "Course", "3/14/2022" if n < 9 else "5/20/2022",
              "1/5/2022", "11/30/2023"] for n in range(18)]  # fmt: skip
    seen = guessed(sheet(tmp_path, rows))
    assert seen.found.mapping.columns["start"] == "Campaign Start Date"
    assert moves(seen.found.log) == {("Gala", "Course"): 9}


def test_the_day_that_a_form_tells_comes_before_that_on_which_it_was_sent(tmp_path: Path) -> None:
    """Everybody wrote the later course down first."""
    head = ["Horodateur", "Courriel", "Atelier", "Date de l'activité"]
    first = [["01/06/2023 10:00:00", f"p{n}@x.example", "Jardin", "20/05/2023"] for n in range(9)]
    then = [["02/06/2023 10:00:00", f"p{n}@x.example", "Cuisine", "13/05/2023"] for n in range(9)]
    seen = guessed(sheet(tmp_path, [head, *first, *then], separator=";"))
    assert moves(seen.found.log) == {("Cuisine", "Jardin"): 9}
    assert "Date de l'activité" in " ".join(seen.found.notes)
    assert "the day is that on which it was sent" not in " ".join(seen.found.notes)


CHOICES = [["Lesepaten, Sommerfest"], ["Sommerfest"], ["Hausaufgaben, Lesepaten"],
           ["Hausaufgaben"], ["Sommerfest, Hausaufgaben"], ["Lesepaten"]]  # fmt: skip


def test_a_question_of_a_form_with_several_answers_is_what_people_did(tmp_path: Path) -> None:
    head = ["Zeitstempel", "E-Mail-Adresse", "Wobei machst du mit?", "Seit wann?"]
    rows = [[f"{1 + n:02d}.03.2024 18:00:00", f"p{n % 12}@x.example", *CHOICES[n % 6],
             ["neu", "lange"][n % 2]] for n in range(24)]  # fmt: skip
    seen = guessed(sheet(tmp_path, [head, *rows], "formular.csv", ";"))
    parts = Counter(part for row in rows for part in str(row[2]).split(", "))
    assert Counter(seen.found.log.counted["program"].astype(str)) == parts
    assert {one.key for one in seen.questions} == {"what", "several-what"}, "both are said"


def test_days_without_a_year_under_groups_and_events_with_words_for_people(tmp_path: Path) -> None:
    """Family Dinner and Phone Bank are events where their cells are ticks."""
    rows: list[list[object]] = [
        ["Attendance 2024", None, None, None, None],
        [None, "Tutoring", None, "Family Dinner", "Phone Bank"],
        ["Name", "1/12", "1/26", "3/1", "4/2"],
        *[[name, "x", "x" if at % 2 else None, "x", "absent"] for at, name in enumerate(PEOPLE)],
    ]
    file = book(tmp_path, {"Attendance": rows})
    seen = guessed(file)
    assert entries(seen.found.log) == {"Tutoring": 9}
    assert moves(seen.found.log)[("Tutoring", "Family Dinner")] == 9
    said = dict(meaning_lines(seen.found))
    assert said["What"].startswith("the names of 4 columns, such as “Tutoring: 1/12”: 2 programs")


def test_dates_that_a_spreadsheet_half_converted_are_put_right_and_said(tmp_path: Path) -> None:
    """4 March became 3 April as a date, 25 March stayed a text."""
    days = [dt.date(2024, 3, 4), dt.date(2024, 5, 2), dt.date(2024, 7, 9), dt.date(2024, 3, 25),
            dt.date(2024, 5, 28), dt.date(2024, 7, 30)]  # fmt: skip
    rows: list[list[object]] = [["Name", "Course", "Date"]]
    for day in days:
        cell = dt.date(2024, day.day, day.month) if day.day < 13 else f"{day:%d/%m/%Y}"
        rows += [[name, "Basics", cell] for name in PEOPLE]
    seen = guessed(book(tmp_path, {"Sheet": rows}))
    found = seen.found.log.counted["start"].dt.date
    assert Counter(found) == Counter(dict.fromkeys(days, 9))
    assert [one.key for one in seen.questions] == ["date-order"]


def test_an_archive_with_one_table_and_a_note_is_the_table(tmp_path: Path) -> None:
    table = "person,program,date\n" + "".join(f"p{n},Choir,2024-01-02\n" for n in range(9))
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("export/people.csv", table)
        archive.writestr("export/readme.txt", "Exported by hand.")
    assert entries(guessed(tmp_path / "export.zip").found.log) == {"Choir": 9}


def test_who_is_never_a_shot_in_the_dark(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Date", "Topic", "Room"]]
    rows += [[f"2024-01-{1 + n:02d}", f"Evening {n % 3}", f"R{n % 4}"] for n in range(20)]
    with pytest.raises(NoAnswerError, match="Which column says who it was"):
        guessed(sheet(tmp_path, rows))
