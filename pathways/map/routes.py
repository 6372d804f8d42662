"""Routes of a map: steps that people took in an order, with how many did exactly these and at
least these.

*Exactly* means one step set straight after the other; *at least* allows anything in between.
Counts of 1 to 4 people are left out, and so is every count that is 1 to 4 below that of a step or
of a shorter route in it: the difference would tell how many turned off there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import numpy as np

from pathways.map.ahead import Ahead, any_later, straight_after
from pathways.map.facts import RouteFacts
from pathways.privacy.suppression import SMALLEST
from pathways.sequences.steps import Ints, Steps
from pathways.stats.bits import Bits

__all__ = ["LONGEST", "MOST_ROUTES", "Wholes", "around", "map_routes", "tells_of_few"]

LONGEST = 4
"""Steps of the longest route that is counted."""
MOST_ROUTES = 2000
"""More than these are not kept: the file has to fit into a mail."""

_Route = tuple[int, ...]
_Counts = dict[_Route, int]
Wholes = Mapping[int, tuple[int, int]]
"""What a map tells of each of its steps: its people, and whom everyone who left it is among."""


def map_routes(steps: Steps, shown: Wholes) -> tuple[RouteFacts, ...]:
    """Every route of two to four steps that may be shown, the most taken first.

    Args:
        steps: what everybody did.
        shown: the steps that the map shows, and what it tells of them.
    """
    codes = sorted(shown)
    straight, later = (
        _counted(ahead(steps, codes), codes) for ahead in (straight_after, any_later)
    )
    exactly, at_least = _visible(straight, later, shown)
    found = [RouteFacts(r, exactly.get(r), at_least.get(r)) for r in {*exactly, *at_least}]
    found.sort(key=lambda r: (-(r.at_least or r.exactly or 0), len(r.steps), r.steps))
    return tuple(found[:MOST_ROUTES])


def around(route: _Route, shown: Wholes) -> list[int]:
    """Of how many people at each of its steps those of a route are a part.

    >>> around((1, 2), {1: (40, 27), 2: (50, 44)})
    [40, 50, 27]
    """
    return [*(shown[step][0] for step in route), *(shown[step][1] for step in route[:-1])]


def tells_of_few(count: int, wholes: Iterable[int]) -> bool:
    """Whether a count beside one that holds it tells of 1 to 4 people who are in that one only.

    >>> tells_of_few(23, [40, 27]), tells_of_few(23, [40, 23])
    (True, False)
    """
    return any(0 < whole - count < SMALLEST for whole in wholes)


def _counted(ahead: Ahead, shown: list[int]) -> _Counts:
    """People of each route, grown step by step: who is too few for a part is for the whole.

    A route is the step sets at which somebody had done it; people are counted before it grows, so
    that only what can be among the strongest takes any room.
    """
    routes: dict[_Route, tuple[Ints, Bits]] = {
        (nth,): (at, ahead.of(at)) for nth, at in enumerate(ahead.begun)
    }
    counts: _Counts = {}
    for length in range(2, LONGEST + 1):
        longer = {
            (*route, int(step)): int(people[step])
            for route, here in routes.items()
            for people in [ahead.people(*here)]
            for step in np.flatnonzero(people >= SMALLEST)
        }
        strongest = sorted(longer.items(), key=lambda found: -found[1])[:MOST_ROUTES]
        counts |= dict(strongest)
        if length < LONGEST:
            grown = {route: ahead.grown(*routes[route[:-1]], route[-1]) for route, _ in strongest}
            routes = {route: (at, ahead.of(at)) for route, at in grown.items()}
    return {tuple(shown[nth] for nth in route): people for route, people in counts.items()}


def _visible(exactly: _Counts, at_least: _Counts, shown: Wholes) -> tuple[_Counts, _Counts]:
    """The counts beside which no other that is kept, of the same people and more, tells of few."""
    straight, later = _Counts(), _Counts()
    for route in sorted(at_least, key=lambda route: (len(route), route)):
        lengths = range(2, len(route))
        looser = [part for length in lengths for part in combinations(route, length)]
        inside = [route[at : at + n] for n in lengths for at in range(len(route) - n + 1)]
        wholes = around(route, shown)
        wholes += [later[part] for part in looser if part in later]
        nearer = [straight[part] for part in inside if part in straight]
        if route in exactly and not tells_of_few(exactly[route], [*wholes, *nearer]):
            straight[route] = exactly[route]
        exact = exactly.get(route, at_least[route])
        if not tells_of_few(at_least[route], wholes) and not tells_of_few(exact, [at_least[route]]):
            later[route] = at_least[route]
    return straight, later
