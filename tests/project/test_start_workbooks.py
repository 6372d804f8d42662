"""Workbooks and foreign lists as offices keep them; the truth is counted here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tables import workbook
from test_start_files import guessed, sheet
from test_start_messy import walks

from pathways.errors import MappingError, NoAnswerError
from pathways.record.log import EngagementLog

Rows = list[list[object]]
Sheets = dict[str, Rows]
ANN, BEN, CY, DI = "Ann Abel", "Ben Bard", "Cy Cole", "Di Dunn"


def book(folder: Path, sheets: Sheets, name: str = "book.xlsx") -> Path:
    path = folder / name
    path.write_bytes(workbook(sheets))
    return path


def day(month: int, number: int) -> dt.date:
    return dt.date(2024, month, number)


def days(log: EngagementLog) -> list[str]:
    """The days of what counts, for each person those after each other."""
    found = log.counted.sort_values(["participant", "time"])
    return sorted(found["start"].dt.strftime("%Y-%m-%d"))


def test_the_marks_of_a_register_mean_what_its_legend_says(tmp_path: Path) -> None:
    """Late is there; rows that explain marks are nobody's, and the terms are editions."""
    legend: Rows = [["P = present", "", "A = absent"], ["L = late", "", "E = excused"]]
    autumn: Rows = [["Choir register – Autumn 2023"], ["Pupil", day(9, 7), day(9, 14)]]
    spring: Rows = [["Choir register – Spring 2024"], ["Pupil", day(10, 7), day(10, 14)]]
    sheets = {"Autumn 2023": [*autumn, [ANN, "P", "A"], [BEN, "E", "L"], *legend],
              "Spring 2024": [*spring, [ANN, "L", "L"], [CY, "E", "E"], *legend]}  # fmt: skip
    found = guessed(book(tmp_path, sheets)).found
    assert days(found.log) == ["2024-09-07", "2024-09-14", "2024-10-07", "2024-10-14"]
    assert found.log.people == 2
    assert set(found.log.counted["program"]) == {"Choir register"}
    assert set(found.log.counted["edition"]) == {"Autumn 2023", "Spring 2024"}
    assert any("where the row explains marks" in str(note) for note in found.notes)


def test_the_log_is_read_and_no_dashboard_or_list_of_contacts(tmp_path: Path) -> None:
    dashboard: Rows = [["Program", "Volunteers", "Hours"], *[[f"P{n}", n, n] for n in range(9)]]
    contacts: Rows = [["Member ID", "Name", "Phone", "Joined"]]
    contacts += [[f"M{n}", ANN, "555-0100", day(1, n + 1)] for n in range(8)]
    log: Rows = [["Member ID", "Program", "Date"], ["M1", "Garden", day(3, 2)]]
    log += [["M2", "Garden", day(3, 2)], ["M1", "Kitchen", day(3, 9)]]
    file = book(tmp_path, {"Dashboard": dashboard, "Contacts": contacts, "Log": log})
    found = guessed(file).found
    assert walks(found.log) == {("Garden", "Kitchen"): 1, ("Garden",): 1}
    assert any('Not read: sheet "Dashboard", "Contacts"' in str(note) for note in found.notes)


def test_sheets_of_years_that_call_one_thing_by_two_names(tmp_path: Path) -> None:
    sheets: Sheets = {
        "2023": [["Name", "Event", "Date"], [ANN, "Open day", day(6, 1)], [BEN, "Quiz", day(6, 2)]],
        "2024": [["Event", "Date", "Full Name", "Notes"], ["Quiz", day(9, 1), ANN, ""]],
    }
    assert walks(guessed(book(tmp_path, sheets)).found.log) == {
        ("Open day", "Quiz"): 1,
        ("Quiz",): 1,
    }


