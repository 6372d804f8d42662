"""Step sets and follow-up: what nothing orders stays together, and time is what it was."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from logs import MOUNTAIN, log_of

from pathways.record.log import EngagementLog, build_log
from pathways.record.window import Horizon
from pathways.sequences.steps import FollowUp, make_steps


def sets_of(log: EngagementLog, by: str = "role", ties: str = "set") -> dict[str, list[list[str]]]:
    """Each person's step sets, in order, as names."""
    steps = make_steps(log, by, ties)
    names = list(dict.fromkeys(log.counted["participant"]))
    found: dict[str, list[list[str]]] = {}
    for number, person in enumerate(steps.set_person):
        rows = steps.at == number
        labels = [steps.labels[code] for code in steps.step[rows]]
        found.setdefault(names[person], []).append(sorted(labels))
    return found


def test_the_same_day_is_one_step_set() -> None:
    log = log_of("a OL 1 mentor 2020-01-01\na OL 1 mentee 2020-01-01\na OL 2 mentor 2020-01-02")
    assert sets_of(log) == {"a": [["mentee", "mentor"], ["mentor"]]}
    assert sets_of(log, ties="rank") == {"a": [["mentee"], ["mentor"], ["mentor"]]}


def test_the_same_undated_edition_is_one_step_set() -> None:
    log = log_of("a OL 1 mentor\na OL 1 mentee\na OL 2 mentor")
    assert sets_of(log) == {"a": [["mentee", "mentor"], ["mentor"]]}


def test_parallel_editions_are_one_step_set() -> None:
    editions = pd.DataFrame({"edition": ["1", "x", "y"], "rank": [1, 2, 2]})
    log = log_of("a OL x mentor\na OL y mentee\na OL 1 reader", editions=editions)
    assert sets_of(log) == {"a": [["reader"], ["mentee", "mentor"]]}


def test_a_coarse_date_is_not_ordered_against_what_falls_into_it() -> None:
    frame = pd.DataFrame(
        [
            ("a", "reader", "2020-05-01", "month"),
            ("a", "mentee", "2020-05-20", "day"),
            ("a", "mentor", "2020-06-01", "day"),
            ("b", "reader", "2020-01-01", "year"),
            ("b", "mentee", "2020-12-31", "day"),
            ("b", "mentor", "2021-01-01", "day"),
        ],
        columns=["participant", "role", "start", "precision"],
    ).assign(program="OL")
    both = [["mentee", "reader"], ["mentor"]]
    assert sets_of(build_log(frame, MOUNTAIN)) == {"a": both, "b": both}


def test_an_edition_alone_is_not_ordered_against_days_in_that_edition() -> None:
    log = log_of(
        """
        a OL 1 mentee -
        a OL 1 reader 2020-03-01
        a OL 2 mentor 2020-06-01
        b OL 1 reader 2020-01-01
        """
    )
    assert sets_of(log)["a"] == [["mentee", "reader"], ["mentor"]]


def test_a_level_that_an_engagement_does_not_have_leaves_it_out_and_says_so() -> None:
    steps = make_steps(log_of("a OL 1 mentee\na OL 2 juggler\na OL 3 -"), "tier")
    assert (steps.left_out, steps.at.tolist()) == (2, [0])
    assert make_steps(log_of("a OL 1 mentee\na OL 2 -"), "activity").left_out == 0


def test_levels() -> None:
    log = log_of("a OL 1 mentee\nb GS 2 -")
    assert make_steps(log, "activity").labels == ("GS", "OL: mentee")
    assert make_steps(log, "edition").labels == ("GS 2", "OL 1")
    assert make_steps(log, "tier").labels == ("Learning", "Participating", "Leading")


def test_a_record_without_editions_has_no_steps_of_that_level() -> None:
    steps = make_steps(log_of("a OL - reader 2020-01-01"), "edition")
    assert (steps.left_out, steps.people) == (1, 0)


def test_follow_up_in_editions_counts_the_editions_of_the_persons_own_program() -> None:
    log = log_of(
        """
        a OL 1 mentee 2020-01-01
        b GS 1 reader 2020-03-01
        b GS 2 reader 2020-04-01
        a OL 2 mentor 2020-06-01
        """
    )
    steps = make_steps(log, "role")
    follow = FollowUp(log, Horizon(1, "edition"))
    # OL 1 has seen one later edition of OL, GS 1 one of GS; OL 2 and GS 2 none.
    assert follow.available(steps.when).tolist() == [1, 0, 1, 0]
    assert follow.elapsed(steps.when[[0]], steps.when[[1]]).tolist() == [1]
    days = FollowUp(log, Horizon(100, "day"))
    assert days.available(steps.when).tolist() == [152, 0, 92, 61]
    assert days.observable(steps.when).tolist() == [True, False, False, False]


_engagements = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["mentee", "mentor", "reader", "juggler"]),
        st.sampled_from(["2020-01-01", "2020-01-01", "2020-02-01", "2020-03-01"]),
    ),
    min_size=1,
    max_size=14,
)


def slow_sets(rows: list[tuple[str, str, str]]) -> dict[str, list[list[str]]]:
    """The obvious way: per person, per day, the distinct roles."""
    found: dict[str, list[list[str]]] = {}
    for person in sorted({row[0] for row in rows}):
        days = sorted({row[2] for row in rows if row[0] == person})
        found[person] = [
            sorted({role for who, role, day in rows if who == person and day == one})
            for one in days
        ]
    return found


@given(_engagements, st.randoms(use_true_random=False))
def test_step_sets_by_the_obvious_way(rows: list[tuple[str, str, str]], chance: object) -> None:
    names = ["participant", "role", "start"]
    log = build_log(pd.DataFrame(rows, columns=names).assign(program="OL"), MOUNTAIN)
    assert sets_of(log) == slow_sets(rows)
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    other = build_log(pd.DataFrame(mixed, columns=names).assign(program="OL"), MOUNTAIN)
    one, two = make_steps(log, "role"), make_steps(other, "role")
    assert np.array_equal(one.step, two.step)
    assert np.array_equal(one.when.time, two.when.time)
