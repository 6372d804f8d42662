"""Routes of a map: steps that people took in an order, with how many did exactly these and at
least these.

*Exactly* means one step set straight after the other; *at least* allows anything in between.
Counts of 1 to 4 people are left out, and so is every count that is 1 to 4 below that of a step or
of a shorter route in it: the difference would tell how many turned off there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pathways.map.facts import RouteFacts
from pathways.privacy.suppression import SMALLEST
from pathways.sequences.steps import Bools, Ints, Steps
from pathways.stats.sorting import changes

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
    straight, later = (
        _counted(steps, list(shown), ahead(steps, list(shown)))
        for ahead in (_straight_after, _any_later)
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


@dataclass(frozen=True)
class _Ahead:
    """What lies ahead of each step set, and where it is first reached.

    ``steps`` is step sets by steps: whether the step comes ahead; ``reach`` gives the step sets at
    which a step is reached from the given ones.
    """

    steps: Bools
    reach: Callable[[Ints, int], Ints]


def _counted(steps: Steps, shown: list[int], ahead: _Ahead) -> _Counts:
    """People of each route, grown step by step: who is too few for a part is for the whole.

    A route is the step sets at which somebody had done it; people are counted before it grows, so
    that only what can be among the strongest takes any room.
    """
    routes: dict[_Route, Ints] = {(code,): steps.at[steps.step == code] for code in shown}
    counts: _Counts = {}
    for _ in range(LONGEST - 1):
        longer = {
            (*route, step): people
            for route, at in routes.items()
            for step, people in _people(steps, at, ahead)
        }
        strongest = sorted(longer.items(), key=lambda found: -found[1])[:MOST_ROUTES]
        counts |= dict(strongest)
        routes = {route: _grown(ahead, routes[route[:-1]], route[-1]) for route, _ in strongest}
    return counts


def _people(steps: Steps, at: Ints, ahead: _Ahead) -> Iterator[tuple[int, int]]:
    """The steps that enough people of a route go on to, and how many people each."""
    if not len(at):
        return
    heads = np.flatnonzero(changes(steps.set_person[at]))
    each = (
        np.logical_or.reduceat(ahead.steps[at], heads) if len(heads) < len(at) else ahead.steps[at]
    )
    people = np.count_nonzero(each, axis=0)
    yield from ((int(step), int(people[step])) for step in np.flatnonzero(people >= SMALLEST))


def _grown(ahead: _Ahead, at: Ints, step: int) -> Ints:
    """Where those who have the step ahead of them reach it."""
    return ahead.reach(at[ahead.steps[at, step]], step)


def _straight_after(steps: Steps, shown: list[int]) -> _Ahead:
    """The steps of the step set right after each."""
    here = _held(steps, shown)
    follow = np.zeros_like(here)
    follow[:-1] = here[1:] & steps.follows[1:, np.newaxis]
    return _Ahead(follow, lambda at, _: at + 1)


def _any_later(steps: Steps, shown: list[int]) -> _Ahead:
    """The steps of all later step sets of each person."""
    here = _held(steps, shown)
    places = [np.flatnonzero(column) for column in here.T]
    later = np.zeros_like(here)
    every = np.arange(len(here))
    for step, place in enumerate(places):
        if len(place):
            following = _next_place(place, every)
            later[:, step] = (following > every) & (steps.set_person[following] == steps.set_person)
    return _Ahead(later, lambda at, step: _firsts(steps, _next_place(places[step], at)))


def _next_place(place: Ints, at: Ints) -> Ints:
    """The first of the ascending places after each; the last place where there is none."""
    return place[np.minimum(np.searchsorted(place, at, side="right"), len(place) - 1)]


def _firsts(steps: Steps, at: Ints) -> Ints:
    """Each person's first: to be done with a route early is to have most ahead."""
    return at[changes(steps.set_person[at])]


def _held(steps: Steps, shown: list[int]) -> Bools:
    """Step sets by steps: whether the step is shown and in the set."""
    held = np.zeros((len(steps.set_person), len(steps.labels)), dtype=bool)
    held[steps.at, steps.step] = np.isin(steps.step, shown)
    return held


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
        own = exactly.get(route, at_least[route])
        if not tells_of_few(at_least[route], wholes) and not tells_of_few(own, [at_least[route]]):
            later[route] = at_least[route]
    return straight, later
