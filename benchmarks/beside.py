"""Transitions and combinations beside what others take for the same counts.

``python benchmarks/beside.py [N]`` makes a record with skew (few people with hundreds of
engagements), ties and several roles, gives every peer an environment of its own with pinned
versions (kept in ``--environments``) and lets each count in a process of its own: the straight
moves, of a record with ties and of one without (some peers put the steps of a date in an order),
and who took exactly which programs.  All counts are compared first.  Printed are processor
seconds, ratios and peak memory, the middle of ``--times`` runs; where the slowest took half as
long again as the fastest, the row says that the machine was too noisy.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from peers import ASKED, ORDERS_TIES

PINNED = {
    "pandas": ["pandas==3.1.*", "pyarrow==26.*"],
    "networkx": ["networkx==3.6.*", "pandas==3.1.*", "pyarrow==26.*"],
    "polars": ["polars==1.*", "pandas==3.1.*", "pyarrow==26.*"],
    "duckdb": ["duckdb==1.*", "pandas==3.1.*", "pyarrow==26.*"],
    "pm4py": ["pm4py==2.7.*", "pandas==3.1.*", "pyarrow==26.*"],
    "retentioneering": ["retentioneering==5.2.*", "pandas==3.1.*", "pyarrow==26.*"],
    "upsetplot": ["upsetplot==0.9.*", "pandas==3.1.*", "pyarrow==26.*"],
}
OURS = {"from a frame": sys.executable, "from the log": sys.executable}
PROGRAMS, ROLES = 10, ("attendee", "mentee", "mentor")


def record(engagements: int, ties: float = 0.1, seed: int = 3) -> pd.DataFrame:
    """A record of so many engagements; of a share of them only the month is known, as the first."""
    chance = np.random.default_rng(seed)
    people = max(engagements // 4, 1)
    zeal = chance.pareto(1.5, people) + 0.2
    person = chance.choice(people, engagements, p=zeal / zeal.sum())
    common = 1 / np.arange(1, PROGRAMS + 1)
    program = chance.choice(PROGRAMS, engagements, p=common / common.sum())
    role = chance.choice(len(ROLES), engagements, p=[0.6, 0.25, 0.15])
    days = np.datetime64("2013-01-01") + chance.integers(0, 2900, engagements).astype("m8[D]")
    early = chance.random(engagements) < ties
    days[early] = days[early].astype("M8[M]").astype("M8[D]")
    table = pd.DataFrame(
        {
            "participant": [f"p{number}" for number in person],
            "program": np.array([f"program {n}" for n in range(PROGRAMS)])[program],
            "role": np.array(ROLES)[role],
            "start": days.astype("M8[s]"),
        }
    )
    return table if ties else table.drop_duplicates(["participant", "start"], ignore_index=True)


def python_of(name: str, environments: Path) -> str:
    """The Python of a peer's own environment, made where there is none."""
    if name in OURS:
        return OURS[name]
    home = environments / name
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PINNED[name]], check=True)
        (home / "ready").touch()
    return str(python)


def counted(question: str, name: str, file: Path, environments: Path) -> dict[str, Any]:
    """What a peer found, and what it took."""
    script = Path(__file__).with_name("peers.py")
    command = [python_of(name, environments), str(script), question, name, str(file)]
    # Retentioneering tells its makers what is asked of it, unless it is told not to.
    quiet = {**os.environ, "RETENTIONEERING_NO_TRACK": "1"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=quiet)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def line(name: str, runs: list[dict[str, Any]], ours: float) -> str:
    """A row of the table."""
    seconds = sorted(run["seconds"] for run in runs)
    middle = statistics.median(seconds)
    noisy = " (noisy)" if seconds[-1] > 1.5 * seconds[0] else ""
    memory = max(run["memory"] for run in runs)
    who = f"ours, {name}" if name in OURS else name
    return f"| {who} | {middle:.2f}{noisy} | {middle / ours:.1f} | {memory:,} |"


def compare(question: str, file: Path, able: list[str], said: argparse.Namespace) -> None:
    """Everybody counts, in turn, since a machine differs from minute to minute; then a table."""
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in able}
    for _ in range(said.times):
        for name in able:
            runs[name].append(counted(question, name, file, said.environments))
    other = [name for name in able if runs[name][0]["rows"] != runs["from a frame"][0]["rows"]]
    if other:
        raise SystemExit(f"These count otherwise: {', '.join(other)}")
    ours = statistics.median(run["seconds"] for run in runs["from a frame"])
    print("| who | processor seconds | ÷ ours from a frame | MB |\n|---|---|---|---|")
    print("\n".join(line(name, found, ours) for name, found in runs.items()), flush=True)


def main() -> None:
    """Compare, then print."""
    wanted = argparse.ArgumentParser(description="Our counts beside what others take.")
    wanted.add_argument("count", nargs="?", type=int, default=1_000_000, metavar="N")
    wanted.add_argument("--times", type=int, default=3)
    wanted.add_argument("--peers", nargs="*", default=[*PINNED])
    wanted.add_argument("--environments", type=Path, default=Path.home() / ".cache" / "peers")
    said = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for ties, words in ((0.1, "with"), (0.0, "without")):
            file = Path(folder) / f"{words}.parquet"
            record(said.count, ties).to_parquet(file)
            for question, peers in ASKED.items():
                if ties or question == "transitions":
                    print(f"\n{question.title()}, {said.count:,} engagements, {words} ties\n")
                    able = [peer for peer in said.peers if peer in peers]
                    able = [peer for peer in able if not ties or peer not in ORDERS_TIES]
                    compare(question, file, [*OURS, *able], said)


if __name__ == "__main__":
    main()
