"""A server that runs on this machine already, lent to a record for one session.

Cypher that names no data set counts everything on a server.  So a server is lent only where it
holds this record and nothing else, or nothing at all; what is put there is taken away again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from filelock import FileLock

from pathways.errors import PathwaysError
from pathways.record.locks import lock_at, take
from pathways.stores.graph_rows import encode
from pathways.stores.neo4j.manifest import datasets_in, readable_manifest
from pathways.stores.neo4j.store import Neo4jStore, open_neo4j
from pathways.stores.server.home import ServerAddress
from pathways.stores.statements import statement

if TYPE_CHECKING:
    from pathways.record.log import EngagementLog

__all__ = ["borrowed_graph"]

_LENT = "lent"
"""The data set that a record has on a server that is lent to it, and its source there."""
_LOCK = "lent.lock"


class _Borrowed(Neo4jStore):
    """A record on a server that is lent to it; closed, nothing of it is left there."""

    lock: FileLock

    def close(self) -> None:
        """Take the record away and give the server back."""
        try:
            self.clear()
        finally:
            super().close()
            self.lock.release()


def borrowed_graph(log: EngagementLog, servers: Sequence[ServerAddress]) -> Neo4jStore | None:
    """The log on one of these servers; ``None`` where none can be lent."""
    for address in servers:
        try:
            found = _on(address, log)
        except PathwaysError:  # stopped in between, or somebody loads: it is not lent
            continue
        if found is not None:
            return found
    return None


def _on(address: ServerAddress, log: EngagementLog) -> Neo4jStore | None:
    store = open_neo4j(address.uri, user=address.user, password=address.password())
    try:
        found = _this_record(store, log) or _lent(store, address, log)
    except BaseException:
        store.close()
        raise
    if found is None:
        store.close()
    return found


def _this_record(store: Neo4jStore, log: EngagementLog) -> Neo4jStore | None:
    """The server where it holds just this log."""
    here = datasets_in(store.link)
    if len(here) != 1 or here == [_LENT]:
        return None
    found = Neo4jStore(store.link, here[0], named=False)
    return found if _holds(found, log) else None


def _lent(store: Neo4jStore, address: ServerAddress, log: EngagementLog) -> Neo4jStore | None:
    """The server with the log, where it was empty and nobody else borrows it."""
    lock = lock_at(address.home / _LOCK)
    if not set(datasets_in(store.link)) <= {_LENT} or not take(lock):
        return None
    lent = _Borrowed(store.link, _LENT)
    lent.lock = lock
    try:
        lent.clear()  # what a session left that was killed
        if store.link.rows("MATCH (n) RETURN count(n) AS nodes") == [{"nodes": 0}]:
            lent.write(log, source=_LENT)
            return lent
    except BaseException:
        lock.release()
        raise
    lock.release()
    return None


def _holds(store: Neo4jStore, log: EngagementLog) -> bool:
    """Whether a data set is this very log: the same people, and the same hash of what is theirs."""
    here = readable_manifest(store.link, store.dataset)
    if here is None or (here.scheme, here.as_of) != (log.scheme.name, log.as_of.label):
        return False
    rows = encode(log)
    stored = {one["id"]: one["hash"] for one in
              store.link.rows(statement("hashes"), dataset=store.dataset)}  # fmt: skip
    return stored == dict(zip(rows.people, rows.hashes.tolist(), strict=True))
