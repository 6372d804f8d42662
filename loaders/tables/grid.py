"""Rows of cells, the first of them a header, as a table: what workbooks and web tables have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from loaders.tables.table import RawTable, header_at, titles_left_out, unique_headers
from loaders.tables.typed import text_column, text_of
from pathways.errors import RecordsError, shown

__all__ = ["raw_grid"]


def raw_grid(rows: Sequence[Sequence[Any]], name: str, notes: Sequence[str] = ()) -> RawTable:
    """Rows as a table; the first row with several filled cells is the header.

    Cells beyond the header that hold something make their row a refused one.

    Raises:
        RecordsError: every row is blank.
    """
    first = header_at(_filled(row) for row in rows)
    if first is None:
        raise RecordsError(f"{shown(name)} is empty: there is no header and no row.")
    header = _trimmed([text_of(cell) or "" for cell in rows[first]])
    headers, twice = unique_headers(header)
    above = titles_left_out(first + 1, map(_filled, rows[:first]))
    width = len(headers)
    bad, numbers, cells = [], [], []
    for number, row in enumerate(rows[first + 1 :], first + 2):
        beyond = _trimmed(list(row[width:]))
        if beyond:
            reason = f"the row has {width + len(beyond)} cells where the header has {width}"
            bad.append((number, reason))
        else:
            numbers.append(number)
            cells.append([*row[:width], *[None] * (width - len(row))])
    columns = {header: text_column([row[at] for row in cells]) for at, header in enumerate(headers)}
    table = RawTable(
        name, columns, np.array(numbers, dtype=np.int64), tuple(bad), (*notes, *above, *twice)
    )
    return table.without_blank_rows()


def _filled(row: Sequence[Any]) -> int:
    return sum(map(_says, row))


def _says(cell: object) -> bool:
    return bool((text_of(cell) or "").strip())


def _trimmed(cells: list[Any]) -> list[Any]:
    """Cells without the blank ones at the end."""
    while cells and not _says(cells[-1]):
        cells.pop()
    return cells