def test_the_event_of_a_sheet_is_its_title_and_a_task_there_a_role(tmp_path: Path) -> None:
    sheets: Sheets = {
        "Spring Fair 12.04.2024": [["Name", "Task"], [ANN, "Setup"], [BEN, "Till"]],
        "Harvest Supper 25.10.2024": [["Name", "Task"], [ANN, "Cook"]],
    }
    log = guessed(book(tmp_path, sheets)).found.log
    assert walks(log) == {("Spring Fair", "Harvest Supper"): 1, ("Spring Fair",): 1}
    assert sorted(log.counted["role"]) == ["Cook", "Setup", "Till"]


def test_a_sheet_for_each_person(tmp_path: Path) -> None:
    head: Rows = [["Date", "Activity", "Hours"]]
    sheets: Sheets = {
        ANN: [*head, [day(1, 10), "Induction", 2], [day(2, 1), "Shop", 3]],
        BEN: [*head, [day(1, 10), "Induction", 2]],
    }
    seen = guessed(book(tmp_path, sheets))
    assert walks(seen.found.log) == {("Induction", "Shop"): 1, ("Induction",): 1}
    assert [one.key for one in seen.questions] == ["who"]
    assert not seen.found.log.counted["participant"].str.contains("A").any()


@pytest.mark.parametrize("label", [True, False])
def test_lists_of_people_beside_each_other(tmp_path: Path, label: bool) -> None:
    """Who is in both goes from one to the other; half of the people were lost."""
    titles: Rows = [["Monday group", "", "", "Friday group"]] if label else []
    rows: Rows = [["Name", "Date", "", "Name", "Date"], [ANN, day(1, 8), "", CY, day(1, 12)]]
    rows += [[BEN, day(1, 15), "", ANN, day(3, 1)], [DI, day(1, 15), "", "", ""]]
    log = guessed(book(tmp_path, {"Groups": [*titles, *rows]})).found.log
    names = ("Monday group", "Friday group") if label else ("Groups", "Groups")
    assert walks(log) == (
        {names: 1, names[:1]: 2, names[1:]: 1} if label else {names: 1, names[:1]: 3}
    )


def test_days_of_a_month_across_a_sheet_for_each_month(tmp_path: Path) -> None:
    numbers = list(range(1, 11))
    sheets: Sheets = {
        "January 2024": [["Volunteer", *numbers], [ANN, "", "", 2, *[""] * 6, 1], [BEN, "", 3]],
        "February 2024": [["Volunteer", *numbers], [ANN, "", 2.5]],
    }
    log = guessed(book(tmp_path, sheets)).found.log
    assert days(log) == ["2024-01-02", "2024-01-03", "2024-01-10", "2024-02-02"]


def test_dates_in_a_sheet_for_a_month_take_its_year(tmp_path: Path) -> None:
    head: Rows = [["Date", "Who", "What"]]
    sheets: Sheets = {
        "Dec 23": [*head, ["16.12.", ANN, "Trail"]],
        "Jan 24": [*head, ["20.1.", ANN, "Trees"], ["6.1.", BEN, "Trail"]],
    }
    log = guessed(book(tmp_path, sheets)).found.log
    assert days(log) == ["2023-12-16", "2024-01-06", "2024-01-20"]
    assert walks(log) == {("Trail", "Trees"): 1, ("Trail",): 1}


def test_a_rota_has_a_day_in_each_row_and_people_under_roles(tmp_path: Path) -> None:
    """Usher 1 and Usher 2 are one role; two thirds of the people were lost."""
    rows: Rows = [["Sunday", "Lector", "Usher 1", "Usher 2"], [day(2, 18), ANN, BEN, CY]]
    rows += [[day(2, 25), BEN, ANN, CY], [day(3, 3), CY, BEN, ""]]
    log = guessed(book(tmp_path, {"Lent": rows})).found.log
    roles = log.counted.sort_values("time").groupby("participant")["role"].agg(tuple)
    assert sorted(roles) == [
        ("Lector", "Usher"),
        ("Usher", "Lector", "Usher"),
        ("Usher", "Usher", "Lector"),
    ]


