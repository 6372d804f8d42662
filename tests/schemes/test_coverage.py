"""95 % intervals hold the truth about 95 times of 100, and the usual lie does not.

A short run of ``benchmarks/coverage.py``, which prints the whole table.
"""

from __future__ import annotations

import runpy
from pathlib import Path

import pandas as pd
import pytest

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "coverage.py"
HONEST = ["wilson", "kaplan-meier", "aalen-johansen", "newcombe"]


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    simulate = runpy.run_path(str(BENCHMARK))["coverage"]
    found: pd.DataFrame = simulate(60, 100)
    return found.set_index("interval")


@pytest.mark.parametrize("way", HONEST)
def test_intervals_of_the_measures_cover(table: pd.DataFrame, way: str) -> None:
    row = table.loc[way]
    assert row["records"] == 100
    assert 93 - row["give_or_take"] <= row["covers"] <= 97 + row["give_or_take"]


def test_counting_recent_people_as_lost_misses(table: pd.DataFrame) -> None:
    assert table.loc["naive", "covers"] < 75
    assert table.loc["naive", "width"] < table.loc["wilson", "width"]
