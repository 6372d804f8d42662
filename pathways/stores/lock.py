"""One writer at a time.

The lock is the operating system's, on a file that says who holds it: it ends with the process,
however that ends.  The text is for people, and for file systems that share files between machines
but not their locks.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pathways.errors import LockedError, shown

__all__ = ["LOCK", "only_writer"]

LOCK = "writing.lock"
"""Name of the lock file in a store folder."""

_PAUSE_SECONDS = 0.05


@contextmanager
def only_writer(folder: Path, wait: float) -> Iterator[None]:
    """Be the only writer of a folder; another one is waited for, but no longer than ``wait`` s.

    Raises:
        LockedError: somebody else still writes.
        OSError: nothing may be written here.
    """
    path = folder / LOCK
    handle = _taken(path, time.monotonic() + wait)
    try:
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, _me())
        yield
    finally:
        _let_go(path, handle)


def _taken(path: Path, until: float) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        held = _try_lock(handle)
        if held and _still_named(path, handle):
            _refuse_other_machine(path, handle)
            return handle
        holder = _holder(handle)
        os.close(handle)
        if not held and time.monotonic() >= until:
            raise LockedError(
                f"{shown(path.parent)} is being written by {_words(holder)}; try again when it "
                "is done."
            )
        time.sleep(_PAUSE_SECONDS if not held else 0)


def _try_lock(handle: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _still_named(path: Path, handle: int) -> bool:
    """Whether the file that was locked is the one that others will try: its owner may remove it."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), path.stat())
    return False


def _refuse_other_machine(path: Path, handle: int) -> None:
    holder = _holder(handle)
    if holder.get("host", socket.gethostname()) == socket.gethostname():
        return  # it cannot be alive: its lock would be
    os.close(handle)
    raise LockedError(
        f"{shown(path.parent)} was last being written by {_words(holder)}. If nothing writes "
        f"there any more, delete {shown(path)}."
    )


def _me() -> bytes:
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode()


def _holder(handle: int) -> dict[str, object]:
    with suppress(OSError, ValueError):
        os.lseek(handle, 0, os.SEEK_SET)
        said = json.loads(os.read(handle, 1000))
        return said if isinstance(said, dict) else {}
    return {}


def _words(holder: dict[str, object]) -> str:
    if "pid" not in holder:
        return "another process"
    return f"process {holder['pid']} on {holder.get('host')}"


def _let_go(path: Path, handle: int) -> None:
    with suppress(OSError):
        path.unlink()
    os.close(handle)
