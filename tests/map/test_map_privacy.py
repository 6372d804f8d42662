"""No count under 5 follows from what the page of a map holds, by any adding and subtracting.

The page holds the routes as well, which a meeting file does not; they are looked at together with
everything on the cards of the steps and moves, as :mod:`test_report_privacy` looks at its page.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from hypothesis import Phase, given, settings
from map_logs import people_log
from test_report_privacy import (
    ROLES,
    Cell,
    cells_of,
    given_away,
    groups,
    rows,
    said_on_cards,
    truth_of,
)

from pathways.map.facts import MapFacts
from pathways.map.numbers import map_facts

KINDS = {"people", "tier", "watched", "inside", "from", "to", "move"}


def cells_with_routes(journey: str) -> Counter[Cell]:
    """What one person adds to every count of the page."""
    told = Counter({cell: one for cell, one in cells_of(journey).items() if cell[0] in KINDS})
    roles = [ROLES[one] for one in journey if one in ROLES]
    for length in (2, 3, 4):
        straight = zip(*(roles[start:] for start in range(length)), strict=False)
        told.update({("exactly", *route) for route in straight})
        told.update({("at least", *route) for route in combinations(roles, length)})
    return told


def said_by(facts: MapFacts) -> dict[Cell, int]:
    """Every count that the page holds, by what it counts."""
    names = {one.key: one.name for one in facts.steps}
    said = said_on_cards(facts)
    said |= {
        ("to" if one.partly else "move", names[one.source], names[one.target]): one.people
        for one in facts.moves
    }
    for one in facts.routes:
        way = [names[key] for key in one.steps]
        said |= {("exactly", *way): one.exactly, ("at least", *way): one.at_least}
    return {cell: count for cell, count in said.items() if count is not None}


@settings(max_examples=15, phases=[Phase.generate])
@given(groups)
def test_no_small_count_follows_from_what_the_page_holds(journeys: list[tuple[int, str]]) -> None:
    # Every edition has somebody, or it would not be one.
    journeys = [*journeys, (6, "rrrrr")]
    facts = map_facts(people_log(*journeys), by="role")
    truth = truth_of([*journeys, (6, "....r")], cells_with_routes)
    assert not given_away(said_by(facts), truth, rows(cells_with_routes))
