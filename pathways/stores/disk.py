"""Files of a store: written whole beside, made safe, then given their name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pathways.errors import OutputError, shown

__all__ = ["DRAFT", "put", "settle", "writing"]

DRAFT = ".part"
"""How the name of a file ends that is not complete."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses into one sentence.

    Raises:
        OutputError: the disk is full, or nothing may be written here.
    """
    try:
        yield
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise OutputError(
            f"{shown(folder)} cannot be written: {why}; it holds what it held before."
        ) from error


def put(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a file so that its name only ever stands for all of it, even after a power cut.

    ``mode`` is its permissions; by default those of any new file.
    """
    draft = path.with_name(path.name + DRAFT)
    try:
        _write(draft, data, mode)
        os.replace(draft, path)  # noqa: PTH105 - one name for the tests that stop us here
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _write(path: Path, data: bytes, mode: int | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)
    try:
        if mode is not None:
            path.chmod(mode)
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(folder: Path) -> None:
    """Make the names in a folder safe from a power cut."""
    if os.name == "nt":
        return  # Windows has no handle of a folder to do it with
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