def test_a_rota_may_have_several_people_in_a_cell(tmp_path: Path) -> None:
    rows: Rows = [["Day", "Date", "Kitchen", "Desk"], ["Sat", day(2, 17), f"{ANN}, {BEN}", CY]]
    rows += [["Sat", day(2, 24), CY, f"{ANN} / {DI}"]]
    log = guessed(book(tmp_path, {"Plan": rows})).found.log
    roles = log.counted.sort_values("time").groupby("participant")["role"].agg(tuple)
    assert sorted(roles) == [("Desk",), ("Desk", "Kitchen"), ("Kitchen",), ("Kitchen", "Desk")]


def test_a_day_in_each_column_and_who_serves_in_its_cells(tmp_path: Path) -> None:
    rows: Rows = [["Slot", day(4, 6), day(4, 13)], ["9-11", ANN, BEN], ["11-13", BEN, ANN]]
    log = guessed(book(tmp_path, {"Stall": rows})).found.log
    assert walks(log) == {("Stall", "Stall"): 2}


def test_mentors_and_mentees_of_cohorts_in_lists_without_days(tmp_path: Path) -> None:
    sheets: Sheets = {
        "Cohort 1": [["Mentors", "Mentees"], [ANN, BEN], ["", CY]],
        "Cohort 2": [["Mentors", "Mentees"], [BEN, DI]],
    }
    log = guessed(book(tmp_path, sheets)).found.log
    assert log.counted.groupby(["edition", "role"]).size().tolist() == [2, 1, 1, 1]
    assert log.people == 4


def test_a_second_log_in_a_workbook_is_named(tmp_path: Path) -> None:
    shifts: Rows = [["Name", "Shift", "Date"], [ANN, "Gate", day(5, 1)], [BEN, "Bar", day(5, 1)]]
    courses: Rows = [["Person", "Training", "Completed on"], [ANN, "First Aid", day(4, 1)]]
    notes = guessed(book(tmp_path, {"Shifts": shifts, "Courses": courses})).found.notes
    assert any(str(one).startswith('Sheet "Courses" says who, what and when too') for one in notes)


def test_numbers_of_people_are_nobody(tmp_path: Path) -> None:
    rows: Rows = [
        ["Date", "Event", "Participants"],
        [day(1, 3), "Fair", 12],
        [day(2, 3), "Ball", 9],
    ]
    with pytest.raises(NoAnswerError, match="who it was"):
        guessed(book(tmp_path, {"Events": rows}))


def test_a_legend_above_days_without_a_year_and_who_came_late(tmp_path: Path) -> None:
    rows: Rows = [["Club lecture 2024"], ["P : présent", "A : absent", "R : en retard"]]
    rows += [
        ["Nom", "Prénom", "12/01", "19/01"],
        ["Roy", "Paul", "P", "R"],
        ["Roy", "Léa", "A", "P"],
    ]
    log = guessed(book(tmp_path, {"Présences": rows})).found.log
    assert days(log) == ["2024-01-12", "2024-01-19", "2024-01-19"]


def test_a_supervisor_is_nobody_who_serves(tmp_path: Path) -> None:
    rows: Rows = [["Date", "Volunteer", "Supervisor", "Activity"], [day(2, 18), ANN, BEN, "Desk"]]
    rows += [[day(2, 25), BEN, CY, "Desk"], [day(3, 3), ANN, CY, "Shop"]]
    log = guessed(book(tmp_path, {"Log": rows})).found.log
    assert walks(log) == {("Desk", "Shop"): 1, ("Desk",): 1}


def test_colours_are_not_read_and_that_is_said(tmp_path: Path) -> None:
    rows: Rows = [["Name", day(1, 6), day(1, 13)], [ANN, "", ""], [BEN, "", ""]]
    with pytest.raises(MappingError, match="Colours are not read"):
        guessed(book(tmp_path, {"Club": rows}))


