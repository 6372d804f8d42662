"""Kaplan–Meier and Aalen–Johansen: worked by hand, and the same in plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_logs import incidence

from pathways.stats.survival import cumulative_incidence, kaplan_meier, log_log_band


def test_kaplan_meier_by_hand() -> None:
    # Six people: moved after 2, 3, 3 and 8 days; watched for 3 and 5 days without a move.
    curve = kaplan_meier(np.array([2, 3, 3, 3, 5, 8]), np.array([1, 1, 1, 0, 0, 1]) == 1)
    assert curve.times.tolist() == [2, 3, 8]
    # 5/6; of the five at risk on day 3 two moved: 5/6 * 3/5; then the only one left moved.
    assert curve.waiting == pytest.approx([5 / 6, 1 / 2, 0])
    assert curve.time_to(0.5) == 3
    assert curve.time_to(0.8 * curve.height) == 8
    assert curve.at(1) == (1.0, 0.0)
    assert curve.at(7)[0] == pytest.approx(1 / 2)


def test_nobody_moves() -> None:
    curve = kaplan_meier(np.array([4, 9]), np.array([False, False]))
    assert curve.height == 0
    assert np.isnan(curve.time_to(0.5))


def test_aalen_johansen_by_hand() -> None:
    # Mentor after 1 and 3, speaker after 2 and 3; watched for 2 days, and for 9 without a step.
    times, kinds = np.array([1, 2, 2, 3, 3, 9]), np.array([0, 1, -1, 0, 1, -1])
    share, low, high = cumulative_incidence(times, kinds, 2, by=5)
    # day 1: mentor 1/6; day 2: speaker 5/6 * 1/5; day 3: 4/6 waiting, 3 at risk: 4/6 * 1/3 each
    assert share == pytest.approx([1 / 6 + 2 / 9, 1 / 6 + 2 / 9, 2 / 9])
    assert (low < share).all()
    assert (share < high).all()


def test_uncensored_band_is_that_of_the_binomial() -> None:
    times, kinds = np.array([1] * 30 + [50] * 70), np.array([0] * 30 + [-1] * 70)
    share, low, high = cumulative_incidence(times, kinds, 1, by=10)
    error = np.sqrt(0.3 * 0.7 / 100)
    expected = log_log_band(np.array([0.3, 0.7]), np.array([error, error]), 100)
    assert share == pytest.approx([0.3, 0.7])
    assert np.stack([low, high]) == pytest.approx(np.stack(expected))


def test_everybody_or_nobody_still_has_an_interval() -> None:
    share, low, high = cumulative_incidence(np.full(20, 3), np.zeros(20, dtype=np.int64), 2, by=5)
    assert share.tolist() == [1.0, 0.0, 0.0]
    assert low[0] == pytest.approx(0.839, abs=1e-3)
    assert high[1:] == pytest.approx([0.161, 0.161], abs=1e-3)


_people = st.lists(st.tuples(st.integers(0, 9), st.integers(-1, 2)), min_size=1, max_size=30)


@settings(max_examples=80)
@given(_people, st.integers(0, 10))
def test_as_in_plain_loops(people: list[tuple[int, int]], by: int) -> None:
    times, kinds = (np.array(column, dtype=np.int64) for column in zip(*people, strict=True))
    share, low, high = cumulative_incidence(times, kinds, 3, by)
    names = [None if kind < 0 else str(kind) for kind in kinds]
    slow, waiting = incidence(times.tolist(), names, by)
    assert share == pytest.approx([*(slow.get(str(kind), 0.0) for kind in range(3)), waiting])
    assert share.sum() == pytest.approx(1)
    assert (low <= share + 1e-9).all()
    assert (share <= high + 1e-9).all()
    assert kaplan_meier(times, kinds >= 0).at(by)[0] == pytest.approx(waiting)
