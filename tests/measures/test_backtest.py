"""Backtest of thresholds: napkin answers, a slow oracle, and what must not change."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from statistics import median
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from random_logs import frames, shuffled

from pathways.errors import NoAnswerError, OptionError
from pathways.measures.backtest import backtest
from pathways.record.log import EngagementLog, build_log
from pathways.scoring.weighting import Multiplier, Weighting

# A mentee has 3 points. Ana went on after 152 days; Ben too late; Cleo had led before;
# Dara's month ends on 30 June, and from then on a year has not passed; Eli led on the same day.
NAPKIN = """
ana  OL 1 mentee 2020-01-01
ana  OL 2 mentor 2020-06-01
ben  OL 1 mentee 2020-01-01
ben  OL 3 mentor 2021-02-01
cleo OL 0 mentor 2019-01-01
cleo OL 1 mentee 2020-01-01
dara OL 2 mentee 2020-06-01
eli  OL 1 mentee 2020-01-01
eli  OL 1 mentor 2020-01-01
"""


def rows(log: EngagementLog, **options: Any) -> list[list[int]]:
    table = backtest(log, tier="Participating", **options).table
    return table[["min", "x", "n", "not_yet_observable", "already"]].to_numpy().tolist()


def test_five_people_on_a_napkin() -> None:
    log = log_of(NAPKIN, as_of="2021-06-29")
    assert rows(log, mins="3..4") == [[3, 1, 2, 1, 2], [4, 0, 0, 0, 0]]
    answer = backtest(log, tier="Participating", mins="3")
    assert str(answer) == (
        "Of people who reached 3 points at Participating, 1 of 2 (too few to say) went on to "
        "Leading by themselves within 12 months."
    )
    assert answer.table["median_lead"].isna().all()
    assert "Looked at 5 month ends, from 2020-01-31 to 2020-05-31." in answer.caveats
    # A day later Dara has been watched for a year since the end of her month.
    assert rows(log_of(NAPKIN, as_of="2021-06-30"), mins="3") == [[3, 1, 3, 0, 2]]
    # Ben went on after 397 days.
    assert rows(log, mins="3", horizon="400d") == [[3, 2, 2, 1, 2]]


def test_how_many_and_how_early() -> None:
    lines = [f"p{n} OL 1 mentee 2020-01-15" for n in range(20)]
    lines += [f"p{n} OL 2 mentee 2020-02-10" for n in range(10)]
    lines += [f"p{n} OL 3 mentor 2020-03-{n + 11}" for n in range(8)]
    answer = backtest(log_of("\n".join(lines), as_of="2021-06-30"), tier="Participating")
    table = answer.table.set_index("min")
    assert table.loc[[3, 4, 6, 7], ["x", "n"]].to_numpy().tolist() == [
        [8, 20],
        [8, 10],
        [8, 10],
        [0, 0],
    ]
    # From 15 January to 11 to 18 March is 56 to 63 days; from 10 February 30 to 37.
    assert table.loc[[3, 6], "median_lead"].tolist() == [59.5, 33.5]
    assert str(answer) == (
        "Of people who reached 3 points at Participating, 8/20 = 40 % (22 to 61) went on to "
        "Leading by themselves within 12 months, after a median of 59.5 days; of those who "
        "reached 6, 8/10 = 80 % (49 to 94), after a median of 33.5 days."
    )


def test_weighted_points_on_request() -> None:
    double = Weighting((Multiplier("program", "OL", "2"),))
    log = log_of(NAPKIN, as_of="2021-06-30")
    assert rows(log, mins="6") == [[6, 0, 0, 0, 0]]
    assert rows(log, mins="6", weighted_by=double) == [[6, 1, 3, 0, 2]]


def test_editions_count_in_editions() -> None:
    log = log_of(
        """
        a OL 1 mentee
        a OL 2 mentor
        b OL 1 mentee
        b OL 3 mentor
        c OL 3 mentee
        """
    )
    answer = backtest(log, tier="Participating", mins="3")
    assert rows(log, mins="3") == [[3, 1, 2, 1, 0]]
    assert rows(log, mins="3", horizon="2e") == [[3, 2, 2, 1, 0]]
    assert answer.table["lead_unit"].tolist() == ["edition"]


def test_records_of_almost_nothing() -> None:
    none = log_of("a OL 1 mentee 2020-01-01 - no-show")
    assert str(backtest(none, tier="Participating")) == (
        "Nobody has ever reached 3 points within 12 months at Participating."
    )
    assert rows(none, mins="3") == [[3, 0, 0, 0, 0]]
    new = log_of("a OL 1 mentee 2020-01-01\nb OL 1 mentor 2019-01-01\nb OL 1 mentee 2020-01-01")
    assert str(backtest(new, tier="Participating")) == (
        "Nobody who reached 3 points within 12 months at Participating could be watched for 12 "
        "months yet: 1 person waits, 1 had been at Leading before."
    )


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"mins": "8..3"}, OptionError, "one number above 0 or a span such as 3..8"),
        ({"mins": "0"}, OptionError, "one number above 0"),
        ({"mins": "few"}, OptionError, 'not "few"'),
        ({"mins": "1..1000"}, OptionError, "one number above 0"),
        ({"window": "2e"}, OptionError, "The window is in editions and the horizon in days"),
        ({"tier": "Leading"}, NoAnswerError, "Leading is the top tier"),
    ],
)
def test_what_cannot_be_answered_says_so(
    options: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        backtest(log_of(NAPKIN), **{"tier": "Participating", **options})


def slow(log: EngagementLog, least: int, window: int, horizon: int) -> list[object]:
    """Each month end in turn: who crossed since the one before, and what became of them."""
    assert log.as_of.day is not None
    people: dict[str, list[tuple[date, str]]] = {}
    for row in log.counted.to_dict("records"):
        people.setdefault(row["participant"], []).append((row["start"].date(), row["tier"]))
    x, n, later, already, leads = 0, 0, 0, 0, []
    for own in people.values():
        days = sorted(day for day, tier in own if tier == "Participating")
        crossing = next(
            (t for t in days if 3 * sum(t - timedelta(window) < d <= t for d in days) >= least),
            None,
        )
        if crossing is None:
            continue
        lead = min((day for day, tier in own if tier == "Leading"), default=None)
        month_end = crossing.replace(day=monthrange(crossing.year, crossing.month)[1])
        if lead is not None and lead <= crossing:
            already += 1
        elif month_end + timedelta(horizon) > log.as_of.day:
            later += 1
        else:
            n += 1
            if lead is not None and (lead - crossing).days <= horizon:
                x += 1
                leads.append((lead - crossing).days)
    return [least, x, n, later, already, median(leads) if leads and n >= 10 else None]


@settings(max_examples=25, deadline=None)
@given(
    frames(people=25, days=300, rows=80),
    st.sampled_from([30, 365]),
    st.sampled_from([1, 60, 150]),
)
def test_as_in_plain_loops(frame: pd.DataFrame, window: int, horizon: int) -> None:
    log = build_log(frame, MOUNTAIN)
    assume(log.unit == "day" and not log.mostly_editions)
    answer = backtest(log, tier="Participating", window=f"{window}d", horizon=f"{horizon}d")
    columns = ["min", "x", "n", "not_yet_observable", "already", "median_lead"]
    found = answer.table[columns].astype(object).where(answer.table[columns].notna(), None)
    assert found.to_numpy().tolist() == [slow(log, n, window, horizon) for n in range(3, 9)]


@settings(max_examples=8, deadline=None)
@given(frames(), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_do_not_matter(frame: pd.DataFrame, random: object) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = build_log(frame, MOUNTAIN), build_log(shuffled(frame, order), MOUNTAIN)
    first, second = (backtest(log, tier="Participating") for log in (one, other))
    pd.testing.assert_frame_equal(first.table, second.table)


@needs_ols
@pytest.mark.ols
def test_the_real_record() -> None:
    table = backtest(ols_log(), tier="Participating").table
    assert table["lead_unit"].eq("edition").all()
    row = table.iloc[0]
    counted = ols_log().counted
    people = counted.loc[counted["tier"] == "Participating", "participant"].nunique()
    # Everybody at the tier has 3 points at once.
    assert row["n"] + row["not_yet_observable"] + row["already"] == people
