"""JSON Lines: one object per line; also a list of objects.

An object inside an object becomes columns with a dot in their name (``person.id``); a list of plain
values is joined by semicolons; a list of objects has no place in a cell and is left out, with a
note.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from loaders.tables.encoding import as_utf8
from loaders.tables.table import RawTable, unique_headers
from loaders.tables.typed import text_column
from pathways.errors import RecordsError, shown

__all__ = ["read_lines"]


def read_lines(data: bytes, name: str) -> RawTable:
    """JSON Lines, or a JSON list of objects, as a table; the first line is row 1.

    Raises:
        RecordsError: no line is an object.
    """
    text, notes = as_utf8(data, name)
    parsed = list(_parsed(text.decode("utf-8")))
    bad = [(number, "the line is not a JSON object") for number, item in parsed if item is None]
    if len(bad) == len(parsed):
        raise RecordsError(f"{shown(name)} is not JSON Lines: no line of it is a JSON object.")
    nested: set[str] = set()
    records = [dict(_flat(item, nested)) for _, item in parsed if item is not None]
    numbers = [number for number, item in parsed if item is not None]
    fields = list(dict.fromkeys(key for record in records for key in record))
    headers, twice = unique_headers(fields)
    columns = {
        header: text_column([record.get(key) for record in records])
        for header, key in zip(headers, fields, strict=True)
    }
    if nested:
        listed = ", ".join(shown(field) for field in sorted(nested))
        notes = (*notes, f"Left out, because they hold lists of objects: {listed}.")
    rows = np.array(numbers, dtype=np.int64)
    table = RawTable(name, columns, rows, tuple(bad), ("JSON.", *notes, *twice))
    return table.without_blank_rows()


def _parsed(text: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Row numbers and objects; ``None`` for what is not one."""
    whole = _loaded(text) if text.lstrip().startswith("[") else None
    if isinstance(whole, list):
        items: Iterable[tuple[int, Any]] = enumerate(whole, 1)
    else:
        lines = enumerate(text.split("\n"), 1)
        items = ((number, _loaded(line)) for number, line in lines if line.strip())
    for number, item in items:
        yield number, item if isinstance(item, dict) else None


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
