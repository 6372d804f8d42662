"""A server on this machine, lent to a record for one session: one that runs, or a passing one.

Cypher that names no data set counts everything on a server.  So one that runs is lent only where
it holds this record and nothing else, or nothing at all; what is put there is taken away again.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from filelock import FileLock

from pathways.errors import LockedError, PathwaysError
from pathways.record.locks import lock_at, take
from pathways.stores.graph_rows import encode
from pathways.stores.neo4j.manifest import datasets_in, readable_manifest
from pathways.stores.neo4j.store import Neo4jStore, open_neo4j
from pathways.stores.server.home import ServerAddress, default_homes
from pathways.stores.server.jars import Tell
from pathways.stores.server.server import start, stop
from pathways.stores.statements import statement

if TYPE_CHECKING:
    from pathways.record.log import EngagementLog

__all__ = ["borrowed_graph", "passing_graph"]

_LENT = "lent"
"""The data set that a record has on a server that is lent to it, and its source there."""
_LOCK = "lent.lock"
Lent = TypeVar("Lent", bound="_Borrowed")


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


class _Passing(_Borrowed):
    """A record on a server that was started for it alone; closed, the server is gone."""

    server: ServerAddress

    def close(self) -> None:
        """Stop the server, and remove all that it wrote."""
        Neo4jStore.close(self)
        _end(self.server)
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


def passing_graph(log: EngagementLog, tell: Tell) -> Neo4jStore:
    """The log on a server that is started for it, and is stopped and gone when this is closed.

    One that a kill left behind is listed by ``pathways server status``, stopped with all others,
    and lent like an empty one until then.

    Raises:
        MissingExtraError: the extra ``server`` is not installed.
        ServerError: the server does not start.
        LockedError: another command borrowed it at once.
    """
    address = start(default_homes() / f"passing-{uuid.uuid4().hex[:8]}", tell=tell)
    try:
        store = open_neo4j(address.uri, user=address.user, password=address.password())
        lent = _lent(store, address, log, _Passing)
    except BaseException:
        _end(address)
        raise
    if lent is None:
        raise LockedError("Another command took the Neo4j that was just started; try again.")
    lent.server = address
    return lent


def _end(server: ServerAddress) -> None:
    stop(server.home)
    shutil.rmtree(server.home, ignore_errors=True)


def _on(address: ServerAddress, log: EngagementLog) -> Neo4jStore | None:
    store = open_neo4j(address.uri, user=address.user, password=address.password())
    try:
        found = _this_record(store, log) or _lent(store, address, log, _Borrowed)
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


def _lent(
    store: Neo4jStore, address: ServerAddress, log: EngagementLog, kind: type[Lent]
) -> Lent | None:
    """The server with the log, where it was empty and nobody else borrows it."""
    lock = lock_at(address.home / _LOCK)
    if not set(datasets_in(store.link)) <= {_LENT} or not take(lock):
        return None
    lent = kind(store.link, _LENT)
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
