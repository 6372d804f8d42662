"""Equity: napkin shares, bounds for the unknown, a slow oracle, and groups against the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from ols import needs_ols, ols_log
from random_logs import frames, shuffled

from pathways.errors import NoAnswerError, OptionError
from pathways.measures.equity import equity
from pathways.measures.questions import ask
from pathways.record.log import EngagementLog, build_log


def crowd(*countries: tuple[str | None, int, int]) -> EngagementLog:
    """So many mentees of a country, of whom so many lead in the next edition."""
    rows = []
    for country, people, leading in countries:
        for n in range(people):
            rows.append((f"{country}{n}", "OL", "1", "mentee", country))
            rows += [(f"{country}{n}", "OL", "2", "mentor", country)] * (n < leading)
    columns = ["participant", "program", "edition", "role", "country"]
    return build_log(pd.DataFrame(rows, columns=columns), MOUNTAIN)


def test_five_people_on_a_napkin() -> None:
    # Two of France, one of Ghana and two of nobody knows where; one French and Ghana's one lead.
    answer = equity(crowd(("FR", 2, 1), ("GH", 1, 1), (None, 2, 0)), group="country")
    columns = ["tier", "group", "x", "n", "unknown"]
    assert answer.table[columns].to_numpy().tolist() == [
        ["Participating", "FR", 2, 3, 2],
        ["Participating", "GH", 1, 3, 2],
        ["Participating", "unknown", 2, 5, 2],
        ["Leading", "FR", 1, 2, 0],
        ["Leading", "GH", 1, 2, 0],
    ]
    assert answer.table[["rate", "share_low", "share_high", "parity"]].isna().all(axis=None)
    assert str(answer) == "No two tiers have 10 people whose country is known: too few to say."
    assert "Without a known country, a row of their own: 2 people." in answer.caveats


def test_shares_their_bounds_and_their_parity() -> None:
    answer = equity(crowd(("FR", 60, 50), ("GH", 60, 10), (None, 20, 0)), group="country")
    table = answer.table.set_index(["tier", "group"])
    here = table.loc[("Participating", "GH")]
    assert (here["rate"], here["share_low"], here["share_high"]) == (0.5, 60 / 140, 80 / 140)
    assert here["parity"] == pytest.approx((10 / 60) / 0.5)
    assert here["parity_low"] < here["parity"] < here["parity_high"] < 1
    assert table["reads"].tolist() == ["more", "fewer", "", "", ""]
    assert str(answer).startswith(
        "From Participating to Leading the share of GH falls from 60/120 = 50 % (41 to 59) to "
        "10/60 = 17 % (9 to 28), 0.33 times ("
    )
    assert str(answer).endswith("; 2 comparisons).")
    pd.testing.assert_frame_equal(equity(crowd(("FR", 60, 50), ("GH", 60, 10), (None, 20, 0)),
                                         group="country").table, answer.table)  # fmt: skip


def test_a_rate_by_group_against_the_rest() -> None:
    log = crowd(("FR", 20, 15), ("GH", 20, 5), ("PE", 12, 6), (None, 11, 11))
    answer = equity(log, group="country", rate="conversion", source="mentee", target="mentor")
    table = answer.table[answer.table["edition"] == "1"].set_index("group")
    assert table["ratio"].tolist()[:3] == pytest.approx(
        [(15 / 20) / (11 / 32), (5 / 20) / (21 / 32), (6 / 12) / (20 / 40)]
    )
    assert table.loc["FR", "ratio_low"] > 1 > table.loc["GH", "ratio_high"]
    assert table.loc["unknown", ["ratio", "difference"]].isna().all()
    assert str(answer) == (
        "FR (1): 15/20 = 75 % (53 to 89), against 11/32 = 34 % (20 to 52) of the rest; the "
        "difference stands clear of noise (3 comparisons). 1 more of them stand clear."
    )
    same = ask(log, "equity", group="country", rate="conversion", source="mentee", target="mentor")
    pd.testing.assert_frame_equal(same.table, answer.table)


def test_no_difference_and_too_few_to_say() -> None:
    even = equity(crowd(("FR", 20, 10), ("GH", 20, 11)), group="country", rate="graduation")
    assert str(even) == "No group of country differs clearly from the rest (1 comparison)."
    few = equity(crowd(("FR", 9, 1), ("GH", 9, 8)), group="country", rate="graduation")
    assert str(few) == "No group of country and its rest have 10 people each: too few to say."
    alone = equity(crowd(("FR", 20, 10), (None, 20, 3)), group="country", rate="graduation")
    assert str(alone) == (
        "Only one group has a known country, so there is no rest to compare it with."
    )


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"rate": "graduatoin"}, 'the nearest is "graduation"'),
        ({"rate": "conversion"}, "The question conversion needs source and target."),
        ({"rate": "graduation", "within": "1e"}, "The question graduation has no within."),
        ({"by": "role"}, "by goes with a rate: say which question."),
        ({"rate": "equity"}, "The question equity needs group."),
        ({"group": "county"}, 'the nearest is "country"'),
    ],
)
def test_options_that_are_none(options: dict[str, Any], says: str) -> None:
    with pytest.raises(OptionError, match=says):
        equity(crowd(("FR", 2, 1)), **{"group": "country", **options})


def test_what_cannot_be_answered_says_so() -> None:
    with pytest.raises(NoAnswerError, match=r"Nobody .* status"):
        equity(log_of("a OL 1 mentee"), group="status")
    with pytest.raises(NoAnswerError, match="has no rate of people"):
        equity(crowd(("FR", 2, 1)), group="country", rate="routes", target="mentor")
    none = crowd(("FR", 1, 0)).records.assign(status="no-show")
    nobody = build_log(none[["participant", "program", "edition", "status", "country"]], MOUNTAIN)
    with pytest.raises(NoAnswerError, match=r"Nobody .* country"):
        equity(nobody, group="country")


@settings(max_examples=10, deadline=None)
@given(frames(people=8, rows=40), st.data())
def test_as_in_plain_loops(frame: pd.DataFrame, data: Any) -> None:
    side = data.draw(st.lists(st.sampled_from(["a", "b", None]), min_size=8, max_size=8))
    values = {f"p{n}": one for n, one in enumerate(side)}
    frame = frame.assign(side=frame["participant"].map(values))
    log = build_log(frame, MOUNTAIN)
    if log.counted["side"].isna().all():
        return
    table = equity(log, group="side").table
    for tier in log.scheme.tier_names:
        there = log.counted[log.counted["tier"] == tier]
        people = {str(who): values[str(who)] for who in there["participant"]}
        own = table[table["tier"] == tier].set_index("group")
        if not people:
            assert own.empty
            continue
        for name in own.index.drop("unknown", errors="ignore"):
            assert own.loc[name, "x"] == sum(value == name for value in people.values())
            assert own.loc[name, "n"] == sum(value is not None for value in people.values())
            assert own.loc[name, "unknown"] == sum(value is None for value in people.values())
    order = data.draw(st.permutations(range(len(frame))))
    renamed = shuffled(frame, order)
    other = build_log(renamed, MOUNTAIN)
    pd.testing.assert_frame_equal(equity(other, group="side").table, table)


@needs_ols
@pytest.mark.ols
def test_the_real_record() -> None:
    ask_it: Callable[..., Any] = equity
    table = ask_it(ols_log(), group="country").table
    top = table[table["tier"] == "Participating"]
    known = top[top["group"] != "unknown"]
    assert known["x"].sum() == known["n"].iloc[0]
    assert known["n"].iloc[0] + known["unknown"].iloc[0] == 487