def test_groups_over_concerts_say_the_season(tmp_path: Path) -> None:
    rows: Rows = [["", "Season 2022/23", "", "Season 2023/24", ""]]
    rows += [["Singer", "Advent", "Easter", "Advent", "Easter"], ["Alto"]]
    rows += [[ANN, "x", "", "", "x"], [BEN, "", "x", "", ""], [CY, "x", "", "x", ""]]
    log = guessed(book(tmp_path, {"Choir": rows})).found.log
    assert walks(log) == {("Advent", "Easter"): 1, ("Easter",): 1, ("Advent", "Advent"): 1}
    assert set(log.counted["edition"]) == {"2022/23", "2023/24"}


def test_teams_with_their_members_at_hackathons(tmp_path: Path) -> None:
    rows: Rows = [["Team", "Members", "Hackathon", "Project"]]
    rows += [["Owls", f"{ANN}, {BEN}, {CY}", "Hack 2022", "Maps"]]
    rows += [["Bats", f"{ANN}, {DI}", "Hack 2023", "Trees"]]
    log = guessed(sheet(tmp_path, rows)).found.log
    assert walks(log) == {("Hack", "Hack"): 1, ("Hack",): 3}


def test_who_is_active_in_a_match_takes_part(tmp_path: Path) -> None:
    rows: Rows = [["Mentor", "Mentee", "Start", "Status"], [ANN, BEN, day(1, 9), "Completed"]]
    rows += [[CY, DI, day(2, 9), "Active"], [ANN, DI, day(1, 9), "Withdrawn"]]
    seen = guessed(book(tmp_path, {"Matches": rows}))
    assert len(seen.found.log.counted) == 4
    assert seen.answers["came"] == "Active"


