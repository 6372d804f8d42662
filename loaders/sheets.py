"""Workbooks: XLSX, XLS, XLSB and ODS, by python-calamine."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from loaders.grid import raw_grid
from loaders.table import RawTable
from pathways.errors import RecordsError, one_of, shown

__all__ = ["read_workbook"]

_LOCKED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(data: bytes, name: str, sheet: str = "") -> RawTable:
    """A sheet of a workbook as a table: the named one, or the first that says something.

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
        notes.append(f'Not read: sheet {listed}; sheet = "..." in the mapping chooses another.')
    return raw_grid(sheets[chosen], name, notes)


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
