"""Objects, each with fields of its own, as a table: what JSON, YAML and XES have.

Of each object only its cells are kept: their texts are encoded some thousand objects at a time, so
that the objects themselves and their many small values are never all there at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from loaders.tables.layout import Layout
from loaders.tables.table import RawTable, column_of, tidied, unique_headers
from loaders.tables.typed import text_of
from pathways.errors import RecordsError, shown

__all__ = ["table_of"]

_MOST = 20_000
"""Different fields of the objects of a file."""
_DEEPEST = 20
"""Objects inside objects."""
_TOGETHER = 20_000
"""Objects whose cells are encoded together."""


def table_of(
    items: Iterable[tuple[int, dict[str, Any] | None]], name: str, notes: tuple[str, ...]
) -> RawTable:
    """Objects with their row numbers as a table; ``None`` is a row that is none.

    Raises:
        RecordsError: the objects have more fields than a table can have columns.
    """
    bad, numbers, cells = [], array("q"), _Cells()
    for number, item in items:
        if item is None:
            bad.append((number, "the line is not a JSON object"))
            continue
        cells.put(item, cells.top)
        numbers.append(number)
        cells.row += 1
        if cells.row == _TOGETHER:
            cells.encode(name)
    cells.encode(name)
    headers, twice = unique_headers(list(cells.fields))
    fields = zip(headers, cells.fields.values(), strict=True)
    columns = {header: tidied(one.column(len(numbers))) for header, one in fields}
    if cells.nested:
        listed = ", ".join(shown(one) for one in sorted(cells.nested)[:12])
        notes = (*notes, f"Left out, because they hold lists of objects: {listed}.")
    rows = np.array(numbers, dtype=np.int64)
    table = RawTable(name, columns, rows, tuple(bad), (*notes, *twice), layout=Layout(0))
    return table.without_blank_rows()


class _Field:
    """The cells of one field: values that are not encoded yet, and those that are."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._encoded: list[Any] = []
        self._places: list[NDArray[np.int32] | slice] = []

    def encode(self, first: int) -> None:
        """The values, of which the first is that of row ``first``, as codes of their texts."""

        cells = _encoded(self.values)
        self.values.clear()
        if cells.null_count == len(cells):
            return
        there: NDArray[np.int32] | slice = slice(first, first + len(cells))
        if cells.null_count:
            there = (first + np.flatnonzero(cells.is_valid())).astype(np.int32)
        self._places.append(there)
        self._encoded.append(cells.drop_null())

    def column(self, rows: int) -> pd.Categorical:
        """The cells of all rows; those of rows without this field are blank."""
        import pyarrow as pa

        codes = np.full(rows, -1, dtype=np.int32)
        if not self._encoded:
            return column_of(codes, [])
        cells = pa.chunked_array(self._encoded).unify_dictionaries()
        for places, chunk in zip(self._places, cells.chunks, strict=True):
            codes[places] = chunk.indices
        self._encoded, self._places = [], []
        return column_of(codes, cells.chunk(0).dictionary.to_pandas())


def _encoded(values: list[Any]) -> Any:
    """Values as texts, each different one once; of one kind, as most are, in one go."""
    import pyarrow as pa

    try:
        cells = pa.array(values).dictionary_encode()
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        cells = None
    if cells is None or cells.type.value_type not in (pa.string(), pa.int64()):
        cells = pa.array(map(text_of, values), pa.string()).dictionary_encode()
    return cells.cast(pa.dictionary(pa.int32(), pa.large_string()))


@dataclass(frozen=True)
class _Level:
    """What objects at one place have: fields, and objects; ``before`` begins the names of both."""

    before: str = ""
    deep: int = 0
    fields: dict[str, list[Any]] = field(default_factory=dict)
    inside: dict[str, _Level] = field(default_factory=dict)


class _Cells:
    """The cells of objects, by the dotted names of their fields."""

    def __init__(self) -> None:
        self.fields: dict[str, _Field] = {}
        self.top = _Level()
        self.nested: set[str] = set()
        self.row = 0
        self._first = 0

    def put(self, record: dict[str, Any], level: _Level) -> None:
        """The cells of one object that stands at this level of the row's object."""
        row, fields = self.row, level.fields
        for key, value in record.items():
            kind = type(value)
            if kind is dict and level.deep < _DEEPEST:
                self.put(value, level.inside.get(key) or self._inside(level, key))
                continue
            if kind is dict or (kind is list and any(type(one) in (dict, list) for one in value)):
                self.nested.add(level.before + key)
                continue
            values = fields[key] if key in fields else self._values(level, key)
            if len(values) != row:  # not in the rows before, or a second time in this one
                values += [None] * (row - len(values))
                del values[row:]
            values.append(value)

    def _inside(self, level: _Level, key: str) -> _Level:
        return level.inside.setdefault(key, _Level(f"{level.before}{key}.", level.deep + 1))

    def _values(self, level: _Level, key: str) -> list[Any]:
        one = self.fields.setdefault(level.before + key, _Field())
        return level.fields.setdefault(key, one.values)

    def encode(self, name: str) -> None:
        """What was put since the last time, as texts and their codes.

        Raises:
            RecordsError: there are more fields than a table can have columns.
        """
        if len(self.fields) > _MOST:
            raise RecordsError(
                f"{shown(name)} has {len(self.fields):,} different fields; expected are few."
            )
        for one in self.fields.values():
            one.encode(self._first)
        self._first, self.row = self._first + self.row, 0
