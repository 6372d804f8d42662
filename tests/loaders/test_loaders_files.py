"""Files of every kind, several files at once, and what is no table at all."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from tables import HEADER, ROWS, adds_up, seen, text, workbook, write

from loaders import from_frame, inspect, read, write_refused
from pathways.errors import (
    MappingError,
    NoAnswerError,
    OptionError,
    OutputError,
    PathwaysError,
    RecordsError,
)


def parquet() -> bytes:
    target = io.BytesIO()
    pd.DataFrame(ROWS, columns=HEADER).to_parquet(target)
    return target.getvalue()


def lines() -> str:
    return "".join(json.dumps(dict(zip(HEADER, row, strict=True))) + "\n" for row in ROWS)


def page() -> str:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    head = "".join(f"<th>{name}</th>" for name in HEADER)
    return f"<html><body><table><tr>{head}</tr>{rows}</table></body></html>"


KINDS = {
    "xlsx": lambda: workbook({"Empty": [], "Records": [HEADER, *ROWS]}),
    "parquet": parquet,
    "jsonl": lambda: lines().encode(),
    "json": lambda: json.dumps([dict(zip(HEADER, row, strict=True)) for row in ROWS]).encode(),
    "xls": lambda: page().encode(),
    "tsv": lambda: text(delimiter="\t").encode("utf-16"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["right", "csv"])
def test_a_file_is_what_its_bytes_say(tmp_path: Path, kind: str, suffix: str) -> None:
    plain = read(write(tmp_path / "plain.csv", text()))
    name = f"records.{kind if suffix == 'right' else suffix}"
    found = seen(tmp_path / name, KINDS[kind]())
    assert found.log.records.equals(plain.records)
    assert adds_up(found)


def test_a_frame_is_read_like_a_file(tmp_path: Path) -> None:
    plain = read(write(tmp_path / "plain.csv", text()))
    assert from_frame(pd.DataFrame(ROWS, columns=HEADER)).records.equals(plain.records)
    typed = pd.DataFrame(ROWS, columns=HEADER).assign(start=lambda t: pd.to_datetime(t["start"]))
    assert from_frame(typed).records.equals(plain.records)


def test_numbers_and_dates_of_a_workbook_are_ids_and_days(tmp_path: Path) -> None:
    rows = [["member id", "program", "date"], [123.0, "P", dt.date(2018, 5, 3)], [7, "P", "2018"]]
    log = seen(tmp_path / "a.xlsx", workbook({"S": rows})).log
    assert log.records["participant"].tolist() == ["123", "7"]
    assert log.records["start"].dt.year.tolist() == [2018, 2018]


def test_a_sheet_can_be_chosen(tmp_path: Path) -> None:
    data = workbook({"Notes": [["nothing"]], "Records": [HEADER, *ROWS]})
    found = seen(tmp_path / "a.xlsx", data, mapping={"sheet": "records"})
    assert found.table.loc[0, "rows_in"] == 4
    with pytest.raises(RecordsError, match=r'sheet "Recrods" is not one of.*nearest is "Records"'):
        seen(tmp_path / "a.xlsx", data, mapping={"sheet": "Recrods"})


def test_sheets_with_the_same_columns_are_read_together(tmp_path: Path) -> None:
    head = ["member id", "role", "date"]
    sheets = {
        "Cohort 1": [["List of the first"], [], head, ["a", "mentee", "2018-01-01"], ["Total", 1]],
        "Cohort 2": [head, ["a", "mentor", "2019-01-01"], ["b", "mentee", "2019-01-02"]],
        "Notes": [["what"], ["nothing"]],
    }
    data, program = workbook(sheets), {"program": "OL"}
    mapping = {"sheet": "*", "columns": {"edition": "sheet"}, "constants": program}
    found = seen(tmp_path / "a.xlsx", data, mapping=mapping)
    assert adds_up(found)
    records = found.log.records[["participant", "edition", "role"]].astype("str")
    assert records.values.tolist() == [
        ["a", "Cohort 1", "mentee"],
        ["a", "Cohort 2", "mentor"],
        ["b", "Cohort 2", "mentee"],
    ]
    assert found.table.loc[0, ["kept", "refused"]].tolist() == [1, 0]
    assert "Kept and not counted: 1 where the row is a total and no person." in found.notes
    assert found.notes[:3] == (
        '2 sheets of a workbook; column "sheet" has their titles.',
        'Not read, having other columns: sheet "Notes".',
        "The names of the columns stand in row 3, under 1 row of titles.",
    )
    one = seen(tmp_path / "a.xlsx", data, mapping={"constants": program, "sheet": "cohort 2"})
    assert one.notes[1].endswith('and sheet = "*" all that have the same columns.')
    assert one.table.loc[0, "counted"] == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_titles_above_the_header_are_left_out(tmp_path: Path, delimiter: str) -> None:
    plain = seen(tmp_path / "plain.csv", text())
    titled = f"People of 2018, all of them\n\n{text(delimiter=delimiter)}"
    found = seen(tmp_path / "titled.csv", titled.replace("2018, all", "2018 all"))
    assert found.log.records.equals(plain.log.records)
    assert "The names of the columns stand in row 3, under 1 row of titles." in found.notes


def test_nested_values_become_columns_or_are_left_out_with_a_note(tmp_path: Path) -> None:
    content = json.dumps(
        {"person": {"id": "p1"}, "program": "P", "date": "2018", "tags": ["a", "b"], "x": [{}]}
    )
    mapping = {"columns": {"participant": "person.id"}}
    found = seen(tmp_path / "a.jsonl", content + "\nnot json\n", mapping=mapping)
    assert found.log.records["tags"].tolist() == ["a; b"]
    assert found.refused[["row", "reason"]].values.tolist() == [
        [2, "the line is not a JSON object"]
    ]
    assert 'Left out, because they hold lists of objects: "x".' in found.notes


FOREIGN = {
    "empty.csv": (b"", "is empty: there is no header and no row"),
    "blank.csv": (b"\xef\xbb\xbf\n \n", "is empty"),
    "pdf.csv": (b"%PDF-1.7 ...", "is a PDF"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n", "is a picture"),
    "packed.csv": (b"\x1f\x8b\x08\x00", "is a damaged or incomplete archive"),
    "rubbish.csv": (bytes(range(256)) * 8, "is not a table"),
    "zip.xlsx": (b"PK\x03\x04 nothing", "is a damaged or incomplete workbook"),
    "short.xlsx": (workbook({"S": [HEADER, *ROWS]})[:-60], "is a damaged or incomplete workbook"),
    "locked.xlsx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "is locked by a password",
    ),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is a damaged"),
    "short.parquet": (parquet()[:-30], "is a damaged or incomplete Parquet file"),
    "page.xls": (b"<html><p>Sign in</p></html>", "without a table"),
    "lines.jsonl": (b"{not json}\n", "has no JSON object in it"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_no_table_is_said_in_one_sentence(tmp_path: Path, name: str) -> None:
    data, message = FOREIGN[name]
    with pytest.raises(RecordsError) as caught:
        seen(tmp_path / name, data)
    assert str(caught.value).startswith(f'"{name}"')
    assert message in str(caught.value)


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path / "engagements.csv", text())
    with pytest.raises(RecordsError, match=r'no file .*; there is "engagements.csv"'):
        read(tmp_path / "engagement.csv")
    with pytest.raises(RecordsError, match=r"is a folder"):
        read(tmp_path)


def test_a_header_alone_is_a_log_of_nothing(tmp_path: Path) -> None:
    found = seen(tmp_path / "a.csv", text([]))
    assert found.table.loc[0, ["rows_in", "counted"]].tolist() == [0, 0]
    assert found.log.people == 0


def test_the_same_file_twice_is_read_once(tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", text())
    second = write(tmp_path / "b.csv", text())
    found = inspect(first, second, first)
    assert found.log.records.equals(read(first).records)
    assert "b.csv is the same file as a.csv and was read once." in found.notes
    assert len(found.table) == 1


def test_overlapping_files_do_not_double(tmp_path: Path) -> None:
    twice = [ROWS[0], ROWS[0], ROWS[1]]
    first = write(tmp_path / "a.csv", text(twice))
    corrected = [*ROWS[1][:5], "no-show", "Kenya"]
    second = write(tmp_path / "b.csv", text([ROWS[0], ROWS[0], corrected, ROWS[3]]))
    found = inspect(first, second)
    assert adds_up(found)
    assert found.table["counted"].tolist() == [0, 3]
    assert found.table["kept"].tolist() == [3, 1]
    assert found.table["repeats"].tolist() == [0, 1]
    assert "a.csv: 3 engagements are in a later file too; the later file was used." in found.notes


def test_files_with_other_columns_are_put_together(tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", text())
    second = write(tmp_path / "b.csv", "participant,program,date,team\np9,P,2018-01-01,red\n")
    found = inspect(first, second)
    assert adds_up(found)
    assert set(found.log.attributes) == {"country", "team"}
    assert [name for name, _ in found.log.origin.files] == ["a.csv", "b.csv"]


def test_each_file_may_have_its_own_mapping(tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", "who,program,date\np1,P,2018\n")
    second = write(tmp_path / "b.csv", text())
    log = read(first, second, mapping=[{"columns": {"participant": "who"}}, None])
    assert log.people == 2
    with pytest.raises(OptionError, match="There are 1 mappings for 2 files"):
        read(first, second, mapping=[None])


def test_editions_of_other_programs_are_noticed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,program,cohort\np1,open seeds,1\n")
    editions = pd.DataFrame({"program": ["Open Seeds"], "edition": ["1"], "rank": [1]})
    with pytest.raises(MappingError, match=r'are of "Open Seeds", and the records of "open seeds"'):
        read(path, editions=editions)


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    first = write(tmp_path / "a.csv", text([ROWS[0]]))
    second = write(tmp_path / "x" / "a.csv", text([ROWS[1], ["", *ROWS[2][1:]]]))
    found = inspect(first, second)
    assert found.table["file"].tolist() == ["a.csv", "x/a.csv"]
    assert adds_up(found)


def test_refused_rows_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    rows = [*ROWS, ["p9", "", "1", "mentee", "2018-05-03", "", "Kenya"]]
    found = seen(tmp_path / "a.csv", text(rows))
    path = write_refused(found, tmp_path / "refused.csv")
    assert path.read_text(encoding="utf-8") == (
        "file,row,rule,reason,participant,program,edition,role,start,status,country\n"
        "a.csv,6,L1,the program is missing,p9,,1,mentee,2018-05-03,,Kenya\n"
    )
    assert write_refused(found.log, path).read_bytes() == path.read_bytes()
    with pytest.raises(OutputError, match=r"cannot be written"):
        write_refused(found, tmp_path / "nowhere" / "refused.csv")
    assert sorted(entry.name for entry in tmp_path.glob("*.csv")) == ["a.csv", "refused.csv"]


def test_the_origin_says_where_the_log_comes_from(tmp_path: Path) -> None:
    log = read(write(tmp_path / "a.csv", text()), as_of="2018-06-04")
    assert log.origin.rows_in == 4
    assert log.origin.files[0][0] == "a.csv"
    assert len(log.origin.files[0][1]) == 64
    assert log.origin.as_of == "2018-06-04"
    assert len(log.counted) == 2


@pytest.mark.parametrize("cut", range(0, 100, 9))
def test_a_workbook_cut_anywhere_is_refused_in_words(tmp_path: Path, cut: int) -> None:
    data = workbook({"S": [HEADER, *ROWS]})
    broken = data[: len(data) * cut // 100] + b"\0" * 40 + data[len(data) * (cut + 5) // 100 :]
    with contextlib.suppress(PathwaysError):
        assert adds_up(seen(tmp_path / "a.xlsx", broken))


def test_a_record_of_which_every_row_is_refused_is_not_an_empty_one(tmp_path: Path) -> None:
    rows = pd.DataFrame({"participant": ["a", "b"], "program": ["OL", None], "start": [None, None]})
    with pytest.raises(NoAnswerError, match=r"2 rows were refused; for one, in row \d"):
        from_frame(rows)
    rows.to_csv(tmp_path / "rows.csv", index=False)
    with pytest.raises(NoAnswerError, match="No row of this record can be read"):
        read(tmp_path / "rows.csv")
    assert len(inspect(tmp_path / "rows.csv").refused) == 2
