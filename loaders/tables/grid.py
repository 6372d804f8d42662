"""Rows of cells, the first of them a header, as a table: what workbooks and web tables have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from loaders.tables.head import LOOKED_AT, head_of
from loaders.tables.mapping import Mapping
from loaders.tables.stacked import unstacked
from loaders.tables.table import RawTable, placed, unique_headers
from loaders.tables.typed import text_column, text_of
from pathways.errors import RecordsError, shown

__all__ = ["raw_grid"]


def raw_grid(
    rows: Sequence[Sequence[Any]], name: str, notes: Sequence[str] = (), how: Mapping | None = None
) -> RawTable:
    """Rows as a table, below the row that names its columns.

    A cell beyond the header makes its row a refused one; beside a blank column it is a note beside
    the table, and is left out.

    Raises:
        RecordsError: every row is blank.
    """
    settings = how or Mapping()
    head = head_of(_first(rows, max(LOOKED_AT, settings.header_row + 1)), settings.header_row)
    if head is None:
        raise RecordsError(f"{shown(name)} is empty: there is no header and no row.")
    headers, twice = unique_headers(head.names)
    layout, above = placed(head)
    width = len(headers)
    bad, numbers, cells, beside = [], [], [], 0
    for number, row in enumerate(rows[head.last + 1 :], head.last + 2):
        beyond = _trimmed(list(row[width:]))
        if beyond and _says(beyond[0]):
            reason = f"the row has {width + len(beyond)} cells where the header has {width}"
            bad.append((number, reason))
        else:
            beside += bool(beyond)
            numbers.append(number)
            fits = len(row) == width
            cells.append(row if fits else [*row[:width], *[None] * (width - len(row))])
    columns = {header: text_column([row[at] for row in cells]) for at, header in enumerate(headers)}
    found = np.array(numbers, dtype=np.int64)
    told = (*notes, *above, *twice, *_beside(beside))
    table = RawTable(name, columns, found, tuple(bad), told, layout=layout)
    return unstacked(table.without_blank_rows().without_rows(settings.skip))


def _beside(rows: int) -> tuple[str, ...]:
    if not rows:
        return ()
    where = "1 row" if rows == 1 else f"{rows:,} rows"
    return (f"Notes beside the table, in {where}, were left out.",)


def _first(rows: Sequence[Sequence[Any]], many: int) -> list[list[str]]:
    """The first rows as text."""
    return [[" ".join((text_of(cell) or "").split()) for cell in row] for row in rows[:many]]


def _says(cell: object) -> bool:
    return bool((text_of(cell) or "").strip())


def _trimmed(cells: list[Any]) -> list[Any]:
    """Cells without the blank ones at the end."""
    while cells and not _says(cells[-1]):
        cells.pop()
    return cells
