"""Graduation: napkin answers, a slow oracle, and ranks that can be told apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from random_logs import elapsed, frames, incidence, logs, rows_of, shuffled

from pathways.errors import OptionError, UnknownStepError
from pathways.measures.graduation import graduation
from pathways.record.log import EngagementLog, build_log

NAPKIN = """
ana  OL 1 mentee 2020-01-01
ana  OL 2 mentor 2021-01-01
ben  OL 1 mentee 2020-01-01
ben  OL 2 mentor 2021-01-02
cleo OL 1 mentor 2019-06-01
cleo OL 1 mentee 2020-01-01
dara OL 2 mentee 2021-01-01
eli  OL 1 mentee 2020-01-01
"""
COUNTS = ["x", "n", "not_yet_observable", "already"]


def counts(log: EngagementLog, **options: Any) -> list[list[int]]:
    return graduation(log, **options).table[COUNTS].to_numpy().tolist()


def test_five_people_on_a_napkin() -> None:
    # Ana came on the same day a year later, Ben on the day after; Cleo had mentored before; Dara
    # has had no year; Eli went no further.
    answer = graduation(log_of(NAPKIN, as_of="2021-06-01"), source="mentee", outcome="mentor")
    assert answer.table[COUNTS].to_numpy().tolist() == [[1, 3, 1, 1]]
    assert str(answer) == ("After mentee, 1 of 3 (too few to say) reached mentor within 12 months.")
    assert "Had mentor before mentee or together with it, and counted apart: 1." in answer.caveats


def test_the_outcome_is_the_top_tier_and_the_source_the_first_step() -> None:
    log = log_of(NAPKIN, as_of="2021-06-01")
    assert counts(log) == [[1, 3, 1, 1]]
    assert graduation(log).table.loc[0, ["source", "outcome"]].tolist() == [
        "a first step",
        "Leading",
    ]


def test_what_nothing_orders_is_no_way_up() -> None:
    log = log_of("a OL 1 mentee 2020-01-01\na OL 1 mentor 2020-01-01", as_of="2021-06-01")
    assert counts(log, source="mentee") == [[0, 0, 0, 1]]


def crowd(*cohorts: tuple[str, int, int]) -> EngagementLog:
    """Programs with so many mentees, of whom so many lead 100 days later."""
    lines = []
    for program, people, leading in cohorts:
        for number in range(people):
            lines.append(f"{program}{number} {program} - mentee 2020-01-01")
            if number < leading:
                lines.append(f"{program}{number} {program} - mentor 2020-04-10")
    return log_of("\n".join(lines), as_of="2021-06-01")


def test_time_and_its_band() -> None:
    row = graduation(crowd(("OL", 20, 14))).table.iloc[0]
    assert (row["rate"], row["incidence"]) == (0.7, pytest.approx(0.7))
    assert (row["median"], row["median_low"], row["unit"]) == (100, 100, "day")
    # Everyone moved on one day: S = 0.3 with Greenwood's error, in log-log.
    error = np.sqrt(0.3 * 0.7 / 20)
    width = 1.959964 * error / abs(0.3 * np.log(0.3))
    band = sorted(1 - 0.3 ** np.exp([-width, width]))
    assert [row["incidence_low"], row["incidence_high"]] == pytest.approx(band, rel=1e-5)


def test_programs_and_the_ranks_that_can_be_told_apart() -> None:
    log = crowd(("A", 40, 30), ("B", 40, 24), ("C", 40, 4), ("D", 9, 9))
    answer = graduation(log, by="program")
    table = answer.table.set_index("program")
    assert list(table.index) == ["A", "B", "C", "D"]
    assert table["rank"].tolist()[:3] == [1, 1, 2]
    assert table.loc["D", ["rate", "shrunk", "rank"]].isna().all()
    assert table["against_all"].tolist() == ["above", "within", "below", ""]
    overall = 58 / 120
    assert table.loc["A", "rate"] > table.loc["A", "shrunk"] > overall
    assert str(answer) == (
        "Most reach Leading within 12 months after A: 30/40 = 75 % (60 to 86); fewest after C: "
        "4/40 = 10 % (4 to 23); of 3 programs, 2 ranks can be told apart."
    )
    assert "3 pairs are compared, after Holm's correction; the overall rate is 48 %." in (
        answer.caveats
    )


def test_rates_that_chance_can_make_are_one_rank() -> None:
    answer = graduation(crowd(("A", 20, 11), ("B", 20, 9)), by="program")
    assert "no two of the 2 programs can be told apart" in str(answer)
    assert answer.table["shrunk"].tolist() == [0.5, 0.5]
    assert answer.table["against_all"].tolist() == ["within", "within"]


def test_sentences_are_true_of_almost_nothing() -> None:
    none = log_of("a OL 1 mentee 2020-01-01 - no-show")
    assert str(graduation(none)) == "Nobody has been at a first step yet."
    assert str(graduation(none, by="program")) == "Nobody has been at a first step yet."
    one = log_of("a OL 1 mentee 2020-01-01")
    assert str(graduation(one, source="mentee")) == (
        "Nobody has been watched for 12 months since mentee yet (1 person for less)."
    )
    assert "too few to say" in str(graduation(one, by="edition"))
    top = log_of("a OL 1 mentor 2020-01-01")
    assert str(graduation(top)) == (
        "All of 1 person with a first step had Leading by then, so nobody could reach it after."
    )
    undated = log_of("a OL 1 mentee\na OL 2 mentor\nb OL 1 mentee")
    assert counts(undated, source="mentee") == [[1, 2, 0, 0]]
    without = log_of("a OL - mentee 2020-01-01", as_of="2022-01-01")
    assert counts(without, by="edition") == []
    assert str(graduation(without, by="edition")) == "Nobody has been at a first step yet."


def test_what_cannot_be_answered_says_so() -> None:
    with pytest.raises(OptionError, match='by "role" is not one of program, edition'):
        graduation(log_of(NAPKIN), by="role")
    with pytest.raises(UnknownStepError, match='the nearest is "mentee"'):
        graduation(log_of(NAPKIN), source="mentees")


@settings(max_examples=15, deadline=None)
@given(logs(people=14, days=900, rows=50))
def test_as_in_plain_loops(log: EngagementLog) -> None:
    window = log.horizon().length
    found, times, events = [0, 0, 0, 0], [], []
    for sets in rows_of(log).values():
        since = sets[0]
        if any(row["tier"] == 2 for row in since):
            found[3] += 1
            continue
        after = next((own for own in sets if any(row["tier"] == 2 for row in own)), None)
        goal = None if after is None else [_first(row for row in after if row["tier"] == 2)]
        begun = [_first(since)]
        took = elapsed(log, begun, goal) if goal else elapsed(log, begun, None)
        times.append(max(took, 0))
        events.append("up" if goal else None)
        watched = elapsed(log, begun, None) >= window
        found[0] += watched and goal is not None and took <= window
        found[1] += watched
        found[2] += not watched
    answer = graduation(log)
    assert counts(log) == [found]
    if pd.notna(answer.table.loc[0, "incidence"]):
        share, _ = incidence(times, events, window)
        assert answer.table.loc[0, "incidence"] == pytest.approx(share.get("up", 0.0))


def _first(rows: Any) -> Any:
    return min(rows, key=lambda row: (row["time"], row["rank"], row["program"]))


@settings(max_examples=6, deadline=None)
@given(frames(), st.randoms(use_true_random=False), st.sampled_from([None, "program", "edition"]))
def test_order_of_rows_and_names_do_not_matter(
    frame: pd.DataFrame, random: Any, by: str | None
) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    one, other = build_log(frame, MOUNTAIN), build_log(shuffled(frame, order), MOUNTAIN)
    before = one.records.copy()
    expected = graduation(one, by=by).table
    pd.testing.assert_frame_equal(graduation(other, by=by).table, expected)
    pd.testing.assert_frame_equal(one.records, before)
    everyone = expected[["x", "n", "not_yet_observable", "already"]].sum()
    if by is None:
        assert everyone[["n", "not_yet_observable", "already"]].sum() == one.people


@needs_ols
@pytest.mark.ols
def test_the_real_record() -> None:
    table = graduation(ols_log(), source="role=participant", outcome="mentor").table
    told = ols_log().counted
    first = told[told["role"] == "participant"].groupby("participant", observed=True)["rank"].min()
    hoped = told[told["role"] == "mentor"].groupby("participant", observed=True)["rank"]
    by_then = first.index.isin(hoped.min()[lambda rank: rank <= first.reindex(rank.index)].index)
    pairs = told[told["role"] == "mentor"].join(first.rename("first"), on="participant")
    following = pairs[pairs["rank"] == pairs["first"] + 1]["participant"].nunique()
    ready = (first < told["rank"].max()) & ~by_then
    assert following >= table.loc[0, "x"]
    assert ready.sum() == table.loc[0, "n"]
    assert by_then.sum() == table.loc[0, "already"]
    assert table.loc[0, COUNTS].tolist() == [39, 373, 101, 13]
