"""What a map says: the measures' own numbers, and never a count of one to four."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import log_of
from map_logs import people_log
from ols import needs_ols, ols_log

from pathways.map.facts import MapFacts, Share
from pathways.map.numbers import map_facts
from pathways.measures.next_steps import next_steps
from pathways.privacy.suppression import hidden


def step(facts: MapFacts, name: str) -> Any:
    return next(one for one in facts.steps if one.name == name)


def test_shares_are_of_people_watched_for_the_whole_window() -> None:
    facts = map_facts(people_log((12, "mM"), (8, "mr"), (20, "m"), (6, "r.m")), by="role")
    mentee = step(facts, "mentee")
    assert (mentee.people, mentee.watched, mentee.still_inside) == (46, 46, 0)
    assert (mentee.no_further.x, mentee.no_further.n) == (26, 46)
    assert [(s.label, s.x, s.n) for s in mentee.goes_to] == [("mentor", 12, 46), ("reader", 8, 46)]
    assert [(s.label, s.x, s.n) for s in mentee.came_from] == [
        ("joined here", 40, 46),
        ("reader", 6, 46),
    ]
    assert facts.title == (
        "After mentee, 57 % take no further step within the next edition; 26 % go on to mentor"
    )
    assert facts.stuck_at == mentee.key


def test_a_small_count_is_hidden_with_the_one_that_would_give_it_back() -> None:
    facts = map_facts(people_log((30, "mM"), (3, "mr"), (9, "m")), by="role")
    mentee = step(facts, "mentee")
    # 3 of 42 went to reader: with 30 and 9 in sight it would be the difference.
    assert mentee.no_further.x is None
    assert [(s.label, s.x) for s in mentee.goes_to] == [("mentor", 30), ("others", None)]
    assert (facts.moves_suppressed, facts.people_moves_in_all) == (1, 30)
    assert all(move.people >= 5 for move in facts.moves)


def test_few_people_inside_the_window_are_left_out_of_the_circle() -> None:
    facts = map_facts(people_log((20, "mM"), (20, "m"), (3, "....m")), by="role")
    mentee = step(facts, "mentee")
    assert (mentee.people, mentee.watched, mentee.still_inside) == (40, 40, 0)


def test_a_tier_does_not_tell_of_the_few_who_came_lately() -> None:
    facts = map_facts(people_log((20, "mM"), (20, "m"), (3, "....m")), by="role")
    assert {one.name: one.people for one in facts.tiers}["Participating"] == 40


def test_lines_do_not_tell_of_the_few_who_stand_in_two() -> None:
    # 30 mentors, 12 of whom were readers before and 20 mentees: two were both at once.
    lines = [f"a{nth} OL 1 reader" for nth in range(12)]
    lines += [f"{'a' if nth < 2 else 'b'}{nth} OL 1 mentee" for nth in range(20)]
    names = sorted({line.split()[0] for line in lines})
    lines += [f"{name} OL 2 mentor" for name in names]
    mentor = step(map_facts(log_of("\n".join([*lines, "last OL 3 reader"])), by="role"), "mentor")
    assert mentor.people == 30
    assert [(one.label, one.x) for one in mentor.came_from[1:]] == [
        ("mentee", 20),
        ("others", None),
    ]


def test_a_move_of_all_but_a_few_is_left_out() -> None:
    # 4 of 27 mentees stopped: the share of the 23 is hidden, and their arrow would tell it.
    facts = map_facts(people_log((23, "mM"), (4, "m"), (20, "M"), (20, "rM")), by="role")
    names = {one.key: one.name for one in facts.steps}
    assert [(names[one.source], names[one.target]) for one in facts.moves] == [("reader", "mentor")]
    assert "Moves of all but a few are hidden." in (facts.caveats)


def test_the_main_way_of_a_ladder_is_drawn_with_the_people_of_its_share() -> None:
    # 42 of the 44 mentors were mentees straight before, 30 of them in the edition before.
    lines = [f"s{nth} OL 1 mentee\ns{nth} OL {2 if nth < 30 else 3} mentor" for nth in range(42)]
    lines += [f"t{nth} OL 1 mentee" for nth in range(40)] + ["u1 OL 1 mentor", "u2 OL 1 mentor"]
    facts = map_facts(log_of("\n".join([*lines, "last OL 4 reader"])), by="role")
    (move,) = facts.moves
    assert (move.people, move.partly, move.share.x, move.share.n) == (30, True, 30, 82)
    assert move.of_everyone is not None
    assert move.of_everyone.x is None
    assert facts.told == (move.source, move.target)
    assert not any(one.exactly or one.at_least for one in facts.routes)


def test_a_step_of_few_people_is_not_there() -> None:
    facts = map_facts(people_log((20, "mM"), (4, "r")), by="tier")
    assert {one.name for one in facts.steps} >= {"Participating", "Leading"}
    assert "4" not in [str(one.people) for one in facts.steps]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=7))
def test_hidden_cells_cannot_be_computed_from_the_rest(cells: list[int]) -> None:
    hide = hidden(cells)
    for cell, covered in zip(cells, hide, strict=True):
        assert covered or not 0 < cell < 5
    if hide.any() and (~hide).any() and any(c for c, h in zip(cells, hide, strict=True) if not h):
        unknown = [c for c, h in zip(cells, hide, strict=True) if h]
        assert len(unknown) > 1
        assert sum(unknown) >= 5


_journeys = st.lists(
    st.tuples(st.integers(1, 12), st.text("mMr.", min_size=1, max_size=4)), min_size=1, max_size=8
)


def numbers(value: Any) -> list[int]:
    """Every count of people in the facts of a map."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = asdict(value)
        for name in ("key", "rank", "source", "target", "stuck_at", "moves_suppressed"):
            kept.pop(name, None)
        return numbers(kept)
    if isinstance(value, dict):
        without = ("key", "rank", "source", "target", "moves_in_all", "moves", "stuck_at")
        return [n for name, one in value.items() if name not in without for n in numbers(one)]
    if isinstance(value, list | tuple):
        return [n for one in value for n in numbers(one)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


@given(_journeys)
def test_no_count_of_one_to_four_is_anywhere(journeys: list[tuple[int, str]]) -> None:
    facts = map_facts(people_log(*journeys), by="role")
    counts = numbers({"steps": facts.steps, "moves_": facts.moves, "tiers": facts.tiers})
    assert not [count for count in counts if 0 < count < 5]


def test_the_only_step_of_a_map_does_not_give_the_others_away() -> None:
    facts = map_facts(people_log((12, "m"), (2, "M")), by="role")
    assert [(step.name, step.people) for step in facts.steps] == [("mentee", 12)]
    assert facts.people == 12
    assert "15" not in facts.subtitle


@needs_ols
@pytest.mark.ols
def test_shares_are_those_of_next_steps_on_the_real_record() -> None:
    log = ols_log()
    facts = map_facts(log)
    for one in facts.steps:
        table = next_steps(log, after=f"role={one.name}", by="role").table
        stopped: Share = one.no_further
        row = table[table["target"] == "no further step"].iloc[0]
        if one.still_inside is not None and stopped.x is not None:
            assert (row["x"], row["n"]) == (stopped.x, stopped.n)
        for share in one.goes_to:
            if share.x is not None:
                sets = table["target"].str.split(" + ", regex=False)
                counted = table[sets.map(lambda names, label=share.label: label in names)]
                assert counted["x"].sum() == share.x


def test_a_tier_does_not_give_away_the_people_of_a_step_that_is_left_out() -> None:
    # 30 mentees, and 3 people who were attendees only: the tier would be 33.
    lines = [f"p{i} OL 1 mentee" for i in range(30)] + [f"q{i} OL 1 attendee" for i in range(3)]
    facts = map_facts(log_of("\n".join([*lines, "last OL 2 reader"])), by="role")
    assert "attendee" not in [one.name for one in facts.steps]
    tiers = {one.name: one.people for one in facts.tiers}
    assert tiers[step(facts, "mentee").tier] == 30
