"""Tables of a store as Parquet: the same table is the same bytes, and comes back as it was."""

from __future__ import annotations

import pandas as pd

from pathways.errors import StoreError, shown

__all__ = ["about_in", "as_stored", "from_parquet", "to_parquet"]

_ABOUT = b"engagement-pathways"
_DAYS = ("start", "end")
_WHOLE = 1 << 30
"""Larger than any dictionary page or row group: a column keeps one dictionary, in its order."""


def to_parquet(table: pd.DataFrame, about: bytes = b"") -> bytes:
    """A table as the bytes of a Parquet file; ``start`` and ``end`` as days.

    ``about`` is kept in it beside the table; :func:`about_in` finds it again.

    Raises:
        StoreError: a column that holds values of several kinds.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        arrow = pa.Table.from_pandas(table, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise StoreError(_mixed(table)) from error
    for name in set(_DAYS) & set(table.columns):
        days = pa.array(table[name].to_numpy().astype("datetime64[D]"))
        arrow = arrow.set_column(arrow.column_names.index(name), name, days)
    if about:
        arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), _ABOUT: about})
    out = pa.BufferOutputStream()
    pq.write_table(
        arrow,
        out,
        compression="zstd",
        row_group_size=_WHOLE,
        dictionary_pagesize_limit=_WHOLE,
        use_dictionary=[f.name for f in arrow.schema if pa.types.is_dictionary(f.type)],
    )
    return bytes(memoryview(out.getvalue()))


def as_stored(table: pd.DataFrame) -> pd.DataFrame:
    """A table as it will come back."""
    return from_parquet(to_parquet(table))


def about_in(data: bytes) -> tuple[bytes, int]:
    """What :func:`to_parquet` was told about the table, and how many rows it has.

    Nothing, and none, where it was told nothing or cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        whole = pq.ParquetFile(pa.BufferReader(data))
    except (pa.ArrowException, OSError):
        return b"", 0
    return bytes((whole.schema_arrow.metadata or {}).get(_ABOUT, b"")), whole.metadata.num_rows


def from_parquet(data: bytes) -> pd.DataFrame:
    """The table that :func:`to_parquet` wrote."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pq.ParquetFile(pa.BufferReader(data)).read(use_threads=False)
    for name in set(_DAYS) & set(arrow.column_names):
        column = arrow.column(name).cast(pa.timestamp("s"))
        arrow = arrow.set_column(arrow.column_names.index(name), name, column)
    table = arrow.to_pandas(use_threads=False)
    for name in table.columns:
        if _has_no_names(table[name]):
            table[name] = table[name].cat.rename_categories(pd.Index([], dtype="str"))
    return table


def _has_no_names(column: pd.Series) -> bool:
    dtype = column.dtype
    return isinstance(dtype, pd.CategoricalDtype) and dtype.categories.dtype == object


def _mixed(table: pd.DataFrame) -> str:
    kinds = ((name, {type(cell).__name__ for cell in table[name].dropna()}) for name in table)
    name, found = max(kinds, key=lambda pair: len(pair[1]))
    listed = " and ".join(sorted(found))
    return f"Column {shown(name)} holds values of several kinds ({listed}); make them one."
