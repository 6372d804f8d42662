"""Where a table stands in its file."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SHEET", "Layout"]

SHEET = "sheet"
"""The column that holds the title of each sheet, where several are read together."""


@dataclass(frozen=True)
class Layout:
    """Where the table stands in its file.

    Attributes:
        header_row: the row of the names of the columns, as a spreadsheet numbers it; 0 where the
            file has no such row.
        group_row: a row of groups above it that was joined to them; 0 where there is none.
        titles: what stands above the table.
        totals: numbers of rows that are totals.
        sheets: titles of the sheets that are read.
        hidden: titles of hidden sheets.
        unread: titles of other sheets that hold something.
        filled_down: headers of columns in which merged cells were filled.
        encoding: what the text was read as; empty for a workbook.
        delimiter: what separates cells; empty where nothing does.
    """

    header_row: int = 1
    group_row: int = 0
    titles: tuple[str, ...] = ()
    totals: tuple[int, ...] = ()
    sheets: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    filled_down: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
