"""A record larger than memory, counted part by part: what it takes, and what it holds.

``python benchmarks/parts.py [N …]`` makes for each N a folder of Parquet files with that many
engagements of a quarter as many people (few of whom have thousands), asks for its transitions in a
process of its own, and prints seconds and the largest memory.  The folder is removed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

IN_A_FILE = 5_000_000
PROGRAMS, ROLES = 10, ("attendee", "mentee", "mentor")


def rows(count: int, people: int, seed: int) -> pa.Table:
    """So many engagements; everybody's are spread over all files."""
    chance = np.random.default_rng(seed)
    person = (people * chance.random(count) ** 2).astype(np.int64)
    common = 1 / np.arange(1, PROGRAMS + 1)
    program = chance.choice(PROGRAMS, count, p=common / common.sum())
    role = chance.choice(len(ROLES), count, p=[0.6, 0.25, 0.15])
    day = 15_706 + chance.integers(0, 2900, count)
    names = pa.array([f"program {number}" for number in range(PROGRAMS)])
    return pa.table(
        {
            "participant": pc.binary_join_element_wise("p", pa.array(person).cast(pa.string()), ""),
            "program": names.take(pa.array(program)),
            "role": pa.array(ROLES).take(pa.array(role)),
            "start": pa.array(day.astype(np.int32)).cast(pa.date32()),
        }
    )


def make(folder: Path, count: int) -> list[str]:
    """The files of a record of so many engagements."""
    sizes = [min(IN_A_FILE, count - done) for done in range(0, count, IN_A_FILE)]
    files = [folder / f"{number:04}.parquet" for number in range(len(sizes))]
    for seed, (path, size) in enumerate(zip(files, sizes, strict=True)):
        pq.write_table(rows(size, count // 4, seed), path, compression="zstd")
    return [str(path) for path in files]


def count_one(folder: Path) -> None:
    """Ask, and print what it took as JSON."""
    from pathways.measures.transitions import transitions
    from pathways.transfer.large import large_record
    from pathways.transfer.parts import divided

    def tell(what: str, done: int, total: int) -> None:
        print(f"\r{what} {done:,} of {total:,} ", end="", file=sys.stderr, flush=True)

    began, processor = time.perf_counter(), time.process_time()
    large = large_record(sorted(map(str, folder.glob("*.parquet"))))
    with divided(large, tell=tell) as record:
        answer = transitions(record)  # type: ignore[arg-type]
    used = resource.getrusage(resource.RUSAGE_SELF)
    found = {
        "seconds": time.perf_counter() - began,
        "processor": time.process_time() - processor,
        "MB": used.ru_maxrss // 1024,
        "people": int(answer.table.loc[answer.table["source"] == "(start)", "n"].iloc[0]),
        "moves": int(answer.table.loc[~answer.table["target"].isin(["(end)"]), "moves"].sum()),
    }
    print(json.dumps(found))


def main() -> None:
    """Make, ask, print, remove."""
    wanted = argparse.ArgumentParser(description="A record counted part by part.")
    wanted.add_argument("counts", nargs="*", type=int, metavar="N")
    wanted.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    said = wanted.parse_args()
    if said.one:
        count_one(said.one)
        return
    print("| engagements | people | processor seconds | seconds | MB |\n|---|---|---|---|---|")
    for count in said.counts or [1_000_000, 10_000_000]:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), count)
            command = [sys.executable, __file__, "--one", folder]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        found = json.loads(done.stdout)
        took = f"{found['processor']:,.0f} | {found['seconds']:,.0f} | {found['MB']:,}"
        print(f"| {count:,} | {found['people']:,} | {took} |", flush=True)


if __name__ == "__main__":
    main()
