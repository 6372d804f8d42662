"""Locks that last as long as the process that holds them, however that process ends."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from pathways.errors import LockedError, shown
from pathways.record.files import put

__all__ = ["HOLDER", "LOCK", "is_held", "lock_at", "only_writer", "take"]

LOCK = "writing.lock"
"""Name of the lock file in a folder that is written; the file itself stays where it is."""
HOLDER = "writing.json"
"""Name of the file that says who writes; there only as long as somebody does."""


def lock_at(path: Path) -> FileLock:
    """The operating system's lock on a file, which is for its owner only."""
    return FileLock(path, mode=0o600, thread_local=False, fallback_to_soft=False)


def take(lock: FileLock, wait_seconds: float = 0) -> bool:
    """Whether the lock is ours now; another holder is waited for."""
    try:
        lock.acquire(timeout=wait_seconds)
    except Timeout:
        return False
    return True


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock on this file."""
    if not path.is_file():
        return False
    lock = lock_at(path)
    if not take(lock):
        return True
    lock.release()
    return False


@contextmanager
def only_writer(folder: Path, wait: float) -> Iterator[None]:
    """Be the only writer of a folder; another one is waited for, but no longer than ``wait`` s.

    Raises:
        LockedError: somebody else still writes.
        OSError: nothing may be written here.
    """
    lock = FileLock(folder / LOCK, thread_local=False, fallback_to_soft=False)
    if not take(lock, wait):
        raise LockedError(
            f"{shown(folder)} is being written by {_words(_holder(folder))}; try again when it is "
            "done."
        )
    try:
        _refuse_other_machine(folder)
        put(folder / HOLDER, _me())
        try:
            yield
        finally:
            (folder / HOLDER).unlink(missing_ok=True)
    finally:
        lock.release()


def _refuse_other_machine(folder: Path) -> None:
    holder = _holder(folder)
    if holder.get("host", socket.gethostname()) == socket.gethostname():
        return  # it cannot be alive: its lock would be
    raise LockedError(
        f"{shown(folder)} was last being written by {_words(holder)}. If nothing writes there any "
        f"more, delete {shown(folder / HOLDER)}."
    )


def _me() -> bytes:
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode()


def _holder(folder: Path) -> dict[str, object]:
    with suppress(OSError, ValueError):
        holder = json.loads((folder / HOLDER).read_bytes())
        return holder if isinstance(holder, dict) else {}
    return {}


def _words(holder: dict[str, object]) -> str:
    if "pid" not in holder:
        return "another process"
    return f"process {_plain(holder['pid'])} on {_plain(holder.get('host'))}"


def _plain(value: object) -> str:
    """What a file says, as a message may say it."""
    return shown(value).strip('"')
