"""Routes of a map: counted as with a finger, and never a count that gives away 1 to 4."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from test_map_numbers import people_log

from pathways.log import EngagementLog
from pathways.map_numbers import map_facts
from pathways.map_routes import map_routes
from pathways.steps import make_steps


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
    shown = {code: 100_000 * (code + 1) for code in range(len(steps.labels))}
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
    found = routes_of(people_log(*journeys))
    at_least = {tuple(name.split(">")): pair[1] for name, pair in found.items() if pair[1]}
    for route, count in at_least.items():
        for part in (route[:at] + route[at + 1 :] for at in range(len(route))):
            if part in at_least:
                assert at_least[part] - count not in range(1, 5)
