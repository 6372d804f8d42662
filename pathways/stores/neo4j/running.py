"""A statement that runs on a server: its rows in batches, and how long each may take to come.

The time limit is for the first rows, and anew for the next ones.  A limit of the server itself
counts how long rows are read, and ends a query that was answered at once where a pager, a slow
disk or a busy machine takes them (decision 0056).
"""

from __future__ import annotations

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
        seconds: how long the server may take for its first rows, and then for its next; no end
            where it is ``None`` or 0.

    Raises:
        TooSlowError: it takes longer.
    """

    def __init__(
        self,
        begin: Callable[[], neo4j.Result],
        end: Callable[[], None],
        seconds: float | None = None,
    ) -> None:
        self._end, self._seconds, self._late = end, seconds, False
        self._result = self._waited(begin)
        self.columns = list(self._result.keys())
        self._first = self._fetched()  # who hears of columns can count on rows

    def batches(self) -> Iterator[list[neo4j.Record]]:
        """The rows, some at a time."""
        batch = self._first
        while batch:
            yield batch
            batch = self._fetched()

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

    def _fetched(self) -> list[neo4j.Record]:
        return self._waited(lambda: self._result.fetch(_BATCH))

    def _waited(self, act: Callable[[], Found]) -> Found:
        """Wait for the server, not longer than it may take."""
        timer = Timer(self._seconds or 0, self._stop)
        timer.daemon = True
        if self._seconds:
            timer.start()
        try:
            return act()
        except KeyboardInterrupt:
            self._end()
            raise
        except Exception as error:
            if self._late:
                raise TooSlowError from error
            raise
        finally:
            timer.cancel()

    def _stop(self, *_: Any) -> None:
        self._late = True
        with suppress(PathwaysError):
            self._end()
