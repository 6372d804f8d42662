"""Routes of a map: counted as with a finger, and never a count that gives away 1 to 4."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from map_logs import people_log

from pathways.map.numbers import map_facts
from pathways.map.routes import map_routes
from pathways.record.log import EngagementLog
from pathways.sequences.steps import make_steps


def routes_of(log: EngagementLog) -> dict[str, tuple[int | None, int | None]]:
    """By the names of the steps: exactly, at least."""
    facts = map_facts(log, by="role")
    names = {step.key: step.name for step in facts.steps}
    return {
        ">".join(names[key] for key in route.steps): (route.exactly, route.at_least)
        for route in facts.routes
    }


def test_five_went_straight_and_ten_with_a_step_between() -> None:
    found = routes_of(people_log((5, "mM"), (10, "mrM"), (20, "m")))
    assert found["mentee>mentor"] == (5, 15)
    assert found["mentee>reader>mentor"] == (10, 10)
    assert found["reader>mentor"] == (10, 10)


def test_fewer_than_five_are_no_route() -> None:
    assert routes_of(people_log((4, "mM"), (20, "m"))) == {}


def test_a_count_that_gives_away_a_small_one_is_hidden() -> None:
    # Three took a detour: of the two counts, 10 and 13, only one may stand.
    found = routes_of(people_log((10, "mM"), (3, "mrM"), (20, "m"), (20, "r"), (20, "M")))
    assert found["mentee>mentor"] == (10, None)


def test_a_longer_route_does_not_tell_who_turned_off_two_steps_before_its_end() -> None:
    # 19 went on to mentor; of these 17 came back once and 15 twice: two, and two, and four.
    found = routes_of(people_log((2, "mM"), (2, "mMM"), (15, "mMMM"), (20, "m"), (20, "M")))
    assert found["mentee>mentor"] == (19, 19)
    assert "mentee>mentor>mentor" not in found
    assert "mentee>mentor>mentor>mentor" not in found


def test_nobody_and_one_person_have_no_routes() -> None:
    assert routes_of(people_log((1, "mM"))) == {}
    assert routes_of(people_log()) == {}


def slow(journeys: list[tuple[int, str]]) -> dict[tuple[str, ...], int]:
    """People with these steps in order, with anything in between, by trying everything."""
    counts: dict[tuple[str, ...], int] = {}
    for count, journey in journeys:
        done = [letter for letter in journey if letter != "."]
        for route in {r for n in (2, 3, 4) for r in combinations(done, n)}:
            counts[route] = counts.get(route, 0) + count
    return counts


JOURNEYS = st.lists(
    st.tuples(st.integers(1, 12), st.text("mMr.", min_size=1, max_size=4)), max_size=5
)


@settings(max_examples=25, deadline=None)
@given(JOURNEYS)
def test_at_least_is_what_trying_everything_finds(journeys: list[tuple[int, str]]) -> None:
    journeys = [(count, journey) for count, journey in journeys if journey.strip(".")]
    log = people_log(*journeys)
    steps = make_steps(log, "role")
    # With nobody in sight but thousands, no count is hidden for the sake of another.
    shown = dict.fromkeys(range(len(steps.labels)), (100_000, 100_000))
    letters = {"mentee": "m", "mentor": "M", "reader": "r"}
    expected = slow(journeys)
    for route in map_routes(steps, shown):
        name = tuple(letters[steps.labels[code]] for code in route.steps)
        if route.at_least is not None:
            assert route.at_least == expected[name]
            assert route.at_least >= 5
        if route.exactly is not None and route.at_least is not None:
            assert route.at_least - route.exactly not in range(1, 5)


@settings(max_examples=15, deadline=None)
@given(JOURNEYS)
def test_no_difference_of_two_counts_is_one_to_four(journeys: list[tuple[int, str]]) -> None:
    journeys = [(count, journey) for count, journey in journeys if journey.strip(".")]
    facts = map_facts(people_log(*journeys), by="role")
    told = {route.steps: (route.exactly, route.at_least) for route in facts.routes}
    told |= {(step.key,): (step.people, step.people) for step in facts.steps}
    for route, (exactly, at_least) in told.items():
        for part in (part for n in range(1, len(route) + 1) for part in combinations(route, n)):
            straight, later = told.get(part, (None, None))
            beside = [(later, at_least), (later, exactly)]
            beside += [(straight, exactly)] if part in windows(route, len(part)) else []
            for whole, count in beside:
                assert whole is None or count is None or whole - count not in range(1, 5)


def windows(route: tuple[int, ...], length: int) -> set[tuple[int, ...]]:
    """The parts of a route without a gap."""
    return {route[at : at + length] for at in range(len(route) - length + 1)}


def test_what_grows_stays_small_and_the_strongest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    log = people_log((40, "mMr"), (20, "mrMr"), (12, "rmM"), (9, "Mmr"), (30, "m"))
    steps = make_steps(log, "role")
    shown = dict.fromkeys(range(len(steps.labels)), (100_000, 100_000))
    whole = map_routes(steps, shown)
    monkeypatch.setattr("pathways.map.routes.MOST_ROUTES", 4)
    assert map_routes(steps, shown) == whole[:4]
