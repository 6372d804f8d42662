"""What columns mean: recognised, proposed, written down and read back."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest
from ols import FOLDER, needs_ols
from tables import seen, write

import pathways as pw
from loaders import (
    Mapping,
    answered,
    from_frame,
    inspect,
    known_formats,
    propose,
    read,
    read_mapping,
)
from loaders.tables.headers import ALIASES
from pathways.errors import EditionOrderError, MappingError, OptionError


def test_a_mapping_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    said = {
        "source": "crm",
        "repeats": "duplicate",
        "sheet": "Members",
        "attributes": ["country"],
        "columns": {"participant": 'the "id"', "role": "rôle"},
        "constants": {"program": "open\tseeds"},
        "values": {"role": {"participant (old)": "mentee"}},
        "dates": {"order": "day-month-year"},
        "editions": {"order": [["1"], ["2"], ["catalyst", "dra"]], "columns": {"end": "last"}},
        "wide": {"columns": "{edition}-{role}", "no": ["", "no"], "skip": ["x-*"]},
        "people": {"keep": ["city"], "drop": ["shoe size"]},
    }
    mapping = read_mapping(said)
    path = write(tmp_path / "mapping.toml", mapping.to_toml())
    assert read_mapping(path) == mapping


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("colums = 1", 'key "colums" is not one of'),
        ("[columns]\nperson = 'id'", 'key of [columns] "person" is not one of'),
        ("[dates]\norder = 'dmy'", 'dates.order "dmy" is not one of'),
        ("repeats = 'twice'", 'repeats "twice" is not one of act, duplicate'),
        ("[columns", "is not valid TOML"),
        ("columns = 'id'", "write [columns] on a line of its own"),
        ("[wide]\ncolumns = 'x'", "is a pattern such as"),
        ("[people]\nkeep = 'city'", "is a list such as"),
    ],
)
def test_a_mapping_that_is_wrong_says_where(tmp_path: Path, content: str, message: str) -> None:
    path = write(tmp_path / "m.toml", content)
    with pytest.raises(MappingError) as caught:
        read_mapping(path)
    assert message in str(caught.value)
    assert "m.toml" in str(caught.value)


@pytest.mark.parametrize("ours", ["participant", "program", "edition", "start"])
def test_every_obvious_name_is_recognised(ours: str) -> None:
    base = {"participant": "p1", "program": "P", "start": "2018-05-03"}
    for group in ALIASES[ours]:
        for name in group:
            cells = {key: value for key, value in base.items() if key != ours}
            value = base.get(ours, "1")
            log = from_frame(pd.DataFrame({**cells, name.title(): [value]}))
            assert len(log.counted) == 1, name


def test_a_near_miss_proposes_the_mapping(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as caught:
        seen(tmp_path / "a.csv", "partcipant,Progam,date\na,b,2018-01-01\n")
    assert str(caught.value) == (
        '"a.csv" has no column under its usual name: "partcipant" may be the participant and '
        '"Progam" may be the program. Say so, or say what it is. A mapping to correct '
        "(keep it with --save-mapping FILE, give it with --mapping FILE):\n\n"
        '[columns]\nstart = "date"\nparticipant = "partcipant"\nprogram = "Progam"\n'
    )
    path = write(tmp_path / "m.toml", caught.value.proposal)
    assert len(read(tmp_path / "a.csv", mapping=path).counted) == 1


def test_two_columns_that_could_be_the_same_are_both_named(tmp_path: Path) -> None:
    content = "person,member id,program,date\na,b,P,2018-01-01\n"
    with pytest.raises(MappingError, match=r'could be the participant: "person" and "member id"'):
        seen(tmp_path / "a.csv", content)


def test_a_column_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    content = "who,program,date\na,P,2018-01-01\n"
    with pytest.raises(MappingError, match=r'no column "whom".*the nearest is "who"'):
        seen(tmp_path / "a.csv", content, mapping={"columns": {"participant": "whom"}})


def test_a_file_without_header_line_is_told_so(tmp_path: Path) -> None:
    content = "anna@example.org,Sprint,2018-05-03\nbob@example.org,Sprint,2018-05-04\n"
    with pytest.raises(MappingError, match=r"first row looks like data") as caught:
        seen(tmp_path / "a.csv", content)
    assert "anna" not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "cells", "counted", "note"),
    [
        ("Attended?", "yes,no,Yes", 2, '"yes" is attended, "no" is no-show, "Yes" is attended.'),
        ("attended", "x,,X", 2, '"x" is attended, "X" is attended, 1 blank cell is registered'),
        ("Attendance", "Present,absent,excused", 1,
         '"Present" is attended, "absent" is no-show, "excused" is no-show.'),
        ("present", "no,,", 2, '"no" is no-show.'),
    ],
)  # fmt: skip
def test_a_column_may_say_whether_people_came(
    tmp_path: Path, header: str, cells: str, counted: int, note: str
) -> None:
    rows = "".join(f"p{at},P,2018,{cell}\n" for at, cell in enumerate(cells.split(",")))
    log = read(write(tmp_path / "a.csv", f"participant,program,date,{header}\n{rows}"))
    assert len(log.counted) == counted
    said = f'Column "{header}" says whether people came: {note}'
    assert any(one.startswith(said) for one in log.notes)
    assert len(log.records) + len(log.refused) == 3


@pytest.mark.parametrize("cells", ["3,1,2", ",,", "2018,2018,2018"])
def test_a_column_that_does_not_say_whether_people_came_is_none(tmp_path: Path, cells: str) -> None:
    rows = "".join(f"p{at},P,2018,{cell}\n" for at, cell in enumerate(cells.split(",")))
    log = read(write(tmp_path / "a.csv", f"participant,program,date,attended\n{rows}"))
    assert len(log.counted) == 3
    assert "No column says whether people came: every row counts." in log.notes


def test_statuses_are_folded_translated_and_closed(tmp_path: Path) -> None:
    content = (
        "participant,program,date,status\na,P,2018,No Show\nb,P,2018,CAME\nc,P,2018,atended\n"
        "d,P,2018,\n"
    )
    mapping = {"values": {"status": {"came": "attended"}}}
    found = seen(tmp_path / "a.csv", content, mapping=mapping)
    assert found.table.loc[0, ["counted", "kept", "refused"]].tolist() == [2, 1, 1]
    assert found.refused.loc[0, "reason"].endswith('the nearest is "attended"')
    assert "1 rows have no status and count." in found.notes


def test_own_keys_must_be_unique_in_a_file(tmp_path: Path) -> None:
    content = "engagement id,participant,program,date\n7,a,P,2018\n7,b,P,2018\n8,c,P,2018\n"
    found = seen(tmp_path / "a.csv", content)
    assert found.refused[["row", "rule"]].values.tolist() == [[3, "L6"]]
    assert found.table.loc[0, "counted"] == 2


def test_a_wide_file_becomes_one_row_per_engagement(tmp_path: Path) -> None:
    content = "id,country,ols-1-mentee,ols-1-mentor,ols-2-mentor\np1,Kenya,yes,,1\np2,Peru,no,0,x\n"
    mapping = {
        "constants": {"program": "openseeds"},
        "wide": {"columns": "ols-{edition}-{role}"},
    }
    found = seen(tmp_path / "a.csv", content, mapping=mapping)
    columns = ["participant", "edition", "role", "country"]
    assert found.log.records[columns].astype("str").values.tolist() == [
        ["p1", "1", "mentee", "Kenya"],
        ["p1", "2", "mentor", "Kenya"],
        ["p2", "2", "mentor", "Peru"],
    ]
    assert found.table.loc[0, ["rows_in", "counted", "kept"]].tolist() == [5, 3, 2]
    assert (
        'Kept and not counted: 1 where the cell says "no" and 1 where the cell says "0".'
        in found.notes
    )


def test_the_cell_of_a_wide_file_may_be_the_role(tmp_path: Path) -> None:
    content = "id,cohort 1,cohort 2\np1,mentee,mentor\np2,,mentee\n"
    mapping = {
        "constants": {"program": "P"},
        "wide": {"columns": "cohort {edition}", "cell": "role"},
    }
    found = seen(tmp_path / "a.csv", content, mapping=mapping)
    assert found.log.records["role"].tolist() == ["mentee", "mentor", "mentee"]


def test_reserved_names_do_not_become_attributes_of_that_name() -> None:
    frame = pd.DataFrame(
        {"participant": ["a"], "program": ["P"], "date": ["2018"], "rank": ["x"], "time": ["y"]}
    )
    assert from_frame(frame).attributes == ("rank (column)", "time (column)")


def test_the_frame_stays_as_it_was() -> None:
    frame = pd.DataFrame({"participant": [1.0, 2.0], "program": "P", "date": ["2018", None]})
    before = frame.copy(deep=True)
    log = from_frame(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert log.records["participant"].tolist() == ["1"]
    assert log.refused.loc[0, "row"] == 3


def test_options_that_mean_nothing_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "participant,program,date\na,P,2018\n")
    with pytest.raises(OptionError, match=r"date order"):
        read(path, date_order="dmy")
    with pytest.raises(OptionError, match=r"repeats"):
        read(path, repeats="twice")
    with pytest.raises(OptionError, match=r"at least one file"):
        read()


def test_formats_are_listed_with_their_headers() -> None:
    names = [known.name for known in known_formats()]
    assert names[:2] == ["tidy", "ols-people-per-cohort"]
    assert all(known.signature and known.title for known in known_formats())


@needs_ols
@pytest.mark.ols
def test_the_real_record_takes_its_program_from_its_name_and_asks_for_the_order() -> None:
    path = FOLDER / "people_per_cohort.csv"
    (proposal,) = propose(path)
    assert proposal.mapping.constants == {"program": "people per cohort"}
    assert [question.about for question in proposal.questions] == ["program"]
    with pytest.raises(EditionOrderError):
        read(path, mapping=answered(proposal, {"program": "openseeds"}))


@needs_ols
@pytest.mark.ols
def test_the_real_record_through_a_mapping(tmp_path: Path) -> None:
    cohorts = {str(number): f"ols-{number}" for number in range(1, 9)}
    mapping = read_mapping(
        {
            "constants": {"program": "openseeds"},
            "values": {
                "role": {"participant": "mentee"},
                "edition": cohorts | {"catalyst": "ols-9-catalyst", "dra": "ols-9-dra"},
            },
            "editions": {
                "file": str(FOLDER / "editions.csv"),
                "columns": {"end": "last_week_start"},
            },
        }
    )
    path = write(tmp_path / "ols.toml", mapping.to_toml())
    found = inspect(FOLDER / "people_per_cohort.csv", mapping=path)
    row = found.table.iloc[0]
    assert row[["rows_in", "counted", "kept", "refused", "repeats"]].tolist() == [
        1518,
        1518,
        0,
        0,
        115,
    ]
    log = found.log
    assert len(log.records[["participant", "edition", "role"]].drop_duplicates()) == 1403
    assert log.people == 669
    assert log.records.loc[log.records["country_3"].isna(), "participant"].nunique() == 36
    ranks = log.editions.table.set_index("edition")["rank"]
    assert ranks["ols-9-catalyst"] == ranks["ols-9-dra"] == 9
    assert log.as_of.label == "2024-09-16"
    assert found.dropped_columns == ("city", "longitude", "latitude")
    once = inspect(FOLDER / "people_per_cohort.csv", mapping=path, repeats="duplicate")
    assert once.table.loc[0, ["counted", "kept"]].tolist() == [1403, 115]


@needs_ols
@pytest.mark.ols
def test_the_tidy_real_record_needs_no_mapping() -> None:
    found = inspect(FOLDER / "engagements.csv")
    assert found.table.loc[0, ["rows_in", "counted", "refused"]].tolist() == [1569, 1569, 0]
    assert isinstance(found.mapping, Mapping)


@pytest.mark.parametrize(
    ("headers", "wide"),
    [
        ("id,Cohort 1,Cohort 2", {"columns": "Cohort {edition}", "cell": "role"}),
        ("id,round-1-mentee,round-1-mentor", {"columns": "round-{edition}-{role}"}),
        ("id,Question 1", {}),
        ("id,Cohort 1,Workshop 2", {}),
    ],
)
def test_numbered_columns_are_editions(tmp_path: Path, headers: str, wide: dict[str, str]) -> None:
    path = write(tmp_path / "a.csv", f"{headers}\na,mentee,\n")
    (proposal,) = propose(path)
    assert tomllib.loads(proposal.mapping.to_toml()).get("wide", {}) == wide
    assert bool(proposal.open) == (not wide)


def test_without_a_role_the_other_columns_are_named(tmp_path: Path) -> None:
    plain = "member id,program,date,lead,region\na,OL,2020-01-01,yes,N\n"
    note = 'No column is the role; kept as attributes: "lead", "region".'
    assert note in seen(tmp_path / "a.csv", plain).notes
    mapped = seen(tmp_path / "a.csv", plain, mapping={"columns": {"role": "lead"}})
    assert not any(said.startswith("No column is the role") for said in mapped.notes)


def test_what_differs_in_capitals_and_spaces_alone_is_one(tmp_path: Path) -> None:
    rows = (
        "participant,program,cohort,role,date\n"
        "a,OL,Cohort 1,Mentee,2019-01-01\n"
        "b,OL,cohort 1,mentee,2019-01-01\n"
        "c,ol,Cohort  1,mentee,2019-01-02\n"
        "A,OL,Cohort 2,Mentor,2019-06-01\n"
    )
    found = seen(tmp_path / "a.csv", rows)
    assert found.log.records["role"].tolist() == ["Mentor", "mentee", "mentee", "mentee"]
    assert found.log.records["edition"].tolist() == ["Cohort 2", *["Cohort 1"] * 3]
    assert found.log.people == 4
    assert [note for note in found.notes if note.startswith("One ")] == [
        'One program, spelt in several ways: "ol" as "OL".',
        'One edition, spelt in several ways: "cohort 1" as "Cohort 1".',
        'One role, spelt in several ways: "Mentee" as "mentee".',
    ]
    head, *others = rows.splitlines()
    mirrored = seen(tmp_path / "b.csv", "\n".join([head, *reversed(others)]))
    assert set(mirrored.log.records["role"]) == {"Mentor", "mentee"}


def test_groups_of_columns_side_by_side_are_rows_in_a_frame_as_in_a_file(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        [
            ["ann", "Choir", "2024-01-05", "Band", "2024-02-05"],
            ["ben", "Band", "2024-03-05", "", ""],
        ],
        columns=["Member", "Event 0", "Date 0", "Event 1", "Date 1"],
    )
    frame.to_csv(tmp_path / "members.csv", index=False)
    read, built, file = pw.read(frame), pw.from_frame(frame), pw.read(tmp_path / "members.csv")
    same = ["participant", "program", "start"]
    assert read.counted[same].equals(file.counted[same])
    assert built.counted[same].equals(file.counted[same])
    assert file.counted["program"].tolist() == ["Choir", "Band", "Band"]
