"""Competing next steps: napkin answers, landmarks in plain loops, and words that hold."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from random_logs import Row, elapsed, frames, logs, rows_of, shuffled

from pathways.errors import OptionError, UnknownStepError
from pathways.measures.competing_steps import competing_steps
from pathways.measures.next_steps import next_steps
from pathways.record.log import EngagementLog, build_log

HOPED = {"after": "mentee", "target": "mentor", "rival": "reader"}
NAPKIN = """
ana  OL 1 mentee 2020-01-01
ana  GS 1 reader 2020-02-01
ana  OL 2 mentor 2020-10-01
ben  OL 1 mentee 2020-01-01
ben  GS 1 reader 2020-03-31
cleo OL 1 mentee 2020-01-01
cleo GS 1 reader 2020-06-01
cleo OL 2 mentor 2020-12-31
dara OL 1 mentee 2020-01-01
dara OL 1 mentor 2020-03-31
eli  OL 1 mentee 2020-12-01
"""


def counts(log: EngagementLog, **options: Any) -> list[int]:
    row = competing_steps(log, **{**HOPED, **options}).table.iloc[0]
    return [int(row[name]) for name in ("x", "n", "rest_x", "rest_n", "not_yet_observable")]


def test_five_people_on_a_napkin() -> None:
    # On day 90, 31 March, Ana and Ben have the rival; Cleo has not yet. Dara has the target, so
    # she is not asked. Eli has had no year.
    log = log_of(NAPKIN, as_of="2021-06-01")
    assert counts(log) == [1, 2, 1, 1, 1]
    assert counts(log, landmark="200d") == [2, 3, 0, 0, 1]
    row = competing_steps(log, **HOPED).table.iloc[0]
    assert row["reads"] == "too few to say"
    assert pd.isna(row["ratio"])


def crowd(*groups: tuple[int, int, bool]) -> EngagementLog:
    """So many mentees, of whom so many mentor later, with the rival first or without it."""
    lines = ["z OL - mentor 2020-01-01"]
    for number, (people, mentors, rival) in enumerate(groups):
        for n in range(people):
            who = f"p{number}-{n}"
            lines.append(f"{who} OL - mentee 2020-01-01")
            lines += [f"{who} GS - reader 2020-02-01"] * rival
            lines += [f"{who} OL - mentor 2020-09-01"] * (n < mentors)
    return log_of("\n".join(lines), as_of="2021-06-01")


@pytest.mark.parametrize(
    ("taken", "left", "reads"),
    [(5, 30, "substitute"), (30, 5, "complement"), (15, 17, "cannot tell"), (0, 0, "cannot tell")],
)
def test_substitute_complement_or_cannot_tell(taken: int, left: int, reads: str) -> None:
    answer = competing_steps(crowd((40, taken, True), (40, left, False)), **HOPED)
    row = answer.table.iloc[0]
    assert row["reads"] == reads
    if taken:
        assert row["ratio"] == pytest.approx(taken / left)
        assert row["ratio_low"] < row["ratio"] < row["ratio_high"]
        assert row["difference"] == pytest.approx((taken - left) / 40)


def test_what_is_said() -> None:
    assert str(competing_steps(crowd((40, 5, True), (40, 30, False)), **HOPED)) == (
        "Of people without mentor 90 days after mentee, 5/40 = 13 % (5 to 26) of those with reader "
        "and 30/40 = 75 % (60 to 86) of those without it reached mentor within 12 months, 0.17 "
        "times as many, between 0.07 and 0.36: reader reads as a substitute."
    )
    nobody = competing_steps(crowd((40, 5, True), (40, 0, False)), **HOPED)
    assert "at least" in str(nobody)


def test_the_step_that_leads_is_best_only_if_it_clears_the_second() -> None:
    def lead(first: int, second: int) -> pd.Series:
        lines = []
        for n in range(40):
            lines.append(f"p{n} OL - mentee 2020-01-01")
            role = "mentor" if n < first else "reader" if n < first + second else None
            lines += [f"p{n} OL - {role} 2020-05-01"] if role else []
        log = log_of("\n".join(lines), as_of="2021-06-01")
        return competing_steps(log, after="mentee", by="role").table.iloc[0]

    clear, unclear = lead(20, 5), lead(10, 8)
    assert (clear["target"], clear["best"]) == ("mentor", "yes")
    assert clear["lead"] == pytest.approx(15 / 40)
    assert clear["lead_low"] > 0
    assert unclear["best"] == "cannot tell"
    assert unclear["lead_low"] < 0 < unclear["lead_high"]


def test_sentences_are_true_of_almost_nothing() -> None:
    none = log_of("a OL 1 mentee 2020-01-01 - no-show\na OL 1 mentor 2020-02-01 - no-show")
    hoped = {"target": "mentee", "rival": "mentor"}
    assert str(competing_steps(none, **hoped)) == "Nobody has been at a first step yet."
    assert str(competing_steps(none)) == "Nobody has been at any step yet."
    one = log_of("a OL 1 mentee 2020-01-01\nb OL 1 mentor 2020-01-01")
    assert str(competing_steps(one, after="mentee", target="mentor", rival="mentee")) == (
        "Nobody without mentor 90 days after mentee has been watched for 12 months yet (1 person "
        "for less)."
    )
    same = log_of("a OL 1 mentee\nb OL 1 mentee\nb OL 1 mentor")
    assert "has been watched for the next 2 editions yet" in str(competing_steps(same, **hoped))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"target": "mentor"}, "A target goes with a rival"),
        ({"landmark": "90d"}, "A landmark goes with"),
        ({**HOPED, "rival": "mentor"}, "another step"),
        ({**HOPED, "landmark": "400d"}, "within the horizon"),
        ({**HOPED, "landmark": "1e"}, "within the horizon"),
        ({**HOPED, "landmark": "soon"}, "12m, 90d or 1e"),
    ],
)
def test_options_that_are_none(options: dict[str, Any], says: str) -> None:
    with pytest.raises(OptionError, match=says):
        competing_steps(log_of(NAPKIN, as_of="2021-06-01"), **options)
    with pytest.raises(UnknownStepError):
        competing_steps(log_of(NAPKIN), target="mentor", rival="wizard")


def _took(log: EngagementLog, since: Row, rows: list[Row], role: str) -> int:
    first = next((row for row in rows if row["role"] == role), None)
    return 10**6 if first is None else elapsed(log, [since], [first])


@settings(max_examples=20, deadline=None)
@given(logs(people=14, days=900, rows=60), st.sampled_from([None, "mentee"]))
def test_as_in_plain_loops(log: EngagementLog, after: str | None) -> None:
    if not {"mentee", "mentor", "reader"} <= set(log.records["role"].dropna()):
        return
    by_edition = log.horizon().unit == "edition"
    day, window = (1, 2) if by_edition else (90, 365)
    horizon = log.horizon(f"{window}{'e' if by_edition else 'd'}")
    found = [0] * 5
    for sets in rows_of(log).values():
        rows = [row for own in sets for row in sorted(own, key=_order)]
        since = next((row for row in rows if after in (None, row["role"])), None)
        if since is None:
            continue
        target, rival = (_took(log, since, rows, role) for role in ("mentor", "reader"))
        if target <= day:
            continue
        if elapsed(log, [since], None) < horizon.length:
            found[4] += 1
            continue
        found[1 if rival <= day else 3] += 1
        found[0 if rival <= day else 2] += target <= window
    assert counts(log, after=after) == found


def _order(row: Row) -> tuple[int, int, str]:
    return row["time"], row["rank"], row["program"]


@settings(max_examples=6, deadline=None)
@given(frames(), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_do_not_matter(frame: pd.DataFrame, random: Any) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    one, other = build_log(frame, MOUNTAIN), build_log(shuffled(frame, order), MOUNTAIN)
    expected = competing_steps(one, by="role").table
    pd.testing.assert_frame_equal(competing_steps(other, by="role").table, expected)
    columns = ["source", "target", "x", "n", "incidence"]
    pd.testing.assert_frame_equal(next_steps(one, by="role").table[columns], expected[columns])
