"""How long every named question takes on a server, beside reading the record back for it.

``python benchmarks/questions.py [N] [--version 5.26] [--times 5] [--shape usual]`` makes N
engagements of half as many people, loads them into a local Neo4j in a folder of its own and asks
every question by name: in Cypher, as ``store.run`` does, and in turn by reading the record back and
asking Python.  Seconds are medians of the later half of the times, when Java has compiled; ``÷`` is
the second way by the first.  Records come in other shapes as well, see ``SHAPES``.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from stores import table_of

from pathways.measures.questions import QUESTIONS, ask
from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import load_scheme
from pathways.stores.neo4j.store import Neo4jStore, open_neo4j
from pathways.stores.server.server import start, stop

NEEDED: dict[str, dict[str, Any]] = {
    "conversion": {"source": "mentee", "target": "mentor"},
    "equity": {"group": "region"},
    "routes": {"target": "mentor"},
    "thresholds": {"tier": "Participating", "min": 6},
}
"""Options without which a question cannot be asked."""


def shaped(count: int, shape: str) -> EngagementLog:
    """A record of so many engagements in a shape."""
    return build_log(SHAPES[shape](table_of(count)), load_scheme("moe"))


def _regulars(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(participant=[f"p{number % 2_000}" for number in range(len(table))])


def _somebody(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(participant=table["participant"].mask(table.index % 50 == 0, "p0"))


def _weekly(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(edition=table["start"].dt.to_period("W").astype("str"))


def _programs(table: pd.DataFrame) -> pd.DataFrame:
    number = np.random.default_rng(4).integers(0, 60, len(table))
    return table.assign(program=[f"program {one}" for one in number])


SHAPES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "usual": lambda table: table,
    "regulars": _regulars,
    "somebody": _somebody,
    "weekly": _weekly,
    "programs": _programs,
}
"""As in ``stores.py``; two thousand people with fifty engagements each; one person who has every
fiftieth; an edition a week in every program; sixty programs."""


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """On the clock, and of this process."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def asked(store: Neo4jStore, question: str, times: int) -> tuple[float, float, float]:
    """Seconds in Cypher, those of the client among them, and seconds of the other way."""
    options = NEEDED.get(question, {})
    there, back = [], []
    for _ in range(times):  # in turn, since a machine differs from minute to minute
        there.append(seconds(lambda: store.run(question, timeout=None, **options)))
        back.append(seconds(lambda: ask(store.read(), question, **options)))
    warm = times // 2
    clock, client = (statistics.median(values) for values in zip(*there[warm:], strict=True))
    return clock, client, statistics.median(value for value, _ in back[warm:])


def main() -> None:
    """Measure, and print."""
    wanted = argparse.ArgumentParser(description="How long every named question takes.")
    wanted.add_argument("count", nargs="?", type=int, default=100_000, metavar="N")
    wanted.add_argument("--version", default="5.26", help="release of Neo4j")
    wanted.add_argument("--times", type=int, default=5, help="how often each is asked")
    wanted.add_argument("--shape", default="usual", choices=SHAPES, help="of the record")
    said = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = start(Path(folder) / "server", version=said.version)
        try:
            with open_neo4j(server.uri, password=server.password()) as store:
                store.write(shaped(said.count, said.shape), source="benchmark")
                print(f"{said.count:,} engagements ({said.shape}), Neo4j {server.release}, seconds")
                print(f"{'':20}{'Cypher':>9}{'client':>9}{'read back':>11}{'÷':>7}")
                for question in QUESTIONS:
                    clock, client, back = asked(store, question, said.times)
                    print(f"{question:20}{clock:9.2f}{client:9.2f}{back:11.2f}{back / clock:7.1f}",
                          flush=True)  # fmt: skip
        finally:
            stop(Path(folder) / "server")


if __name__ == "__main__":
    main()
