"""Estimates made from counts are those that statsmodels makes from people, to the last digit."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from pathways.stats.comparison import compared, holm
from pathways.stats.rate import wilson
from pathways.stats.survival import cumulative_incidence, kaplan_meier

CHANCE = np.random.default_rng(20)
KINDS = 3


def people() -> tuple[np.ndarray, np.ndarray]:
    many = int(CHANCE.integers(1, 60))
    return CHANCE.integers(0, 12, many), CHANCE.integers(-1, KINDS, many)


def same(one: object, other: object) -> bool:
    return np.array_equal(np.asarray(one, float), np.asarray(other, float), equal_nan=True)


@pytest.mark.parametrize("_", range(50))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_kaplan_meier(_: int) -> None:
    times, kinds = people()
    if (kinds < 0).all():
        return
    ours, theirs = kaplan_meier(times, kinds >= 0), SurvfuncRight(times, (kinds >= 0).astype(int))
    assert ours.times.tolist() == theirs.surv_times.tolist()
    assert same(ours.waiting, theirs.surv_prob)
    assert same(ours.error, theirs.surv_prob_se)


@pytest.mark.parametrize("_", range(50))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_aalen_johansen(_: int) -> None:
    times, kinds = people()
    by = int(CHANCE.integers(0, 14))
    share = cumulative_incidence(times, kinds, KINDS, by)[0]
    fit = CumIncidenceRight(np.minimum(times, by + 1), np.where(times <= by, kinds + 1, 0))
    last = int(np.searchsorted(fit.times, by, side="right")) - 1
    theirs = [curve[last] if last >= 0 else 0.0 for curve in fit.cinc]
    assert same(share[: len(theirs)], theirs)


@pytest.mark.parametrize("_", range(50))
def test_so_many_alike_are_so_many_people(_: int) -> None:
    times, kinds = people()
    many = CHANCE.integers(1, 5, len(times))
    spread = np.repeat(times, many), np.repeat(kinds, many)
    one = cumulative_incidence(*spread, KINDS, 6)
    assert all(map(same, one, cumulative_incidence(times, kinds, KINDS, 6, many)))
    curve, other = kaplan_meier(spread[0], spread[1] >= 0), kaplan_meier(times, kinds >= 0, many)
    assert same(curve.waiting, other.waiting)
    assert same(curve.error, other.error)


def test_wilson_newcombe_and_holm() -> None:
    x, y = CHANCE.integers(0, 40, (2, 500))
    n, m = x + CHANCE.integers(0, 60, 500), y + CHANCE.integers(0, 60, 500)
    some = (x > 0) & (x < n)
    theirs = proportion_confint(x[some], n[some], method="wilson")
    assert same([end[some] for end in wilson(x, n)], theirs)
    inner = some & (y > 0) & (y < m) & (n >= 10) & (m >= 10)
    ends = confint_proportions_2indep(x[inner], n[inner], y[inner], m[inner], method="newcomb")
    ours = compared(x, n, y, m)[["difference_low", "difference_high"]].to_numpy()[inner]
    assert same(ours.T, ends)
    p = CHANCE.random(30) ** 3
    assert same(holm(p), multipletests(p, method="holm")[1])
