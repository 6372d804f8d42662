"""Exact tests are those of scipy, and the power of a change is that of statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, hypergeom
from statsmodels.stats.proportion import power_proportions_2indep

from pathways.stats.exact import binomial_test, hypergeometric, power


@settings(max_examples=150, deadline=None)
@given(st.data(), st.integers(1, 3000), st.sampled_from([0.0, 0.003, 0.1, 0.5, 0.73, 1.0]))
def test_binomial(data: st.DataObject, n: int, p: float) -> None:
    near = min(n, max(0, round(n * p) + data.draw(st.integers(-12, 12))))
    for x in (near, data.draw(st.integers(0, n))):
        expected = binomtest(x, n, p).pvalue
        assert binomial_test(x, n, p) == pytest.approx(expected, rel=1e-8, abs=1e-200)


def test_binomial_of_a_million() -> None:
    for x in (500_000, 500_700, 501_500, 498_600):
        expected = binomtest(x, 1_000_000, 0.5).pvalue
        assert binomial_test(x, 1_000_000, 0.5) == pytest.approx(expected, rel=1e-7)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 2000), st.data())
def test_hypergeometric(everyone: int, data: st.DataObject) -> None:
    drawn, events = (data.draw(st.integers(0, everyone)) for _ in range(2))
    x = np.arange(61)
    found = hypergeometric(x, np.array([everyone]), np.array([drawn]), np.array([events]))
    expected = hypergeom.pmf(x, everyone, drawn, events)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-200)


@pytest.mark.parametrize("now", [0.01, 0.2, 0.5, 0.97])
@pytest.mark.parametrize("aim", [0.02, 0.3, 0.6, 0.99])
def test_power(now: float, aim: float) -> None:
    for people in (10, 83, 4000):
        expected = power_proportions_2indep(aim - now, now, people, return_results=False)
        assert power(now, aim, people) == pytest.approx(expected, rel=1e-9)
