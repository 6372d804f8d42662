"""Deepening: napkin answers, every order of a few steps, and what must not change."""

from __future__ import annotations

from itertools import pairwise, permutations
from statistics import mean

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from random_logs import frames, logs, rows_of, sets_with, shuffled

from pathways.errors import OptionError
from pathways.measures.deepening import deepening
from pathways.record.log import EngagementLog, build_log

NAPKIN = """
ana  OL 1 reader  2020-01-01
ana  OL 1 mentee  2020-02-01
ana  OL 2 mentor  2020-03-01
ben  OL 1 mentee  2020-01-01
ben  OL 1 juggler 2020-01-15
ben  OL 2 mentee  2020-02-01
cleo OL 1 mentor  2020-01-01
cleo OL 1 reader  2020-01-01
cleo OL 2 mentee  2020-02-01
dara OL 1 mentee  2020-01-01
dara OL 2 reader  2020-02-01
dara OL 3 mentor  2020-03-01
eli  OL 3 mentee  2020-03-01
"""
ROLES = ("reader", "mentee", "mentor")


def counts(log: EngagementLog) -> dict[str, tuple[int, int]]:
    table = deepening(log, permutations=1).table
    return {row.share: (row.x, row.n) for row in table.itertuples()}


def test_five_people_on_a_napkin() -> None:
    # A juggler has no tier; Cleo's first set stands for mentor; Eli has one step only.
    log = log_of(NAPKIN)
    assert counts(log) == {
        "pair up": (3, 6),
        "pair level": (1, 6),
        "pair down": (2, 6),
        "never falls": (2, 4),
        "always rises": (1, 4),
        "ends higher": (2, 4),
        "ends level": (1, 4),
        "ends lower": (1, 4),
    }
    answer = deepening(log)
    assert str(answer) == (
        "Of people with two or more step sets, 2 of 4 (too few to say) never step down."
    )
    assert "Left out: 1 person with one step set at known tiers." in answer.caveats
    assert "Step sets of several tiers stand for the highest: 1." in answer.caveats
    assert answer.table[["rate", "low", "by_chance", "net_gain"]].isna().all(axis=None)


def people(*sequences: tuple[int, ...]) -> EngagementLog:
    """Each of these people once, by the ranks of their tiers."""
    lines = [
        f"p{person} OL - {ROLES[tier]} 2020-01-{day + 1:02}"
        for person, tiers in enumerate(sequences)
        for day, tier in enumerate(tiers)
    ]
    return log_of("\n".join(lines))


def test_chance_is_the_mean_over_every_order() -> None:
    sequences = [(0, 1, 2), (0, 0, 1), (2, 1), (1, 1), (0, 1, 1, 2), (2, 0, 0, 2)] * 2
    table = deepening(people(*sequences)).table.set_index("share")
    weak = mean(
        mean(all(a <= b for a, b in pairwise(order)) for order in permutations(tiers))
        for tiers in sequences
    )
    strict = mean(
        mean(all(a < b for a, b in pairwise(order)) for order in permutations(tiers))
        for tiers in sequences
    )
    assert table.loc["never falls", "by_chance"] == pytest.approx(weak)
    assert table.loc["always rises", "by_chance"] == pytest.approx(strict)
    assert table.loc["never falls", "net_gain"] == mean(s[-1] - s[0] for s in sequences)


def test_the_range_of_chance_is_that_of_shuffling() -> None:
    sequences = [(0, 1, 2), (0, 1, 1), (1, 2)] * 20
    row = deepening(people(*sequences)).table.set_index("share").loc["never falls"]
    rng = np.random.default_rng(7)
    shares = [
        mean(bool((np.diff(rng.permutation(tiers)) >= 0).all()) for tiers in sequences)
        for _ in range(400)
    ]
    low, high = np.quantile(shares, [0.025, 0.975])
    assert row["chance_low"] == pytest.approx(low, abs=0.04)
    assert row["chance_high"] == pytest.approx(high, abs=0.04)