def test_stages_that_were_completed_are_called_without_that(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Level 1 completed", "Level 2 completed"], [ANN, day(1, 9), day(6, 9)]]
    rows += [[BEN, day(1, 9), ""]]
    log = guessed(book(tmp_path, {"Progress": rows})).found.log
    assert walks(log) == {("Level 1", "Level 2"): 1, ("Level 1",): 1}


@pytest.mark.parametrize(
    ("head", "came", "away"),
    [
        (["Vrijwilliger", "Activiteit", "Datum", "Aanwezig"], "ja", "nee"),
        (["Cognome e nome", "Corso", "Data", "Presenza"], "sì", "assente"),
        (["Imię i nazwisko", "Warsztat", "Data", "Obecność"], "tak", "nie"),
        (["Ehrenamtliche/r", "Einsatzort", "Datum", "Anwesend"], "ja", "nein"),
        (["Étudiant(e)", "Bourse", "Date", "Présence"], "oui", "absent"),
    ],
)
def test_lists_in_more_languages(tmp_path: Path, head: list[object], came: str, away: str) -> None:
    rows: Rows = [head, [ANN, "X1", "13.01.2024", came], [BEN, "X1", "13.01.2024", away]]
    rows += [[ANN, "X2", "20.01.2024", came], [BEN, "X2", "20.01.2024", came]]
    file = sheet(tmp_path, rows, separator=";")
    assert walks(guessed(file).found.log) == {("X1", "X2"): 1, ("X2",): 1}


def test_a_text_of_an_old_macintosh(tmp_path: Path) -> None:
    """Its accents were signs, and the column of who came was not seen: a no counted."""
    file = tmp_path / "taller.csv"
    text = "Apellidos;Nombre;Taller;Fecha;Asistió\rNúñez;José;Cerámica;19/03/2024;sí\r"
    file.write_bytes((text + "Peña;Íñigo;Cerámica;19/03/2024;no\r").encode("mac_roman"))
    found = guessed(file).found
    assert walks(found.log) == {("Cerámica",): 1}
    assert any("Mac Roman" in str(note) for note in found.notes)


def test_a_sign_of_its_own_in_a_legend_needs_no_question(tmp_path: Path) -> None:
    rows: Rows = [["Naam", day(1, 3), day(1, 10)], [ANN, "A", "A"], [BEN, "Z", "A"]]
    rows += [["A = aanwezig", "", "Z = ziek"]]
    log = guessed(book(tmp_path, {"Groep": rows})).found.log
    assert days(log) == ["2024-01-03", "2024-01-10", "2024-01-10"]


def test_the_day_of_an_event_above_the_table_of_its_sheet(tmp_path: Path) -> None:
    head: Rows = [["Vorname", "Nachname", "Aufgabe"], ["Ann", "Abel", "Kasse"]]
    sheets: Sheets = {
        "Repair Café": [["Repair Café"], ["Datum: 23.02.2024"], [], *head, ["Ben", "Bard", "Tür"]],
        "Kleidertausch": [["Kleidertausch"], ["Datum: 16.03.2024"], [], *head],
    }
    log = guessed(book(tmp_path, sheets)).found.log
    assert walks(log) == {("Repair Café", "Kleidertausch"): 1, ("Repair Café",): 1}
    assert days(log) == ["2024-02-23", "2024-02-23", "2024-03-16"]


def test_what_became_of_people_in_a_column_of_any_name(tmp_path: Path) -> None:
    rows: Rows = [["Aluno", "Curso", "Data", "Observado"]]
    rows += [
        [ANN, "Costura", "2024-02-03", "Concluído"],
        [BEN, "Costura", "2024-02-03", "Desistiu"],
    ]
    assert walks(guessed(sheet(tmp_path, rows)).found.log) == {("Costura",): 1}


def test_lists_under_each_other_by_day_are_about_their_sheet(tmp_path: Path) -> None:
    """Neither a time of arrival nor the first of the days is what people did."""
    rows: Rows = []
    for title, names in (("Saturday 4 May 2024", [ANN, BEN]), ("Saturday 11 May 2024", [ANN])):
        rows += [[title], ["Name", "Time in"], *[[name, "9:00"] for name in names], []]
    log = guessed(book(tmp_path, {"Allotment": rows})).found.log
    assert walks(log) == {("Allotment", "Allotment"): 1, ("Allotment",): 1}


def test_boxes_that_are_ticked_are_offered_as_what_people_did(tmp_path: Path) -> None:
    rows: Rows = [["Volunteer", "Year", "Shelving", "Stories"], [ANN, 2022, "yes", "no"]]
    rows += [[ANN, 2023, "yes", "yes"], [BEN, 2022, "no", "yes"]]
    file = book(tmp_path, {"Roles": rows})
    with pytest.raises(NoAnswerError, match='write the line what = "Shelving, Stories"'):
        guessed(file)
    log = guessed(file, said={"what": "Shelving, Stories"}).found.log
    assert walks(log) == {("Shelving", "Shelving+Stories"): 1, ("Stories",): 1}


def test_a_sheet_with_a_column_more_is_a_sheet_of_the_same(tmp_path: Path) -> None:
    sheets: Sheets = {
        "2023": [["Name", "Ministry", "From", "Notes"], [ANN, "Choir", day(1, 8), "new"]],
        "2024": [["Ministry", "Name", "From"], ["Lector", ANN, day(2, 8)]],
    }
    said = {"what": "Ministry", "when": "From"}
    assert walks(guessed(book(tmp_path, sheets), said=said).found.log) == {("Choir", "Lector"): 1}


def test_a_pivot_says_no_day_and_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["Sum of Hours", "Column Labels"], ["Row Labels", "Garden", "Grand Total"]]
    rows += [[ANN, 2, 2], [BEN, 3, 3], ["Grand Total", 5, 5]]
    with pytest.raises(NoAnswerError):
        guessed(book(tmp_path, {"Pivot": rows}))
