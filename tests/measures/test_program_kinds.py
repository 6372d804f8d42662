"""On-going and discrete programs: napkin answers, plain loops, and records without months."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from random_logs import elapsed, frames, logs, rows_of, shuffled

from pathways.errors import NoAnswerError, OptionError
from pathways.measures.program_kinds import program_kinds
from pathways.record.log import EngagementLog, build_log

NAPKIN = """
ana  OL   1 mentee 2020-01-10 2020-03-05
ben  OL   1 mentee 2020-01-10
cleo Call - reader 2020-01-20
cleo Call - reader 2020-06-20
dara Call - reader 2020-06-21
ana  Call - reader 2020-06-22
eli  OL   2 mentee 2021-01-15
"""


def test_five_people_on_a_napkin() -> None:
    # Ana's cohort lasted three months; with Eli's month OL was open for four: 1 + 1 + 1 + 1 (Ana,
    # Ben, Eli) are five people-months. The call was open in January and June: 1 and 3.
    table = program_kinds(log_of(NAPKIN, as_of="2021-06-30")).table.set_index("program")
    columns = ["kind", "x", "n", "not_yet_observable", "again", "people", "months_open", "new"]
    assert table.loc["OL", columns].tolist() == ["discrete", 1, 2, 1, 0, 3, 4, 3]
    assert table.loc["Call", columns].tolist() == ["on-going", 1, 3, 0, 1, 3, 2, 2]
    assert table["per_month"].to_dict() == {"Call": 2.0, "OL": 1.25}
    assert table[["rate", "new_share"]].isna().all(axis=None)


def test_kinds_hold_people_once() -> None:
    lines = [f"p{n} A 1 mentee 2020-01-01\np{n} B 1 mentee 2020-02-01" for n in range(12)]
    lines += [f"q{n} Call - reader 2020-01-01" for n in range(12)]
    answer = program_kinds(log_of("\n".join(lines), as_of="2021-06-01"), by="kind")
    columns = ["kind", "x", "n", "people", "months_open", "per_month", "new_share"]
    assert answer.table[columns].to_numpy().tolist() == [
        ["discrete", 12, 12, 12, 2, 12, 1],
        ["on-going", 0, 12, 12, 1, 12, 1],
    ]
    assert str(answer) == (
        "On-going programs: 12 people a month open, 0/12 = 0 % (0 to 24) came again within 12 "
        "months; discrete programs: 12 people a month open, 12/12 = 100 % (76 to 100) came again "
        "within 12 months."
    )


def test_an_engagement_is_under_way_up_to_the_cut_off_only() -> None:
    log = log_of("a OL 1 mentee 2020-01-10 2022-01-10", as_of="2020-03-01")
    assert program_kinds(log).table["months_open"].tolist() == [3]


def test_almost_nothing_and_what_is_refused() -> None:
    none = log_of("a OL 1 mentee 2020-01-01 - no-show")
    assert str(program_kinds(none)) == "Nobody has an engagement that counts."
    assert program_kinds(none, by="kind").table.empty
    one = log_of("a OL - mentee 2020-01-01")
    assert str(program_kinds(one)) == (
        "Nobody has been watched for 12 months since they first came to any program yet (1 person)."
    )
    with pytest.raises(NoAnswerError, match="no dates, so there are no months"):
        program_kinds(log_of("a OL 1 mentee\na OL 2 mentee"))
    with pytest.raises(OptionError, match='the nearest is "kind"'):
        program_kinds(one, by="kinds")


@settings(max_examples=15, deadline=None)
@given(logs(people=8, days=900, rows=40))
def test_as_in_plain_loops(log: EngagementLog) -> None:
    if log.unit != "day":
        return
    table = program_kinds(log).table.set_index("program")
    window, found = log.horizon().length, {}
    for sets in rows_of(log).values():
        for program in {row["program"] for own in sets for row in own}:
            place = next(n for n, s in enumerate(sets) if any(r["program"] == program for r in s))
            own = [row for row in sets[place] if row["program"] == program]
            first = min(own, key=lambda row: (row["time"], row["rank"]))
            watched = elapsed(log, [first], None) >= window
            again = [
                row for later in sets[place + 1 :] for row in later
                if elapsed(log, [first], [row]) <= window
            ]  # fmt: skip
            counts = found.setdefault(program, [0, 0, 0, 0])
            counts[0] += watched and bool(again)
            counts[1] += watched
            counts[2] += watched and any(row["program"] == program for row in again)
            counts[3] += place == 0
    assert {p: table.loc[p, ["x", "n", "again", "new"]].tolist() for p in table.index} == found
    counted = log.counted[["participant", "program", "start", "end"]]
    for program, own in counted.groupby("program", observed=True):
        months = set()
        for row in own.itertuples():
            last = row.start if pd.isna(row.end) else min(row.end, pd.Timestamp(log.as_of.day))
            span = pd.period_range(row.start, max(last, row.start), freq="M")
            months |= {(month, row.participant) for month in span}
        assert table.loc[program, "months_open"] == len({month for month, _ in months})
        opened = table.loc[program, "months_open"]
        assert table.loc[program, "per_month"] == pytest.approx(len(months) / opened)


@settings(max_examples=6, deadline=None)
@given(frames(), st.randoms(use_true_random=False), st.sampled_from(["program", "kind"]))
def test_order_of_rows_and_names_do_not_matter(frame: pd.DataFrame, random: Any, by: str) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    one, other = build_log(frame, MOUNTAIN), build_log(shuffled(frame, order), MOUNTAIN)
    if one.unit != "day":
        return
    pd.testing.assert_frame_equal(
        program_kinds(other, by=by).table, program_kinds(one, by=by).table
    )
