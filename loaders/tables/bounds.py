"""Bounds before work: what a workbook would take in memory is known before it is opened.

A workbook's cells are laid out in a rectangle from its first to its last cell, so that one stray
cell far out costs as much as a full sheet.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import IO

from pathways.errors import RecordsError, shown

__all__ = ["check_workbook"]

_UNPACKED = 600_000_000
"""Bytes that the parts of a workbook may have."""
_CELLS = 12_000_000
"""Cells that a sheet's rectangle may have, filled or not."""
_COLUMN = re.compile(rb'r="([A-Z]{1,7})\d')
_ROW = re.compile(rb'r="[A-Z]{1,7}(\d{1,12})"')
_CHUNK, _OVERLAP = 1 << 20, 40
"""Bytes of a sheet that are looked at together, and again, where a cell stands over their end."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError,
            RuntimeError)  # fmt: skip


def check_workbook(data: bytes, name: str) -> None:
    """Whether a workbook can be opened on a usual machine.

    Raises:
        RecordsError: damaged, no workbook, or too large.
    """
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_kind([part.filename for part in parts], name)
            if sum(part.file_size for part in parts) > _UNPACKED:
                raise RecordsError(_too_large(name, "it holds more than 600 MB"))
            for part in parts:
                if re.match(r"xl/worksheets/[^/]+\.xml$", part.filename):
                    with archive.open(part) as sheet:
                        _check_sheet(sheet, name)
    except _DAMAGED:
        raise RecordsError(
            f"{shown(name)} is a damaged or incomplete workbook. Open it in a spreadsheet program, "
            "save it again, or export the sheet as CSV."
        ) from None


def _check_kind(names: list[str], name: str) -> None:
    if any(entry.startswith(("word/", "ppt/")) for entry in names):
        raise RecordsError(
            f"{shown(name)} is a document and no table. Copy the table in it into a spreadsheet, "
            "and give that."
        )
    if not any(entry.startswith("xl/") or entry == "content.xml" for entry in names):
        raise RecordsError(
            f"{shown(name)} is an archive and no workbook. Unpack it and give the files in it."
        )


def _check_sheet(sheet: IO[bytes], name: str) -> None:
    """Refuse a rectangle of many cells of which hardly any is filled."""
    wide, deep, cells, rest = b"A", 1, 0, b""
    far = {"wide": "", "deep": ""}
    while chunk := sheet.read(_CHUNK):
        xml = rest + chunk
        letters = _COLUMN.findall(xml)
        widest = max(set(letters), key=_number, default=wide)
        if _number(widest) > _number(wide):
            wide, far["wide"] = widest, _cell(xml, widest + rb"\d+")
        deepest = max(map(int, set(_ROW.findall(xml))), default=deep)
        if deepest > deep:
            deep, far["deep"] = deepest, _cell(xml, rb"[A-Z]+0*%d" % deepest)
        cells += len(letters)
        rest = xml[-_OVERLAP:]
    size = _number(wide) * deep
    if size > _CELLS and size > 4 * cells:
        places = " and ".join(dict.fromkeys(filter(None, far.values())))
        raise RecordsError(_too_large(name, f"a cell stands far out, at {places}"))


def _cell(xml: bytes, place: bytes) -> str:
    found = re.search(rb'r="(' + place + rb")", xml)
    return found.group(1).decode() if found else ""


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large(name: str, why: str) -> str:
    return (
        f"{shown(name)} is too large to open: {why}. Delete what is not part of the table, or "
        "export the sheet as CSV."
    )
