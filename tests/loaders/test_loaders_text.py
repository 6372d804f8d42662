"""Delimited text: encodings, delimiters, defects; two ways of reading that agree."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tables import HEADER, ROWS, adds_up, seen, text, write

from loaders import Mapping, inspect
from loaders.tables import text as reader
from loaders.tables.head import LOOKED_AT, head_of
from loaders.tables.table import tidied
from loaders.tables.text import read_text
from pathways.errors import PathwaysError, RecordsError

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
DELIMITERS = [",", ";", "\t"]
DEFECTS = {
    "none": lambda lines: lines,
    "no last line end": lambda lines: [*lines[:-1], lines[-1].rstrip("\n")],
    "old Mac line ends": lambda lines: [line.replace("\n", "\r") for line in lines],
    "Windows line ends": lambda lines: [line.replace("\n", "\r\n") for line in lines],
    "blank lines": lambda lines: ["\n", lines[0], "\n", *lines[1:], "\n", "\n"],
    "short row": lambda lines: [*lines[:2], "p9\n", *lines[2:]],
    "long row": lambda lines: [*lines[:2], lines[1].strip() + lines[1], *lines[2:]],
    "NUL": lambda lines: [line.replace("Kenya", "Ken\0ya") for line in lines],
    "stray spaces": lambda lines: [line.replace("p1", "  p1 ") for line in lines],
    "open quotation mark": lambda lines: [*lines[:2], lines[2].replace("p2", '"p2'), *lines[3:]],
    "quotation mark inside": lambda lines: [line.replace("p2", 'p"2') for line in lines],
    "bad date": lambda lines: [line.replace("2018-05-03", "2018-05-43") for line in lines],
    "spreadsheet date": lambda lines: [line.replace("2018-05-03", "43223") for line in lines],
    "no person": lambda lines: [line.replace("p2", "") for line in lines],
    "odd status": lambda lines: [line.replace("registered", "perhaps") for line in lines],
    "header only": lambda lines: lines[:1],
    "no header": lambda lines: lines[1:],
    "one column": lambda lines: [line[: line.index("p") + 3] + "\n" for line in lines],
    "twice the same header": lambda lines: [lines[0].replace("country", "role"), *lines[1:]],
    "control characters": lambda lines: [line.replace("p2", "p2\x01\x02") for line in lines],
    "damaged": lambda lines: [*lines[:2], lines[2][: len(lines[2]) // 2]],
}
HOSTILE = [
    (encoding, DELIMITERS[number % 3], defect)
    for number, (defect, encoding) in enumerate(itertools.product(DEFECTS, ENCODINGS))
]


@pytest.mark.parametrize(("encoding", "delimiter", "defect"), HOSTILE)
def test_a_hostile_file_is_read_or_refused_in_words(
    tmp_path: Path, encoding: str, delimiter: str, defect: str
) -> None:
    lines = text(delimiter=delimiter).splitlines(keepends=True)
    content = "".join(DEFECTS[defect](lines))
    path = write(tmp_path / "records.csv", content, encoding)
    said = ""
    try:
        fine = adds_up(inspect(path))
    except PathwaysError as error:
        said, fine = str(error), False
    assert fine or "records.csv" in said


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_every_encoding_and_delimiter_gives_the_same_log(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    plain = inspect(write(tmp_path / "plain.csv", text()))
    other = seen(tmp_path / "other.csv", text(delimiter=delimiter), encoding)
    assert other.log.records.equals(plain.log.records)
    assert list(plain.log.counted["participant"]) == ["p1", "p1", "p2"]


def test_the_guessed_encoding_is_said(tmp_path: Path) -> None:
    west = seen(tmp_path / "west.csv", text(), "cp1252")
    middle = seen(tmp_path / "middle.csv", text().replace("Perú", "Łódź"), "cp1250")
    assert any("Windows-1252, which is a guess" in note for note in west.notes)
    assert any("Windows-1250, which is a guess" in note for note in middle.notes)
    assert "Łódź" in set(middle.log.records["country"])


@pytest.mark.parametrize(
    ("word", "encoding"),
    [
        ("Goût et août", "cp1252"),
        ("Sûreté «août»", "cp1252"),
        ("Bűvös tánc", "cp1250"),
        ("Erdő", "cp1250"),
    ],
)
def test_french_and_hungarian_are_told_apart(tmp_path: Path, word: str, encoding: str) -> None:
    record = text().replace("Perú", word).replace("Brasília", "Kenya")
    found = seen(tmp_path / "guess.csv", record, encoding)
    assert word in set(found.log.records["country"])


def test_rows_have_the_numbers_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    lines = [
        '"participant","program","start","remark"',
        'p1,P,2018-05-03,"two',
        'lines"',
        "",
        "p2,P",
        "p3,P,2018-05-99,x",
        "p4,P,2018-05-03,x,y",
        "p5,P,2018-05-03,x,,",
    ]
    found = seen(tmp_path / "a.csv", "\n".join(lines))
    assert list(zip(found.refused["row"], found.refused["reason"], strict=True)) == [
        (4, "the row has 2 cells where the header has 4"),
        (5, 'start "2018-05-99" is not a day of the calendar'),
        (6, "the row has 5 cells where the header has 4"),
    ]
    assert found.table.loc[0, ["rows_in", "counted", "refused"]].tolist() == [5, 2, 3]
    assert "1 blank row was skipped." in found.notes


def test_a_ragged_row_shows_its_number_and_nothing_of_itself(tmp_path: Path) -> None:
    found = seen(tmp_path / "a.csv", text([*ROWS, ["Anna Example", "P"]]))
    assert "Anna" not in found.refused.to_csv()
    assert found.refused.loc[0, "row"] == 6


def test_a_quotation_mark_that_stays_open_is_an_error(tmp_path: Path) -> None:
    rows = [ROWS[0], ['"p2', *ROWS[1][1:]], ROWS[2]]
    with pytest.raises(RecordsError) as caught:
        seen(tmp_path / "a.csv", text(rows))
    assert str(caught.value) == (
        '"a.csv", row 3: a quotation mark (") opens and is not closed as it should be; it swallows '
        "2 lines. Close it, or write it twice where it belongs to the text."
    )


def test_a_first_line_that_names_the_delimiter_is_no_header(tmp_path: Path) -> None:
    found = seen(tmp_path / "a.csv", "sep=;\n" + text(delimiter=";"))
    assert found.table.loc[0, "rows_in"] == 4


def test_columns_of_one_name_are_told_apart_and_said(tmp_path: Path) -> None:
    content = "participant,program,start,kind,kind\np1,P,2018-05-03,a,b\n"
    found = seen(tmp_path / "a.csv", content)
    assert found.log.attributes == ("kind", "kind (2)")
    assert 'There are two columns "kind"; the later one is called "kind (2)".' in found.notes


def test_a_file_may_have_thousands_of_columns(tmp_path: Path) -> None:
    header = ["participant", "program", "start", *(f"c{n}" for n in range(2_997))]
    rows = [["p1", "P", "2018-05-03", *("x" for _ in range(2_997))] for _ in range(5)]
    content = "\n".join(",".join(line) for line in [header, *rows])
    assert adds_up(seen(tmp_path / "a.csv", content))


cells = st.text(alphabet='ab ,;"\n\té', max_size=6)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=8),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_the_fast_and_the_slow_way_read_the_same(rows: list[list[str]], quoting: int) -> None:
    target = io.StringIO()
    csv.writer(target, quoting=quoting, lineterminator="\n").writerows([["a", "b", "c"], *rows])
    assert_alike(target.getvalue().encode())


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='ab,"\n\r', max_size=30))
def test_the_two_ways_agree_on_anything_at_all(content: str) -> None:
    assert_alike(f"x,y\n{content}".encode())


def assert_alike(data: bytes) -> None:
    try:
        begins = reader._beginning(data, "a.csv", LOOKED_AT)
        head = head_of(begins.rows)
        if head is None:
            return
        layout = reader._layout("a.csv", begins, head)
    except RecordsError:
        return  # what is refused is read in neither way
    fast = reader._fast(data, layout)
    if fast is None:
        return
    slow = reader._slow(data, layout)
    assert [list(tidied(values)) for values in fast[0]] == [
        list(tidied(values)) for values in slow[0]
    ]
    assert fast[1].tolist() == slow[1].tolist()
    assert fast[2] == slow[2]


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(range(len(ROWS) * 2)))
def test_the_order_of_rows_changes_nothing(tmp_path: Path, order: list[int]) -> None:
    rows = [*ROWS, *(["q" + row[0], *row[1:]] for row in ROWS)]
    plain = seen(tmp_path / "a.csv", text(rows))
    mixed = seen(tmp_path / "b.csv", text([rows[at] for at in order]))
    drop = ["record"]
    assert mixed.log.records.drop(columns=drop).equals(plain.log.records.drop(columns=drop))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["p1", "p2", "", "NA", "anna@example.org"]),
            st.sampled_from(["P", "", "Q"]),
            st.sampled_from(["2018-05-03", "2018-13-01", "", "2018", "43223", "May 2018"]),
            st.sampled_from(["attended", "No Show", "", "nowhere"]),
        ),
        max_size=12,
    )
)
def test_every_row_is_counted_kept_or_refused(
    tmp_path: Path, rows: list[tuple[str, str, str, str]]
) -> None:
    header = ("participant", "program", "start", "status")
    content = "\n".join(",".join(line) for line in [header, *rows])
    found = seen(tmp_path / "a.csv", content)
    assert adds_up(found)
    assert found.table["rows_in"].sum() == sum(any(row) for row in rows)


def test_the_table_of_the_test_is_read_as_it_stands() -> None:
    table = read_text(text().encode(), "a.csv", Mapping())
    assert list(table.columns) == HEADER
    assert table.rows.tolist() == [2, 3, 4, 5]
