"""Writing files: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pathways.errors import OutputError

__all__ = ["write_bytes", "write_whole"]


def write_whole(path: Path, text: str) -> None:
    """Replace a file only when the whole new one is ready; UTF-8, line ends as they are.

    Raises:
        OutputError: it cannot be written; what was there before is still there.
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Replace a file only when the whole new one is ready.

    Raises:
        OutputError: it cannot be written; what was there before is still there.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise OutputError(_cannot(path, error)) from error
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        beside.chmod(_usual_mode())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputError(_cannot(path, error)) from error


def _cannot(path: Path, error: OSError) -> str:
    if not path.parent.is_dir():
        return f"{path} cannot be written: there is no folder {path.parent}; make it first."
    return f"{path} cannot be written: {error.strerror or error}."


def _usual_mode() -> int:
    """The mode of a file made in the usual way: temporary files are private to their owner."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
