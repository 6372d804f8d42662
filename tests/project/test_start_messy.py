"""Messy sheets, each with one thing that was misread or asked in vain; the truth is counted here.

``walks`` is the whole of what entry points, moves and conversion are made of: for each person the
programs, day by day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from test_start_files import BARE, guessed, sheet

from loaders import inspect
from loaders.tables.mapping import Mapping, WideRule
from pathways.errors import NoAnswerError
from pathways.project.understanding import understand
from pathways.record.log import EngagementLog

Rows = list[list[object]]
Walk = tuple[str, ...]


def walks(log: EngagementLog) -> Counter[Walk]:
    """What people did in order of time, and how many did exactly this; a day is joined by +."""
    days: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for who, what, time in zip(*(log.counted[c] for c in ("participant", "program", "time")),
                               strict=True):  # fmt: skip
        days[str(who)][int(time)].append(str(what))
    return Counter(
        tuple("+".join(sorted(one[day])) for day in sorted(one)) for one in days.values()
    )


def test_sheets_of_paper_under_each_other_each_with_its_title(tmp_path: Path) -> None:
    """A title is nobody; the names of the columns stand in each part, blank lines between."""
    rows: Rows = [["Story Hour - March 3, 2024", ""], ["", ""], ["Name", "Signature"]]
    rows += [["Ann Abel", "x"], ["", ""], ["Ben Bard", "x"], ["Cy Cole", ""], ["", ""]]
    rows += [["Craft Night - April 7, 2024", ""], ["Name", "Signature"], ["Ben Bard", "x"]]
    rows += [["Story Hour - May 5, 2024", ""], ["name", "signature"], ["Ann Abel", "x"]]
    seen = guessed(sheet(tmp_path, rows))
    assert walks(seen.found.log) == {
        ("Story Hour", "Story Hour"): 1, ("Story Hour", "Craft Night"): 1, ("Story Hour",): 1,
    }  # fmt: skip
    assert seen.found.table[["counted", "kept", "refused"]].values.tolist() == [[5, 0, 0]]
    assert "3 parts of the table stand one below the other, each under a title." in seen.found.notes


def test_parts_of_a_roster_are_programs_and_somebody_without_marks_is_none(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Joined"], ["Beginners", ""], ["Ann Abel", "2024-03-13"]]
    rows += [["Ben Bard", "2024-03-14"], ["Advanced", ""], ["Ann Abel", "2024-09-15"]]
    assert walks(guessed(sheet(tmp_path, rows)).found.log) == {
        ("Beginners", "Advanced"): 1, ("Beginners",): 1,
    }  # fmt: skip
    marks: Rows = [["Name", "Choir 2024-03-13", "Band 2024-04-13"]]
    marks += [
        ["Ann Abel", "", ""],
        ["Ben Bard", "x", ""],
        ["Cy Cole", "", ""],
        ["Di Dorn", "x", "x"],
    ]
    assert walks(guessed(sheet(tmp_path, marks)).found.log) == {("Choir", "Band"): 1, ("Choir",): 1}


def test_names_where_half_of_the_rows_have_no_address(tmp_path: Path) -> None:
    """Ann Abel gave her address once; with addresses as persons half of the rows were refused."""
    rows: Rows = [["Date", "Volunteer", "Email", "Task"]]
    rows += [["2024-01-05", "Ann Abel", "ann@x.example", "Sorting"],
             ["2024-02-05", "Ann Abel", "", "Delivery"],
             ["2024-02-05", "Ben Bard", "", "Sorting"]]  # fmt: skip
    seen = guessed(sheet(tmp_path, rows))
    assert walks(seen.found.log) == {("Sorting", "Delivery"): 1, ("Sorting",): 1}
    assert [(one.key, one.reason) for one in seen.questions] == [
        ("who", '"Email" is blank in 2 rows')
    ]


@pytest.mark.parametrize(
    ("came", "away"),
    [("✅", "❌"), ("✔️", "👎"), ("👍🏽", "🚫"), ("ja", "abgesagt"), ("oui", "absente excusée"),
     ("sim", "não veio"), ("sí", "no asistió"), ("x", "entsch."), ("18:05", "k. A."),
     ("2,5", "0,0"), ("Attended", "Registered")],
)  # fmt: skip
def test_marks_as_people_write_them(tmp_path: Path, came: str, away: str) -> None:
    rows: Rows = [["Name", "Choir 13/03/2024", "Band 14/04/2024"]]
    rows += [[f"Ann{chr(97 + n)} Abel", came, came if n < 2 else away] for n in range(5)]
    seen = guessed(sheet(tmp_path, rows))
    assert walks(seen.found.log) == {("Choir", "Band"): 2, ("Choir",): 3}
    assert int(seen.found.table["kept"].sum()) == 3
    assert not seen.questions


def test_signs_that_nobody_can_know_are_no_roles(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Choir 13/03/2024", "Band 14/04/2024"]]
    rows += [[f"Ann{chr(97 + n)} Abel", "◆", "◆" if n < 2 else "◇"] for n in range(5)]
    with pytest.raises(NoAnswerError, match="Do these words mean that somebody came: ◆, ◇"):
        guessed(sheet(tmp_path, rows))


@pytest.mark.parametrize(
    ("who", "what", "when", "terms"),
    [("Client", "Service", "Quarter", ("Q1 2023", "Q4 2023")),
     ("Matrikelnummer", "Tutorium", "Semester", ("WS 2022/23", "SoSe 2023")),
     ("Mitgliedsnr.", "AG", "Schuljahr", ("2021/22", "2022/23")),
     ("Bénévole", "Mission", "Trimestre", ("T1 2023", "T3 2023"))],
)  # fmt: skip
def test_terms_in_several_languages(
    tmp_path: Path, who: str, what: str, when: str, terms: tuple[str, str]
) -> None:
    rows: Rows = [[who, what, when]]
    rows += [[f"k{n:02d}", "Mathe", terms[0]] for n in range(6)]
    rows += [[f"k{n:02d}", "Physik", terms[1]] for n in range(4)]
    assert walks(guessed(sheet(tmp_path, rows)).found.log) == {
        ("Mathe", "Physik"): 4, ("Mathe",): 2,
    }  # fmt: skip


def test_an_order_that_only_one_reading_of_the_headers_has(tmp_path: Path) -> None:
    """3 February, 2 March, 6 April: the other way round the columns stand in no order."""
    rows: Rows = [["Name", "Tafel 03/02/2024", "Tafel 02/03/2024", "Lager 06/04/2024", "Summe"]]
    rows += [[f"Ann{chr(97 + n)} Abel", "2,5", "", "1,0", "3,5"] for n in range(4)]
    rows += [["Gesamt", "10", "0", "4", "14"]]
    seen = guessed(sheet(tmp_path, rows, separator=";"))
    assert walks(seen.found.log) == {("Tafel", "Lager"): 4}
    assert seen.found.log.people == 4
    assert {str(day.date()) for day in seen.found.log.counted["start"]} == {
        "2024-02-03", "2024-04-06",
    }  # fmt: skip
    assert [one.reason for one in seen.questions] == ["read this way they stand in order of time"]


def test_numbers_between_points_have_the_day_first(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Kurs", "Datum"], ["Ann Abel", "Chor", "03.04.2024"],
                  ["Ann Abel", "Band", "02.06.2024"]]  # fmt: skip
    seen = guessed(sheet(tmp_path, rows))
    assert walks(seen.found.log) == {("Chor", "Band"): 1}
    assert [one.reason for one in seen.questions] == [
        "numbers between points are written with the day first"
    ]


@pytest.mark.parametrize(
    "head",
    [["Event", "Date", "Event", "Date"], ["Event 1", "Date 1", "Event 2", "Date 2"],
     ["Workshop #1", "Date of it (1)", "Workshop #2", "Date of it (2)"]],
)  # fmt: skip
def test_events_and_their_dates_side_by_side(tmp_path: Path, head: list[object]) -> None:
    """Two rows, three events: nothing of the second pair may be lost."""
    rows: Rows = [["Name", *head]]
    rows += [["Ann Abel", "Intro", "2/13/2023", "Retreat", "5/14/2023"]]
    rows += [["Ben Bard", "Intro", "2/14/2023", "", ""]]
    seen = guessed(sheet(tmp_path, rows))
    assert walks(seen.found.log) == {("Intro", "Retreat"): 1, ("Intro",): 1}
    assert int(seen.found.table["rows_in"].sum()) == 3


def test_a_date_of_the_row_is_not_that_of_its_events(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Date", "Event 1", "Date 1", "Event 2", "Date 2"]]
    rows += [["Ann Abel", "1/1/2020", "Intro", "2/13/2023", "Retreat", "5/14/2023"]]
    seen = guessed(sheet(tmp_path, rows))
    assert {str(day.date()) for day in seen.found.log.counted["start"]} == {
        "2023-02-13", "2023-05-14",
    }  # fmt: skip


def test_a_mapping_that_names_a_column_of_a_pair_is_what_it_says(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Event 1", "Date 1", "Event 2", "Date 2"]]
    rows += [["Ann Abel", "Intro", "2/13/2023", "Retreat", "5/14/2023"]]
    columns = {"participant": "Name", "program": "Event 2", "start": "Date 2"}
    found = inspect(sheet(tmp_path, rows), mapping={"columns": columns})
    assert walks(found.log) == {("Retreat",): 1}


def festivals(*, dated: bool) -> Rows:
    """Ann: festival in two years, with a picnic between; Ben: the second festival."""
    rows: Rows = [["Name", "Event", "Date"]]
    rows += [["Ann Abel", "Festival 2022", "2022-06-13"], ["Ann Abel", "Picnic", "2022-08-20"],
             ["Ann Abel", "Festival (2023)", "2023-06-14"],
             ["Ben Bard", "Festival 2023", "2023-06-14"]]  # fmt: skip
    return rows if dated else [row[:2] for row in rows if row[1] != "Picnic"]


def test_names_that_differ_by_the_year_are_editions_of_one_program(tmp_path: Path) -> None:
    file = sheet(tmp_path, festivals(dated=True))
    seen = guessed(file)
    assert walks(seen.found.log) == {("Festival", "Picnic", "Festival"): 1, ("Festival",): 1}
    assert [one.key for one in seen.questions] == ["edition-in-name"]
    assert "the edition" not in " ".join(seen.found.notes)
    own = guessed(file, said={"edition-in-name": "program"}).found.log
    assert walks(own)[("Festival 2022", "Picnic", "Festival (2023)")] == 1
    read = inspect(file)
    assert walks(read.log) == walks(own)
    assert "edition_in_program = true" in " ".join(read.notes)


def test_without_dates_the_year_in_the_name_is_when(tmp_path: Path) -> None:
    log = guessed(sheet(tmp_path, festivals(dated=False))).found.log
    assert walks(log) == {("Festival", "Festival"): 1, ("Festival",): 1}
    assert sorted(log.counted["edition"].astype(str)) == ["2022", "2023", "2023"]


def test_two_persons_in_a_cell_and_an_organisation_with_an_and(tmp_path: Path) -> None:
    """Ann Bard comes with Ben, and then alone; the club is one."""
    rows: Rows = [["Name", "Event", "Date"]]
    rows += [["Ann & Ben Bard", "Dinner", "2024-01-13"], ["Cy Cole", "Dinner", "2024-01-13"],
             ["Ann Bard", "Picnic", "2024-02-13"],
             ["Cy Cole and Di Dorn", "Picnic", "2024-02-13"]]  # fmt: skip
    seen = guessed(sheet(tmp_path, rows))
    assert walks(seen.found.log) == {("Dinner", "Picnic"): 2, ("Dinner",): 1, ("Picnic",): 1}
    assert seen.questions[0].text.endswith("such as Ann & Ben Bard (row 2) hold several people?")
    clubs: Rows = [["Organization", "Grant", "Date"]]
    clubs += [
        ["Boys & Girls Club", "Seed", "2024-01-13"],
        ["Arts and Crafts", "Seed", "2024-02-13"],
    ]
    assert guessed(sheet(tmp_path, clubs)).found.log.people == 2


def test_organisations_of_one_name_in_two_towns_are_two(tmp_path: Path) -> None:
    rows: Rows = [["Organization", "City", "Program", "Year"]]
    rows += [["Youth Club", "Albany", "Seed", "2012-13"], ["Youth Club", "Troy", "Seed", "2012-13"],
             ["Youth Club", "Troy", "Growth", "2014-15"]]  # fmt: skip
    seen = guessed(sheet(tmp_path, rows))
    assert walks(seen.found.log) == {("Seed", "Growth"): 1, ("Seed",): 1}
    assert seen.questions[0].reason == '1 name stands beside several places in "City"'


def test_ids_whose_zeros_a_spreadsheet_took_are_one(tmp_path: Path) -> None:
    """In another file too; an id of another length is another id."""
    head: list[object] = ["Member ID", "Class", "Date"]
    ids = ("00120", "00007", "00031", "00009")
    file = sheet(tmp_path, [head, *([one, "Yoga", "2024-01-03"] for one in ids)])
    box = [[f"{int(one)}.0", "Box", "2024-02-03"] for one in ids[:3]]
    found = inspect(file, sheet(tmp_path, [head, *box], "b.csv"))
    assert walks(found.log) == {("Yoga", "Box"): 3, ("Yoga",): 1}
    assert "3 ids are given back the zeros" in " ".join(found.notes)
    other = sheet(tmp_path, [head, ["0120", "Yoga", "2024-01-03"], ["00120", "Box", "2024-02-03"],
                             ["120", "Run", "2024-03-03"]], "c.csv")  # fmt: skip
    assert inspect(other).log.people == 3


def test_who_registered_and_who_came_in_two_columns_for_each_event(tmp_path: Path) -> None:
    """Only who came counts."""
    events = ("Intro 1/13/2024", "Gala 5/24/2024")
    names = [f"{event}: {status}" for event in events for status in ("Registered", "Attended")]
    rows: Rows = [["Name", *names], ["Ann Abel", *"xxxx"], ["Ben Bard", "x", "", "", "x"]]
    seen = guessed(sheet(tmp_path, rows))
    assert walks(seen.found.log) == {("Intro", "Gala"): 1, ("Gala",): 1}
    assert int(seen.found.table["kept"].sum()) == 3


@pytest.mark.parametrize(
    ("events", "new", "other"),
    [(["Workshop", "Gala"], "Picnic", "Remark"),
     (["Choir 2024-01-13", "Band 2024-02-13"], "2024-03-13 Picnic", "Vegetarian")],
)  # fmt: skip
def test_a_newer_sheet_has_an_event_that_its_mapping_does_not_name(
    tmp_path: Path, events: list[str], new: str, other: str
) -> None:
    """It is read with the others, or said; a column that is no event is neither."""
    columns, constants = {"participant": "Name"}, {} if "2024" in new else {"start": "2024"}
    patterns = tuple(events) if constants else ("{program} {date}",)
    kept = Mapping(columns=columns, constants=constants, wide=WideRule(patterns))
    newer: Rows = [["Name", *events, new, other], ["Ann Abel", "x", "", "x", "ok"],
                   ["Ben Bard", "x", "x", "", ""]]  # fmt: skip
    file = sheet(tmp_path, newer, "newer.csv")
    seen = understand(file, scheme=BARE, mappings=[kept], answers={})
    assert [one.key for one in seen.questions] == ["new-events"]
    assert len(seen.found.log.counted) == 4
    found = inspect(file, mapping=kept)
    assert len(found.log.counted) == 3
    (note,) = [one for one in found.notes if one.startswith("Not read")]
    assert new in note
    assert other not in note
    left = understand(file, scheme=BARE, mappings=[kept], answers={"new-events": "none"})
    assert len(left.found.log.counted) == 3


def test_rows_without_a_name_under_one_with_a_name_are_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["Volunteer", "Date", "Activity"]]
    rows += [["Ann Abel", "2024-01-13", "Welcome"], ["", "2024-04-13", "Garden"],
             ["Ben Bard", "2024-01-14", "Welcome"], ["", "2024-04-14", "Board"]]  # fmt: skip
    file = sheet(tmp_path, rows)
    with pytest.raises(NoAnswerError, match="2 rows have nothing in"):
        guessed(file)
    log = guessed(file, said={"rows-below": "above"}).found.log
    assert walks(log) == {("Welcome", "Garden"): 1, ("Welcome", "Board"): 1}
    assert guessed(file, said={"rows-below": "nobody"}).found.table["refused"].tolist() == [2]
    assert 'fill_down = ["Volunteer"]' in " ".join(inspect(file).notes)


def test_a_question_with_its_answers_in_the_header_says_who_came(tmp_path: Path) -> None:
    rows: Rows = [["Nome", "Reunião", "Data", "Presente (S/N)"]]
    rows += [
        ["Ann Abel", "Direção", "13/01/2024", "S"],
        ["Ann Abel", "Finanças", "14/02/2024", "N"],
    ]
    seen = guessed(sheet(tmp_path, rows, separator=";"))
    assert walks(seen.found.log) == {("Direção",): 1}


def test_months_with_two_digits_of_a_year_as_columns(tmp_path: Path) -> None:
    rows: Rows = [["Nome", "jan/24", "fev/24"], ["Ann Abel", "P", "P"], ["Ben Bard", "falta", "P"]]
    log = guessed(sheet(tmp_path, rows, "Coral.csv")).found.log
    assert walks(log) == {("Coral", "Coral"): 1, ("Coral",): 1}
    assert sorted(log.counted["start"].dt.month) == [1, 2, 2]


def test_a_group_row_over_dates_whatever_the_first_column_is_called(tmp_path: Path) -> None:
    rows: Rows = [["Library programs"], ["", "Homework Help", "", "Chess"]]
    rows += [["Child", "2024-01-16", "2024-01-30", "2024-02-15"], ["Ann Abel", "x", "x", ""],
             ["Ben Bard", "", "x", "x"], ["Cy Cole", "", "", "x"]]  # fmt: skip
    assert walks(guessed(sheet(tmp_path, rows)).found.log) == {
        ("Homework Help", "Homework Help"): 1, ("Homework Help", "Chess"): 1, ("Chess",): 1,
    }  # fmt: skip


def test_headers_of_which_a_spreadsheet_made_dates_stand_in_order(tmp_path: Path) -> None:
    """9 January and 6 February are right as they are: exchanged they would be in no order."""
    days = ["2024-01-09", "23.01.2024", "2024-02-06", "20.02.2024", "2024-03-05", "19.03.2024"]
    rows: Rows = [["Name", *days], ["Ann Abel", *"x" * 6]]
    seen = guessed(sheet(tmp_path, rows, "Chor.csv"))
    assert sorted(seen.found.log.counted["start"].dt.month) == [1, 1, 2, 2, 3, 3]
    assert seen.answers["date-order"] == "as they are"


def test_terms_with_two_digits_of_a_year_as_columns(tmp_path: Path) -> None:
    rows: Rows = [["Name", "WS 22/23", "SS 23", "WS 23/24"], ["Ann Abel", "x", "", "x"],
                  ["Ben Bard", "", "x", "x"]]  # fmt: skip
    log = guessed(sheet(tmp_path, rows, "Tutorium.csv")).found.log
    assert log.editions.table.sort_values("rank")["edition"].astype(str).tolist() == [
        "WS 22/23", "SS 23", "WS 23/24",
    ]  # fmt: skip


def test_one_evening_whose_date_is_in_the_title(tmp_path: Path) -> None:
    rows: Rows = [["Thank-you Dinner, May 4, 2024"], [""], ["Name", "Table"], ["Ann Abel", "1"],
                  ["Ben Bard", "1"]]  # fmt: skip
    log = guessed(sheet(tmp_path, rows)).found.log
    assert walks(log) == {("Thank-you Dinner",): 2}
    assert {str(day.date()) for day in log.counted["start"]} == {"2024-05-04"}
