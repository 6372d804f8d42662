"""A map without tiers: in columns, most people from left to right, and no empty bands."""

from __future__ import annotations

from itertools import pairwise, permutations
from random import Random

import pytest
from map_samples import activities, facts, first_view, move, step, without_tiers

from pathways.map.facts import MoveFacts, StepFacts
from viz import map_spec
from viz.map.columns import in_columns


def by_dice(seed: int) -> tuple[list[StepFacts], list[MoveFacts]]:
    dice = Random(seed)  # noqa: S311 - a record, no secret
    steps = [step(key, f"step {key}", None, 40, 40, 20, 10) for key in range(1, 7)]
    pairs = [(a, b) for a in steps for b in steps if a is not b and dice.random() < 0.5]
    return steps, [move(a, b, dice.randint(5, 40), "unknown") for a, b in pairs]


def back(order: list[int], moves: list[MoveFacts]) -> int:
    """How many people move to the left."""
    return sum(m.people for m in moves if order.index(m.target) < order.index(m.source))


@pytest.mark.parametrize("seed", range(20))
def test_few_more_move_back_than_in_the_best_of_all_orders(seed: int) -> None:
    steps, moves = by_dice(seed)
    order = [key for column in in_columns(steps, moves) for key in sorted(column)]
    assert sorted(order) == [one.key for one in steps]
    columns = in_columns(steps, moves)
    place = {key: at for at, column in enumerate(columns) for key in column}
    left = sum(m.people for m in moves if place[m.target] < place[m.source])
    best = min(back(list(one), moves) for one in permutations(order))
    assert left <= best + 0.05 * sum(m.people for m in moves)


def test_one_after_the_other_is_one_beside_the_other() -> None:
    steps = [step(key, f"step {key}", None, 40, 40, 20, 10) for key in (4, 2, 3, 1)]
    moves = [move(a, b, 20, "unknown") for a, b in pairwise(steps)]
    assert in_columns(steps, moves) == [[4], [2], [3], [1]]
    spec = map_spec(facts("In a row", [], steps, moves))
    at = {circle.step: circle.x for circle in spec.circles}
    assert at[4] < at[2] < at[3] < at[1]


@pytest.mark.parametrize("name", ["no_tiers", "no_tiers_50"])
def test_no_empty_band_stands_over_steps_without_tiers(name: str) -> None:
    spec = first_view(name)
    assert spec.bands == ()
    assert spec.shade == ()
    assert spec.legend[0] == "move"
    assert [line.text for line in spec.aside][:2] == ["No tiers", "Left to right:"]


def test_more_tiers_than_a_mountain_has_bands_for_stand_from_left_to_right() -> None:
    # The names of thirty bands lay on each other; of twelve there is room for all.
    said = activities(30, tiers=30)
    spec = map_spec(said)
    assert [line.text for line in spec.aside][:3] == [
        "30 tiers",
        "Left to right:",
        "the lowest first",
    ]
    assert (spec.bands, spec.shade) == ((), ())
    rank = {one.key: int((one.tier or "").split()[1]) for one in said.steps}
    by_place = sorted(spec.circles, key=lambda circle: (round(circle.x, -1), rank[circle.step]))
    ranks = [rank[circle.step] for circle in by_place]
    assert ranks == sorted(ranks)
    assert len(map_spec(activities(12, tiers=12)).bands) == 12


def test_what_is_folded_is_said_at_the_side() -> None:
    spec = map_spec(without_tiers(activities(50)))
    assert spec.aside[-1].text == f"+ {50 - len(spec.circles)} more"
