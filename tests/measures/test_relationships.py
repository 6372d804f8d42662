"""Relationships over time: napkin answers, plain loops, records with and without dates."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from random_logs import frames, lasting, logs, rows_of, shuffled

from pathways.errors import OptionError
from pathways.measures.relationships import relationships
from pathways.record.log import EngagementLog, build_log

NAPKIN = """
ana  OL - mentee 2020-01-01
ana  OL - mentor 2020-01-30
ana  OL - mentor 2020-01-31
ben  OL - mentee 2020-01-01
ben  OL - mentor 2020-08-01
cleo OL - mentee 2020-06-01
cleo OL - mentor 2020-06-20
dara OL - mentee 2020-08-15
eli  OL - mentee 2020-08-31
"""


def test_five_people_on_a_napkin_by_age() -> None:
    # Ana came on day 29 (age 0) and day 30 (age 1), Cleo on day 19; Ben on day 213 (age 7) after
    # 213 days without anything. On 13 September Dara's first 30 days (14 August to 13 September
    # has 30 days with the first) are over, Eli's are not.
    table = relationships(log_of(NAPKIN, as_of="2020-09-13")).table.set_index("age")
    columns = ["x", "n", "not_yet_observable", "after_gap"]
    assert table.loc[0, columns].tolist() == [2, 4, 1, 0]
    assert table.loc[1, columns].tolist() == [1, 3, 2, 0]
    assert table.loc[7, columns].tolist() == [1, 2, 3, 1]
    # Ana and Ben have been watched for 256 days: ages 0 to 7.
    assert list(table.index) == list(range(8))
    assert set(table["period"]) == {"30 days"}


def test_by_gap() -> None:
    # Away for 30 days: Ana since 1 March, Ben since 31 January, Cleo since 20 July, Dara not yet.
    table = relationships(log_of(NAPKIN, as_of="2020-09-13"), by="gap", horizon="190d").table
    rows = table.set_index("gap")[["x", "n", "not_yet_observable"]]
    assert rows.loc[30].tolist() == [1, 2, 1]
    assert rows.loc[180].tolist() == [0, 0, 2]
    assert rows.loc[730].tolist() == [0, 0, 0]


def test_by_month() -> None:
    answer = relationships(log_of(NAPKIN, as_of="2020-08-31"), by="month")
    rows = answer.table.set_index("month")[["x", "n", "new", "after_gap", "state"]]
    assert rows.loc["2020-01"].tolist() == [0, 2, 2, 0, "complete"]
    assert rows.loc["2020-03"].tolist() == [0, 0, 0, 0, "complete"]
    assert rows.loc["2020-08"].tolist() == [1, 3, 2, 1, "complete"]
    early = relationships(log_of(NAPKIN, as_of="2020-08-30"), by="month").table
    assert early["state"].tolist()[-1] == "unfinished"
    assert str(answer) == (
        "Of the people who came in 2020-08, 1 of 3 (too few to say) had come before, 1 of them "
        "after 180 days or more without anything; 2 were new."
    )


def test_editions_are_counted_in_editions() -> None:
    log = log_of(
        """
        a OL 1 mentee
        a OL 3 mentor
        b OL 1 mentee
        b OL 2 mentor
        c OL 3 mentee
        """
    )
    age = relationships(log).table
    columns = ["age", "x", "n", "not_yet_observable", "after_gap"]
    assert age[columns].to_numpy().tolist() == [[1, 1, 2, 1, 0], [2, 1, 2, 1, 1]]
    gap = relationships(log, by="gap").table.set_index("gap")
    # A was away for edition 2 and came in 3; b has been away for edition 3, just now.
    assert gap.loc[1, ["x", "n", "not_yet_observable"]].tolist() == [1, 1, 1]
    month = relationships(log, by="month").table
    assert month[["month", "x", "n", "new", "after_gap"]].to_numpy().tolist() == [
        ["1", 0, 2, 2, 0],
        ["2", 1, 1, 0, 0],
        ["3", 1, 2, 1, 1],
    ]


def test_what_is_said() -> None:
    lines = [f"p{n:02} OL - mentee 2020-01-01" for n in range(20)]
    lines += [f"p{n:02} OL - mentor 2020-12-31" for n in range(5)]
    log = log_of("\n".join(lines), as_of="2022-01-01")
    assert str(relationships(log)) == (
        "Between day 360 and 389 after their first contact, 5/20 = 25 % (11 to 47) came; 5 of them "
        "after 180 days without anything."
    )
    assert str(relationships(log, by="gap")) == (
        "Of people who had been away for 180 days, 5/20 = 25 % (11 to 47) came again within 12 "
        "months."
    )
    assert (
        "Half of the 5 times between two step sets, of 5 people, are 365 days or less."
        in relationships(log).caveats
    )


def test_almost_nothing_and_what_is_refused() -> None:
    none = log_of("a OL 1 mentee 2020-01-01 - no-show")
    one = log_of("a OL - mentee 2020-01-01")
    for by in ("age", "gap", "month"):
        assert str(relationships(none, by=by)) == "Nobody has an engagement that counts."
        assert "%" not in str(relationships(one, by=by))
    with pytest.raises(OptionError, match='the nearest is "month"'):
        relationships(one, by="months")
    with pytest.raises(OptionError, match="in days, such as 180d"):
        relationships(log_of("a OL 1 mentee 2020-01-01"), gap="1e")
    with pytest.raises(OptionError, match="editions and no dates"):
        relationships(log_of("a OL 1 mentee\na OL 2 mentee"), gap="90d")


def _a_window_after(time: int, unit: str) -> int:
    """Twelve months of the calendar later, or an edition."""
    if unit == "edition":
        return time + 1
    first = pd.Timestamp("1970-01-01")
    return (first + pd.Timedelta(days=time) + pd.DateOffset(months=12) - first).days


@settings(max_examples=20, deadline=None)
@given(logs(people=8, days=900, rows=40))
def test_as_in_plain_loops(log: EngagementLog) -> None:
    cut = log.as_of.rank if log.as_of.day is None or log.unit == "edition" else (
        (pd.Timestamp(log.as_of.day) - pd.Timestamp("1970-01-01")).days)  # fmt: skip
    period, away = (30, 180) if log.unit == "day" else (1, 2)
    people = [lasting(sets) for sets in rows_of(log).values()]
    for row in relationships(log).table.itertuples():
        watched = [t for t in people if cut - t[0][0] >= (row.age + 1) * period - 1]
        came = [
            [b - a >= away for (_, a), (b, _) in pairwise(t)
             if (b - t[0][0]) // period == row.age]
            for t in watched
        ]  # fmt: skip
        counts = (sum(map(bool, came)), len(watched), len(people) - len(watched))
        assert (row.x, row.n, row.not_yet_observable) == counts
        assert row.after_gap == sum(map(any, came))
    for row in relationships(log, by="gap").table.itertuples():
        x = n = later = 0
        for t in people:
            again = [*(begun for begun, _ in t[1:]), None]
            first = next(
                ((a, b) for (_, a), b in zip(t, again, strict=True)
                 if (b is not None and b - a > row.gap) or (b is None and cut - a >= row.gap)),
                None,
            )  # fmt: skip
            if first is None:
                continue
            ends = _a_window_after(first[0] + row.gap, log.unit)
            n, later = n + (cut >= ends), later + (cut < ends)
            x += cut >= ends and first[1] is not None and first[1] <= ends
        assert (row.x, row.n, row.not_yet_observable) == (x, n, later)
    assert relationships(log, by="month").table["new"].sum() == len(people)


@settings(max_examples=6, deadline=None)
@given(frames(), st.randoms(use_true_random=False), st.sampled_from(["age", "gap", "month"]))
def test_order_of_rows_and_names_do_not_matter(frame: pd.DataFrame, random: Any, by: str) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    one, other = build_log(frame, MOUNTAIN), build_log(shuffled(frame, order), MOUNTAIN)
    pd.testing.assert_frame_equal(
        relationships(other, by=by).table, relationships(one, by=by).table
    )
