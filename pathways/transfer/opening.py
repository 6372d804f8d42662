"""How a store is opened.

>>> with open_store("community.pathways") as store:                         # doctest: +SKIP
...     store.write(log)
...     store.run("stuck_points", by="tier")
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pathways.errors import StoreError, WriteRefusedError, shown
from pathways.stores.folder import FolderStore
from pathways.stores.manifest import is_store_folder
from pathways.stores.protocol import NOTHING_TO_KEEP, Store

if TYPE_CHECKING:
    import pandas as pd

    from pathways.record.log import EngagementLog

__all__ = ["SUFFIX", "is_store", "open_store"]

SUFFIX = ".pathways"
"""How the name of a store folder ends."""

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_NEO4J = re.compile(r"(neo4j|bolt)(\+s|\+ssc)?$", re.IGNORECASE)


def is_store(where: str | Path) -> bool:
    """Whether this names a store, by its address, its suffix or what is in the folder.

    >>> is_store("neo4j://localhost"), is_store("community.pathways"), is_store("engagements.csv")
    (True, True, False)
    """
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
        if not str(where):
            raise StoreError("The name of the store is empty: perhaps a variable is not set.")
        if not is_store(where):
            raise StoreError(_no_store(Path(where)))
        return _AskedFolder(Path(where), **options)
    if not _NEO4J.match(address[1]):
        raise StoreError(
            f"{shown(where)} is no address of a store; give neo4j://…, bolt://… or a folder "
            f"whose name ends in {SUFFIX}."
        )
    from pathways.stores.neo4j.store import open_neo4j

    return open_neo4j(str(where), **options)


class _AskedFolder(FolderStore):
    """A folder that Cypher can be asked of as well, as a graph on this machine."""

    _graph: tuple[EngagementLog, Store] | None = None

    def query(
        self, text: str, parameters: Mapping[str, Any] | None = None, **asked: Any
    ) -> pd.DataFrame:
        """The rows of one Cypher statement; ``asked`` are the arguments that a server takes.

        The graph is on a Neo4j that runs here and can be lent, or on one of its own, which is
        started and goes on until ``pathways server stop``; where one with another record runs,
        until this store is closed.

        Raises:
            WriteRefusedError: Cypher that would write.
            MissingExtraError: the extra ``server`` is not installed.
        """
        from pathways.stores.neo4j.mirror import local_graph

        if asked.get("write"):
            raise WriteRefusedError(NOTHING_TO_KEEP)
        log = self.read()
        if self._graph is None or self._graph[0] is not log:
            self._let_go()
            self._graph = log, local_graph(log, [self.folder])
        return self._graph[1].query(text, parameters, **asked)

    def close(self) -> None:
        """Forget the log that was read last, and let go of its graph."""
        self._let_go()
        super().close()

    def _let_go(self) -> None:
        graph, self._graph = self._graph, None
        if graph is not None:
            graph[1].close()


def _no_store(path: Path) -> str:
    name = path.name or "community"
    if path.is_dir():
        return f"{shown(path)} is a folder, but no store: it has no manifest of ours."
    return (
        f"{shown(path)} is not the name of a store; a store folder is called {name}{SUFFIX}, say."
    )
