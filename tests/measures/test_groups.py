"""Each group against the rest: napkin differences, everyone once, and what is not compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN
from random_logs import frames
from scipy.stats import fisher_exact

from pathways.answer import Answer
from pathways.measures.by_group import by_group
from pathways.measures.conversion import conversion
from pathways.measures.deepening import deepening
from pathways.measures.entry_points import entry_points
from pathways.measures.paths import paths
from pathways.measures.relationships import relationships
from pathways.measures.routes import routes
from pathways.measures.transitions import transitions
from pathways.record.log import EngagementLog, build_log
from pathways.record.selection import groups
from pathways.stats.comparison import compared, exact_p, holm, ratios


def crowd(*countries: tuple[str | None, int, int]) -> EngagementLog:
    """So many mentees of a country, of whom so many mentor in the next edition."""
    rows = []
    for country, people, mentors in countries:
        for n in range(people):
            who = f"{country}{n}"
            rows.append((who, "OL", "1", "mentee", country))
            if n < mentors:
                rows.append((who, "OL", "2", "mentor", country))
    columns = ["participant", "program", "edition", "role", "country"]
    return build_log(pd.DataFrame(rows, columns=columns), MOUNTAIN)


def test_a_group_against_everyone_else_with_a_known_value() -> None:
    log = crowd(("FR", 20, 15), ("GH", 20, 5), ("PE", 12, 6), (None, 11, 11))
    answer = by_group(log, "country", conversion, source="mentee", target="mentor")
    table = answer.table[answer.table["edition"] == "1"].set_index("group")
    assert table[["x", "n"]].to_numpy().tolist() == [[15, 20], [5, 20], [6, 12], [11, 11]]
    assert table["rest_x"].tolist()[:3] == [11, 21, 20]
    assert table["rest_n"].tolist()[:3] == [32, 32, 40]
    assert table.loc["FR", "difference"] == pytest.approx(15 / 20 - 11 / 32)
    assert table.loc["FR", "difference_low"] > 0
    raw = [fisher_exact([[15, 5], [11, 21]]).pvalue, fisher_exact([[5, 15], [21, 11]]).pvalue]
    assert table.loc["FR", "p_adjusted"] == pytest.approx(min(raw) * 3)
    assert table["differs"].tolist() == ["yes", "yes", "cannot tell", ""]
    assert table.loc["unknown", ["rest_x", "difference", "p_adjusted"]].isna().all()
    assert answer.caveats[-1] == (
        "Each group is compared with everyone else whose country is known: 3 comparisons, and "
        "after Holm's correction 2 rows stand clear of noise."
    )


def test_two_groups_are_one_comparison() -> None:
    log = crowd(("FR", 20, 15), ("GH", 20, 5))
    answer = by_group(log, "country", conversion, source="mentee", target="mentor")
    assert not [said for said in answer.caveats if "ountry = " in said], "their names say so"
    table = answer.table[answer.table["edition"] == "1"]
    assert table["difference"].tolist() == [0.5, -0.5]
    expected = fisher_exact([[15, 5], [5, 15]]).pvalue
    assert table["p_adjusted"].tolist() == pytest.approx([expected, expected])
    assert ": 1 comparison, and" in answer.caveats[-1]


def test_a_step_that_nobody_of_a_group_took_is_a_rate_of_nobody() -> None:
    log = crowd(("FR", 20, 15), ("GH", 20, 0))
    table = by_group(log, "country", conversion, source="mentee", target="mentor").table
    row = table[(table["group"] == "GH") & (table["edition"] == "1")].iloc[0]
    assert (row["x"], row["n"], row["rest_x"], row["difference"]) == (0, 20, 15, -0.75)
    moves = by_group(log, "country", transitions, by="role").table
    move = moves[(moves["source"] == "mentee") & (moves["target"] == "mentor")].iloc[0]
    # In Ghana nobody made this move, but 20 could have.
    assert move[["group", "x", "n", "rest_x", "rest_n"]].tolist() == ["FR", 15, 20, 0, 20]
    assert move["differs"] == "yes"


def test_too_few_people_are_compared_with_nobody() -> None:
    log = crowd(("FR", 20, 15), ("GH", 9, 0))
    table = by_group(log, "country", conversion, source="mentee", target="mentor").table
    assert table[["difference", "p_adjusted"]].isna().all(axis=None)
    assert set(table["differs"]) == {""}


def test_what_is_no_rate_of_people_is_not_compared() -> None:
    log = crowd(("FR", 20, 15), ("GH", 20, 12))
    assert "differs" not in by_group(log, "country", routes, target="mentor", by="role").table
    assert "differs" not in by_group(log, "country", paths, limit=1).table
    table = by_group(log, "country", deepening, permutations=5).table
    pairs = table["unit"] == "pair"
    assert table.loc[pairs, ["difference", "p_adjusted"]].isna().all(axis=None)
    assert table.loc[~pairs, "difference"].notna().any()


def test_rows_that_numbers_name_are_compared_row_by_row() -> None:
    log = crowd(("FR", 20, 15), ("GH", 20, 5))
    table = by_group(log, "country", relationships).table
    assert table[["group", "age", "x", "n", "rest_x", "rest_n"]].to_numpy().tolist() == [
        ["FR", 1, 15, 20, 5, 20],
        ["GH", 1, 5, 20, 15, 20],
    ]
    gaps = by_group(log, "country", relationships, by="gap").table
    assert (gaps["rest_x"] <= gaps["rest_n"]).all()


def test_one_group_has_no_rest() -> None:
    table = by_group(crowd(("FR", 20, 15)), "country", transitions, by="role").table
    assert set(table["rest_n"]) == {0}
    assert table["difference"].isna().all()


def test_a_group_without_an_answer_is_told_in_json_too() -> None:
    """Of two countries one has no edition, and so no cohort that could be followed."""
    rows = [
        ("a", "OL", "1", "mentee", "2020-01-01", "DE"),
        ("a", "OL", "2", "mentor", "2020-06-01", "DE"),
        ("b", "OL", None, "mentee", "2020-02-01", "FR"),
    ]
    names = ["participant", "program", "edition", "role", "start", "country"]
    log = build_log(pd.DataFrame(rows, columns=names), MOUNTAIN)
    answer = by_group(log, "country", conversion, source="mentee", target="mentor")
    assert any(str(one).startswith("FR: Nobody at the source") for one in answer.caveats)
    assert json.loads(answer.to_json())["caveats"] == [str(one) for one in answer.caveats]


MEASURES: list[Callable[..., Answer]] = [
    partial(transitions, by="role"),
    partial(entry_points, by="program"),
]


@settings(max_examples=10, deadline=None)
@given(frames(people=14, rows=60), st.sampled_from(MEASURES), st.data())
def test_a_group_and_its_rest_are_everyone_known(
    frame: pd.DataFrame, measure: Callable[..., Answer], data: Any
) -> None:
    people = sorted(frame["participant"].unique())
    chosen = data.draw(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=14, max_size=14))
    values = dict(zip(people, chosen, strict=False))
    log = build_log(frame.assign(side=frame["participant"].map(values)), MOUNTAIN)
    if log.counted["side"].isna().all():
        return
    before = log.records.copy()
    table = by_group(log, "side", measure).table
    pd.testing.assert_frame_equal(log.records, before)
    known = log.keep(log.records["side"].notna(), "side known")
    whole = measure(known).table
    keys = ["source", "target"] if "source" in whole else ["step"]
    told = table[table["group"] != "unknown"].merge(whole, on=keys, suffixes=("", "_all"))
    assert len(told) == (table["group"] != "unknown").sum()
    assert (told["x"] + told["rest_x"] == told["x_all"]).all()
    assert (told["n"] + told["rest_n"] == told["n_all"]).all()


@settings(max_examples=10, deadline=None)
@given(frames(), st.data())
def test_groups_hold_everyone_once(frame: pd.DataFrame, data: Any) -> None:
    side = data.draw(st.lists(st.sampled_from(["a", "b", None]), min_size=6, max_size=6))
    values = {f"p{n}": one for n, one in enumerate(side)}
    log = build_log(frame.assign(side=frame["participant"].map(values)), MOUNTAIN)
    parts = [part for _, part in groups(log, "side")]
    assert sum(part.people for part in parts) == log.people
    keys = [key for part in parts for key in part.counted["engagement"]]
    assert sorted(keys) == sorted(log.counted["engagement"])


@given(st.lists(st.tuples(st.integers(10, 80), st.integers(10, 80)), min_size=1), st.data())
@settings(max_examples=20, deadline=None)
def test_many_exact_tests_are_those_of_scipy(sizes: list[tuple[int, int]], data: Any) -> None:
    n, m = np.array(sizes).T
    x, y = (np.array([data.draw(st.integers(0, int(most))) for most in own]) for own in (n, m))
    expected = [
        fisher_exact([[a, b - a], [c, d - c]]).pvalue for a, b, c, d in zip(x, n, y, m, strict=True)
    ]
    np.testing.assert_allclose(exact_p(x, n, y, m), expected, rtol=1e-6)


def test_ratios_at_the_edges() -> None:
    table = ratios([0, 0, 20, 20, 5], [20, 20, 20, 20, 9], [0, 8, 0, 20, 4], [20, 20, 20, 20, 20])
    assert np.isnan(table.loc[0]).all()
    assert table.loc[1, ["ratio", "ratio_low"]].tolist() == [0, 0]
    assert table.loc[1, "ratio_high"] < 1
    assert np.isinf(table.loc[2, ["ratio", "ratio_high"]]).all()
    assert table.loc[2, "ratio_low"] > 1
    assert table.loc[3, "ratio_low"] < table.loc[3, "ratio"] == 1 < table.loc[3, "ratio_high"]
    assert np.isnan(table.loc[4]).all()
    # One side everybody: the interval is that of the other way round.
    one, other = ratios([4], [20], [10], [10]), ratios([10], [10], [4], [20])
    assert one.loc[0, "ratio_high"] == pytest.approx(1 / other.loc[0, "ratio_low"])
    assert one.loc[0, "ratio_low"] == pytest.approx(1 / other.loc[0, "ratio_high"])
    nearly = ratios([20], [20], [19], [20]).loc[0]
    assert nearly["ratio_low"] < nearly["ratio"] < nearly["ratio_high"]
    assert compared([], [], [], []).empty
    assert holm([]).tolist() == []
