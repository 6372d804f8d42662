"""Writing files: whole or not at all.

A file is written beside its place, made safe on the disk, and then given its name; so its name only
ever stands for all of it, even after a power cut.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pathways.errors import OutputError

__all__ = ["DRAFT", "put", "replacing", "settle", "write_bytes", "write_whole"]

DRAFT = ".part"
"""How the name of a file ends that is not complete."""


def write_whole(path: Path, text: str) -> Path:
    """Replace a file only when the whole new one is ready; UTF-8, line ends as they are.

    Returns the path.

    Raises:
        OutputError: it cannot be written; what was there before is still there.
    """
    write_bytes(path, text.encode())
    return path


def write_bytes(path: Path, content: bytes) -> None:
    """Replace a file only when the whole new one is ready.

    Raises:
        OutputError: it cannot be written; what was there before is still there.
    """
    with _said(path):
        put(path, content)


@contextmanager
def replacing(path: Path) -> Iterator[IO[str]]:
    """A text to write to, which takes the place of a file when all of it is there.

    Raises:
        OutputError: it cannot be written; what was there before is still there.
    """
    with (
        _said(path),
        _draft(path, None) as handle,
        open(handle, "w", encoding="utf-8", newline="\n", closefd=False) as text,
    ):
        yield text


def put(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a file whole; ``mode`` is its permissions, by default those of any new file.

    Raises:
        OSError: it cannot be written; what was there before is still there.
    """
    with _draft(path, mode) as handle:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]


def settle(folder: Path) -> None:
    """Make the names in a folder safe from a power cut."""
    if os.name == "nt":
        return  # Windows has no handle of a folder to do it with
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _draft(path: Path, mode: int | None) -> Iterator[int]:
    """The handle of a file beside ``path``, which gets that name at the end."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}{DRAFT}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(draft, flags, 0o666 if mode is None else mode)
    try:
        try:
            if mode is not None:
                draft.chmod(mode)
            yield handle
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(draft, path)  # noqa: PTH105 - one name for the tests that stop us here
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """What the operating system refuses, in one sentence."""
    try:
        yield
    except OSError as error:
        if not path.parent.is_dir():
            why = f"there is no folder {path.parent}; make it first"
        else:
            why = (error.strerror or type(error).__name__).lower()
        raise OutputError(f"{path} cannot be written: {why}.") from error
