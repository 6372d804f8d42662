"""A log that lies in files or in a folder, as a graph on a server of its own on this machine.

Cypher that names no data set counts everything in a server, so each source has a server for
itself; ``pathways server status`` lists it and ``pathways server stop`` stops it.  Beside a server
that runs already, another one lives only as long as it is asked.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pathways.errors import LockedError
from pathways.record.locks import lock_at, take
from pathways.stores.server.home import Home, default_homes
from pathways.stores.server.jars import Tell
from pathways.stores.server.server import find_running, running, start, stop

if TYPE_CHECKING:
    from pathways.record.log import EngagementLog
    from pathways.stores.neo4j.store import Neo4jStore

__all__ = ["drop_mirror", "home_for", "local_graph"]

_SOURCE = "mirror"
_WAIT = 600.0
"""Seconds that one command waits for another that brings the same graph up to date."""

_PASSING = (
    "The Neo4j at {at} holds another record, and Cypher counts all that a server holds: this one "
    "runs on a Neo4j of its own, which is gone afterwards. `pathways load SOURCE --into "
    "'{at}?dataset=NAME'` would put it beside the other, to stay."
)


def home_for(where: Sequence[str | Path]) -> Path:
    """The server's home for files or a folder: the same for the same paths."""
    paths = sorted(str(Path(one).resolve()) for one in where)
    mark = hashlib.sha256("\n".join(paths).encode()).hexdigest()[:8]
    return default_homes() / f"{Path(paths[0]).stem}-{mark}"


def local_graph(
    log: EngagementLog, where: Sequence[str | Path], tell: Tell | None = None
) -> Neo4jStore:
    """The log as a graph: on a server that runs here and can be lent, or on one of its own.

    Its own is started if need be, and its graph brought up to date.  Where a server with another
    record runs, its own is gone when the graph is closed.

    Args:
        log: what the graph must hold, and nothing else.
        where: the files or the folder that the log is of.
        tell: hears what happens.

    Raises:
        MissingExtraError: the extra ``server`` is not installed.
        ServerError: the server does not start.
    """
    tell = tell or Tell()
    from pathways.stores.neo4j.borrowed import borrowed_graph, passing_graph
    from pathways.stores.neo4j.store import open_neo4j

    home = home_for(where)
    others = [] if find_running(home) else running()
    lent = borrowed_graph(log, others)
    if lent is not None:
        tell.say(f"Cypher runs on the Neo4j at {lent.link.address}, which runs already.")
        return lent
    if others:
        tell.say(_PASSING.format(at=others[0].uri))
        return passing_graph(log, tell)
    tell.say("Cypher runs on a Neo4j of this record alone; `pathways server stop` stops it.")
    address = start(home, tell=tell)
    store = open_neo4j(address.uri, user=address.user, password=address.password())
    lock = lock_at(Home(home).path / "mirror.lock")
    if not take(lock, _WAIT):
        raise LockedError(f"Another command brings the graph in {home} up to date; try again.")
    try:
        tell.say(_up_to_date(store, log))
    finally:
        lock.release()
    return store


def drop_mirror(where: Sequence[str | Path]) -> bool:
    """Remove the graph of files or a folder with its server; whether there was one.

    Raises:
        ServerError: the server does not stop.
    """
    home = home_for(where)
    if not home.is_dir():
        return False
    stop(home)
    shutil.rmtree(home)
    return True


def _up_to_date(store: Neo4jStore, log: EngagementLog) -> str:
    """Make the graph hold the log; what a command that was killed left is made anew."""
    try:
        report = store.write(log, source=_SOURCE, replace=True)
    except LockedError:
        store.clear()
        report = store.write(log, source=_SOURCE)
    if report.nothing_new:
        return "The graph is up to date."
    return f"The graph was brought up to date: {report.sentence}"
