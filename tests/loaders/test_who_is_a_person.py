"""Who is a person, in sheets and lists of people; what is nobody; who may be one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tables import adds_up, seen, write

from loaders import inspect, propose
from loaders.tables.table import RawTable
from loaders.tables.totals import total_rows
from pathways.errors import MappingError

FIRST = ["Amara", "Boris", "Chen", "Dalia", "Efe", "Farah", "Goran", "Hana", "Ivo", "Jude"]
LAST = ["Okoye", "Petrov"]


def sheet(*columns: str, total: str = "TOTAL") -> str:
    """Twenty people, a row each, and two columns of events: all came to one, five to both."""
    people = [(first, last) for first in FIRST for last in LAST]
    cells = {
        "First Name": [first for first, _ in people],
        "Last Name": [last for _, last in people],
        "Email": [f"{first}.{last}@example.org" for first, last in people],
        "Household": [f"{last}@example.org" for _, last in people],
        "Member Number": [str(at) for at in range(100, 120)],
        "Full Name": [f"{first} {last}" for first, last in people],
        "Contact Name": ["Ann Organiser", "Ben Organiser"] * 10,
    }
    lines = [",".join([*columns, "Orientation 1/11/2025", "Creek Cleanup 2/28/2025"])]
    for at in range(20):
        marks = ["x", "x" if at < 5 else "no"]
        lines.append(",".join([*(cells[name][at] for name in columns), *marks]))
    lines.append(",".join([total, *[""] * (len(columns) - 1), "20", "5"]))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("columns", "who"),
    [
        (("First Name", "Last Name", "Email"), "Email"),
        (("First Name", "Last Name", "Household"), "First Name + Last Name"),
        (("First Name", "Last Name"), "First Name + Last Name"),
        (("Contact Name", "Full Name"), "Full Name"),
        (("Contact Name", "Email"), "Email"),
        (("First Name", "Member Number"), "Member Number"),
    ],
)
def test_in_a_sheet_of_people_what_differs_in_every_row_says_who(
    tmp_path: Path, columns: tuple[str, ...], who: str
) -> None:
    found = seen(tmp_path / "a.csv", sheet(*columns))
    assert found.mapping.columns["participant"] == who
    assert found.log.people == 20
    assert found.log.counted["program"].value_counts().to_dict() == {
        "Orientation": 20,
        "Creek Cleanup": 5,
    }
    assert adds_up(found)
    assert found.table.loc[0, ["counted", "kept", "refused"]].tolist() == [25, 17, 0]
    assert len(found.log.refused) == 0


def test_addresses_that_never_repeat_are_people_with_one_row_each(tmp_path: Path) -> None:
    rows = [f"p{at}@example.org,{('Ann', 'Ben')[at % 2]},Sprint,2024-03-02" for at in range(12)]
    content = "Email,Last Name,Program,Date\n" + "\n".join(rows)
    (proposal,) = propose(write(tmp_path / "a.csv", content))
    assert proposal.mapping.columns["participant"] == "Email"
    assert not proposal.questions


@pytest.mark.parametrize(
    "word",
    ["TOTAL", "Total:", "Summe", "Gesamt", "Sum", "Suma", "Totaux", "Grand total", "Average"],
)
def test_a_row_of_totals_is_kept_and_shuts_no_gate(tmp_path: Path, word: str) -> None:
    found = seen(tmp_path / "a.csv", sheet("First Name", "Last Name", "Email", total=word))
    assert found.table.loc[0, ["rows_in", "counted", "kept", "refused"]].tolist() == [42, 25, 17, 0]
    assert "2 where the row is a total and no person" in " ".join(found.log.notes)
    assert found.proposals[0].rows == 21


def test_each_sheet_of_a_workbook_may_end_with_its_total(tmp_path: Path) -> None:
    rows = [("Tutoring", f"m{at}", "Learner", "2024-02-03") for at in range(3)]
    names = ["Programme", "Member No", "Role", "Start"]
    with pd.ExcelWriter(tmp_path / "years.xlsx") as book:
        for year in ("2022", "2023"):
            own = [(*row[:3], row[3].replace("2024", year)) for row in rows]
            table = pd.DataFrame([*own, ("Total", "3", None, None)], columns=names)
            # The second sheet is longer: row 5 is a total of one sheet and a person of the other.
            longer = pd.DataFrame([("Tutoring", "m9", "Learner", f"{year}-03-01")], columns=names)
            pd.concat([longer, table] if year == "2023" else [table]).to_excel(
                book, sheet_name=year, index=False
            )
    found = inspect(tmp_path / "years.xlsx")
    assert found.table.loc[0, ["rows_in", "counted", "kept", "refused"]].tolist() == [9, 7, 2, 0]
    assert found.log.people == 4


@pytest.mark.parametrize(
    "row", ["Total,Ann Example,2024-03-02", "Sum Chen,Sprint,2024-03-02", "Totally Fun,Sprint,3"]
)
def test_a_row_with_words_beside_is_no_total(row: str) -> None:
    columns = {
        name: pd.Categorical([cell, other])
        for name, cell, other in zip(
            "abc", row.split(","), ("Ann", "Sprint", "2024-03-02"), strict=True
        )
    }
    assert not total_rows(RawTable("a.csv", columns, np.arange(2))).any()


def alike(tmp_path: Path, header: str, *people: str) -> list[tuple[int, ...]]:
    rows = "\n".join(f'"{name}",Sprint,2024-03-02' for name in people)
    (proposal,) = inspect(write(tmp_path / "a.csv", f"{header},Program,Date\n{rows}\n")).proposals
    return [one.rows for one in proposal.alike]


def test_only_names_are_likely_one_person(tmp_path: Path) -> None:
    assert not alike(tmp_path, "Email", *(f"p{at}@example.org" for at in range(15)))
    assert not alike(tmp_path, "Email", "ann.lee@example.org", "ann.lee@example.com")
    assert not alike(tmp_path, "Name", "N1 Léo", "N2 Léo", "N1 Zoé")
    assert not alike(tmp_path, "Name", "Guest 1", "Guest 12")
    spellings = ("Maria Lopez", "maria lopez", "Lopez, Maria", "Ana Silva")
    assert alike(tmp_path, "Name", *spellings) == [(2, 3, 4)]


def asked(tmp_path: Path, header: str, cells: list[str]) -> list[tuple[str, str]]:
    rows = "\n".join(f'p{at % 5},Sprint,2024-03-02,"{cell}"' for at, cell in enumerate(cells))
    content = (
        f"Member ID,{'Event,Date,Role' if header == 'Role' else 'Place,Date,Program'}\n{rows}\n"
    )
    (proposal,) = propose(write(tmp_path / "a.csv", content))
    return [(one.about, one.guess) for one in proposal.questions if one.about == "separator"]


def test_roles_in_a_cell_are_several_where_one_of_them_stands_alone(tmp_path: Path) -> None:
    several = ["Attendee", "Speaker", "Host, Speaker"] * 4
    assert asked(tmp_path, "Role", several) == [("separator", ", ")]
    assert asked(tmp_path, "Role", ["Speaker", "Chair, Finance", "Host, Speaker"] * 4) == []
    assert asked(tmp_path, "Program", ["Cleanup", "Cleanup, North", "Seed Swap"] * 4) == []


ACROSS = (
    ("names in full", ["Ana Lim", "Ben Ode", "Cy Roy"], "x", ""),
    ("first names and a whole one", ["Ana", "Ben Ode", "Cy"], "yes", "no"),
    ("ids", ["V001", "V002", "V003"], "x", ""),
    ("addresses", ["ana@example.org", "ben@example.org", "cy@example.org"], "1", "0"),
)


@pytest.mark.parametrize(("people", "came", "away"), [case[1:] for case in ACROSS])
def test_people_may_stand_across_the_top_with_an_event_in_each_row(
    tmp_path: Path, people: list[str], came: str, away: str
) -> None:
    """Three went to one, two of them to the second; totals, notes and other ticks are nobody."""
    rows = [("Welcome", "2023-01-12", 3), ("Sprint", "2023-02-09", 2)]
    lines = [",".join(["Event", "Date", *people, "Online", "Total", "Notes"])]
    for event, day, many in rows:
        marks = [came if at < many else away for at in range(3)]
        lines.append(",".join([event, day, *marks, "x", str(many), "as planned"]))
    found = seen(tmp_path / "a.csv", "\n".join([*lines, "Total,,2,2,1,,5,"]) + "\n")
    assert found.log.counted["program"].value_counts().to_dict() == {"Welcome": 3, "Sprint": 2}
    assert found.log.people == 3
    hidden = [name for name in people if not name.startswith("V0")]
    assert not set(hidden) & set(found.log.counted["participant"])
    assert adds_up(found)


def test_counts_of_many_under_the_names_of_groups_are_no_people(tmp_path: Path) -> None:
    text = "Event,Date,Adults,Children\nWelcome,2023-01-12,12,4\nSprint,2023-02-09,10,1\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match="says who"):
        inspect(tmp_path / "a.csv")
