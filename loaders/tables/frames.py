"""A DataFrame as a table; the frame is never changed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loaders.tables.mapping import Mapping
from loaders.tables.repeated import below_each_other
from loaders.tables.table import RawTable, unique_headers
from loaders.tables.typed import text_column

__all__ = ["raw_frame"]


def raw_frame(frame: pd.DataFrame, how: Mapping, name: str = "table") -> RawTable:
    """A DataFrame as a table; its first row is row 2, as if the headers stood in row 1."""
    if any(level is not None for level in frame.index.names):
        frame = frame.reset_index()
    headers, notes = unique_headers([_header(label) for label in frame.columns])
    columns = {header: text_column(frame.iloc[:, at]) for at, header in enumerate(headers)}
    rows = np.arange(2, len(frame) + 2, dtype=np.int64)
    table = RawTable(name, columns, rows, notes=notes).without_blank_rows()
    return below_each_other(table, how)


def _header(label: object) -> str:
    parts = label if isinstance(label, tuple) else (label,)
    return " ".join(str(part) for part in parts)
