"""The files that people have are understood at once, or one plain question is asked."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import people_files as files
import pytest
from tables import adds_up, seen, write

from loaders import answered, inspect, propose, read
from loaders.understanding.proposal import Question
from pathways.errors import DateOrderError, MappingError, RecordsError

KNOWN = [
    ("attendance.csv", files.ATTENDANCE, 6, 4, 3),
    ("hours.csv", files.HOURS, 4, 1, 3),
    ("salesforce.csv", files.SALESFORCE, 3, 2, 2),
    ("eventbrite.csv", files.EVENTBRITE, 3, 2, 2),
    ("luma.csv", files.LUMA, 2, 1, 1),
    ("grants.csv", files.GRANTS, 5, 0, 3),
    ("grants by year.csv", files.GRANTS_WIDE, 5, 0, 3),
    ("choir.csv", files.SCHOOL_YEARS, 5, 0, 3),
    ("stages.csv", files.STAGES, 7, 0, 3),
    ("lista.csv", files.SPANISH, 2, 1, 1),
    ("liste.csv", files.FRENCH, 2, 1, 1),
    ("lista.txt", files.PORTUGUESE, 3, 0, 2),
    ("formular.csv", files.GERMAN_FORM, 3, 0, 2),
    ("README.md", files.MARKDOWN, 3, 0, 2),
    ("people.yml", files.YAML, 3, 0, 2),
    ("log.xes", files.XES, 3, 0, 2),
    ("events.json", files.MIXPANEL, 5, 0, 3),
]


@pytest.mark.parametrize(("name", "content", "counted", "kept", "people"), KNOWN)
def test_a_file_is_understood_without_a_mapping(
    tmp_path: Path, name: str, content: str, counted: int, kept: int, people: int
) -> None:
    found = seen(tmp_path / name, content)
    assert adds_up(found)
    assert found.table.loc[0, ["counted", "kept", "refused"]].tolist() == [counted, kept, 0]
    assert found.log.people == people
    (proposal,) = found.proposals
    assert not proposal.open
    again = read(tmp_path / name, mapping=write(tmp_path / "m.toml", found.mapping.to_toml()))
    assert len(again.counted) == counted


@pytest.mark.parametrize(
    ("make", "counted", "kept", "people"),
    [
        (files.two_header_rows, 7, 0, 3),
        (files.seasons, 6, 0, 3),
        (files.by_year, 8, 3, 2),
        (files.without_years, 7, 0, 2),
    ],
)
def test_a_workbook_is_understood_without_a_mapping(
    tmp_path: Path, make: Callable[[Path], Path], counted: int, kept: int, people: int
) -> None:
    found = inspect(make(tmp_path / "book.xlsx"))
    assert adds_up(found)
    assert found.table.loc[0, ["counted", "kept", "refused"]].tolist() == [counted, kept, 0]
    assert found.log.people == people


def test_the_name_and_the_date_of_an_event_stand_in_its_header(tmp_path: Path) -> None:
    found = seen(tmp_path / "a.csv", files.ATTENDANCE)
    first = found.log.counted.groupby("program", observed=True)["start"].min()
    assert {name: str(day.date()) for name, day in first.items()} == {
        "Orientation": "2025-03-01",
        "Creek Cleanup": "2025-03-15",
        "Block Party": "2025-04-05",
    }
    (proposal,) = found.proposals
    meant = {mark.word: mark.means for mark in proposal.marks}
    assert meant["2.5"] == meant["✓"] == "came"
    assert meant["excused"] == meant["n/a"] == meant["-"] == "did not come"
    assert proposal.layout.titles == ("Attendance spring", "Prepared by the office")


def test_sheets_say_their_year_hidden_ones_are_named_and_merged_cells_filled(
    tmp_path: Path,
) -> None:
    path = files.by_year(tmp_path / "book.xlsx")
    found = inspect(path)
    layout = found.proposals[0].layout
    assert layout.sheets == ("2022", "2023", "2024")
    assert layout.hidden == ("Archive",)
    programs = found.log.counted.groupby(["edition", "program"], observed=True).size()
    assert programs.to_dict() == {
        ("2022", "Pantry"): 2,
        ("2023", "Garden"): 1,
        ("2023", "Pantry"): 2,
        ("2024", "Garden"): 1,
        ("2024", "Pantry"): 2,
    }
    archive = inspect(path, mapping={"sheet": "Archive"})
    assert archive.log.counted["program"].tolist() == ["Old"]


def test_a_row_of_groups_is_a_part_of_the_names(tmp_path: Path) -> None:
    log = inspect(files.seasons(tmp_path / "book.xlsx")).log
    said = log.counted[["edition", "program"]].astype("str").drop_duplicates()
    assert set(map(tuple, said.values.tolist())) == {
        ("Spring 2024", "Orientation"),
        ("Spring 2024", "Workshop"),
        ("Fall 2024", "Orientation"),
        ("Fall 2024", "Workshop"),
    }
    ranks = dict(zip(log.editions.table["edition"], log.editions.table["rank"], strict=True))
    assert ranks["Spring 2024"] < ranks["Fall 2024"]


def test_a_date_without_a_year_takes_that_of_its_sheet(tmp_path: Path) -> None:
    log = inspect(files.without_years(tmp_path / "book.xlsx")).log
    days = sorted({str(day.date()) for day in log.counted["start"]})
    assert days == ["2024-01-12", "2024-02-09", "2025-01-11", "2025-03-08", "2025-04-05"]
    assert set(log.counted["program"]) == {"Tutoring"}


def test_several_values_of_a_cell_are_apart_when_the_mapping_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", files.GERMAN_FORM)
    (proposal,) = propose(path)
    (question,) = proposal.questions
    assert (question.about, question.guess, question.row) == ("separator", ", ", 2)
    assert any("hold several values" in n or "holds several" in n for n in inspect(path).notes)
    log = read(path, mapping=answered(proposal))
    assert sorted(log.counted["program"]) == ["Gartentag", "Gartentag", "Lesekreis", "Lesekreis"]


def test_a_key_of_a_row_is_told_apart_where_the_row_becomes_several(tmp_path: Path) -> None:
    content = (
        "engagement,participant,program,role,date\n"
        '7,a,P,"mentor, host",2024-01-01\n8,b,P,mentor,2024-01-02\n9,c,P,host,2024-01-02\n'
    )
    found = seen(tmp_path / "a.csv", content, mapping={"split": {"role": ", "}})
    assert found.table.loc[0, ["counted", "refused"]].tolist() == [4, 0]


@pytest.mark.parametrize(
    ("answer", "first"), [("day-month-year", "2024-03-04"), ("as they are", "2024-04-03")]
)
def test_a_column_that_a_spreadsheet_converted_in_half_is_asked_about(
    tmp_path: Path, answer: str, first: str
) -> None:
    path = write(tmp_path / "a.csv", files.HALF_CONVERTED)
    with pytest.raises(DateOrderError, match=r"row 2 is 4 March or 3 April 2024"):
        inspect(path)
    (proposal,) = propose(path)
    (question,) = proposal.open
    assert {choice.answer: choice.reading for choice in question.choices}[answer] == first
    log = read(path, mapping=answered(proposal, {"date order": answer}))
    starts = log.counted.set_index("participant")["start"]
    assert str(starts["a"].date()) == first
    assert str(starts["d"].date()) == "2024-04-13"


def test_an_id_has_one_spelling_and_a_shortened_one_is_refused(tmp_path: Path) -> None:
    content = "Member Number,Program,Date\n1000.0,P,2024-01-01\n 1000 ,P,2024-01-02\n"
    assert seen(tmp_path / "a.csv", content).log.people == 1
    zeros = "Member Number,Program,Date\n007,P,2024-01-01\n7,P,2024-01-02\n1.23E+11,P,2024-01-02\n"
    found = seen(tmp_path / "b.csv", zeros)
    assert found.log.people == 2
    (reason,) = found.refused["reason"]
    assert reason.startswith("a spreadsheet shortened this id to a number such as 1.23E+11")


def test_a_column_that_never_repeats_gives_way_to_one_that_names_people(tmp_path: Path) -> None:
    rows = "".join(f"{500 + at},c{at % 4},Intro,2024-01-0{at % 9 + 1}\n" for at in range(12))
    path = write(tmp_path / "a.csv", f"Participant ID,Contact ID,Event,Date\n{rows}")
    found = inspect(path)
    assert found.log.people == 4
    plain = write(tmp_path / "b.csv", f"attendee id,member id,Event,Date\n{rows}")
    with pytest.raises(MappingError, match=r"could be the participant"):
        inspect(plain)


def test_rows_that_a_system_marks_are_kept_and_not_counted(tmp_path: Path) -> None:
    content = "participant,program,date,Test\na,P,2024-01-01,No\nb,P,2024-01-01,Yes\n"
    found = seen(tmp_path / "a.csv", content)
    assert found.table.loc[0, ["counted", "kept"]].tolist() == [1, 1]
    assert 'Kept and not counted: 1 where column "Test" marks the row.' in found.notes


def test_names_that_are_likely_one_person_are_listed_and_not_merged(tmp_path: Path) -> None:
    names = ["Maria Lopez", '"Lopez, Maria"', "M. Lopez", "María López", "Jo Park", "Jo Parks"]
    others = ["Ana Li", "Ana Lu", "Ben Lopez"]
    rows = "".join(f"{name},P,2024-01-01\n" for name in [*names, *others])
    found = seen(tmp_path / "a.csv", f"Volunteer,Activity,Date\n{rows}")
    assert found.log.people == 9
    assert [one.rows for one in found.proposals[0].alike] == [(2, 3, 4, 5), (6, 7)]
    assert any(note.startswith("9 people may be 5: rows 2, 3, 4 and 5") for note in found.notes)
    assert "Lopez" not in repr(found) + "".join(found.notes)


def test_packed_files_and_other_alphabets_are_read(tmp_path: Path) -> None:
    content = "participant,program,date\na,P,2024-01-01\nb,P,2024-01-02\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("export/list.csv", content)
        archive.writestr("__MACOSX/export/._list.csv", "nothing")
    for name, data in (("a.csv.gz", gzip.compress(content.encode())), ("a.zip", packed.getvalue())):
        assert seen(tmp_path / name, data).log.people == 2
    japanese = "Name,Program,Date\n山田太郎,講座,2024年5月1日\n佐藤花子,講座,2024年6月1日\n"
    cyrillic = "Name;Program;Date\nИван Петров;Курс;2024-05-01\nАнна Смирнова;Курс;2024-05-01\n"
    for encoding, text in (("shift_jis", japanese), ("cp1251", cyrillic)):
        path = write(tmp_path / f"{encoding}.csv", text, encoding)
        for said in (None, encoding):
            log = read(path, encoding=said)
            assert log.people == 2
            assert set(log.counted["program"]) <= {"講座", "Курс"}


def test_two_tables_in_one_archive_are_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "x")
        archive.writestr("b.csv", "y")
    with pytest.raises(RecordsError, match=r"is an archive of 2 files"):
        seen(tmp_path / "a.zip", packed.getvalue())


def test_what_stands_in_no_file_is_asked_about(tmp_path: Path) -> None:
    people = '{"contributors": [{"login": "ana", "contributions": ["doc"]}]}'
    path = write(tmp_path / ".all-contributorsrc", people)
    with pytest.raises(MappingError, match=r"has neither a date nor an edition"):
        inspect(path)
    asked = [question.about for question in propose(path)[0].open]
    assert asked == ["start"]


def test_the_columns_say_why_they_are_what_they_are(tmp_path: Path) -> None:
    (proposal,) = propose(write(tmp_path / "a.csv", files.FRENCH))
    roles = {column.header: (column.role, column.evidence) for column in proposal.columns}
    assert roles["Prénom"][0] == "first name"
    assert roles["Événement"] == ("program", "name")
    assert roles["Présent"] == ("status", "name")


def test_an_answer_is_one_of_the_choices(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "participant,program,date\na,P,03/04/2024\n")
    (proposal,) = propose(path)
    (question,) = proposal.open
    assert isinstance(question, Question)
    assert [choice.reading for choice in question.choices] == ["2024-04-03", "2024-03-04"]
    starts = [
        read(path, mapping=answered(proposal, {"date order": choice.answer})).counted["start"]
        for choice in question.choices
    ]
    assert [str(pd.Timestamp(one.iloc[0]).date()) for one in starts] == ["2024-04-03", "2024-03-04"]
