"""Files in a package: gzip, and a zip archive that holds one table."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePath

from pathways.errors import RecordsError, shown

__all__ = ["unpacked"]

_MOST = 600_000_000
"""Bytes that a file may have when it is unpacked."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError,
            RuntimeError)  # fmt: skip
_TABLES = (
    ".csv",
    ".tsv",
    ".xlsx",
    ".xlsm",
    ".ods",
    ".json",
    ".jsonl",
    ".ndjson",
    ".parquet",
    ".xes",
)
"""Of several files the only one with such a name is the table; the others tell of it."""
_OFFICE = ("xl/", "content.xml", "_rels/", "mimetype", "word/", "ppt/")


def unpacked(data: bytes, name: str) -> bytes:
    """The bytes of the one file in a package; of any other file as they are.

    Raises:
        RecordsError: damaged, too large, or an archive of several files.
    """
    try:
        if data.startswith(b"\x1f\x8b"):
            return _gunzipped(data, name)
        if data.startswith(b"PK\x03\x04"):
            return _unzipped(data, name)
    except _DAMAGED:
        if data.startswith(b"PK"):
            return data  # most are workbooks, and are refused as such
        raise RecordsError(
            f"{shown(name)} is a damaged or incomplete archive; make it again."
        ) from None
    return data


def _gunzipped(data: bytes, name: str) -> bytes:
    """All members of a gzip file, one after the other."""
    parts, size = [], 0
    while data:
        unpack = zlib.decompressobj(wbits=31)
        part = unpack.decompress(data, _MOST - size)
        size += len(part)
        if unpack.unconsumed_tail:
            raise RecordsError(f"{shown(name)} is larger than 600 MB when it is unpacked.")
        if not unpack.eof:
            raise EOFError
        parts.append(part)
        data = unpack.unused_data.lstrip(b"\0")
    return b"".join(parts)


def _unzipped(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = [
            part for part in archive.infolist() if not part.is_dir() and _counts(part.filename)
        ]
        if any(part.filename.startswith(_OFFICE) for part in files) or not files:
            return data
        tables = [part for part in files if PurePath(part.filename).suffix.lower() in _TABLES]
        files = tables if len(tables) == 1 else files
        if len(files) > 1:
            names = ", ".join(shown(part.filename) for part in files[:5])
            raise RecordsError(
                f"{shown(name)} is an archive of {len(files)} files ({names}). Unpack it and give "
                "the files that belong together."
            )
        if files[0].file_size > _MOST:
            raise RecordsError(f"{shown(name)} is larger than 600 MB when it is unpacked.")
        return archive.read(files[0])


def _counts(name: str) -> bool:
    """Whether an entry of an archive is a file of its own, and not what a Mac adds."""
    return not name.startswith("__MACOSX/") and not name.rsplit("/", 1)[-1].startswith(".")
