"""Our estimates beside those of other libraries, of published tables and of hand calculations.

``second_library.json`` was written by ``benchmarks/second_library.py`` with lifelines and
scikit-survival; its versions stand in it, and neither is needed here.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from logs import log_of

from pathways.measures.next_steps import next_steps
from pathways.sequences.directly_follows import NO_FURTHER
from pathways.stats.comparison import compared
from pathways.stats.rate import wilson
from pathways.stats.survival import cumulative_incidence, kaplan_meier, log_log_band

SECOND = json.loads((Path(__file__).parent / "second_library.json").read_text(encoding="utf-8"))
CUT = date(2022, 1, 1)
NEXT = {1: "one", 2: "two"}

cases = pytest.mark.parametrize("case", SECOND["cases"].values(), ids=SECOND["cases"])


def told(values: list[float | None]) -> Any:
    return pytest.approx(np.array(values, dtype=float), abs=1e-9, nan_ok=True)


def test_the_sources_are_named() -> None:
    assert set(SECOND["sources"]) == {"lifelines", "scikit-survival"}


@cases
def test_kaplan_meier_band_and_median_as_in_lifelines(case: dict[str, Any]) -> None:
    days, kinds = np.array(case["days"]), np.array(case["kinds"])
    curve, other = kaplan_meier(days, kinds > 0), case["kaplan_meier"]
    assert curve.times.tolist() == other["days"]
    assert curve.waiting == told(other["waiting"])
    low, high = log_log_band(curve.waiting, curve.error, 0)
    inside = curve.waiting > 1e-9  # at its end a curve may have no band
    assert low[inside] == told(np.array(other["low"])[inside].tolist())
    assert high[inside] == told(np.array(other["high"])[inside].tolist())
    ends = [curve.time_to(0.5), *curve.median_interval()]
    assert ends == told([other[name] for name in ("median", "median_low", "median_high")])


@cases
def test_aalen_johansen_as_in_scikit_survival(case: dict[str, Any]) -> None:
    days, kinds = np.array(case["days"]), np.array(case["kinds"])
    share, low, high = cumulative_incidence(days, kinds - 1, 2, case["by"])
    other = case["aalen_johansen"]
    assert share[:2] == told(other["share"])
    for ours, theirs in ((low[:2], other["low"]), (high[:2], other["high"])):
        known = np.array([end is not None for end in theirs])
        assert ours[known] == told([end for end in theirs if end is not None])


@cases
def test_the_measure_says_the_same_of_a_record(case: dict[str, Any]) -> None:
    lines = []
    for nth, (days, kind) in enumerate(zip(case["days"], case["kinds"], strict=True)):
        # Who moved was watched for longer; everyone else up to the cut-off.
        start = CUT - timedelta(days + (500 if kind else 0))
        lines.append(f"p{nth} OL - start {start}")
        if kind:
            lines.append(f"p{nth} OL - {NEXT[kind]} {start + timedelta(days)}")
    log = log_of("\n".join(lines), as_of=CUT)
    table = next_steps(log, after="start", by="role", horizon=f"{case['by']}d").table
    found = table.set_index("target")
    other = case["aalen_johansen"]
    for name, share, low, high in zip(
        NEXT.values(), other["share"], other["low"], other["high"], strict=True
    ):
        assert found.loc[name, "incidence"] == told([share])
        if low is not None:
            assert found.loc[name, ["incidence_low", "incidence_high"]].tolist() == told(
                [low, high]
            )
    assert found["incidence"].sum() == pytest.approx(1)
    assert found.loc[NO_FURTHER, "km_median"] == told([case["kaplan_meier"]["median"]])


def test_the_remission_times_of_every_textbook() -> None:
    # Freireich and others (1963), 21 patients on 6-MP, as tabulated by Gehan and by Cox and Oakes.
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    watched = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    days, events = np.array(ended + watched), np.array([True] * 9 + [False] * 12)
    curve = kaplan_meier(days, events)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.waiting.round(3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert curve.error == pytest.approx(
        [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=6e-5
    )
    assert curve.time_to(0.5) == 23


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_newcombe_printed_it(x: int, n: int, low: float, high: float) -> None:
    # Newcombe (1998), Statistics in Medicine 17:857, table I, method 3.
    ends = [float(end[0]) for end in wilson([x], [n])]
    assert ends == pytest.approx([low, high], abs=6e-5)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_differences_as_newcombe_printed_them(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    # Newcombe (1998), Statistics in Medicine 17:873, table II, method 10.
    row = compared([one[0]], [one[1]], [other[0]], [other[1]]).iloc[0]
    assert row["difference"] == pytest.approx(one[0] / one[1] - other[0] / other[1])
    assert [row["difference_low"], row["difference_high"]] == pytest.approx([low, high], abs=6e-5)
