"""A lock that lasts as long as the process that holds it, however that process ends."""

from __future__ import annotations

import os
import time
from pathlib import Path

__all__ = ["ProcessLock", "is_held"]

_PAUSE_SECONDS = 0.05


class ProcessLock:
    """The operating system's lock on a file; the file itself stays where it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self, wait_seconds: float = 0) -> bool:
        """Whether the lock is ours now; another holder is waited for."""
        until = time.monotonic() + wait_seconds
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        while not _try_lock(handle):
            if time.monotonic() >= until:
                os.close(handle)
                return False
            time.sleep(_PAUSE_SECONDS)
        self._handle = handle
        return True

    def let_go(self) -> None:
        """Let others have it; nothing happens where it is not ours."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock on this file."""
    try:
        handle = os.open(path, os.O_RDWR)
    except (FileNotFoundError, NotADirectoryError):
        return False
    try:
        return not _try_lock(handle)
    finally:
        os.close(handle)


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
