"""Where to act, and what would follow: on a napkin, and where chance would fool."""

from __future__ import annotations

import numpy as np
import pytest
from communities import community, log_of_days

import pathways as pw
from pathways.errors import OptionError, UnknownStepError
from pathways.record.log import EngagementLog


def sixty() -> EngagementLog:
    """20 of 60 mentees become readers; of these 15 become mentors, of the other 40 only 10."""
    rows = [(f"p{n:02}", "OL", "mentee", 0) for n in range(60)]
    rows += [(f"p{n:02}", "GS", "reader", 10) for n in range(20)]
    rows += [(f"p{n:02}", "OL", "mentor", 20) for n in [*range(15), *range(20, 30)]]
    return log_of_days(rows, 500)


def test_what_if_on_a_napkin() -> None:
    answer = pw.what_if(sixty(), source="mentee", target="reader", rate="0.5")
    row = answer.table.set_index("tier").loc["Leading"]
    # 60 * (0.5 * 15/20 + 0.5 * 10/40) = 30, five more than the 25 who did
    assert (row["x"], row["n"], row["would"], row["more"]) == (25, 60, 30.0, 5.0)
    assert row["more_low"] < 5 < row["more_high"]
    assert "+10 people, and +5 (" in answer.sentence
    assert "arithmetic, not a promise" in answer.sentence
    assert '--at "mentee" --to "reader" --expect 0.5' in answer.caveats[-1]


def test_what_if_nothing_changes_nothing_follows() -> None:
    answer = pw.what_if(sixty(), source="mentee", target="reader", rate=str(20 / 60)[:12])
    assert answer.table["more"].abs().max() < 1e-6


def test_what_if_withholds_what_few_people_say() -> None:
    log = community(1, people=30, days=300, rate=0.1, as_of=700)
    answer = pw.what_if(log, source="mentee", target="mentor", rate="0.9")
    assert answer.table["more"].isna().all()
    assert "too few took the move" in answer.sentence


def test_the_interval_of_what_if_holds_the_truth_about_as_often_as_it_says() -> None:
    chance, held = np.random.default_rng(3), 0
    from pathways.loops.what_if import _would

    for _ in range(200):
        moved = chance.random(150) < 0.3
        reached = chance.random(150) < np.where(moved, 0.7, 0.2)
        *_, low, high = _would(moved, reached, 0.5)
        held += low <= 150 * (0.5 - 0.3) * (0.7 - 0.2) <= high
    assert held >= 180


def test_candidates_are_not_fooled_by_chance() -> None:
    """Years that differ by nothing but luck promise nothing, in nearly every record."""
    gains = [
        pw.candidates(
            community(seed, people=150, days=1400, rate=0.3, as_of=1900), by="role"
        ).table["gain"][0]
        for seed in range(12)
    ]
    assert np.median(gains) == 0
    assert max(gains) < 0.15


def test_candidates_find_the_year_that_did_better() -> None:
    log = community(2, people=300, days=730, rate=0.1, later=0.6, since=366, as_of=1200)
    answer = pw.candidates(log, by="role")
    row = answer.table.iloc[0]
    assert row["step"] == "mentee"
    assert row["why"].startswith("2021: ")
    assert row["gain_low"] > 0.1
    assert row["would_move"] == pytest.approx(row["people"] * row["gain"])


def test_weight_and_effort_change_the_order_and_nothing_else() -> None:
    rows = []
    for year in (0, 366):
        for n in range(40):
            goes = n < (30 if year else 5)
            for role in ("mentee", "reader"):
                rows.append((f"{role}{year}{n}", "OL", role, year + n))
                if goes:
                    rows.append((f"{role}{year}{n}", "OL", "mentor", year + 100 + n))
    log = log_of_days(rows, 1200)
    plain = pw.candidates(log, by="role").table.set_index("step")
    heavy = pw.candidates(log, by="role", effort={"Mentee": 4}, weight={"reader": 2}).table
    assert list(heavy["step"]) == ["reader", "mentee"]
    again = heavy.set_index("step")
    assert again.loc["reader", "score"] == plain.loc["reader", "score"] * 2
    assert again.loc["mentee", "score"] == plain.loc["mentee", "score"] / 4
    assert again["would_move"].to_dict() == plain["would_move"].to_dict()


def test_bad_input_is_one_sentence() -> None:
    log = sixty()
    with pytest.raises(OptionError, match='the nearest is "mentee"'):
        pw.candidates(log, by="role", weight={"mente": 2})
    with pytest.raises(OptionError, match="is a number above 0"):
        pw.candidates(log, by="role", effort={"mentee": 0})
    with pytest.raises(OptionError, match="A goal is a rate"):
        pw.what_if(log, source="mentee", target="reader", rate="7")
    with pytest.raises(UnknownStepError, match="reader"):
        pw.what_if(log, source="mentee", target="readr", rate="0.5")
