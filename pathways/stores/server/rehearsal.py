"""Quick starts: an archive of prepared classes, recorded once in a rehearsal.

A Java that starts Neo4j spends most of its time on reading, checking and linking some fifteen
thousand classes.  From Java 25 on it can keep the outcome in an archive.  Recording one makes a run
half as slow again, so that the runs people wait for do not record: when a server without an archive
has been stopped, a rehearsal on an empty graph runs in the background, after every other program,
and leaves the archive in the cache.  An archive that does not fit is ignored by Java.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pathways.stores.server.home import Home
from pathways.stores.server.plan import Plan, spawn
from pathways.stores.server.ports import bolt_answers, free_port

__all__ = ["archive_options", "begin_rehearsal", "publish", "rehearse"]

_UNUSED_SECONDS = 30 * 86_400
_REHEARSED = (
    "CREATE (p:Participant {id: ''})-[:MADE]->(:Engagement {id: '', start: date('2020-01-01')})",
    "UNWIND range(1, 9) AS i MERGE (e:Edition {id: '' + i}) MERGE (e)-[:OF_PROGRAM]->(:Program)",
    "MATCH (p:Participant)-[:MADE]->(e) WITH p, count(e) AS n RETURN p.id, n ORDER BY n LIMIT 5",
    "MATCH (e:Engagement) WHERE e.start > date('2020-01-01') RETURN collect(e.id), avg(1.0)",
    "MATCH (a:Engagement)-[:NEXT*1..2]->(b) OPTIONAL MATCH (b)-[:AT_TIER]->(t) RETURN t.id, a.id",
    "MATCH (p:Participant) CALL (p) { MATCH (p)-[:MADE]->(e) RETURN count(e) AS n } RETURN sum(n)",
    "SHOW CONSTRAINTS",
)
"""Rolled back; in the words of our own graph, since even then Neo4j keeps names that are new."""


def archive_options(plan: Plan) -> list[str]:
    """Options of Java that use the archive, or record one."""
    if plan.recording:
        return [f"-XX:AOTCacheOutput={_draft(plan)}", "-Xlog:disable"]
    if not plan.has_archive():
        return []
    with suppress(OSError):
        Path(str(plan.archive)).touch()  # its date is that of its last use
    return [f"-XX:AOTCache={plan.archive}"]


def begin_rehearsal(plan: Plan) -> None:
    """Start the rehearsal of a launch in the background, unless one is under way.

    ``PATHWAYS_REHEARSAL=0`` keeps the machine quiet, for measurements and short-lived ones.
    """
    home = Home(_archives(plan) / f"rehearsal-{plan.release}")
    if os.environ.get("PATHWAYS_REHEARSAL") == "0" or home.is_alive():
        return
    with suppress(OSError):  # without an archive starts are slower, and nothing else
        shutil.rmtree(home.path, ignore_errors=True)
        home.path.mkdir(parents=True, mode=0o700)
        replace(plan, port=free_port(), recording=True).write(home)
        spawn(home)


def rehearse(service: Any, port: int) -> None:
    """Ask a little of everything, so that the archive holds the classes that queries need."""
    bolt_answers(port)
    database = service.database("neo4j")
    for query in _REHEARSED:
        with suppress(Exception):
            transaction = database.beginTx()
            transaction.execute(query).resultAsString()
            transaction.rollback()


def publish(home: Home, plan: Plan) -> None:
    """Give the recorded archive its name, and remove those that no one has used for a month."""
    archive, draft = Path(str(plan.archive)), _draft(plan)
    with suppress(OSError):
        draft.replace(archive)
        for other in archive.parent.glob("*.aot"):
            if time.time() - other.stat().st_mtime > _UNUSED_SECONDS:
                other.unlink()
    shutil.rmtree(home.path, ignore_errors=True)


def _archives(plan: Plan) -> Path:
    return Path(str(plan.archive)).parent


def _draft(plan: Plan) -> Path:
    """Java writes it bit by bit: in a folder where nobody takes it for whole."""
    return _archives(plan) / f"rehearsal-{plan.release}" / "draft.aot"
