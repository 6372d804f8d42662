"""The real record beside the project, where it is; tests that need it skip where it is not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import load_scheme

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "ols"

needs_ols = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the real record (../shared/data/ols) is not on this machine"
)


def ols_log() -> EngagementLog:
    """``people_per_cohort.csv`` with the order of ``editions.csv``, read by pandas alone."""
    rows = pd.read_csv(FOLDER / "people_per_cohort.csv", dtype=str)
    tracks = {"catalyst": "ols-9-catalyst", "dra": "ols-9-dra"}
    records = pd.DataFrame(
        {
            "participant": rows["id"],
            "program": "openseeds",
            "edition": rows["cohort"].map(lambda name: tracks.get(name, f"ols-{name}")),
            "role": rows["role"],
            "country": rows["country"],
        }
    )
    editions = pd.read_csv(FOLDER / "editions.csv", parse_dates=["start_date", "last_week_start"])
    editions = editions.rename(columns={"start_date": "start", "last_week_start": "end"})
    return build_log(records, load_scheme("moe"), editions=editions)
