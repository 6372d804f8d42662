"""Kinds of columns that were misread: what their names and cells say, counted on few people."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_start_files import Rows, entries, guessed, moves, sheet

from loaders.tables.date_forms import form_of
from loaders.tables.periods import period_key
from loaders.understanding.statuses import status_of

PEOPLE = [f"{first} {last}" for first in ("Ana", "Ben", "Cy") for last in ("Ode", "Ruiz", "Dahl")]


def test_how_often_somebody_was_absent_sets_no_row_aside(tmp_path: Path) -> None:
    """Three at one lesson, two of them at the second; the sums beside the marks decide nothing."""
    rows: Rows = [["Student", "13/09/23", "20/09/23", "Present", "Absent"]]
    rows += [[PEOPLE[0], "P", "A", 1, 1], [PEOPLE[1], "P", "P", 2, 0], [PEOPLE[2], "P", "P", 2, 0]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.people == 3
    assert log.counted.groupby("start").size().tolist() == [3, 2]


def test_somebody_is_what_they_are_since_when(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Member since", "Volunteer since", "Board since"]]
    rows += [[PEOPLE[0], 2015, 2017, 2019], [PEOPLE[1], 2016, 2018, ""], [PEOPLE[2], 2016, "", ""]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert entries(log) == {"Member": 3}
    assert moves(log) == {("Member", "Volunteer"): 2, ("Volunteer", "Board"): 1}


def test_started_and_completed_are_stages_beside_others(tmp_path: Path) -> None:
    """Three apply, two are interviewed, one starts and completes; n/a and tbc are no days."""
    rows: Rows = [["Applicant", "Applied", "Interviewed", "Started", "Completed"]]
    rows += [[PEOPLE[0], "2023-01-02", "2023-02-03", "2023-04-01", "2023-09-01"]]
    rows += [[PEOPLE[1], "2023-01-03", "2023-02-04", "TBC", ""]]
    rows += [[PEOPLE[2], "2023-01-04", "N/A", "N/A", ""]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert entries(log) == {"Applied": 3}
    assert moves(log) == {
        ("Applied", "Interviewed"): 2,
        ("Interviewed", "Started"): 1,
        ("Started", "Completed"): 1,
    }


def test_when_a_row_was_changed_is_no_stage(tmp_path: Path) -> None:
    rows: Rows = [["Email", "Course", "OPTIN_TIME", "LAST_CHANGED"]]
    rows += [[f"p{at}@x.org", "Git", f"2021-01-0{at} 10:00:00", "2024-01-01"] for at in (1, 2)]
    log = guessed(sheet(tmp_path, rows), said={"what": "Course"}).found.log
    assert entries(log) == {"Git": 2}
    assert len(log.counted) == 2


def test_a_header_says_in_which_order_its_dates_are(tmp_path: Path) -> None:
    """Without a word about it 10/05/2023 would be asked about."""
    rows: Rows = [["Name", "Event", "Start Date/Time (mm/dd/yyyy)"]]
    rows += [[PEOPLE[at], "Fair", f"10/0{at + 1}/2023 9:00"] for at in range(3)]
    seen = guessed(sheet(tmp_path, rows))
    assert not seen.questions
    assert str(seen.found.log.counted["start"].min().date()) == "2023-10-01"


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("Cancelled by user", "cancelled"), ("Checked in on 3 May", "attended"), ("Blue by us", None)],
)
def test_a_status_with_by_whom_or_when(word: str, meaning: str | None) -> None:
    assert status_of(word) == meaning


def test_a_longer_name_of_a_status_decides_who_came(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Event", "Date", "Booking status"]]
    words = ["Checked-in", "Cancelled by user", "No show", "Turned up", "Waitlisted"]
    rows += [[PEOPLE[at], "Walk", "2024-06-01", word] for at, word in enumerate(words)]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert entries(log) == {"Walk": 2}
    assert len(log.records) == 5


def test_the_state_of_a_payment_decides_nothing(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Event", "Date", "Payment status"]]
    rows += [
        [PEOPLE[at], "Walk", "2024-06-01", word] for at, word in enumerate(("pending", "paid"))
    ]
    assert entries(guessed(sheet(tmp_path, rows)).found.log) == {"Walk": 2}


def test_a_school_year_and_its_term_are_one_edition(tmp_path: Path) -> None:
    """Autumn comes before the spring of the same school year."""
    rows: Rows = [["Academic year", "Term", "Class", "Student"]]
    rows += [
        ["2022/23", "Spring", "Arabic 2", PEOPLE[0]],
        ["2022/23", "Autumn", "Arabic 1", PEOPLE[0]],
    ]
    rows += [["2022/23", "Autumn", "Arabic 1", PEOPLE[1]]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert entries(log) == {"Arabic 1": 2}
    assert moves(log) == {("Arabic 1", "Arabic 2"): 1}
    assert period_key("Spring 2022/23") > period_key("Autumn 2022/23")  # type: ignore[operator]
    assert period_key("T1 2022/23") < period_key("T2 2022/23")  # type: ignore[operator]


def test_periods_are_editions_whatever_their_column_is_called(tmp_path: Path) -> None:
    rows: Rows = [["Volunteer", "Program", "Period"]]
    rows += [[PEOPLE[0], "Kitchen", "Q4 2022"], [PEOPLE[0], "Garden", "Q1 2023"]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.editions.table["edition"].tolist() == ["Q4 2022", "Q1 2023"]
    assert moves(log) == {("Kitchen", "Garden"): 1}


@pytest.mark.parametrize("text", ["2024-W05", "KW 5/2024", "Week 5, 2024"])
def test_a_week_is_its_monday(text: str) -> None:
    day = form_of(text)
    assert (day.year, day.month, day.day) == (2024, 1, 29)  # type: ignore[union-attr]


def test_a_year_has_no_week_of_which_the_calendar_has_none() -> None:
    assert form_of("2023-W53").reason == "is no date: 2023 has no week 53"  # type: ignore[union-attr]


def test_the_days_of_events_stand_in_a_row_of_their_own(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Orientation", "Celebration"], ["Date", "5/1/2024", "5/22/2024"]]
    rows += [[PEOPLE[0], "X", "X"], [PEOPLE[1], "X", ""], [PEOPLE[2], "", "X"]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert entries(log) == {"Orientation": 2, "Celebration": 1}
    assert moves(log) == {("Orientation", "Celebration"): 1}


def test_who_was_present_is_a_list_of_people(tmp_path: Path) -> None:
    rows: Rows = [["Meeting date", "Chair", "Present", "Apologies"]]
    rows += [[f"2024-0{at}-20", PEOPLE[8], ", ".join(PEOPLE[:at]), PEOPLE[7]] for at in (3, 4, 5)]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.people == 5
    assert log.counted.groupby("start").size().tolist() == [3, 4, 5]


def test_hosts_and_guests_of_an_event_are_people_in_their_roles(tmp_path: Path) -> None:
    rows: Rows = [["Date", "Event", "Organisers", "Attendees"]]
    rows += [["2024-01-12", "Repair Cafe", PEOPLE[0], "; ".join(PEOPLE[1:4])]]
    rows += [["2024-02-09", "Swap Shop", f"{PEOPLE[0]}; {PEOPLE[1]}", "; ".join(PEOPLE[2:4])]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.people == 4
    assert moves(log, "role") == {
        ("Organisers", "Organisers"): 1,
        ("Attendees", "Organisers"): 1,
        ("Attendees", "Attendees"): 2,
    }


def test_the_places_of_a_booking_are_people(tmp_path: Path) -> None:
    rows: Rows = [
        ["Booking", "Session", "Session date", "Adult 1", "Adult 2", "Child 1", "Child 2"]
    ]
    rows += [["B1", "Pottery", "2024-05-01", PEOPLE[0], PEOPLE[1], PEOPLE[2], ""]]
    rows += [["B2", "Print", "2024-06-01", PEOPLE[0], "", PEOPLE[2], ""]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert entries(log) == {"Pottery": 3}
    assert moves(log) == {("Pottery", "Print"): 2}
    assert sorted(log.counted["role"].unique()) == ["Adult", "Child"]


def test_columns_of_names_without_a_word_for_people_are_places(tmp_path: Path) -> None:
    """All three columns are taken, and one alone where somebody says so."""
    rows: Rows = [["Date", "9am-12pm", "12pm-3pm", "3pm-6pm"]]
    for at in range(1, 5):
        one, two, three, four = PEOPLE[at : at + 4]
        rows += [[f"2024-07-0{at}", one, f"{two} and {three}", four]]
    file = sheet(tmp_path, rows)
    assert len(guessed(file).found.log.counted) == 16
    assert len(guessed(file, said={"who": "3pm-6pm"}).found.log.counted) == 4


def test_titles_are_people_where_nothing_under_them_is(tmp_path: Path) -> None:
    rows: Rows = [["Participant/Event", "Date", "Role"]]
    for at, name in enumerate(PEOPLE[:5], 1):
        rows += [[name, "", ""], ["Spring camp", f"2023-04-0{at}", "Camper"]]
        rows += [["Fall camp", f"2023-10-0{at}", "Helper"]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.people == 5
    assert moves(log) == {("Spring camp", "Fall camp"): 5}


def test_a_program_its_edition_and_a_role_in_one_header(tmp_path: Path) -> None:
    rows: Rows = [
        ["Name", "Hack 2022/Guest", "Hack 2022/Mentor", "Hack 2023/Guest", "Hack 2023/Mentor"]
    ]
    rows += [
        [PEOPLE[0], "x", "", "", "x"],
        [PEOPLE[1], "x", "", "x", ""],
        [PEOPLE[2], "", "x", "", ""],
    ]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert entries(log) == {"Hack": 3}
    assert moves(log, "role") == {("Guest", "Mentor"): 1, ("Guest", "Guest"): 1}


def test_a_cell_that_lists_days_is_an_engagement_for_each(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Program", "Dates attended"]]
    rows += [
        [PEOPLE[0], "Story hour", "1/20/2024, 2/17/2024"],
        [PEOPLE[1], "Story hour", "1/20/2024"],
    ]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.counted.groupby("start").size().tolist() == [2, 1]


def test_what_somebody_became_and_not_what_they_were(tmp_path: Path) -> None:
    rows: Rows = [["Member", "Previous role", "New role", "Effective date"]]
    rows += [[PEOPLE[0], "Member", "Volunteer", "2023-01-15"]]
    rows += [[PEOPLE[0], "Volunteer", "Team lead", "2023-06-15"]]
    rows += [[PEOPLE[1], "Member", "Volunteer", "2023-02-15"]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert moves(log, "role") == {("Volunteer", "Team lead"): 1}


def test_yes_and_no_to_several_events_are_offered_as_events(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Signed up", "Mentored"]]
    rows += [[name, "Yes", "No" if at else "Yes"] for at, name in enumerate(PEOPLE)]
    said = {"what": "Signed up, Mentored", "when": "2024"}
    assert guessed(sheet(tmp_path, rows), said=said).found.log.counted[
        "program"
    ].value_counts().to_dict() == {
        "Signed up": 9,
        "Mentored": 1,
    }


def test_a_session_and_whether_somebody_came_stand_side_by_side(tmp_path: Path) -> None:
    """Three sessions: all come to the first, one to the second, nobody to the third."""
    rows: Rows = [["Name", "Session", "Attended", "Session", "Attended", "Session", "Attended"]]
    days = ["Mon 5 Feb 2024", "Mon 12 Feb 2024", "Mon 19 Feb 2024"]
    for at, name in enumerate(PEOPLE[:3]):
        came = ["Yes", "Yes" if at == 1 else "No", "No"]
        rows.append([name, *(cell for pair in zip(days, came, strict=True) for cell in pair)])
    log = guessed(sheet(tmp_path, rows)).found.log
    assert log.counted.groupby("start").size().tolist() == [3, 1]


def test_numbers_between_points_have_the_day_first_whatever_their_order(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Kurs", "Datum"]]
    rows += [[PEOPLE[at % 9], "Yoga", f"{at:02}.0{1 + at % 9}.2024"] for at in range(1, 13)]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert str(log.counted["start"].max().date()) == "2024-09-08"


@pytest.mark.parametrize(
    ("text", "year"), [("2010-2014", 2010), ("2010 – present", 2010), ("2012-2013", 0)]
)
def test_a_span_of_years_begins_in_the_first(text: str, year: int) -> None:
    assert form_of(text).year == year  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("header", "cell"), [("Name", "Year"), ("2024 season", "Team"), ("Name", "Jahr")]
)
def test_the_year_of_days_stands_in_a_column_or_over_one(
    tmp_path: Path, header: str, cell: str
) -> None:
    rows: Rows = [[header, "Walk #1 (Sep 12)", "Walk #2 (Oct 10)", cell]]
    rows += [[name, "x", "", "A" if cell == "Team" else 2024] for name in PEOPLE]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert str(log.counted["start"].unique()[0])[:10] == "2024-09-12"
