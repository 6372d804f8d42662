"""Do 95 % intervals hold the truth 95 times of 100, when many people are too recent to know?

Synthetic records whose truth is known go through the measures themselves:

    python benchmarks/coverage.py [RECORDS]

Everybody starts on a random day of the three years before the cut-off, and takes a further step
some random days later, to one of two places, or never.  A third started less than a year ago.  The
table has, for each number of people who started, the share of intervals that hold the truth:

- ``wilson``: conversion within a year, of those who were watched for one;
- ``newcombe``: the change of that from one edition to the next, both watched to the end;
- ``kaplan-meier``: no further step within a year, of everyone, with its log-log band;
- ``aalen-johansen``: the step we hope for within a year, the other one competing, of everyone;
- ``naive``: everyone in the denominator and who is recent counted as lost, as is often done.

Many records go through a measure at once, each as a program of its own.
"""

from __future__ import annotations

import sys
from datetime import date

import numpy as np
import pandas as pd

from pathways.measures.conversion import conversion
from pathways.measures.next_steps import next_steps
from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import load_scheme
from pathways.sequences.directly_follows import NO_FURTHER
from pathways.stats.rate import wilson

CUT, YEAR = date(2022, 12, 31), 365
SIZES = (20, 60, 200)
HOPED, OTHER, WORSE = 0.40, 0.15, 0.10
"""True shares of people with each step within a year; and how much lower the first is later."""


def started(
    programs: np.ndarray, first: int, last: int, hoped: float, dice: np.random.Generator
) -> pd.DataFrame:
    """One person for each program named, who starts so many days before the cut-off."""
    size = len(programs)
    kind = dice.choice(["hoped", "other", "none"], size=size, p=[hoped, OTHER, 1 - hoped - OTHER])
    return pd.DataFrame(
        {
            "program": programs,
            "kind": kind,
            "before": dice.integers(first, last, size),
            "took": dice.integers(1, YEAR + 1, size),
        }
    )


def record(people: pd.DataFrame, edition: pd.Series | str) -> EngagementLog:
    """The engagements of such people up to the cut-off, as a log."""
    people = people.assign(participant=[f"p{nth}" for nth in range(len(people))], edition=edition)
    start = pd.Timestamp(CUT) - pd.to_timedelta(people["before"], unit="D")
    first = people.assign(role="start", start=start)
    moved = people[people["kind"] != "none"]
    then = start[moved.index] + pd.to_timedelta(moved["took"], unit="D")
    later = moved.assign(role=moved["kind"], start=then, edition=None)
    rows = pd.concat([first, later[later["start"] <= pd.Timestamp(CUT)]], ignore_index=True)
    columns = ["participant", "program", "edition", "role", "start"]
    return build_log(rows[columns], load_scheme("moe"), as_of=CUT)


def recent_people(n: int, programs: np.ndarray, dice: np.random.Generator) -> pd.DataFrame:
    """Intervals of records in which a third is too recent to know."""
    log = record(started(np.repeat(programs, n), 0, 3 * YEAR, HOPED, dice), "1")
    rates = conversion(log, source="start", target="hoped", within=f"{YEAR}d").table
    low, high = wilson(rates["x"], np.full(len(rates), n))
    steps = next_steps(log, horizon=f"{YEAR}d").table
    steps = steps[steps["source"].str.endswith(": start")]
    none = steps[steps["target"] == NO_FURTHER]
    hoped = steps[steps["target"].str.endswith(": hoped")]
    ends = ["incidence_low", "incidence_high"]
    return pd.concat(
        [
            _found("wilson", HOPED, rates["low"], rates["high"]),
            _found("kaplan-meier", 1 - HOPED - OTHER, none[ends[0]], none[ends[1]]),
            _found("aalen-johansen", HOPED, hoped[ends[0]], hoped[ends[1]]),
            _found("naive", HOPED, low, high),
        ]
    )


def two_editions(n: int, programs: np.ndarray, dice: np.random.Generator) -> pd.DataFrame:
    """Intervals of the change between two editions that everybody was watched after."""
    earlier = started(np.repeat(programs, n), 3 * YEAR, 4 * YEAR, HOPED, dice)
    later = started(np.repeat(programs, n), YEAR, 2 * YEAR, HOPED - WORSE, dice)
    people = pd.concat([earlier, later], ignore_index=True)
    names = np.repeat(["1", "2"], [len(earlier), len(later)])
    log = record(people, pd.Series(names, index=people.index))
    table = conversion(log, source="start", target="hoped", within=f"{YEAR}d").table
    second = table[table["edition"] == "2"]
    return _found("newcombe", -WORSE, second["change_low"], second["change_high"])


def _found(way: str, truth: float, low: object, high: object) -> pd.DataFrame:
    ends = pd.DataFrame({"low": np.asarray(low, float), "high": np.asarray(high, float)}).dropna()
    holds = ends["low"].le(truth) & ends["high"].ge(truth)
    return pd.DataFrame({"interval": way, "holds": holds, "width": ends["high"] - ends["low"]})


def coverage(n: int, records: int, seed: int = 1) -> pd.DataFrame:
    """One row per way: in how many percent of the records the interval holds the truth.

    ``records`` counts those with an interval: under 10 people there is too little to say.
    ``give_or_take`` is twice the simulation's own standard error.
    """
    dice = np.random.default_rng([seed, n])
    programs = np.array([f"w{nth}" for nth in range(records)])
    found = pd.concat([recent_people(n, programs, dice), two_editions(n, programs, dice)])
    ways = found.groupby("interval", sort=False)
    table = ways.agg(records=("holds", "size"), covers=("holds", "mean"), width=("width", "mean"))
    give = 2 * np.sqrt(table["covers"] * (1 - table["covers"]) / table["records"])
    table = table.assign(covers=100 * table["covers"], give_or_take=100 * give).reset_index()
    table.insert(0, "people", n)
    return table


def main() -> None:
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    table = pd.concat([coverage(n, records) for n in SIZES], ignore_index=True)
    print(table.round({"covers": 1, "give_or_take": 1, "width": 3}).to_string(index=False))


if __name__ == "__main__":
    main()
