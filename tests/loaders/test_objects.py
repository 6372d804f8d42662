"""Objects with fields of their own as a table: cells, blanks, and what a damaged file says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import write

from loaders.tables import objects
from loaders.tables.files import raw_file
from loaders.tables.objects import table_of
from loaders.tables.typed import text_of
from pathways.errors import RecordsError

VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text())
RECORDS = st.dictionaries(st.sampled_from("abc"), st.one_of(VALUES, st.lists(VALUES)))


def shown(items: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The filled cells of each row."""
    table = table_of(enumerate(items, 1), "a", ())
    texts = {header: values.tolist() for header, values in table.columns.items()}
    places = {row: at for at, row in enumerate(table.rows.tolist())}
    return [
        {h: v[places[row]] for h, v in texts.items() if isinstance(v[places[row]], str)}
        if row in places
        else {}
        for row in range(1, len(items) + 1)
    ]


@given(st.lists(RECORDS, max_size=9), st.integers(1, 4))
def test_every_cell_is_the_text_of_its_value_whatever_stands_beside_it(
    items: list[dict[str, Any]], together: int
) -> None:
    usual, objects._TOGETHER = objects._TOGETHER, together
    try:
        found = shown(items)
    finally:
        objects._TOGETHER = usual
    for item, row in zip(items, found, strict=True):
        wanted = {key: " ".join((text_of(value) or "").split()) for key, value in item.items()}
        assert {key for key, text in wanted.items() if text.isprintable() and text} <= set(row)
        assert all(row[key] == text for key, text in wanted.items() if key in row and text.isascii()
                   and text.isprintable())  # fmt: skip


def test_an_object_inside_has_dotted_names_and_the_later_of_two_values_holds() -> None:
    items = [{"who": {"id": 1}}, {"who.id": 2, "who": {"id": 3, "name": {"x": True}}}, {"b": 2.0}]
    assert shown(items) == [{"who.id": "1"}, {"who.id": "3", "who.name.x": "yes"}, {"b": "2"}]


def test_objects_in_objects_without_end_are_left_out_and_named() -> None:
    inner: dict[str, Any] = {"x": 1}
    for _ in range(400):
        inner = {"in": inner}
    table = table_of([(1, {"id": 7, "deep": inner})], "a", ())
    assert table.columns["id"].tolist() == ["7"]
    assert any("Left out" in note for note in table.notes)


@pytest.mark.parametrize("rest", ['{"a": 2}', '{"a": 2}]]', '{"a": 2},,{"a": 1}]', '{"a"'])
def test_a_list_that_breaks_off_is_no_shorter_list(tmp_path: Path, rest: str) -> None:
    file = write(tmp_path / "a.json", '[{"a": 1},\n' + rest)
    with pytest.raises(RecordsError, match=r"breaks off or is damaged at line 2\. Export it again"):
        raw_file(file)


@pytest.mark.parametrize("indent", [None, 1])
def test_the_longest_list_in_an_object_is_the_table(tmp_path: Path, indent: int | None) -> None:
    whole = {"page": 1, "errors": [{"a": 9}], "rows": [{"a": 1}, {"a": 2}]}
    file = write(tmp_path / "a.json", json.dumps(whole, indent=indent))
    assert raw_file(file).columns["a"].tolist() == ["1", "2"]
