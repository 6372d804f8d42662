"""Monthly index: napkin answers, the parts of a gain, and what must not change."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from random_logs import frames, shuffled

from pathways.errors import NoAnswerError
from pathways.measures.monthly_index import monthly_index
from pathways.measures.points import points
from pathways.record.log import EngagementLog, build_log
from pathways.scoring.weighting import Multiplier, Weighting

# A reader has 1 point, a mentee 3, a mentor 5.
NAPKIN = """
ana  OL 1 mentee 2020-01-10
ana  OL 1 mentor 2020-01-31
ben  OL 1 mentee 2020-01-10
cleo GS 1 reader 2020-03-05
dara GS 1 reader 2020-03-05 - no-show
eli  GS 1 reader 2020-04-02
"""


def test_five_people_on_a_napkin() -> None:
    answer = monthly_index(log_of(NAPKIN, as_of="2020-04-15"))
    columns = ["month", "people", "raw", "raw_Learning", "raw_Participating", "raw_Leading"]
    assert answer.table[columns].to_numpy().tolist() == [
        ["2020-01", 2, 11, 0, 6, 5],
        ["2020-02", 0, 0, 0, 0, 0],
        ["2020-03", 1, 1, 1, 0, 0],
        ["2020-04", 1, 1, 1, 0, 0],
    ]
    assert answer.table["state"].tolist() == ["complete"] * 3 + ["open"]
    assert answer.table["gain"].fillna(0).tolist() == [0, -11, 1, 0]
    # Two people are too few to speak of a person, let alone of a tenth of them.
    withheld = ["points_per_person", "top_tenth_share", "gain_by_people"]
    assert answer.table[withheld].isna().all().all()
    assert str(answer) == (
        "In March 2020, 1 person made 1 point. That is 1 more than the month before."
    )
    assert "April 2020 is not over by 2020-04-15: it is open and has no gain." in answer.caveats


def big_log() -> EngagementLog:
    """January: 10 mentees. February: 20 people, each a mentee and, half of them, a mentor too."""
    lines = [f"p{n} OL 1 mentee 2020-01-10" for n in range(10)]
    lines += [f"p{n} OL 2 mentee 2020-02-10" for n in range(20)]
    lines += [f"p{n} OL 2 mentor 2020-02-11" for n in range(10)]
    return log_of("\n".join(lines), as_of="2020-02-29")


def test_what_a_gain_is_made_of() -> None:
    answer = monthly_index(big_log())
    row = answer.table.iloc[1]
    # 30 points from 10 people, then 110 from 20: 10 more people at a mean of (3 + 5.5) / 2;
    # 15 people, half an engagement more each, at a mean of (3 + 110/30) / 2.
    assert (row["gain"], row["gain_by_people"], row["gain_by_engagements"]) == (80, 42.5, 25)
    assert row["gain_by_tiers"] == 12.5
    assert row["points_per_person"] == 5.5
    assert row["top_tenth_share"] == 16 / 110
    assert row["state"] == "complete"
    assert str(answer) == (
        "In February 2020, 20 people made 110 points, 5.5 a person; the top tenth of them carried "
        "15 %. That is 80 more than the month before: +42.5 by people, +25 by engagements per "
        "person, +12.5 by tiers."
    )


def test_quiet_months_are_said() -> None:
    log = log_of("a OL 1 mentee 2020-01-10", as_of="2020-03-31")
    assert str(monthly_index(log)) == (
        "In January 2020, 1 person made 3 points. Nobody in the 2 months since."
    )


def test_raw_and_weighted_side_by_side() -> None:
    weighting = Weighting((Multiplier("program", "OL", "1.5"),))
    answer = monthly_index(log_of(NAPKIN, as_of="2020-02-29"), weighting=weighting)
    assert answer.table[["raw", "weighted"]].to_numpy().tolist() == [[11, 16.5], [0, 0]]
    assert str(answer) == (
        "In January 2020, 2 people made 11 points (16.5 weighted). Nobody in the month since."
    )


def test_engagements_known_by_their_year_are_in_no_month() -> None:
    frame = pd.DataFrame(
        {
            "participant": ["a", "b", "c"],
            "program": "OL",
            "role": "mentee",
            "start": pd.to_datetime(["2020-01-01", "2020-01-05", "2020-01-01"]),
            "precision": ["year", "day", "month"],
        }
    )
    answer = monthly_index(build_log(frame, MOUNTAIN))
    assert answer.table["raw"].tolist() == [6]
    assert "Left out, known by their year alone: 1 engagements." in answer.caveats


def test_records_of_almost_nothing() -> None:
    none = monthly_index(log_of("a OL 1 mentee 2020-01-01 - no-show"))
    assert (str(none), len(none.table)) == ("Nobody has points in this record yet.", 0)
    only = monthly_index(log_of("a OL 1 mentee 2020-01-01"))
    assert str(only) == "January 2020 is not over yet: 1 person, 3 points so far."
    same = log_of("\n".join(f"p{n} OL 1 mentee 2020-01-01" for n in range(12)), as_of="2020-01-31")
    assert str(monthly_index(same)) == (
        "In January 2020, 12 people made 36 points, 3 a person; the top tenth of them carried 17 %."
    )
    with pytest.raises(NoAnswerError) as undated:
        monthly_index(log_of("a OL 1 mentee\na OL 2 mentor"))
    assert str(undated.value) == "This record has editions and no dates, so it has no months."


def slow(log: EngagementLog) -> dict[str, dict[str, Fraction]]:
    """Each month's points by person, one engagement at a time."""
    found: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for row in log.counted.to_dict("records"):
        if isinstance(row["tier"], str) and row["precision"] != "year":
            month, worth = f"{row['start']:%Y-%m}", Fraction(log.scheme.tier(row["tier"]).points)
            found[month][row["participant"]] += worth
    return found


@settings(max_examples=20, deadline=None)
@given(frames(people=30, days=70, rows=60))
def test_as_in_plain_loops(frame: pd.DataFrame) -> None:
    log = build_log(frame, MOUNTAIN)
    assume(log.unit == "day")
    table = monthly_index(log).table
    expected = slow(log)
    assert set(table.loc[table["people"] > 0, "month"]) == set(expected)
    for row in table.to_dict("records"):
        own = sorted(expected.get(row["month"], {}).values(), reverse=True)
        assert (row["people"], row["raw"]) == (len(own), sum(own))
        assert sum(row[f"raw_{tier}"] for tier in log.scheme.tier_names) == row["raw"]
        if len(own) >= 10:
            assert row["top_tenth_share"] == sum(own[: -(-len(own) // 10)]) / sum(own)
        parts = [row[f"gain_by_{name}"] for name in ("people", "engagements", "tiers")]
        if parts[0] == parts[0]:
            assert sum(round(100 * part) for part in parts) == round(100 * row["gain"])
    assert table["raw"].sum() == points(log).table["raw"].sum()


@settings(max_examples=8, deadline=None)
@given(frames(), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_do_not_matter(frame: pd.DataFrame, random: object) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = build_log(frame, MOUNTAIN), build_log(shuffled(frame, order), MOUNTAIN)
    assume(one.unit == "day")
    pd.testing.assert_frame_equal(monthly_index(one).table, monthly_index(other).table)


@needs_ols
@pytest.mark.ols
def test_the_real_record() -> None:
    answer = monthly_index(ols_log())
    began = answer.table[answer.table["people"] > 0]
    assert len(began) == 9
    assert began["raw"].sum() == points(ols_log()).table["raw"].sum()
