"""Files of the kinds that people have, read with every guess taken; the truth is counted here."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from tables import workbook

import pathways as pw
from pathways.errors import NoAnswerError
from pathways.project.conversation import settled, take_guess
from pathways.project.row_sentences import five_rows
from pathways.project.understanding import Understanding, understand
from pathways.record.log import EngagementLog
from pathways.record.scheme import load_scheme

BARE = replace(load_scheme("moe"), rules=())
Rows = list[list[object]]


def sheet(folder: Path, rows: Rows, name: str = "record.csv", separator: str = ",") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def guessed(*files: Path, said: dict[str, str] | None = None) -> Understanding:
    """What `start --yes` understands."""

    def look(answers: object) -> Understanding:
        return understand(*files, scheme=BARE, answers=answers)  # type: ignore[arg-type]

    return settled(look, said or {}, take_guess, print)


def entries(log: EngagementLog) -> dict[str, int]:
    table = pw.entry_points(log, by="program").table
    return dict(zip(table["step"], table["x"], strict=True))


def moves(log: EngagementLog, by: str = "program") -> dict[tuple[str, str], int]:
    table = pw.transitions(log, by=by).table
    inner = table[(table["source"] != "(start)") & (table["target"] != "(end)")]
    return {
        (s, t): int(n) for s, t, n in zip(inner.source, inner.target, inner.people, strict=True)
    }


def went(log: EngagementLog, source: str, target: str, within: str | None = None) -> list[int]:
    table = pw.conversion(log, source=source, target=target, within=within).table
    return [int(table["x"].sum()), int(table["n"].sum())]


def test_a_sheet_of_attendance_with_a_column_for_each_event(tmp_path: Path) -> None:
    """24 came to the open day; 12 of them to the workshop, 6 of those to the garden."""
    rows: Rows = [["Name", "Open Day 1/12/2024", "Workshop 2/17/2024", "Garden 5/25/2024"]]
    for n in range(24):
        garden = "x" if n < 6 else "absent" if n < 10 else ""
        rows.append([f"Ann{chr(97 + n)} Smith", "x", "✓" if n < 12 else "no", garden])
    seen = guessed(sheet(tmp_path, rows))
    log = seen.found.log
    assert seen.questions == ()
    assert entries(log) == {"Open Day": 24}
    assert moves(log) == {("Open Day", "Workshop"): 12, ("Workshop", "Garden"): 6}
    assert seen.found.table[["counted", "kept", "refused"]].values.tolist() == [[42, 16, 0]]
    assert went(log, "Open Day", "Workshop", "40d") == [12, 24]
    assert five_rows(seen.found)[0].endswith("took part in Open Day on 12 January 2024.")


def test_events_whose_dates_only_a_person_can_read(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Cleanup 2/8/2025", "Party 3/4/2025"]]
    rows += [[f"Ann{chr(97 + n)} Lee", "x", "x" if n < 5 else ""] for n in range(12)]
    file = sheet(tmp_path, rows)
    with pytest.raises(NoAnswerError, match="2/8/2025 is then 8 February 2025"):
        guessed(file)
    log = guessed(file, said={"date-order": "month-day-year"}).found.log
    assert moves(log) == {("Cleanup", "Party"): 5}
    log = guessed(file, said={"date-order": "day-month-year"}).found.log
    assert moves(log) == {("Party", "Cleanup"): 5}


def test_a_workbook_with_a_sheet_for_each_year(tmp_path: Path) -> None:
    """Ten in 2021, six of them as tutors within a year; a title above, a total below."""
    header = ["Member ID", "Program", "Role", "Date"]
    first = [[f"M{n}", "Tutoring", "Learner", f"2021-03-{n + 1:02d}"] for n in range(10)]
    second = [[f"M{n}", "Tutoring", "Tutor", f"2022-02-{n + 1:02d}"] for n in range(6)]
    second.append(["M9", "Tutoring", "Learner", "2022-05-01"])
    file = tmp_path / "years.xlsx"
    sheets = {
        "2021": [["Our tutoring"], header, *first, ["Total", "", "", "10"]],
        "2022": [["Our tutoring"], header, *second, ["Total", "", "", "7"]],
    }
    file.write_bytes(workbook(sheets))
    seen = guessed(file)
    log = seen.found.log
    assert int(seen.found.table["counted"].sum()) == 17
    assert moves(log, "role") == {("Learner", "Tutor"): 6, ("Learner", "Learner"): 1}
    assert went(log, "Learner", "Tutor", "365d") == [6, 10]


def test_a_german_form_with_several_roles_in_a_cell(tmp_path: Path) -> None:
    """20 at the workshop; 8 of them helped at the feast, of whom 4 also took part in it."""
    rows: Rows = [
        ["Zeitstempel", "Vorname", "Nachname", "E-Mail-Adresse", "Veranstaltung", "Rolle"]
    ]
    for n in range(20):
        who = [f"Vor{chr(97 + n)}", f"Nach{chr(97 + n)}", f"p{n}@example.org"]
        rows.append([f"{n + 1:02d}.03.2024 10:00:00", *who, "Workshop", "Teilnehmer*in"])
    for n in range(8):
        who = [f"Vor{chr(97 + n)}", f"Nach{chr(97 + n)}", f"p{n}@example.org"]
        role = "Helfer*in, Teilnehmer*in" if n < 4 else "Helfer*in"
        rows.append([f"{n + 10:02d}.09.2024 10:00:00", *who, "Sommerfest", role])
    seen = guessed(sheet(tmp_path, rows, separator=";"))
    log = seen.found.log
    assert [one.key for one in seen.questions] == ["several-role"]
    assert log.people == 20
    assert moves(log) == {("Workshop", "Sommerfest"): 8}
    roles = log.counted["role"].astype(str).value_counts().to_dict()
    assert roles == {"Teilnehmer*in": 24, "Helfer*in": 8}


def test_a_log_of_hours_with_one_person_in_three_spellings(tmp_path: Path) -> None:
    """Whoever is likely one person is named, and never merged by itself."""
    names = ["Maria Lopez", "Lopez, Maria", "M. Lopez", "Tom Baker", "Ann Reed", "Joe Fox"]
    rows: Rows = [["Date", "Volunteer", "Activity", "Hours"]]
    for n in range(24):
        activity = "Food sorting" if n < 12 else "Delivery"
        rows.append([f"2024-{n // 2 + 1:02d}-{n + 1:02d}", names[n % 6], activity, "2.5"])
    seen = guessed(sheet(tmp_path, rows))
    assert entries(seen.found.log) == {"Food sorting": 6}
    assert moves(seen.found.log)[("Food sorting", "Delivery")] == 6
    assert [one.rows for one in seen.found.proposals[0].alike] == [(2, 3, 4)]


def test_an_export_of_tickets_counts_who_came(tmp_path: Path) -> None:
    """12 of 15 came in spring; 6 of them were volunteers in autumn."""
    rows: Rows = [
        ["Order #", "Order Date", "First Name", "Last Name", "Email", "Ticket Type", "Attendee #",
         "Event Name", "Event Start Date", "Attendee Status"]
    ]  # fmt: skip
    for n in range(15):
        status = "Checked In" if n < 12 else "Attending" if n < 14 else "Refunded"
        who = [f"F{chr(97 + n)}", f"L{chr(97 + n)}", f"a{n}@example.org"]
        rows.append([n, "2024-01-02", *who, "Attendee", 7000 + n, "Spring", "2024-03-01", status])
    for n in range(6):
        who = [f"F{chr(97 + n)}", f"L{chr(97 + n)}", f"a{n}@example.org"]
        one = [99 + n, "2024-05-02", *who, "Volunteer", 8000 + n, "Autumn", "2024-10-01"]
        rows.append([*one, "Checked In"])
    seen = guessed(sheet(tmp_path, rows))
    log = seen.found.log
    assert entries(log) == {"Spring": 12}
    assert moves(log) == {("Spring", "Autumn"): 6}
    assert int(seen.found.table["kept"].sum()) == 3


def test_a_registration_number_is_no_person(tmp_path: Path) -> None:
    """Ten came to the open house, five of them to the training; the first column numbers rows."""
    header = [
        "Registration ID",
        "Contact ID",
        "Campaign Name",
        "Status",
        "Start Date",
        "Member Type",
    ]
    rows: Rows = [header]
    for n in range(14):
        came = "Attended" if n < 10 else "Registered"
        rows.append([f"R{n}", f"C{n}", "Open House", came, "2023-02-20", "Guest"])
    for n in range(5):
        rows.append([f"R{n + 50}", f"C{n}", "Training", "Attended", "2023-09-14", "Volunteer"])
    seen = guessed(sheet(tmp_path, rows))
    log = seen.found.log
    assert log.people == 10
    assert moves(log) == {("Open House", "Training"): 5}
    assert moves(log, "role") == {("Guest", "Volunteer"): 5}


def test_a_list_of_grants_by_fiscal_year(tmp_path: Path) -> None:
    """Twelve seed grants; four of them grew in the next year, two once more after that."""
    rows: Rows = [["Grantee", "Fiscal Year", "Grant Program", "Amount"]]
    rows += [[f"Org {chr(65 + n)}", "FY2019", "Seed grant", 5000] for n in range(12)]
    rows += [[f"Org {chr(65 + n)}", "FY2020", "Growth grant", 20000] for n in range(4)]
    rows += [[f"Org {chr(65 + n)}", "FY2021", "Growth grant", 20000] for n in range(2)]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert entries(log) == {"Seed grant": 12}
    assert moves(log) == {("Seed grant", "Growth grant"): 4, ("Growth grant", "Growth grant"): 2}


def test_a_list_of_grants_with_a_column_for_each_year(tmp_path: Path) -> None:
    """Amounts are grants, 0 and blank are none: 12, 5 and 2 of them."""
    rows: Rows = [["Organization", "2019", "2020", "2021"]]
    for n in range(12):
        rows.append(
            [f"Org {chr(65 + n)}", "$5,000", "$7,000" if n < 5 else "", 9000 if n < 2 else 0]
        )
    log = guessed(sheet(tmp_path, rows, "grants.csv")).found.log
    counts = log.counted["edition"].astype(str).value_counts().to_dict()
    assert counts == {"2019": 12, "2020": 5, "2021": 2}
    assert list(moves(log).values()) == [5]


def test_two_files_of_different_shape_are_one_record(tmp_path: Path) -> None:
    talks: Rows = [["Member ID", "Event", "Date"]]
    talks += [[f"M{n}", "Talk", f"2023-01-{n + 1:02d}"] for n in range(12)]
    grants: Rows = [["Member No", "Fund", "Awarded"]]
    grants += [[f"M{n}", "Seed fund", f"2023-03-{n + 11}"] for n in range(6)]
    one, two = sheet(tmp_path, talks, "talks.csv"), sheet(tmp_path, grants, "grants.csv")
    log = guessed(one, two).found.log
    assert moves(log) == {("Talk", "Seed fund"): 6}


def test_words_of_attendance_that_nobody_knows_are_asked(tmp_path: Path) -> None:
    rows: Rows = [["Person ID", "Course", "Date", "Attendance"]]
    rows += [
        [f"M{n % 9}", "Yoga", f"2023-0{n % 6 + 3}-11", ["in", "sick"][n % 2]] for n in range(18)
    ]
    file = sheet(tmp_path, rows)
    with pytest.raises(NoAnswerError, match='Which words in column "Attendance" mean'):
        guessed(file)
    seen = guessed(file, said={"came": "in"})
    assert seen.found.table[["counted", "kept"]].values.tolist() == [[9, 9]]


def test_editions_that_nothing_orders_are_asked(tmp_path: Path) -> None:
    rows: Rows = [["Person ID", "Course", "Cohort"]]
    rows += [[f"M{n}", "Yoga", "Otter"] for n in range(12)]
    rows += [[f"M{n}", "Dance", "Badger"] for n in range(5)]
    file = sheet(tmp_path, rows)
    with pytest.raises(NoAnswerError, match="In which order did these come"):
        guessed(file)
    log = guessed(file, said={"editions": "Otter, Badger"}).found.log
    assert moves(log) == {("Yoga", "Dance"): 5}


def test_cohorts_by_number_of_people_from_many_countries(tmp_path: Path) -> None:
    """Ten mentees in Cohort 1; six are mentors in Cohort 2. A country is no program."""
    rows: Rows = [["Name", "Cohort", "Role", "Country"]]
    rows += [[f"Ann{chr(97 + n)} Lee", "Cohort 1", "Mentee", "NL KE"[n % 2 * 3 :][:2]]
             for n in range(10)]  # fmt: skip
    rows += [[f"Ann{chr(97 + n)} Lee", "Cohort 2", "Mentor", "NL KE"[n % 2 * 3 :][:2]]
             for n in range(6)]  # fmt: skip
    seen = guessed(sheet(tmp_path, rows, "mentoring.csv"))
    assert [(one.key, one.guess) for one in seen.questions] == [("what", "mentoring")]
    assert entries(seen.found.log) == {"mentoring": 10}
    assert moves(seen.found.log, "role") == {("Mentee", "Mentor"): 6}


@pytest.mark.parametrize("years", [("2016", "2018", "2019"), ("FY2016", "FY18", "FY2019")])
def test_a_cell_that_lists_years_is_an_engagement_for_each(
    tmp_path: Path, years: tuple[str, str, str]
) -> None:
    """Twelve in the first year; eight of them also in the second, four in all three."""
    rows: Rows = [["Participant", "Program", "Years attended"]]
    for n in range(12):
        many = 3 if n < 4 else 2 if n < 8 else 1
        rows.append([f"Ann{chr(97 + n)} Lee", "Camp", ", ".join(years[:many])])
    seen = guessed(sheet(tmp_path, rows))
    assert len(seen.found.log.counted) == 4 * 3 + 4 * 2 + 4
    assert moves(seen.found.log) == {("Camp", "Camp"): 8}
