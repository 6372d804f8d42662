"""JSON Lines: one object per line; also a list of objects.

An object inside an object becomes columns with a dot in their name (``person.id``); a list of plain
values is joined by semicolons; a list of objects has no place in a cell and is left out, with a
note.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np

from loaders.tables.encoding import as_utf8
from loaders.tables.layout import Layout
from loaders.tables.table import RawTable, unique_headers
from loaders.tables.typed import text_column
from pathways.errors import RecordsError, shown

__all__ = ["read_lines", "table_of"]

_MOST = 20_000
"""Different fields of the objects of a file."""


def read_lines(data: bytes, name: str) -> RawTable:
    """JSON Lines, a JSON list of objects, or the one list in an object; the first is row 1.

    Raises:
        RecordsError: no line is an object.
    """
    text, notes = as_utf8(data, name)
    items, begins = _parsed(text.decode("utf-8")), []
    for item in items:
        begins.append(item)
        if item[1] is not None:
            return table_of(chain(begins, items), name, ("JSON.", *notes))
    raise RecordsError(f"{shown(name)} is not JSON Lines: no line of it is a JSON object.")


def table_of(
    items: Iterable[tuple[int, dict[str, Any] | None]], name: str, notes: tuple[str, ...]
) -> RawTable:
    """Objects with their row numbers as a table; ``None`` is a row that is none.

    Of each object only its cells are kept, and not the object: that would take several times more.
    """
    bad, nested, numbers = [], set[str](), array("q")
    cells: dict[str, tuple[array[int], list[Any]]] = {}
    for number, item in items:
        if item is None:
            bad.append((number, "the line is not a JSON object"))
            continue
        for key, value in _flat(item, nested):
            if key not in cells:
                cells[key] = (array("q"), [])
            at, values = cells[key]
            at.append(len(numbers))
            values.append(value)
        numbers.append(number)
    fields = list(cells)
    if len(fields) > _MOST:
        raise RecordsError(f"{shown(name)} has {len(fields):,} different fields; expected are few.")
    headers, twice = unique_headers(fields)
    columns = {
        header: text_column(_column(*cells.pop(key), len(numbers)))
        for header, key in zip(headers, fields, strict=True)
    }
    if nested:
        listed = ", ".join(shown(field) for field in sorted(nested)[:12])
        notes = (*notes, f"Left out, because they hold lists of objects: {listed}.")
    rows = np.array(numbers, dtype=np.int64)
    table = RawTable(name, columns, rows, tuple(bad), (*notes, *twice), layout=Layout(0))
    return table.without_blank_rows()


def _column(at: array[int], values: list[Any], rows: int) -> list[Any]:
    """The cells of a field in every row; of a row that says it twice the later one."""
    if len(at) == rows and np.array_equal(at, np.arange(rows)):
        return values
    column: list[Any] = [None] * rows
    for place, value in zip(at, values, strict=True):
        column[place] = value
    return column


def _parsed(text: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Row numbers and objects; ``None`` for what is not one."""
    begins = text.lstrip()[:1]
    whole = _loaded(text) if begins == "[" or (begins == "{" and "\n" in text.strip()) else None
    if isinstance(whole, dict):
        whole = next(iter(_lists(whole)), None) or [whole]
    if isinstance(whole, list):
        items: Iterable[tuple[int, Any]] = enumerate(whole, 1)
    elif begins == "{" and len(lists := _lists(_loaded(text))) == 1:
        items = enumerate(lists[0], 1)
    else:
        lines = enumerate(text.split("\n"), 1)
        items = ((number, _loaded(line)) for number, line in lines if line.strip())
    for number, item in items:
        yield number, item if isinstance(item, dict) else None


def _lists(whole: Any) -> list[list[Any]]:
    """The lists of objects that an object holds, the longest first."""
    values = whole.values() if isinstance(whole, dict) else ()
    found = [v for v in values if isinstance(v, list) and v and isinstance(v[0], dict)]
    return sorted(found, key=len, reverse=True)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _flat(record: dict[str, Any], nested: set[str], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in record.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            yield from _flat(value, nested, f"{name}.")
        elif isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
            nested.add(name)
        else:
            yield name, value
