"""Parquet files, whatever the types of their columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from loaders.tables.table import RawTable, recoded, tidied, unique_headers
from loaders.tables.typed import text_column, text_of
from pathways.errors import RecordsError, shown

__all__ = ["read_parquet"]


def read_parquet(data: bytes, name: str) -> RawTable:
    """A Parquet file as a table; its first row is row 2, as if the headers stood in row 1.

    Raises:
        RecordsError: damaged or incomplete.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.read_table(pa.BufferReader(data))
        while any(pa.types.is_struct(column.type) for column in table.schema):
            table = table.flatten()
    except (pa.ArrowException, OSError, ValueError):
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


def _holds_objects(kind: Any) -> bool:
    import pyarrow as pa

    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
        return bool(pa.types.is_map(kind))
    return bool(pa.types.is_nested(kind.value_type))


def _column(column: Any) -> pd.Categorical:
    """A column by its distinct values, which keep their exact type until they are text."""
    import pyarrow as pa

    try:
        coded = column.dictionary_encode().unify_dictionaries()
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return text_column(column.to_pylist())
    if not coded.num_chunks:
        return text_column([])
    values = coded.chunk(0).dictionary.to_pylist()
    codes = np.concatenate(
        [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in coded.chunks]
    )
    numbered = pd.Categorical.from_codes(codes.astype(np.int64), categories=range(len(values)))
    return tidied(recoded(numbered, [text_of(value) for value in values]))
