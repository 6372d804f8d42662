"""How a store is opened.

>>> with open_store("community.pathways") as store:                         # doctest: +SKIP
...     store.write(log)
...     store.run("stuck_points", by="tier")
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pathways.errors import StoreError, shown
from pathways.stores.manifest import is_store_folder
from pathways.stores.protocol import Store

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
    from pathways.stores.neo4j.store import open_neo4j

    return open_neo4j(str(where), **options)


def _no_store(path: Path) -> str:
    name = path.name or "community"
    if path.is_dir():
        return f"{shown(path)} is a folder, but no store: it has no manifest of ours."
    return (
        f"{shown(path)} is not the name of a store; a store folder is called {name}{SUFFIX}, say."
    )
