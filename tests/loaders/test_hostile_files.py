"""Files that end, stall or unmask a reader: one clear sentence each, soon, with nobody's name."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet
from tables import adds_up, seen, write

from loaders import inspect, propose
from pathways.errors import MappingError, PathwaysError, RecordsError

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    """Each of these takes seconds of a processor, and not minutes."""
    before = time.process_time()
    yield
    assert time.process_time() - before < 10


def said(path: Path) -> str:
    """All that a person sees of a file: the sentence and notes, or the error."""
    try:
        found = inspect(path)
    except PathwaysError as error:
        return str(error)
    assert adds_up(found)
    return " ".join((found.sentence, *found.notes))


@pytest.mark.parametrize("far", ["XFD1048576", "ZZ1048576", "A1048576", "AAAAAAA4"])
def test_a_stray_cell_far_out_is_found_before_the_workbook_is_opened(
    tmp_path: Path, far: str
) -> None:
    book, data = openpyxl.Workbook(), io.BytesIO()
    for row in (["participant", "program", "date"], ["a", "P", "2024-01-01"]):
        book.worksheets[0].append(row)
    book.save(data)
    target = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet1.xml"):
                row = re.sub(r"\D", "", far)
                cell = f'<row r="{row}"><c r="{far}" t="n"><v>1</v></c></row></sheetData>'
                text = text.replace(b"</sheetData>", cell.encode())
            new.writestr(name, text)
    path = write(tmp_path / "far.xlsx", target.getvalue())
    if far == "A1048576":
        assert inspect(path).log.people == 1
    else:
        with pytest.raises(
            RecordsError, match=f"is too large to open: a cell stands far out, .*{far}"
        ):
            inspect(path)


@pytest.mark.parametrize("where", ["header", "cell"])
def test_a_long_text_without_spaces_is_looked_at_once(tmp_path: Path, where: str) -> None:
    long = "A" * 60_000 + "@"
    header, cell = (long, "x") if where == "header" else ("note", long)
    path = write(tmp_path / "a.csv", f"participant,program,date,{header}\na,P,2024-01-01,{cell}\n")
    assert len(said(path)) < 2_000


def test_a_cell_may_be_longer_than_the_csv_module_likes(tmp_path: Path) -> None:
    long = '"' + "word " * 200_000 + '"'
    found = seen(tmp_path / "a.csv", f"participant,program,date,note\na,P,2024-01-01,{long}\n")
    assert found.table.loc[0, "counted"] == 1


def test_ten_thousand_columns_are_read(tmp_path: Path) -> None:
    more = [f"c{number}" for number in range(10_000)]
    lines = ["participant,program,date," + ",".join(more), "a,P,2024-01-01," + ",".join(more)]
    assert seen(tmp_path / "a.csv", "\n".join(lines)).table.loc[0, "counted"] == 1


def test_halves_of_characters_are_no_end(tmp_path: Path) -> None:
    lines = '{"participant": "a", "program": "\\ud83d", "date": "2024-01-01", "\\udc00": 1}\n'
    found = seen(tmp_path / "a.jsonl", lines)
    assert adds_up(found)
    found.log.records.to_csv(tmp_path / "out.csv", encoding="utf-8")


def test_times_and_texts_that_python_cannot_have_are_refused_and_not_blank(tmp_path: Path) -> None:
    table = pa.table(
        {
            "participant": ["a", "b"],
            "program": pa.array([b"P\xff", b"P"]).view(pa.string()),
            "date": pa.array([2**62, 0], pa.timestamp("ms")),
        }
    )
    parquet.write_table(table, tmp_path / "a.parquet")
    found = inspect(tmp_path / "a.parquet")
    assert adds_up(found)
    assert found.table.loc[0, ["counted", "refused"]].tolist() == [1, 1]


def test_nothing_steers_the_terminal(tmp_path: Path) -> None:
    steering = "\x1b[31mred\x08\x9b\u202e"
    rows = "".join(f"a{number},P,2024-01-01\n" for number in range(40))
    content = f"participant,program{steering},date\na{steering},P{steering},2024-01-01\n{rows}"
    path = write(tmp_path / "a.csv", content)
    assert not STEERING.search(said(path))
    known = write(tmp_path / "b.csv", content.replace(f"program{steering}", "program"))
    found = inspect(known)
    assert not STEERING.search(found.log.records.to_csv(index=False).replace("\n", ""))


@pytest.mark.parametrize(
    "content",
    [
        "Zebulon Secretname,Workshop,2024-01-01\nAna Otherone,Workshop,2024-01-02\n",
        "zebulon@secretname.org,Workshop\nana@otherone.org,Workshop\n",
        'Zebulon Secretname"y,"")",Sprint\nx,"y",z\n',
        "Zebulon Secretname,Ana Secretname\nx,x\nx,\n",
    ],
)
def test_a_row_of_names_in_place_of_the_header_is_not_shown(tmp_path: Path, content: str) -> None:
    path = write(tmp_path / "a.csv", content)
    with pytest.raises(MappingError) as caught:
        inspect(path)
    assert "secretname" not in str(caught.value).casefold()


def test_a_list_that_refers_to_itself_is_refused(tmp_path: Path) -> None:
    bomb = "- a: &a [x, x]\n- b: &b [*a, *a, *a]\n- c: [*b, *b, *b]\n"
    with pytest.raises(RecordsError, match=r"refers to parts of itself"):
        propose(write(tmp_path / "a.yml", bomb))


def test_a_log_with_entities_is_refused(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aa">]><log><trace>&a;</trace></log>'
    with pytest.raises(RecordsError, match=r"defines entities of its own"):
        propose(write(tmp_path / "a.xes", bomb))


def test_more_attributes_than_anybody_has_are_left_out_and_said(tmp_path: Path) -> None:
    head = ",".join(f"c{n}" for n in range(502))
    lines = [f"p{n},Choir,2024-01-0{1 + n}," + ",".join("7" * 502) for n in range(4)]
    text = f"participant,program,date,{head}\n" + "\n".join(lines)
    found = seen(tmp_path / "wide.csv", text)
    assert "c499" in found.log.records
    assert "c500" not in found.log.records
    assert "500 columns are kept as attributes, and 2 more columns are left out" in str(found.notes)


@pytest.mark.parametrize("cell", ["Choir & co, ", "a,b;c d", "Leiter "])
def test_a_cell_of_a_megabyte_is_looked_at_in_part(tmp_path: Path, cell: str) -> None:
    """What separates values, and what a role means, is not looked for in the whole of it."""
    from loaders.understanding.several import separator_of
    from pathways.project.tier_words import rank_by_words

    long = cell * (1_000_000 // len(cell))
    before = time.process_time()
    assert separator_of(["Choir", long, "Band"]) == ""
    rank_by_words(long)
    assert time.process_time() - before < 1


def test_a_cell_without_end_in_a_report_of_sessions_is_one_sentence(tmp_path: Path) -> None:
    report = f'Topic,Webinar ID\nSalon,1\nName,Join Time,Leave Time\n"{"x" * (1 << 25)}",1,2\n'
    with pytest.raises(RecordsError, match="cannot be taken apart into cells: field larger"):
        propose(write(tmp_path / "a.csv", report))
