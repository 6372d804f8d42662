"""A statement that runs on a server: its rows in batches, and the time that the server may take.

The time limit counts while we wait for the server.  While somebody reads what has come, and while
this process unpacks it, it stands still; a limit of the server itself would end a query whose
rows are read slowly.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import TYPE_CHECKING, Any, TypeVar

from pathways.errors import PathwaysError

if TYPE_CHECKING:
    import neo4j

__all__ = ["Running", "TooSlowError"]

_BATCH = 1_000
"""Rows that are asked for at a time, as the driver does."""

Found = TypeVar("Found")


class TooSlowError(Exception):
    """The server took longer than it may."""


class Running:
    """One statement on a server.

    Args:
        begin: has it run.
        end: ends it on the server, from another line.
        seconds: how long the server may take; no end where it is ``None`` or 0.

    Raises:
        TooSlowError: it takes longer.
    """

    def __init__(
        self,
        begin: Callable[[], neo4j.Result],
        end: Callable[[], None],
        seconds: float | None = None,
    ) -> None:
        self._end, self._left, self._late = end, seconds or None, False
        self._result = self._waited(begin)
        self.columns = list(self._result.keys())

    def batches(self) -> Iterator[list[neo4j.Record]]:
        """The rows, some at a time."""
        while batch := self._waited(lambda: self._result.fetch(_BATCH)):
            yield batch

    def summary(self) -> neo4j.ResultSummary:
        """What the server says of it at the end; rows that nobody took are left."""
        return self._waited(self._result.consume)

    @contextmanager
    def ended_by_ctrl_c(self) -> Iterator[None]:
        """Ctrl-C ends the statement on the server too."""
        try:
            yield
        except KeyboardInterrupt:
            self._end()
            raise

    def _waited(self, act: Callable[[], Found]) -> Found:
        """Wait for the server, not longer than is left."""
        if self._left is None:
            return act()
        timer = Timer(max(self._left, 0), self._stop)
        timer.daemon = True
        began, thread_began = time.monotonic(), time.thread_time()
        timer.start()
        try:
            found = act()
        except KeyboardInterrupt:
            self._end()
            raise
        except Exception as error:
            if self._late:
                raise TooSlowError from error
            raise
        finally:
            timer.cancel()
            self._left -= (time.monotonic() - began) - (time.thread_time() - thread_began)
        if self._late:
            raise TooSlowError
        return found

    def _stop(self, *_: Any) -> None:
        self._late = True
        with suppress(PathwaysError):
            self._end()
