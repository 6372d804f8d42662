"""How fast the stores are, beside a naive ``UNWIND … MERGE`` on the same server, in one run.

``python benchmarks/stores.py [N] [--version 5.26] [--million] [--no-naive]`` makes N engagements
of half as many people, starts a local Neo4j in a folder of its own and prints, for each step,
seconds on the clock, processor time of the client, and its peak memory.  Every step is a process
of its own; what is timed is the step alone, without imports and without making the record.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import load_scheme
from pathways.stores.folder import FolderStore
from pathways.stores.neo4j.store import Neo4jStore, open_neo4j
from pathways.stores.server.home import ServerAddress
from pathways.stores.server.server import start, stop

BATCH = 10_000

NAIVE = {
    "participants": "UNWIND $rows AS row MERGE (:NaiveParticipant {id: row.participant})",
    "programs": "UNWIND $rows AS row MERGE (:NaiveProgram {id: row.program})",
    "editions": "UNWIND $rows AS row MERGE (:NaiveEdition {id: row.program + row.edition})",
    "engagements": "UNWIND $rows AS row MERGE (e:NaiveEngagement {id: row.engagement}) "
    "SET e.role = row.role, e.date = date(row.start), e.region = row.region",
    "made": "UNWIND $rows AS row MATCH (p:NaiveParticipant {id: row.participant}) "
    "MATCH (e:NaiveEngagement {id: row.engagement}) MERGE (p)-[:NAIVE_MADE]->(e)",
    "in_edition": "UNWIND $rows AS row MATCH (n:NaiveEdition {id: row.program + row.edition}) "
    "MATCH (e:NaiveEngagement {id: row.engagement}) MERGE (e)-[:NAIVE_IN]->(n)",
    "of_program": "UNWIND $rows AS row MATCH (n:NaiveEdition {id: row.program + row.edition}) "
    "MATCH (m:NaiveProgram {id: row.program}) MERGE (n)-[:NAIVE_OF]->(m)",
}
NAIVE_READ = (
    "MATCH (p:NaiveParticipant)-[:NAIVE_MADE]->(e)-[:NAIVE_IN]->(n)-[:NAIVE_OF]->(m) "
    "RETURN p.id, e.id, e.role, e.date, e.region, n.id, m.id"
)
ROLES = np.array(["reader", "mentee", "mentor", "organiser", "speaker", "volunteer"])


def table_of(engagements: int, changed: float = 0.0) -> pd.DataFrame:
    """A record of so many engagements; of a share of them the role is another one."""
    chance = np.random.default_rng(3)
    person = chance.integers(0, max(engagements // 2, 1), engagements)
    days = np.datetime64("2015-01-01") + chance.integers(0, 3000, engagements).astype("m8[D]")
    role = chance.integers(0, len(ROLES), engagements)
    role[chance.random(engagements) < changed] = 0
    return pd.DataFrame(
        {
            "engagement": [f"e{number}" for number in range(engagements)],
            "participant": [f"p{number}" for number in person],
            "program": np.array([f"program {n}" for n in range(12)])[
                chance.integers(0, 12, engagements)
            ],
            "edition": days.astype("M8[Y]").astype(str),
            "role": ROLES[role],
            "start": days,
            "region": np.array(["north", "south", "east", "west"])[person % 4],
        }
    )


def record(engagements: int, changed: float = 0.0) -> EngagementLog:
    """The same as a log."""
    return build_log(table_of(engagements, changed), load_scheme("moe"))


# The steps, by name; each gives what is timed.


def folder(where: str, count: int, changed: float = 0.0) -> Callable[[], object]:
    """A log into a store folder."""
    log, store = record(count, changed), FolderStore(Path(where))
    return lambda: store.write(log, source="benchmark")


def folder_read(where: str, _count: int) -> Callable[[], object]:
    """A store folder as a log."""
    return FolderStore(Path(where)).read


def graph(where: str, count: int, changed: float = 0.0) -> Callable[[], object]:
    """A log into Neo4j."""
    log, store = record(count, changed), _open(where)
    return lambda: store.write(log, source="benchmark")


def graph_read(where: str, _count: int) -> Callable[[], object]:
    """A log out of Neo4j."""
    return _open(where).read


def naive(where: str, count: int) -> Callable[[], object]:
    """The same rows, one ``UNWIND … MERGE`` for each kind of node and relationship."""
    table, driver = table_of(count), _open(where).link.driver
    for label in ("Participant", "Program", "Edition", "Engagement"):
        driver.execute_query(
            f"CREATE CONSTRAINT naive_{label} IF NOT EXISTS "
            f"FOR (n:Naive{label}) REQUIRE n.id IS UNIQUE"
        )
    rows = table.assign(start=table["start"].astype("str")).to_dict("records")

    def load() -> None:
        for text in NAIVE.values():
            for low in range(0, len(rows), BATCH):
                driver.execute_query(text, rows=rows[low : low + BATCH])

    return load


def naive_read(where: str, _count: int) -> Callable[[], object]:
    """Row by row."""
    driver = _open(where).link.driver
    return lambda: pd.DataFrame([r.values() for r in driver.execute_query(NAIVE_READ).records])


STEPS: dict[str, Callable[..., Callable[[], object]]] = {
    one.__name__: one for one in (folder, folder_read, graph, graph_read, naive, naive_read)
}


def _open(uri: str) -> Neo4jStore:
    return open_neo4j(uri)  # user and password come from the environment


def timed(step: str, *arguments: Any) -> None:
    """Run one step in this process and print what it took."""
    work = STEPS[step](*arguments)
    clock, processor = time.perf_counter(), time.process_time()
    work()
    took = {"seconds": time.perf_counter() - clock, "cpu": time.process_time() - processor}
    took["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps(took) + "\n")


def apart(environment: dict[str, str], step: str, *arguments: Any) -> dict[str, float]:
    """Run one step in a process of its own: seconds, processor time and peak memory (MB)."""
    words = [sys.executable, __file__, "--step", step, *(str(one) for one in arguments)]
    done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    took: dict[str, float] = json.loads(done.stdout)
    return took


def command(environment: dict[str, str], *words: str) -> dict[str, float]:
    """A whole command, from start to end, as a user waits for it."""
    begun = time.perf_counter()
    program = [sys.executable, "-c", "from pathways.cli import main; main()", *words]
    with subprocess.Popen(program, env=environment, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as child:  # fmt: skip
        _, code, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(code)
    if child.returncode:
        raise SystemExit(f"{' '.join(words)} failed")
    cpu = used.ru_utime + used.ru_stime
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "cpu": cpu, "memory": used.ru_maxrss / 1024}


def measured(place: Path, server: ServerAddress, count: int, *, beside: bool) -> Iterator[Any]:
    """Every step in turn: its title, what it took, and which naive step it stands beside."""
    own = {**os.environ, "NEO4J_USERNAME": server.user, "NEO4J_PASSWORD": server.password()}
    own["NEO4J_URI"] = server.uri
    where, file = str(place / "a.pathways"), place / "record.csv"
    table_of(count).to_csv(file, index=False)
    # The server compiles as it goes: the first time tells of Java, the second of the way.
    yield "Neo4j, server just started", apart(own, "graph", server.uri, count), ""
    yield "Neo4j, read back then", apart(own, "graph_read", server.uri, count), ""
    _emptied(own, server)
    if beside:
        apart(own, "naive", server.uri, count)
        _emptied(own, server)
        yield "naive, first", apart(own, "naive", server.uri, count), ""
        yield "naive, again unchanged", apart(own, "naive", server.uri, count), ""
        yield "naive, read back", apart(own, "naive_read", server.uri, count), ""
        _emptied(own, server)
    yield "folder, first", apart(own, "folder", where, count), "first"
    yield "folder, again unchanged", apart(own, "folder", where, count), "again"
    yield "folder, read back", apart(own, "folder_read", where, count), "read"
    words = ("load", str(file), "--into", str(place / "b.pathways"))
    yield "pathways load CSV --into folder", command(own, *words), "first"
    yield "pathways load, same file again", command(own, *words), "again"
    yield "Neo4j, first", apart(own, "graph", server.uri, count), "first"
    yield "Neo4j, again unchanged", apart(own, "graph", server.uri, count), "again"
    yield "Neo4j, read back", apart(own, "graph_read", server.uri, count), "read"
    yield "Neo4j, 1 % changed", apart(own, "graph", server.uri, count, 0.0125), "again"


def _emptied(environment: dict[str, str], server: ServerAddress) -> None:
    driver = open_neo4j(server.uri, password=environment["NEO4J_PASSWORD"]).link.driver
    with driver, driver.session() as session:
        session.run(
            "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"
        ).consume()


def printed(rows: Iterator[tuple[str, dict[str, float], str]], count: int) -> None:
    """One line per step; where the naive way was tried, how many times as long it takes."""
    names = {"first": "naive, first", "again": "naive, again unchanged", "read": "naive, read back"}
    known: dict[str, float] = {}
    print(f"{'':34}{'seconds':>9}{'client CPU':>12}{'per second':>12}{'peak MB':>9}{'naive ÷':>9}")
    for title, took, beside in rows:
        known[title] = took["seconds"]
        other = known.get(names.get(beside, ""))
        ratio = f"{other / took['seconds']:8.1f}x" if other else ""
        print(f"{title:34}{took['seconds']:9.2f}{took['cpu']:12.2f}"
              f"{count / took['seconds']:12,.0f}{took['memory']:9,.0f}{ratio:>9}",
              flush=True)  # fmt: skip


def main() -> None:
    """Measure, and print."""
    if sys.argv[1:2] == ["--step"]:
        step, where, count, *changed = sys.argv[2:]
        timed(step, where, int(count), *map(float, changed))
        return
    asked = argparse.ArgumentParser(description="How fast the stores are.")
    asked.add_argument("count", nargs="?", type=int, default=100_000, metavar="N")
    asked.add_argument("--version", default="5.26", help="release of Neo4j")
    asked.add_argument("--million", action="store_true", help="N = 1,000,000, no naive way")
    asked.add_argument("--no-naive", action="store_true", help="without the naive way")
    said = asked.parse_args()
    count = 1_000_000 if said.million else said.count
    with tempfile.TemporaryDirectory() as folder_:
        place = Path(folder_)
        server = start(place / "server", version=said.version)
        try:
            print(f"{count:,} engagements, Neo4j {server.release}, {os.cpu_count()} cores")
            beside = not (said.million or said.no_naive)
            printed(measured(place, server, count, beside=beside), count)
        finally:
            stop(place / "server")


if __name__ == "__main__":
    main()
