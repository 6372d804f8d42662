"""The exchange sheet: napkin answers, the scheme's own words, and everyone in plain loops."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from random_logs import frames, logs, rows_of, shuffled

from pathways.errors import OptionError, SchemeError
from pathways.measures.exchange import exchange
from pathways.record.log import EngagementLog, build_log
from pathways.record.scheme import load_scheme

PRICED = replace(
    MOUNTAIN, tiers=tuple(replace(t, points=str(n + 1)) for n, t in enumerate(MOUNTAIN.tiers))
)
UNPRICED = replace(MOUNTAIN, tiers=tuple(replace(t, points="0") for t in MOUNTAIN.tiers))
NAPKIN = """
ana  OL 1 mentee
ana  OL 2 mentor
ben  OL 1 mentee
cleo GS 1 reader
dara GS 1 reader
dara OL 1 mentee
eli  OL 1 mentor
eli  OL 2 juggler
"""


def test_five_people_on_a_napkin() -> None:
    # Ana and Eli have mentored; Ben, Cleo and Dara never gave anything.
    answer = exchange(log_of(NAPKIN, scheme=PRICED))
    columns = ["tier", "x", "n", "engagements"]
    assert answer.table[columns].to_numpy().tolist() == [
        ["Learning", 2, 2, 2],
        ["Participating", 2, 3, 3],
        ["Leading", 0, 2, 2],
        ["", 0, 1, 1],
    ]
    assert answer.table[["rate", "received", "contributed"]].isna().all(axis=None)
    assert str(answer) == (
        "Have never contributed, at Leading or above: 3/5, too few to say (n = 5)."
    )
    by = exchange(log_of(NAPKIN, scheme=PRICED), by="activity").table
    assert by[["tier", "activity", "n"]].to_numpy().tolist() == [
        ["Learning", "GS: reader", 2],
        ["Participating", "OL: mentee", 3],
        ["Leading", "OL: mentor", 2],
        ["", "OL: juggler", 1],
    ]


def test_amounts_per_person() -> None:
    lines = [f"p{n} OL 1 mentee" for n in range(10)] + [f"p{n} OL 2 mentor" for n in range(4)]
    log = log_of("\n".join(lines), scheme=PRICED)
    answer = exchange(log)
    row = answer.table.set_index("tier").loc["Participating"]
    assert (row["received"], row["contributed"], row["rate"]) == (2, pytest.approx(1.2), 0.6)
    assert str(answer) == (
        "Have never contributed, at Leading or above: 6/10 = 60 % (31 to 83); a person has "
        "received 2 and contributed 1.2 points on average."
    )
    lower = exchange(log, contributing="participating").table.set_index("tier")
    assert lower.loc["Participating", ["x", "received", "contributed"]].tolist() == [
        0, 0, pytest.approx(3.2)]  # fmt: skip
    plain = exchange(replace(log, scheme=UNPRICED))
    assert set(plain.table["unit"]) == {"engagements"}
    assert plain.table["contributed"].iloc[1] == pytest.approx(0.4)


def test_the_sheet_is_the_scheme_s_own() -> None:
    moe = load_scheme("moe")
    table = exchange(log_of(NAPKIN, scheme=moe)).table
    assert table["tier"].tolist()[:5] == list(moe.tier_names)
    assert table["gives"].tolist()[:5] == [tier.gives for tier in moe.tiers]
    assert table["examples"][2] == "; ".join(moe.tiers[2].examples)
    assert table["points"].tolist()[:5] == ["1", "2", "3", "4", "5"]
    assert table["touch"].tolist()[:5] == ["low", "low", "high", "high", "high"]
    assert "at Collaborating or above" in str(exchange(log_of(NAPKIN, scheme=moe)))


def test_almost_nothing_and_what_is_refused() -> None:
    none = log_of("a OL 1 mentee 2020-01-01 - no-show", scheme=PRICED)
    assert str(exchange(none)) == "Nobody has an engagement that counts."
    for by in ("tier", "activity"):
        assert exchange(none, by=by).table["n"].tolist() == [0, 0, 0]
    one = log_of("a OL - juggler 2020-01-01", scheme=PRICED)
    assert str(exchange(one)).startswith("Have never contributed, at Leading or above: 1/1")
    with pytest.raises(OptionError, match='the nearest is "tier"'):
        exchange(one, by="tiers")
    with pytest.raises(SchemeError, match='the nearest is "Leading"'):
        exchange(one, contributing="Leeding")


@settings(max_examples=15, deadline=None)
@given(logs(people=8, rows=40))
def test_as_in_plain_loops(log: EngagementLog) -> None:
    table = exchange(log).table.set_index("tier")
    people = {who: [row for own in sets for row in own] for who, sets in rows_of(log).items()}
    never = {who for who, rows in people.items() if all(row["tier"] < 2 for row in rows)}
    for rank, name in enumerate(log.scheme.tier_names):
        there = {who for who, rows in people.items() if any(r["tier"] == rank for r in rows)}
        assert table.loc[name, ["x", "n"]].tolist() == [len(there & never), len(there)]
    assert table["engagements"].sum() == len(log.counted)


@settings(max_examples=6, deadline=None)
@given(frames(), st.randoms(use_true_random=False), st.sampled_from(["tier", "activity"]))
def test_order_of_rows_and_names_do_not_matter(frame: pd.DataFrame, random: Any, by: str) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    one, other = build_log(frame, MOUNTAIN), build_log(shuffled(frame, order), MOUNTAIN)
    pd.testing.assert_frame_equal(exchange(other, by=by).table, exchange(one, by=by).table)
