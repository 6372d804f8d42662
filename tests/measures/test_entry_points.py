"""Entry points: napkin answers, a slow oracle, and what must not change."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from random_logs import frames, logs, rows_of, sets_with, shuffled

from pathways.errors import OptionError
from pathways.measures.entry_points import entry_points
from pathways.record.log import EngagementLog, build_log

NAPKIN = """
ana  GS 1 reader 2020-01-01
ana  OL 1 mentee 2020-06-01
ben  OL 1 mentee 2020-02-01
ben  GS 1 reader 2020-02-01
cleo OL 1 mentee 2020-06-01
cleo GS 2 reader 2020-01-01 - no-show
dara GS 2 reader 2021-01-01
eli  OL 2 - 2021-01-01
"""


def counts(log: EngagementLog, **options: object) -> list[tuple[object, ...]]:
    table = entry_points(log, **options).table  # type: ignore[arg-type]
    rows = table[["step", "x", "n", "x_certain", "n_certain"]]
    return list(rows.itertuples(index=False, name=None))


def test_five_people_on_a_napkin() -> None:
    # Ben began with both; a no-show is no beginning; Ana and Ben were there when the data begin.
    log = log_of(NAPKIN)
    assert counts(log) == [
        ("GS: reader", 3, 5, 1, 3),
        ("OL: mentee", 2, 5, 1, 3),
        ("OL", 1, 5, 1, 3),
    ]
    answer = entry_points(log)
    assert str(answer) == ("The most common first step is GS: reader: 3/5, too few to say (n = 5).")
    early = (
        "For 2 of 5 people the first record lies in the first 90 days of the data: they may have "
        "begun earlier, and the columns that end in _certain leave them out."
    )
    assert answer.caveats == (
        "1 person began with several steps that nothing orders: each counts.",
        early,
    )


def test_a_role_that_nobody_named_is_no_step_at_that_level() -> None:
    assert counts(log_of(NAPKIN), by="role") == [("reader", 3, 4, 1, 2), ("mentee", 2, 4, 1, 2)]


def test_ties_in_the_order_of_tiers() -> None:
    found = counts(log_of(NAPKIN), by="role", ties="rank")
    assert found == [("reader", 3, 4, 1, 2), ("mentee", 1, 4, 1, 2)]


def test_a_window_takes_people_by_their_first_engagement_of_any_kind() -> None:
    log = log_of(NAPKIN)
    half = [("GS: reader", 2, 3, 0, 1), ("OL: mentee", 2, 3, 1, 1)]
    assert counts(log, window="2020-01-01..2020-06-30") == half
    assert counts(log, window=("2020-01-01", "2020-06-30")) == half
    assert counts(log, window="..2020-12-31") == half
    assert counts(log, window="2021-01-01..") == [("GS: reader", 1, 2, 1, 2), ("OL", 1, 2, 1, 2)]
    late = log_of("a OL 1 - 2020-01-01\na OL 2 mentee 2021-01-01\nb OL 2 mentee 2021-01-01")
    assert counts(late, by="role", window="2021-01-01..2021-12-31") == [("mentee", 1, 1, 1, 1)]


def test_the_first_ninety_days_are_uncertain() -> None:
    log = log_of("a OL 1 mentee 2020-01-01\nb OL 1 mentee 2020-03-30\nc OL 1 mentee 2020-03-31")
    assert counts(log, by="role") == [("mentee", 3, 3, 1, 1)]


def test_editions_have_a_first_edition_and_windows_of_editions() -> None:
    log = log_of("a OL 1 mentee\nb OL 2 mentee\nc OL 3 mentor\na OL 3 mentor")
    assert counts(log, by="role") == [("mentee", 2, 3, 1, 2), ("mentor", 1, 3, 1, 2)]
    assert counts(log, by="role", window="2..3") == [("mentee", 1, 2, 1, 2), ("mentor", 1, 2, 1, 2)]
    with pytest.raises(OptionError, match="has editions and no dates"):
        entry_points(log, window="2020-01-01..2020-12-31")


@pytest.mark.parametrize(
    ("window", "says"),
    [
        ("2020", "first..last"),
        ("2020-01..2020-02", "year-month-day"),
        ("2020-02-01..2020-01-01", "ends before it begins"),
    ],
)
def test_windows_that_are_none(window: str, says: str) -> None:
    with pytest.raises(OptionError, match=says):
        entry_points(log_of(NAPKIN), window=window)


def test_sentences_are_true_of_almost_nothing() -> None:
    none = log_of("a OL 1 mentee 2020-01-01 - no-show")
    assert str(entry_points(none)) == "Nobody has a first step in this record."
    quiet = entry_points(log_of(NAPKIN), window="2019-01-01..2019-12-31")
    assert str(quiet) == "Nobody has a first step in this window in this record."
    two = log_of("a OL 1 mentee 2020-01-01\nb OL 1 mentor 2020-01-01")
    assert str(entry_points(two, by="role")) == (
        "1 of 2 people began with each of mentee and mentor: too few to say more."
    )


@settings(max_examples=25, deadline=None)
@given(logs(), st.sampled_from(["role", "tier", "program"]))
def test_as_in_plain_loops(log: EngagementLog, by: str) -> None:
    x: dict[str, int] = {}
    sure: dict[str, int] = {}
    people = {name: [row for each in sets for row in each] for name, sets in rows_of(log).items()}
    key = "rank" if log.mostly_editions else "time"
    begun = {name: min(row[key] for row in rows) for name, rows in people.items()}
    first = min(begun.values(), default=0)
    limit = max(first, 1) + 1 if log.mostly_editions else first + 90
    for name, everything in rows_of(log).items():
        for step in {row[by] for row in next(iter(sets_with(everything, by)), [])}:
            label = log.scheme.tier_names[step] if by == "tier" else step
            x[label] = x.get(label, 0) + 1
            sure[label] = sure.get(label, 0) + (begun[name] >= limit)
    table = entry_points(log, by=by).table.set_index("step")
    assert table["x"].to_dict() == x
    assert table["x_certain"].to_dict() == sure
    n = sum(bool(sets_with(everything, by)) for everything in rows_of(log).values())
    assert (table["n"] == n).all()
    assert (table["not_yet_observable"] == 0).all()


@settings(max_examples=8, deadline=None)
@given(frames(), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_do_not_matter(frame: pd.DataFrame, random: object) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = build_log(frame, MOUNTAIN), build_log(shuffled(frame, order), MOUNTAIN)
    pd.testing.assert_frame_equal(entry_points(one).table, entry_points(other).table)


@settings(max_examples=8, deadline=None)
@given(frames())
def test_one_first_step_each_where_ties_have_an_order(frame: pd.DataFrame) -> None:
    # By tier the order of tiers orders everything, so the shares add to everyone.
    table = entry_points(build_log(frame, MOUNTAIN), by="tier", ties="rank").table
    assert table["x"].sum() == table["n"].max() if len(table) else True


def test_a_day_after_the_cut_off_changes_nothing() -> None:
    before = entry_points(log_of(NAPKIN, as_of="2021-06-01")).table
    later = log_of(f"{NAPKIN}\nfay GS 3 reader 2021-06-02", as_of="2021-06-01")
    pd.testing.assert_frame_equal(entry_points(later).table, before)


@needs_ols
def test_the_real_record_says_what_it_said() -> None:
    table = entry_points(ols_log(), by="role").table.set_index("step")
    assert (table.loc["participant", "x"], table.loc["participant", "n"]) == (476, 669)
    assert table["n_certain"].unique().tolist() == [591]