def test_pairs_of_one_person_hang_together() -> None:
    # Ten people go up nine times each or never: 90 pairs say no more than ten people do.
    up_and_down = tuple([0, 2] * 5)
    table = deepening(people(*[up_and_down] * 5, *[(1,) * 10] * 5)).table.set_index("share")
    row = table.loc["pair level"]
    assert (row["x"], row["n"]) == (45, 90)
    assert row["low"] <= 0.2
    assert row["high"] >= 0.8


def test_nothing_and_everything_have_an_interval() -> None:
    table = deepening(people(*[(0, 1)] * 12)).table.set_index("share")
    assert table.loc["pair up", "rate"] == 1
    assert 0.7 < table.loc["pair up", "low"] < 0.8
    assert table.loc["pair down", "high"] == pytest.approx(1 - table.loc["pair up", "low"])
    assert table.loc["never falls", "by_chance"] == 0.5


def test_the_sentence_compares_with_chance() -> None:
    rising = deepening(people(*[(0, 1, 2)] * 30))
    assert str(rising) == (
        "Of people with two or more step sets, 30/30 = 100 % (89 to 100) never step down: more "
        "than in random order, where 17 % (7 to 30) would."
    )
    flat = deepening(people(*[(1, 1)] * 30))
    assert str(flat).endswith("no more and no fewer than in random order, where 100 % would.")
    falling = deepening(people(*[(2, 1, 0)] * 40))
    assert ": fewer than in random order, where 17 %" in str(falling)


def test_sentences_are_true_of_almost_nothing() -> None:
    for text in ("a OL 1 mentee 2020-01-01 - no-show", "a OL 1 mentee", "a OL 1 juggler"):
        answer = deepening(log_of(text))
        assert str(answer) == "Nobody has two step sets at known tiers yet, so nothing can deepen."
        assert answer.table.empty
    with pytest.raises(OptionError, match="from 1 up"):
        deepening(log_of(NAPKIN), permutations=0)


@settings(max_examples=25, deadline=None)
@given(logs())
def test_as_in_plain_loops(log: EngagementLog) -> None:
    tiers = [
        [max(row["tier"] for row in each) for each in sets_with(sets, "tier")]
        for sets in rows_of(log).values()
    ]
    tiers = [person for person in tiers if len(person) > 1]
    pairs = [pair for person in tiers for pair in pairwise(person)]
    ends = [person[-1] - person[0] for person in tiers]
    expected = {
        "pair up": (sum(a < b for a, b in pairs), len(pairs)),
        "pair level": (sum(a == b for a, b in pairs), len(pairs)),
        "pair down": (sum(a > b for a, b in pairs), len(pairs)),
        "never falls": (sum(person == sorted(person) for person in tiers), len(tiers)),
        "always rises": (sum(person == sorted(set(person)) for person in tiers), len(tiers)),
        "ends higher": (sum(end > 0 for end in ends), len(tiers)),
        "ends level": (sum(end == 0 for end in ends), len(tiers)),
        "ends lower": (sum(end < 0 for end in ends), len(tiers)),
    }
    assert counts(log) == (expected if tiers else {})


@settings(max_examples=8, deadline=None)
@given(frames(people=14, rows=60), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_do_not_matter(frame: pd.DataFrame, random: object) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = build_log(frame, MOUNTAIN), build_log(shuffled(frame, order), MOUNTAIN)
    pd.testing.assert_frame_equal(deepening(one).table, deepening(other).table, check_exact=True)


def test_a_day_after_the_cut_off_changes_nothing() -> None:
    before = deepening(log_of(NAPKIN, as_of="2021-06-01")).table
    later = log_of(f"{NAPKIN}\neli GS 3 mentor 2021-06-02", as_of="2021-06-01")
    pd.testing.assert_frame_equal(deepening(later).table, before)


@needs_ols
def test_the_real_record_says_what_it_said() -> None:
    table = deepening(ols_log()).table.set_index("share")
    assert (table.loc["never falls", "x"], table.loc["never falls", "n"]) == (178, 204)
