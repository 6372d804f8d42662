"""Routes of a map: steps that people took in an order, with how many did exactly these and at
least these.

*Exactly* means one step set straight after the other; *at least* allows anything in between.
Counts of 1 to 4 people are left out, and so is every count that is 1 to 4 below that of a step or
of a shorter route in it: the difference would tell how many turned off there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from pathways.map.facts import RouteFacts
from pathways.privacy.suppression import SMALLEST
from pathways.sequences.steps import Steps

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
    straight, later = (_counted(steps, list(shown), one) for one in (_straight_after, _any_later))
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


def _counted(
    steps: Steps, shown: list[int], onward: Callable[[Steps, pd.DataFrame], pd.DataFrame]
) -> _Counts:
    """People of each route, grown step by step: who is too few for a part is for the whole."""
    rows = pd.DataFrame({"person": steps.person, "at": steps.at, "step": steps.step})
    rows = rows[rows["step"].isin(shown)]
    names: list[_Route] = [(code,) for code in shown]
    reached = rows.assign(route=rows["step"].map({code: i for i, code in enumerate(shown)}))
    counts: _Counts = {}
    for _ in range(LONGEST - 1):
        grown = onward(steps, reached[["route", "person", "at"]])
        grown = grown[grown["step"].isin(shown)]
        people = grown.drop_duplicates(["route", "step", "person"]).groupby(["route", "step"])
        enough = _strongest(people.size())
        keys = [(names[route], step) for route, step in enough.index]
        names = [(*route, int(step)) for route, step in keys]
        counts |= dict(zip(names, enough.astype(int).tolist(), strict=True))
        numbers = pd.Series(np.arange(len(enough)), index=enough.index, name="longer")
        grown = grown.join(numbers, on=["route", "step"]).dropna(subset="longer")
        reached = grown.assign(route=grown["longer"].astype(np.int64))
    return counts


def _strongest(people: pd.Series) -> pd.Series:
    """The routes of one length that can be among those kept: no longer one has more people."""
    enough = people[people >= SMALLEST]
    return enough.sort_values(ascending=False, kind="stable")[:MOST_ROUTES]


def _straight_after(steps: Steps, reached: pd.DataFrame) -> pd.DataFrame:
    """The steps of the step set right after the one that each route has reached."""
    follows = np.append(steps.follows, False)
    at = reached["at"].to_numpy(np.int64)
    ahead = reached[follows[at + 1]]
    return _rows_between(steps, ahead, steps.starts[ahead["at"].to_numpy(np.int64) + 2])


def _any_later(steps: Steps, reached: pd.DataFrame) -> pd.DataFrame:
    """Each later step of the same person, at the first time after the route was done."""
    first = reached.sort_values("at", kind="stable").drop_duplicates(["route", "person"])
    ends = np.searchsorted(steps.person, first["person"].to_numpy(), side="right")
    later = _rows_between(steps, first, ends)
    return later.drop_duplicates(["route", "step", "person"])


def _rows_between(steps: Steps, reached: pd.DataFrame, ends: np.ndarray) -> pd.DataFrame:
    """Every row after the step set that was reached and before the given row."""
    begin = steps.starts[reached["at"].to_numpy(np.int64) + 1]
    many = ends - begin
    visit = np.repeat(np.arange(len(reached)), many)
    row = np.arange(len(visit)) - np.repeat(np.cumsum(many) - many, many) + begin[visit]
    return pd.DataFrame(
        {
            "route": reached["route"].to_numpy(np.int64)[visit],
            "person": steps.person[row],
            "at": steps.at[row],
            "step": steps.step[row],
        }
    ).drop_duplicates()


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
