"""What every store can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeAlias

from pathways.stores.report import WriteReport

if TYPE_CHECKING:
    import pandas as pd

    from pathways.record.log import EngagementLog
    from pathways.record.scheme import Scheme
    from pathways.stores.manifest import Manifest
    from pathways.stores.merge import Contents
    from pathways.stores.people import People

__all__ = ["NOTHING_TO_KEEP", "Change", "Store"]

NOTHING_TO_KEEP = (
    "What is written to the graph of a file or a folder would be lost: the record is what counts. "
    "Give the address of a server."
)
"""Why no graph that is made of a record for Cypher is written to."""

Change: TypeAlias = "Callable[[Contents, People], tuple[Contents, People]]"
"""From what is held, and what is known of the people, to what shall be."""


class Store(Protocol):
    """A place that keeps an engagement log and answers questions about it."""

    def write(
        self, log: EngagementLog, *, source: str | None = None, replace: bool = False
    ) -> WriteReport:
        """Make the store hold this version of a source: all of it, or nothing.

        Args:
            log: the engagements.
            source: what the log is a version of; what that no longer has is gone.
            replace: write it also where it drops more than a fifth of what the source had.
        """

    def read(
        self,
        *,
        scheme: str | Path | Scheme | None = None,
        as_of: str | date | None = None,
        repeats: str | None = None,
        merges: bool = True,
    ) -> EngagementLog:
        """The log as it was written, or seen through another scheme or cut-off.

        ``merges=False`` is the log as it was loaded: each id is somebody.
        """

    @property
    def manifest(self) -> Manifest | None:
        """What the store holds; ``None`` before the first load."""

    def rewrite(self, change: Change) -> Contents:
        """Hold something else of what is held, and keep nothing of what was held before.

        ``change`` goes from what is held, and what is known of the people, to what shall be.
        """

    def run(self, query: str, **parameters: Any) -> pd.DataFrame:
        """The table that answers a named question, or a query text where the store knows one."""

    def query(
        self, text: str, parameters: Mapping[str, Any] | None = None, **asked: Any
    ) -> pd.DataFrame:
        """The rows of one Cypher statement that reads, with columns of their own types."""

    def schema(self) -> pd.DataFrame:
        """What its graph holds: ``label``, ``property``, ``type``, ``count`` and ``pattern``."""

    def close(self) -> None:
        """Let go of what the store holds open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
