"""A record on Spark of this machine: what one exchange of its people takes.

``python benchmarks/spark.py [N …]`` makes the record of ``parts.py``, asks for its transitions on
Spark and part by part, compares the answers, and prints seconds, exchanges in the plan, and what
the log of events says was written to be exchanged.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

from parts import make

from pathways.measures.transitions import transitions
from pathways.transfer.large import large_record
from pathways.transfer.parts import divided
from pathways.transfer.spark import divided_on_spark, session_of


def exchanged(events: Path) -> int:
    """The bytes that all tasks wrote to be exchanged."""
    files = [path for path in events.rglob("[!.]*") if path.is_file()]
    lines = [json.loads(line) for path in files for line in path.read_text().splitlines()]
    ends = [line for line in lines if line["Event"] == "SparkListenerTaskEnd"]
    return sum(
        end["Task Metrics"]["Shuffle Write Metrics"]["Shuffle Bytes Written"]
        for end in ends
        if end.get("Task Metrics")
    )


def one(count: int, folder: Path) -> str:
    """A row of the table."""
    rows, events = folder / "rows", folder / "events"
    rows.mkdir()
    events.mkdir()
    large = large_record(make(rows, count))
    log = {
        "spark_eventLog_enabled": "true",
        "spark_eventLog_compress": "false",
        "spark_eventLog_dir": events.as_uri(),
    }
    with session_of(**log) as session:
        began = time.perf_counter()
        with divided_on_spark(large, session) as record:
            plan = record.add_up.args[0]._explain_string()  # type: ignore[attr-defined]
            found = transitions(record).to_json()  # type: ignore[arg-type]
        seconds = time.perf_counter() - began
    began = time.perf_counter()
    with divided(large) as record:
        same = transitions(record).to_json() == found  # type: ignore[arg-type]
    here = time.perf_counter() - began
    size = sum(path.stat().st_size for path in rows.iterdir())
    cells = [f"{count:,}", f"{seconds:,.0f}", f"{here:,.0f}", str(plan.count("Exchange "))]
    cells += [f"{exchanged(events) / 1e6:,.0f}", f"{size / 1e6:,.0f}", "yes" if same else "NO"]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Make, ask, print, remove."""
    wanted = argparse.ArgumentParser(description="A record on Spark of this machine.")
    wanted.add_argument("counts", nargs="*", type=int, metavar="N")
    print("| engagements | seconds on Spark | in parts | exchanges | MB exchanged | MB in files |"
          " same bytes |\n|---|---|---|---|---|---|---|")  # fmt: skip
    for count in wanted.parse_args().counts or [1_000_000, 3_000_000, 10_000_000]:
        with tempfile.TemporaryDirectory() as folder:
            print(one(count, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
