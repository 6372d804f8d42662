"""Workbooks: XLSX, XLS, XLSB and ODS, by python-calamine."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np
from pandas.api.types import union_categoricals

from loaders.tables.grid import raw_grid
from loaders.tables.table import RawTable, constant
from pathways.errors import RecordsError, one_of, shown

__all__ = ["read_workbook"]

_LOCKED = "EncryptedPackage".encode("utf-16-le")


EVERY = "*"
"""What a mapping says for all sheets that have the same columns."""
SHEET = "sheet"
"""The column that then holds the title of each sheet."""


def read_workbook(data: bytes, name: str, sheet: str = "") -> RawTable:
    """A sheet of a workbook as a table: the named one, or the first that says something.

    ``*`` is every sheet that has the columns of the first, one below the other.

    Raises:
        RecordsError: locked by a password, damaged, no workbook at all, or no such sheet.
    """
    if _LOCKED in data:
        raise RecordsError(
            f"{shown(name)} is locked by a password. Save a copy without one and give that."
        )
    if data.startswith(b"PK"):
        _checked_zip(data, name)
    sheets = _sheets(data, name)
    if sheet == EVERY:
        return _together(sheets, name)
    if sheet:
        folded = {title.casefold(): title for title in sheets}
        if sheet.casefold() not in folded:
            raise RecordsError(f"{one_of(sheet, list(sheets), 'sheet')} ({shown(name)}).")
        chosen = folded[sheet.casefold()]
    else:
        filled = [title for title, rows in sheets.items() if _says_something(rows)]
        chosen = filled[0] if filled else next(iter(sheets))
    others = [title for title in sheets if title != chosen and _says_something(sheets[title])]
    notes = [f"Sheet {shown(chosen)} of a workbook."]
    if others:
        listed = ", ".join(shown(title) for title in others[:5])
        notes.append(
            f'Not read: sheet {listed}; sheet = "..." in the mapping chooses another, and '
            f'sheet = "{EVERY}" all that have the same columns.'
        )
    return raw_grid(sheets[chosen], name, notes)


def _together(sheets: dict[str, list[list[Any]]], name: str) -> RawTable:
    """Sheets that have the same columns as one table, with their titles as a column."""
    tables = {
        title: raw_grid(rows, name) for title, rows in sheets.items() if _says_something(rows)
    }
    if not tables:
        return raw_grid([], name)
    headers = list(next(iter(tables.values())).columns)
    alike = {title: table for title, table in tables.items() if list(table.columns) == headers}
    parts = list(alike.values())
    columns = {
        header: union_categoricals([part.columns[header] for part in parts]) for header in headers
    }
    titles = [constant(title, len(part.rows)) for title, part in alike.items()]
    column = SHEET if SHEET not in columns else "title of the sheet"
    others = [title for title in tables if title not in alike]
    notes = [f"{len(alike)} sheets of a workbook; column {shown(column)} has their titles."]
    if others:
        notes.append(f"Not read, having other columns: sheet {', '.join(map(shown, others[:5]))}.")
    return RawTable(
        name,
        {**columns, column: union_categoricals(titles)},
        np.concatenate([part.rows for part in parts]),
        tuple(bad for part in parts for bad in part.bad),
        (*notes, *dict.fromkeys(note for part in parts for note in part.notes)),
    )


def _says_something(rows: list[list[Any]]) -> bool:
    return any(cell not in ("", None) for row in rows for cell in row)


def _checked_zip(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise RecordsError(_damaged(name)) from None
    if not any(entry.startswith("xl/") or entry == "content.xml" for entry in names):
        raise RecordsError(
            f"{shown(name)} is an archive and no workbook. Unpack it and give the files in it."
        )


def _damaged(name: str) -> str:
    return (
        f"{shown(name)} is a damaged or incomplete workbook. Open it in a spreadsheet program, "
        "save it again, or export the sheet as CSV."
    )


def _sheets(data: bytes, name: str) -> dict[str, list[list[Any]]]:
    """Every sheet's rows; a failure inside the parser, of whatever kind, is a damaged file."""
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        titles = book.sheet_names
        sheets = {
            title: book.get_sheet_by_name(title).to_python(skip_empty_area=False)
            for title in titles
        }
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # noqa: BLE001 (a panic in the parser is no Exception)
        raise RecordsError(_damaged(name)) from None
    if not sheets:
        raise RecordsError(f"{shown(name)} is empty: the workbook has no sheet.")
    return sheets
