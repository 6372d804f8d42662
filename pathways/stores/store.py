"""What every store can do, and how one is opened.

>>> with open_store("community.pathways") as store:                         # doctest: +SKIP
...     store.write(log)
...     store.run("stuck_points", by="tier")
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from pathways.errors import StoreError, shown

if TYPE_CHECKING:
    import pandas as pd

    from pathways.record.log import EngagementLog
    from pathways.record.scheme import Scheme

__all__ = ["SUFFIX", "Store", "WriteReport", "is_store", "open_store"]

SUFFIX = ".pathways"
"""How the name of a store folder ends."""

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_NEO4J = re.compile(r"(neo4j|bolt)(\+s|\+ssc)?$", re.IGNORECASE)


@dataclass(frozen=True)
class WriteReport:
    """What writing a log did to a store.

    Attributes:
        added: engagements that the store did not have.
        changed: engagements that it had, and that now say something else.
        unchanged: engagements that it had just so.
        vanished: engagements that it has from the same source, and that the source no longer has.
        removed: how many of the vanished were removed, because that was asked for.
        sources: names of the sources that were written.
        notes: what the reader must know.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: int = 0
    removed: int = 0
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def nothing_new(self) -> bool:
        """Whether the store's engagements are what they were."""
        return not (self.added or self.changed or self.removed)

    @property
    def sentence(self) -> str:
        """The finding, to be read aloud.

        >>> WriteReport(added=2, unchanged=5, vanished=1).sentence
        '2 engagements added, 0 changed, 5 unchanged; 1 vanished from its source and is kept.'
        """
        if self.nothing_new:
            said = f"Nothing changed: {_engagements(self.unchanged)} as before"
        else:
            said = (
                f"{_engagements(self.added)} added, {self.changed:,} changed, "
                f"{self.unchanged:,} unchanged"
            )
        kept = self.vanished - self.removed
        if self.removed:
            said += f"; {self.removed:,} removed that vanished from their source"
        if kept:
            one = kept == 1
            said += f"; {kept:,} vanished from {'its' if one else 'their'} source and "
            said += "is kept" if one else "are kept"
        return f"{said}."

    def __str__(self) -> str:
        return self.sentence


class Store(Protocol):
    """A place that keeps an engagement log and answers questions about it."""

    def write(
        self, log: EngagementLog, *, source: str | None = None, remove_vanished: bool = False
    ) -> WriteReport:
        """Merge a log into the store by engagement key: all of it, or nothing.

        Args:
            log: the engagements; a key that is already there is updated.
            source: what the log is an export of; what vanished from it is reported.
            remove_vanished: remove what the store has from this source and the log has not.
        """

    def read(
        self,
        *,
        scheme: str | Path | Scheme | None = None,
        as_of: str | date | None = None,
        repeats: str | None = None,
    ) -> EngagementLog:
        """The log as it was written, or seen through another scheme or cut-off."""

    def run(self, query: str, **parameters: Any) -> pd.DataFrame:
        """The table that answers a named question, or a query text where the store knows one."""

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


def is_store(where: str | Path) -> bool:
    """Whether this names a store, by its address, its suffix or what is in the folder.

    >>> is_store("neo4j://localhost"), is_store("community.pathways"), is_store("engagements.csv")
    (True, True, False)
    """
    from pathways.stores.manifest import is_store_folder

    text = str(where)
    return bool(_ADDRESS.match(text)) or Path(text).suffix == SUFFIX or is_store_folder(Path(text))


def open_store(where: str | Path, **options: Any) -> Store:
    """The store at an address or in a folder.

    Args:
        where: ``neo4j://…`` or ``bolt://…`` (with ``+s`` or ``+ssc`` for encryption, and
            ``?dataset=NAME`` for one data set of several), or a folder whose name ends in
            ``.pathways``; a folder that is not there yet is made when a log is first written.
        options: of that kind of store; for a folder ``wait``, the seconds to wait for another
            writer.

    Raises:
        StoreError: not the name of a store.
    """
    address = _ADDRESS.match(str(where))
    if address is None:
        from pathways.stores.folder import FolderStore

        if not str(where):
            raise StoreError("The name of the store is empty: perhaps a variable is not set.")
        if not is_store(where):
            raise StoreError(_no_store(Path(where)))
        return FolderStore(Path(where), **options)
    if not _NEO4J.match(address[1]):
        raise StoreError(
            f"{shown(where)} is no address of a store; give neo4j://…, bolt://… or a folder "
            f"whose name ends in {SUFFIX}."
        )
    store: Store = import_module("pathways.stores.neo4j.store").open_neo4j(str(where), **options)
    return store


def _no_store(path: Path) -> str:
    name = path.name or "community"
    if path.is_dir():
        return f"{shown(path)} is a folder, but no store: it has no manifest of ours."
    return (
        f"{shown(path)} is not the name of a store; a store folder is called {name}{SUFFIX}, say."
    )


def _engagements(count: int) -> str:
    return f"{count:,} engagement{'' if count == 1 else 's'}"
