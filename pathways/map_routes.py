"""Routes of a map: steps that people took in an order, with how many did exactly these and at
least these.

*Exactly* means one step set straight after the other; *at least* allows anything in between.
Counts of 1 to 4 people are left out, and so is every count that is 1 to 4 below that of a route
it continues: the difference would tell how many turned off there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from pathways.map_facts import RouteFacts
from pathways.privacy import SMALLEST
from pathways.steps import Steps

__all__ = ["LONGEST", "MOST_ROUTES", "map_routes"]

LONGEST = 4
"""Steps of the longest route that is counted."""
MOST_ROUTES = 2000
"""More than these are not kept: the file has to fit into a mail."""

_Route = tuple[int, ...]
_Counts = dict[_Route, int]


def map_routes(steps: Steps, shown: dict[int, int]) -> tuple[RouteFacts, ...]:
    """Every route of two to four steps that may be shown, the most taken first.

    Args:
        steps: what everybody did.
        shown: the steps that the map shows, with their people.
    """
    exactly = _visible(_counted(steps, shown, _straight_after), shown, _ends)
    at_least = _visible(_counted(steps, shown, _any_later), shown, _shortened)
    for route in [route for route in at_least if route in exactly]:
        if 0 < at_least[route] - exactly[route] < SMALLEST:
            # The people of a single move stand on the map already.
            (at_least if len(route) == 2 else exactly).pop(route)
    found = [RouteFacts(r, exactly.get(r), at_least.get(r)) for r in {*exactly, *at_least}]
    found.sort(key=lambda r: (-(r.at_least or r.exactly or 0), len(r.steps), r.steps))
    return tuple(found[:MOST_ROUTES])


def _counted(
    steps: Steps, shown: dict[int, int], onward: Callable[[Steps, pd.DataFrame], pd.DataFrame]
) -> _Counts:
    """People of each route, grown step by step: who is too few for a part is for the whole."""
    rows = pd.DataFrame({"person": steps.person, "at": steps.at, "step": steps.step})
    rows = rows[rows["step"].isin(list(shown))]
    names: list[_Route] = [(code,) for code in shown]
    reached = rows.assign(route=rows["step"].map({code: i for i, code in enumerate(shown)}))
    counts: _Counts = {}
    for _ in range(LONGEST - 1):
        grown = onward(steps, reached[["route", "person", "at"]])
        grown = grown[grown["step"].isin(list(shown))]
        people = grown.drop_duplicates(["route", "step", "person"]).groupby(["route", "step"])
        enough = people.size()
        enough = enough[enough >= SMALLEST]
        keys = [(names[route], step) for route, step in enough.index]
        names = [(*route, int(step)) for route, step in keys]
        counts |= dict(zip(names, enough.astype(int).tolist(), strict=True))
        numbers = pd.Series(np.arange(len(enough)), index=enough.index, name="longer")
        grown = grown.join(numbers, on=["route", "step"]).dropna(subset="longer")
        reached = grown.assign(route=grown["longer"].astype(np.int64))
    return counts


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


def _visible(
    counts: _Counts, shown: dict[int, int], parts: Callable[[_Route], Iterator[_Route]]
) -> _Counts:
    """The counts from which no other that is kept differs by 1 to 4."""
    kept: _Counts = {(code,): people for code, people in shown.items()}
    for route in sorted(counts, key=lambda route: (len(route), route)):
        wholes = [kept[part] for part in parts(route) if part in kept]
        if not any(0 < whole - counts[route] < SMALLEST for whole in wholes):
            kept[route] = counts[route]
    return {route: people for route, people in kept.items() if len(route) > 1}


def _ends(route: _Route) -> Iterator[_Route]:
    """What is left of a route without its first or its last step; of a move, nothing."""
    if len(route) > 2:
        yield from (route[1:], route[:-1])


def _shortened(route: _Route) -> Iterator[_Route]:
    """What is left of a route without one of its steps."""
    return (route[:at] + route[at + 1 :] for at in range(len(route)))
