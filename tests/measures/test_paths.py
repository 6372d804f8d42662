"""Paths: whole step sequences, on a napkin, in plain loops, and whatever the rows' order."""

from __future__ import annotations

import itertools
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from logs import log_of
from ols import FOLDER, needs_ols, ols_log
from people import Row, built, by_level, few, observable, rows, step_sets

from pathways.errors import OptionError
from pathways.measures.paths import paths

NAPKIN = """
a OL 1 mentee 2020-01-10
a OL 2 mentor 2020-06-10
b OL 1 mentee 2020-01-10
b OL 2 mentor 2020-06-10
b GS 1 reader 2020-06-10
c OL 1 mentee 2020-01-10
c OL 2 mentee 2020-06-10
d OL 1 mentee 2020-01-10
e OL 1 mentee 2020-01-10
e OL 3 mentor 2021-06-10
"""


def test_five_people() -> None:
    answer = paths(log_of(NAPKIN), by="role")
    columns = ["path", "people", "share", "cumulative", "x", "n", "still_inside", "steps"]
    assert answer.table[columns].values.tolist() == [
        ["mentee > mentor", 2, 0.4, 0.4, 2, 5, 1, 2],
        ["mentee", 1, 0.2, 0.6, 1, 5, 0, 1],
        ["mentee > mentee", 1, 0.2, 0.8, 1, 5, 0, 2],
        ["mentee > mentor + reader", 1, 0.2, 1.0, 1, 5, 0, 2],
    ]
    assert answer.table[["rate", "low", "high"]].isna().all(axis=None)
    assert answer.sentence == (
        "The most common of 4 paths is mentee > mentor: 2/5, too few to say (n = 5)."
    )
    assert answer.caveats == (
        "Every repeat of a step is a step of its own.",
        "1 person is still inside the window (12 months): the path may still grow.",
    )


def test_collapsed() -> None:
    answer = paths(log_of(NAPKIN), by="role", collapse=True)
    assert answer.table[["path", "people"]].values.tolist() == [
        ["mentee", 2],
        ["mentee > mentor", 2],
        ["mentee > mentor + reader", 1],
    ]
    assert "The same step again and again is one step here." in answer.caveats


def test_collapse_does_not_join_two_people() -> None:
    log = log_of("a OL 1 mentee\nb OL 1 mentee\nb OL 2 mentee\nb OL 3 mentor\nb OL 4 mentee")
    table = paths(log, by="role", collapse=True).table
    assert table["path"].tolist() == ["mentee", "mentee > mentor > mentee"]


def test_a_limit_hides_paths_and_no_people() -> None:
    answer = paths(log_of(NAPKIN), by="role", limit=1)
    assert answer.table[["path", "n", "share"]].values.tolist() == [["mentee > mentor", 5, 0.4]]
    assert answer.caveats[-1] == (
        "3 more paths, of 3 people, are not listed; shares are of everyone."
    )
    with pytest.raises(OptionError) as error:
        paths(log_of(NAPKIN), limit=0)
    assert str(error.value) == 'A limit is a number of paths from 1 up, not "0".'


def test_ranked_ties_are_put_in_the_order_of_tiers() -> None:
    table = paths(log_of("a OL 1 mentor\na OL 1 reader\na OL 1 mentee"), by="role", ties="rank")
    assert table.table["path"].tolist() == ["reader > mentee > mentor"]


def test_who_has_no_step_at_this_level_is_said() -> None:
    answer = paths(log_of("a OL 1 mentee\nb OL 1 -"), by="role")
    assert answer.table["n"].tolist() == [1]
    assert answer.caveats[:1] == ("1 engagements have no step at this level and are left out.",)
    assert "1 person has no step at this level and no path." in answer.caveats


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a OL 1 mentee - - registered", "Nobody has taken a step that counts."),
        ("a OL 1 mentee", "1 person took one and the same path: mentee and nothing else so far."),
        (
            "a OL 1 mentee\nb OL 1 mentee",
            "2 people took one and the same path: mentee and nothing else so far.",
        ),
    ],
)
def test_sentences_of_small_logs(text: str, sentence: str) -> None:
    assert paths(log_of(text), by="role").sentence == sentence


def test_an_empty_log_has_every_column() -> None:
    full, empty = (paths(log_of(text)).table for text in (NAPKIN, "a OL 1 b - - invited"))
    assert empty.empty
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def slow_paths(rows: list[Row], by: str, *, collapse: bool) -> tuple[Counter[str], int]:
    """Every path by the obvious way, and how many may still grow."""
    found: Counter[str] = Counter()
    still = 0
    for sets in step_sets(rows, by_level(by)).values():
        names = [" + ".join(sorted(one.labels)) for one in sets]
        if collapse:
            names = [name for at, name in enumerate(names) if not at or name != names[at - 1]]
        found[" > ".join(names)] += 1
        still += not observable(rows, sets[-1])
    return found, still


@few
@given(rows)
def test_by_the_obvious_way(rows: list[Row]) -> None:
    log = built(rows)
    for by, collapse in itertools.product(["activity", "program", "role", "tier"], [True, False]):
        table = paths(log, by=by, collapse=collapse).table
        found, still = slow_paths(rows, by, collapse=collapse)
        assert dict(zip(table["path"], table["people"], strict=True)) == dict(found)
        assert table["still_inside"].sum() == still
        assert table["path"].tolist() == sorted(found, key=lambda path: (-found[path], path))
        if len(table):
            assert table["people"].sum() == table["n"].iloc[0]
            assert table["cumulative"].iloc[-1] == pytest.approx(1)
            assert table["share"].sum() == pytest.approx(1)


@needs_ols
@pytest.mark.ols
def test_the_real_record_path_by_path() -> None:
    rows = pd.read_csv(FOLDER / "people_per_cohort.csv", dtype=str)
    rank = rows["cohort"].replace({"catalyst": "9", "dra": "9"}).astype(int)
    found: Counter[str] = Counter()
    for _, own in rows.assign(rank=rank).groupby("id"):
        sets = [" + ".join(sorted(set(now["role"]))) for _, now in own.groupby("rank")]
        found[" > ".join(sets)] += 1
    table = paths(ols_log(), by="role").table
    assert dict(zip(table["path"], table["people"], strict=True)) == dict(found)
    assert table["n"].unique().tolist() == [669]
    assert int(table.loc[table["steps"] > 1, "people"].sum()) == 204
