"""Loads a log into Neo4j in a process of its own, so that tests can kill it.

``python neo4j_loader.py URI DATASET PEOPLE VARIANT KILL`` reads the password from the environment.
``KILL`` is after which batch it kills itself; 0 for never.
"""

from __future__ import annotations

import os
import signal
import sys

import numpy as np
import pandas as pd
from logs import MOUNTAIN

from pathways.record.log import EngagementLog, build_log
from pathways.stores.neo4j import load as neo4j_load
from pathways.stores.neo4j.store import open_neo4j

SMALL_BATCH = 60


def table(people: int, variant: int = 0) -> pd.DataFrame:
    """So many people; in another variant some roles differ, some people left and others came.

    Engagements have keys of their own; in another variant a few belong to somebody else.
    """
    chance = np.random.default_rng(7)
    rows = people * 3
    who = chance.integers(0, people, rows)
    day = np.datetime64("2019-01-01") + chance.integers(0, 900, rows).astype("timedelta64[D]")
    made = pd.DataFrame(
        {
            "engagement": [f"e{number}" for number in range(rows)],
            "participant": [f"p{number:04d}" for number in who],
            "program": np.array(["OL", "GS"])[chance.integers(0, 2, rows)],
            "edition": np.where(chance.random(rows) < 0.7, day.astype("datetime64[Y]"), None),
            "role": np.array(["reader", "mentee", "mentor", "juggler"])[
                chance.integers(0, 4, rows)
            ],
            "start": day,
            "region": np.array(["north", "south", None], dtype=object)[who % 3],
        }
    )
    if variant:
        made.loc[::9, "role"] = "mentor"
        made.loc[::17, "participant"] = "p0001"
        made.loc[made["participant"] == "p0002", "participant"] = "new"
        made = made[made["participant"] != "p0003"]
        made.loc[made["edition"] == "2020", "program"] = "OL"
    made["edition"] = made["edition"].map(str, na_action="ignore")
    return made.reset_index(drop=True)


def many(people: int, variant: int = 0) -> EngagementLog:
    """The same as a log."""
    return build_log(table(people, variant), MOUNTAIN)


def main() -> None:
    uri, dataset, people, variant, kill = sys.argv[1:]
    neo4j_load.BATCH = neo4j_load.MANY = SMALL_BATCH
    batches = 0

    def count(_done: int, _all: int) -> None:
        nonlocal batches
        batches += 1
        if batches == int(kill):
            os.kill(os.getpid(), signal.SIGKILL)

    print("ready", flush=True)  # noqa: T201 - whoever wants to kill it waits for this
    with open_neo4j(uri, dataset=dataset, progress=count) as store:
        report = store.write(many(int(people), int(variant)), source="x", replace=True)
        sys.stdout.write(report.sentence)


if __name__ == "__main__":
    main()
