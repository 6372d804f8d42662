"""A record that comes from standard input, which can be read once: the project folder keeps it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pathways.errors import OutputError
from pathways.project.understanding import Understanding

__all__ = ["kept_in", "piped"]

_NAME = "record"
_PACKED = {b"PK\x03\x04": ".xlsx", b"\x1f\x8b": ".csv.gz", b"PAR1": ".parquet"}


def piped(files: Sequence[Path], place: Path) -> tuple[Path, ...]:
    """The files, what comes from standard input (``-``) as a file in a place of its own."""
    if Path("-") not in files:
        return tuple(files)
    data = sys.stdin.buffer.read()
    ending = next((end for begin, end in _PACKED.items() if data.startswith(begin)), ".csv")
    kept = place / f"{_NAME}{ending}"
    kept.write_bytes(data)
    return tuple(kept if file == Path("-") else file for file in files)


def kept_in(folder: Path, seen: Understanding, place: Path) -> Understanding:
    """What was understood, of files that stay: those in the place are kept in the folder.

    Raises:
        OutputError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = [
            Path(shutil.copy(file, folder / file.name)) if file.parent == place else file
            for file in seen.files
        ]
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return replace(seen, files=tuple(files))
