"""Returns: napkin answers, hours and cost, doses, and everything again in plain loops."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from random_logs import elapsed, frames, logs, rows_of, shuffled

from pathways.errors import OptionError, SchemeError
from pathways.measures.returns import returns
from pathways.record.log import EngagementLog, build_log
from pathways.scoring.give_and_get import mean_interval

NAPKIN = """
ana  OL 1 mentee 2020-01-01
ana  OL 2 mentor 2020-06-01
ben  OL 1 mentee 2020-01-01
ben  GS 1 reader 2020-07-01
cleo GS 1 reader 2020-01-01
cleo GS 2 mentee 2021-02-01
dara OL 2 mentor 2020-01-01
eli  OL 3 mentee 2021-03-01
"""
PRICED = replace(
    MOUNTAIN, tiers=tuple(replace(t, points=str(n + 1)) for n, t in enumerate(MOUNTAIN.tiers))
)
UNPRICED = replace(MOUNTAIN, tiers=tuple(replace(t, points="0") for t in MOUNTAIN.tiers))


def test_five_people_on_a_napkin() -> None:
    # Ana rose within the year, Ben did not; Cleo rose from reading a month too late; Dara was at
    # the top; Eli has had no year. Ben had been a mentee before he read, and did not rise.
    answer = returns(log_of(NAPKIN, as_of="2021-08-01", scheme=PRICED))
    table = answer.table.set_index("program")
    columns = ["x", "n", "not_yet_observable", "at_top"]
    assert table.loc["OL", columns].tolist() == [1, 2, 1, 1]
    assert table.loc["GS", columns].tolist() == [0, 2, 0, 0]
    assert table[["rate", "worth", "others_rate"]].isna().all(axis=None)
    assert set(table["unit"]) == {"points"}
    assert str(answer) == (
        "After no program have 10 people with a way up been watched for 12 months yet: too few to "
        "say (1 person for less)."
    )


def crowd(hours: str | None = None) -> EngagementLog:
    """20 in OL of whom 10 rise (worth 3 each), 30 mentees of GS of whom 3 rise."""
    rows = []
    for program, people, up in (("OL", 20, 10), ("GS", 30, 3)):
        for n in range(people):
            who = f"{program}{n}"
            rows.append((who, program, "1", "mentee", "2020-01-01"))
            rows += [(who, program, "2", "mentor", "2020-07-01")] * (n < up)
    columns = ["participant", "program", "edition", "role", "start"]
    frame = pd.DataFrame(rows, columns=columns)
    if hours is not None:
        frame["hours"] = np.where(frame["edition"] == "1", hours, None)
    return build_log(frame, PRICED, as_of="2021-06-01")


def test_the_rate_the_worth_and_the_people_beside() -> None:
    answer = returns(crowd())
    row = answer.table.set_index("program").loc["OL"]
    assert (row["rate"], row["worth"], row["matched"], row["others"]) == (0.5, 1.5, 20, 30)
    assert row["worth_low"] < 1.5 < row["worth_high"]
    assert [row["others_rate"], row["others_worth"]] == pytest.approx([0.1, 0.3])
    assert str(answer) == (
        "After OL, 10/20 = 50 % (30 to 70) went up a tier within 12 months, with 1.5 points a "
        "head; of 30 people at the same tiers who never took it 10 % did, which describes and "
        "does not prove."
    )
    only = returns(crowd(), program="gs").table
    pd.testing.assert_frame_equal(only, answer.table[1:].reset_index(drop=True))


def test_hours_of_an_edition_and_of_its_people() -> None:
    # All rows of the edition say 40: the edition took 40 hours.
    table = returns(crowd("40")).table.set_index("program")
    assert table.loc["OL", ["hours", "advances_per_100_hours"]].tolist() == [40, 25]
    each = crowd("1").records.assign(hours=lambda t: np.arange(len(t)) % 2 + 1.0)
    mixed = build_log(each.drop(columns="engagement"), PRICED, as_of="2021-06-01")
    first = mixed.counted[(mixed.counted["edition"] == "1") & (mixed.counted["program"] == "OL")]
    table = returns(mixed).table.set_index("program")
    assert table.loc["OL", "hours"] == first["hours"].sum()
    assert "hours" not in returns(crowd()).table


def test_touch_is_that_of_the_tier() -> None:
    table = returns(crowd(), by="touch").table
    assert table[["touch", "x", "n"]].to_numpy().tolist() == [["high", 13, 50]]


def test_dose_in_thirds() -> None:
    lines = []
    for n in range(30):
        times = 1 + n // 10
        lines += [f"p{n:02} OL - mentee 2019-0{month}-01" for month in range(1, times + 1)]
        lines += [f"p{n:02} OL - mentor 2020-09-01"] * (n % 10 < 3 * (n // 10))
    answer = returns(log_of("\n".join(lines), scheme=PRICED, as_of="2020-12-31"), by="dose")
    columns = ["received", "x", "n", "worth", "received_from", "received_to"]
    assert answer.table[columns].to_numpy().tolist() == [
        ["least", 0, 10, 0, 2, 2],
        ["middle", 3, 10, pytest.approx(0.9), 4, 4],
        ["most", 6, 10, pytest.approx(1.8), 6, 6],
    ]
    assert str(answer) == (
        "Of people who had received most, 6/10 = 60 % (31 to 83) contributed after, 1.8 points a "
        "head (0.9 to 2.7) in 12 months; of those who had received least, 0/10 = 0 % (0 to 28) "
        "contributed after, 0 points a head (0 to 0)."
    )
    same = returns(log_of("\n".join(f"p{n} OL - mentee 2019-01-01" for n in range(12)),
                          as_of="2020-12-31", scheme=UNPRICED), by="dose")  # fmt: skip
    assert str(same).startswith("Everyone had received about the same: 0/12 = 0 %")
    assert set(same.table["unit"]) == {"engagements"}


def test_sentences_are_true_of_almost_nothing() -> None:
    none = log_of("a OL 1 mentee 2020-01-01 - no-show")
    assert str(returns(none)) == "Nobody has an engagement that counts."
    assert str(returns(none, by="dose")) == (
        "Nobody had come yet by 12 months before the as-of date."
    )
    for log in (log_of("a OL 1 mentee 2020-01-01"), log_of("a OL 1 mentee\nb OL 2 mentor")):
        for by in ("program", "touch"):
            assert "too few to say" in str(returns(log, by=by))
    undated = log_of("a OL 1 mentee\na OL 2 mentor\nb OL 1 mentee")
    assert returns(undated, by="dose").table["n"].sum() == 2


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"by": "tuoch"}, 'the nearest is "touch"'),
        ({"by": "dose", "program": "OL"}, 'goes with by="program"'),
        ({"program": "OLL"}, 'the nearest is "OL"'),
    ],
)
def test_options_that_are_none(options: dict[str, Any], says: str) -> None:
    with pytest.raises(OptionError, match=says):
        returns(log_of(NAPKIN), **options)
    with pytest.raises(SchemeError):
        returns(log_of(NAPKIN), by="dose", contributing="Leaping")


@settings(max_examples=20, deadline=None)
@given(logs(people=8, days=900, rows=50))
def test_as_in_plain_loops(log: EngagementLog) -> None:
    log = replace(log, scheme=PRICED)
    table = returns(log).table.set_index("program")
    window = log.horizon().length
    found: dict[str, list[int]] = {}
    for sets in rows_of(log).values():
        for program in {row["program"] for own in sets for row in own}:
            place = next(
                n for n, own in enumerate(sets) if any(r["program"] == program for r in own)
            )
            first = min((r for r in sets[place] if r["program"] == program), key=_order)
            high = max(row["tier"] for own in sets[: place + 1] for row in own)
            counts = found.setdefault(program, [0, 0, 0, 0])
            if high == 2:
                counts[3] += 1
                continue
            if elapsed(log, [first], None) < window:
                counts[2] += 1
                continue
            later = [row for own in sets[place + 1 :] for row in own]
            inside = [row for row in later if elapsed(log, [first], [row]) <= window]
            counts[1] += 1
            counts[0] += any(row["tier"] > high for row in inside)
    columns = ["x", "n", "not_yet_observable", "at_top"]
    assert {name: table.loc[name, columns].tolist() for name in table.index} == found


def _order(row: dict[str, Any]) -> tuple[int, int]:
    return row["time"], row["rank"]


@settings(max_examples=6, deadline=None)
@given(frames(), st.randoms(use_true_random=False), st.sampled_from(["program", "touch", "dose"]))
def test_order_of_rows_and_names_do_not_matter(frame: pd.DataFrame, random: Any, by: str) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    one, other = build_log(frame, PRICED), build_log(shuffled(frame, order), PRICED)
    pd.testing.assert_frame_equal(returns(other, by=by).table, returns(one, by=by).table)


def test_the_bootstrap_is_that_of_people() -> None:
    values = np.array([0.0] * 30 + [5.0] * 10)
    mean, low, high = mean_interval(*np.unique(values, return_counts=True))
    rng = np.random.default_rng(7)
    drawn = rng.choice(values, size=(4000, 40)).mean(axis=1)
    assert mean == 1.25
    assert [low, high] == pytest.approx(np.quantile(drawn, [0.025, 0.975]).tolist(), abs=0.15)


def test_nothing_counted_by_an_early_cut_off_gives_no_dose() -> None:
    log = log_of("ana OL o1 mentee 2020-01-01", as_of="2019-01-01", scheme=PRICED)
    answer = returns(log, by="dose", horizon="1e")
    assert answer.table.empty
    assert answer.sentence == "Nobody had come yet by one edition before the as-of date."
