"""Parquet files, whatever the types of their columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from loaders.tables.table import RawTable, recoded, tidied, unique_headers
from loaders.tables.typed import text_column, text_of
from pathways.errors import RecordsError, shown

__all__ = ["read_parquet"]

_MOST = 4_000_000_000
"""Bytes that the columns of a file may have when they are unpacked."""
_UNREADABLE = "(unreadable)"


def read_parquet(data: bytes, name: str) -> RawTable:
    """A Parquet file as a table; its first row is row 2, as if the headers stood in row 1.

    Raises:
        RecordsError: damaged or incomplete.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        about = parquet.read_metadata(pa.BufferReader(data))
        _check_size(about, name)
        table = parquet.read_table(pa.BufferReader(data))
        while any(pa.types.is_struct(column.type) for column in table.schema):
            table = table.flatten()
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        raise RecordsError(
            f"{shown(name)} is a damaged or incomplete Parquet file; export it again."
        ) from None
    headers, notes = unique_headers(table.column_names)
    columns: dict[str, pd.Categorical] = {}
    nested = []
    for header, column in zip(headers, table.columns, strict=True):
        if _holds_objects(column.type):
            nested.append(shown(header))
        else:
            columns[header] = _column(column)
    if nested:
        notes = (*notes, f"Left out, because they hold lists of objects: {', '.join(nested)}.")
    rows = np.arange(2, len(table) + 2, dtype=np.int64)
    return RawTable(name, columns, rows, notes=("Parquet.", *notes)).without_blank_rows()


def _check_size(about: Any, name: str) -> None:
    """Refuse a file that would not fit into memory, before it is unpacked."""
    groups = [about.row_group(at) for at in range(about.num_row_groups)]
    if sum(max(group.total_byte_size, 0) for group in groups) > _MOST:
        raise RecordsError(f"{shown(name)} is larger than 4 GB when it is unpacked.")


def _holds_objects(kind: Any) -> bool:
    import pyarrow as pa

    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
        return bool(pa.types.is_map(kind))
    return bool(pa.types.is_nested(kind.value_type))


def _plain(values: Any) -> list[Any]:
    """Values as Python has them; a time that no calendar has, or broken text, as what can be said.

    What cannot be read is no blank: its row is refused for it where the cell is needed.
    """
    try:
        return list(values.to_pylist())
    except (ValueError, OverflowError):
        return [_one(value) for value in values]


def _one(value: Any) -> Any:
    import pyarrow as pa

    try:
        return value.as_py()
    except (ValueError, OverflowError):
        if pa.types.is_string(value.type) or pa.types.is_large_string(value.type):
            return value.as_buffer().to_pybytes().decode("utf-8", errors="replace")
        return _UNREADABLE


def _column(column: Any) -> pd.Categorical:
    """A column by its distinct values, which keep their exact type until they are text."""
    import pyarrow as pa

    try:
        coded = column.dictionary_encode().unify_dictionaries()
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return text_column(_plain(column))
    if not coded.num_chunks:
        return text_column([])
    values = _plain(coded.chunk(0).dictionary)
    codes = np.concatenate(
        [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in coded.chunks]
    )
    numbered = pd.Categorical.from_codes(codes.astype(np.int64), categories=range(len(values)))
    return tidied(recoded(numbered, [text_of(value) for value in values]))
