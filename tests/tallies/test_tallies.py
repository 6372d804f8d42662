"""A record cut into parts by people, in any way: the answer of the whole, to the last digit."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of
from random_logs import frames, logs

from pathways.answer import Answer
from pathways.errors import NoAnswerError, PathwaysError
from pathways.measures.by_group import by_group
from pathways.measures.equity import equity
from pathways.measures.points import TWO_STEPS as POINTS
from pathways.measures.points import points
from pathways.measures.transitions import transitions
from pathways.record.log import EngagementLog, build_log
from pathways.scoring.weighting import UNWEIGHTED, Multiplier, Weighting
from pathways.tallies.divided import Count, Divided, tally_of_part
from pathways.tallies.tally import Tally, added
from pathways.tallies.terms import Terms

WEIGHTING = Weighting((Multiplier("role", "mentor", "1.5"), Multiplier("program", "GS", "2")))

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("transitions", {}),
    ("transitions", {"by": "role", "ties": "split"}),
    ("transitions", {"by": "edition", "horizon": "1e"}),
    ("transitions", {"by": "tier", "ties": "rank", "horizon": "90d"}),
    ("eventually_follows", {"by": "role"}),
    ("eventually_follows", {"by": "edition"}),
    ("entry_points", {}),
    ("entry_points", {"by": "edition", "ties": "rank"}),
    ("entry_points", {"by": "role", "window": "2020-02-01..2020-12-31"}),
    ("deepening", {"permutations": 50, "seed": 3}),
    ("paths", {"by": "role"}),
    ("paths", {"by": "tier", "ties": "rank", "collapse": True, "limit": 3}),
    ("next_steps", {"by": "role", "horizon": "1e"}),
    ("next_steps", {"order": 2}),
    ("exchange", {"by": "activity"}),
    ("relationships", {}),
    ("relationships", {"by": "gap"}),
    ("relationships", {"by": "month"}),
    ("monthly_index", {"weighting": WEIGHTING}),
    ("points", {"by": "role", "weighting": WEIGHTING}),
    ("isolation", {"by": "role", "horizon": "1e"}),
    ("invitations", {"tier": "Participating", "min": 3, "since": "start"}),
    ("thresholds", {"tier": "Participating", "min": 6, "weighted_by": WEIGHTING}),
    ("backtest", {"tier": "Participating", "horizon": "90d", "window": "200d"}),
    ("backtest", {"tier": "Learning", "mins": "1..2", "weighted_by": WEIGHTING}),
    ("points_by_person", {"weighting": WEIGHTING}),
    ("points_sensitivity", {"weighting": WEIGHTING}),
    ("returns", {"horizon": "1e"}),
    ("returns", {"by": "touch"}),
    ("returns", {"by": "dose", "horizon": "90d"}),
    ("next_steps", {"after": "mentee", "by": "role", "ties": "rank"}),
    ("graduation", {"source": "mentee", "outcome": "mentor", "horizon": "90m"}),
    ("graduation", {"by": "program", "horizon": "90d"}),
    ("graduation", {"by": "edition"}),
    ("program_kinds", {"horizon": "1e"}),
    ("program_kinds", {"by": "kind", "horizon": "90m"}),
    ("competing_steps", {"after": "mentee", "by": "role"}),
    ("competing_steps", {"target": "mentor", "rival": "juggler"}),
    ("conversion", {"source": "mentee", "target": "mentor", "within": "90m"}),
    ("conversion", {"source": "OL", "target": "mentor", "already": "include", "goal": "0.5"}),
    ("conversion", {"source": "mentee", "target": "mentor", "within": "ever"}),
    ("combinations", {"by": "role"}),
    ("combinations", {"by": "activity", "mode": "intersect", "of": "any", "size": 3}),
    ("combinations", {"by": "edition", "mode": "union", "of": "repeat"}),
    ("combinations", {"steps": ["mentor", "OL", "mentee"], "at_least": "Participating"}),
    ("equity", {"group": "role"}),
    ("equity", {"group": "edition"}),
    ("stuck_points", {}),
    ("stuck_points", {"at": "OL", "outcome": "juggler", "recent": "30d"}),
    ("stuck_points", {"at": "mentee", "target": "mentor", "reference": "last"}),
    ("routes", {"target": "mentor"}),
    ("routes", {"source": "OL", "target": "mentor", "by": "role", "ties": "split"}),
    ("routes", {"source": "mentee", "target": "GS", "ties": "rank", "horizon": "90d"}),
]

NAPKIN = """
ana  OL 1 mentee 2020-01-01
ana  OL 2 mentor 2020-06-01
ben  OL 1 mentee 2020-01-01
ben  GS - reader 2020-06-01
cleo GS - mentee 2020-06-01
"""

asked = pytest.mark.parametrize(
    ("question", "options"), ASKED, ids=[f"{name}-{options}" for name, options in ASKED]
)


def parts_of(log: EngagementLog, share: list[int]) -> list[EngagementLog]:
    """The people of a log dealt out by the numbers, a part for each number that comes."""
    person = log.records["participant"].cat.codes.to_numpy()
    part = np.array(share)[person % len(share)]
    return [log.keep(part == each, f"part {each}") for each in np.unique(part)]


def divided(log: EngagementLog, share: list[int]) -> Any:
    """The same as a record that is counted part by part, which is no log to those who ask."""
    parts = parts_of(log, share)

    def add_up(count: Count, terms: Terms) -> Tally:
        return added(tally_of_part(count, part, terms) for part in parts)

    return Divided(log, add_up)


def said(answer: Callable[[], Answer]) -> str:
    """An answer as text, or why there is none."""
    try:
        return answer().to_json()
    except PathwaysError as error:
        return str(error)


@asked
@settings(max_examples=6, deadline=None)
@given(log=logs(), share=st.lists(st.integers(0, 6), min_size=1, max_size=7))
def test_the_parts_of_a_record_add_up_to_it(
    question: str, options: dict[str, Any], log: EngagementLog, share: list[int]
) -> None:
    steps = import_module(f"pathways.measures.{question}").TWO_STEPS
    try:
        terms = steps.terms(log, **options)
    except PathwaysError:  # such as days in a record of editions: there is nothing to count
        return
    parts = parts_of(log, share)
    assert said(lambda: steps.in_parts(parts, terms)) == said(lambda: steps.whole(log, **options))


@asked
def test_terms_and_tallies_can_be_sent_to_another_machine(
    question: str, options: dict[str, Any]
) -> None:
    log = log_of(NAPKIN, as_of="2021-12-31")
    steps = import_module(f"pathways.measures.{question}").TWO_STEPS
    try:
        terms = steps.terms(log, **options)
    except NoAnswerError:
        return
    there = pickle.loads(pickle.dumps(terms))  # noqa: S301 - it was made a line before

    def sent(terms: Terms) -> Tally:
        tally: Tally = pickle.loads(pickle.dumps(steps.tally(log, terms)))  # noqa: S301
        return tally

    whole = said(lambda: steps.whole(log, **options))
    assert said(lambda: steps.over(sent, there)) == whole


def test_tenths_of_people_add_up() -> None:
    """They need more people than random logs have; and who stands at an edge is somebody."""
    chance = np.random.default_rng(5)
    rows = [f"p{who} OL - mentor 2020-01-{day:02}" for who, day in chance.integers(1, 29, (90, 2))]
    log = log_of("\n".join(rows))
    for weighting in (WEIGHTING, UNWEIGHTED):
        whole = points(log, by="rank", weighting=weighting)
        terms = POINTS.terms(log, by="rank", weighting=weighting)
        assert POINTS.in_parts(parts_of(log, [0, 1, 2]), terms).to_json() == whole.to_json()


@pytest.mark.parametrize("question", ["transitions", "next_steps"])
def test_parts_of_a_young_record_offer_what_the_whole_offers(question: str) -> None:
    people = [f"p{n:02} A 1 reader 2024-01-10" for n in range(14)]
    moved = [f"p{n:02} B 1 mentor 2024-03-01" for n in range(6)]
    log = log_of("\n".join([*people, *moved]), as_of="2024-06-20")
    steps = import_module(f"pathways.measures.{question}").TWO_STEPS
    terms = steps.terms(log, by="role")
    answer = steps.in_parts(parts_of(log, [0, 1, 2]), terms)
    offer = "At reader, 14 people were watched for 5 months: ask with --horizon 5m."
    assert answer.sentence.endswith(offer)


@pytest.mark.parametrize("question", ["transitions", "next_steps", "graduation", "program_kinds"])
def test_a_young_part_of_an_old_record_offers_nothing(question: str) -> None:
    old = [f"o{n:02} A 1 reader 2020-01-10\no{n:02} B 1 mentor 2020-03-01" for n in range(14)]
    young = [f"y{n:02} A 1 reader 2024-01-10" for n in range(14)]
    log = log_of("\n".join([*old, *young]), as_of="2024-06-20")
    is_old = log.records["participant"].astype("str").str.startswith("o").to_numpy()
    steps = import_module(f"pathways.measures.{question}").TWO_STEPS
    asked = {"source": "reader", "outcome": "mentor"} if question == "graduation" else {}
    terms = steps.terms(log, **asked)
    parts = [log.keep(is_old, "old"), log.keep(~is_old, "young")]
    assert steps.in_parts(parts, terms).to_json() == steps.whole(log, **asked).to_json()
    assert "--horizon" not in steps.whole(log, **asked).sentence


SIDES = [None, "unknown", "a", "b"]
"""Who says that it is unknown is as unknown as who says nothing."""


BY_GROUP = [
    ("transitions", {"by": "role", "ties": "split"}),
    ("deepening", {"permutations": 20, "seed": 3}),
    ("routes", {"target": "mentor"}),
    ("conversion", {"source": "mentee", "target": "mentor", "within": "90m"}),
    ("monthly_index", {"weighting": WEIGHTING}),
    ("backtest", {"tier": "Participating", "horizon": "90d", "window": "200d"}),
    ("points_sensitivity", {"weighting": WEIGHTING}),
]


@pytest.mark.parametrize(("question", "options"), BY_GROUP, ids=[name for name, _ in BY_GROUP])
@settings(max_examples=4, deadline=None)
@given(frame=frames(people=12, rows=60), sides=st.lists(st.sampled_from(SIDES), min_size=12),
       share=st.lists(st.integers(0, 6), min_size=1, max_size=7))  # fmt: skip
def test_each_group_of_the_parts_is_that_of_the_record(
    question: str,
    options: dict[str, Any],
    frame: pd.DataFrame,
    sides: list[str | None],
    share: list[int],
) -> None:
    side = frame["participant"].map({f"p{n}": sides[n] for n in range(12)})
    log = build_log(frame.assign(side=side), MOUNTAIN)
    measure = getattr(import_module(f"pathways.measures.{question}"), question)
    whole = said(lambda: by_group(log, "side", measure, **options))
    assert said(lambda: by_group(divided(log, share), "side", measure, **options)) == whole


@pytest.mark.parametrize(
    "rate",
    [
        {},
        {"rate": "graduation", "by": "program"},
        {"rate": "next-steps", "by": "role", "horizon": "90d"},
    ],
)
@settings(max_examples=10, deadline=None)
@given(frame=frames(people=12, rows=60), sides=st.lists(st.sampled_from(SIDES), min_size=12),
       share=st.lists(st.integers(0, 6), min_size=1, max_size=7))  # fmt: skip
def test_equity_of_the_parts_is_that_of_the_record(
    rate: dict[str, Any], frame: pd.DataFrame, sides: list[str | None], share: list[int]
) -> None:
    side = frame["participant"].map({f"p{n}": sides[n] for n in range(12)})
    log = build_log(frame.assign(side=side), MOUNTAIN)
    whole = said(lambda: equity(log, group="side", **rate))
    assert said(lambda: equity(divided(log, share), group="side", **rate)) == whole


def test_all_groups_are_counted_in_one_pass() -> None:
    log, passes = log_of(NAPKIN), []

    def add_up(count: Count, terms: Terms) -> Tally:
        passes.append(count)
        return added(tally_of_part(count, part, terms) for part in parts_of(log, [0, 1]))

    record: Any = Divided(log, add_up)
    table = by_group(record, "program", transitions, by="role").table
    assert set(table["group"]) == {"GS", "OL"}
    assert len(passes) == 2, "which groups there are, and everything of them"
