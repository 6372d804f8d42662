"""What the lists for analysts must say, counted once more in plain loops.

Only of records whose places in time are of one kind, all days or all editions: then a step set is
what a person did at one time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from pathways.record.log import EngagementLog

Rows = list[tuple[Any, ...]]


def plain(table: pd.DataFrame) -> Rows:
    """The rows of a table, with ``None`` for all that is missing, and days as text."""
    return [tuple(_plain(value) for value in row) for row in table.itertuples(index=False)]


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def _people(log: EngagementLog) -> dict[str, list[dict[str, Any]]]:
    """Each person's engagements in order, with what they are called and the number of their set."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    several = log.counted["program"].nunique() > 1
    for record in log.records.to_dict("records"):
        row = {str(key): None if pd.isna(value) else value for key, value in record.items()}
        role = row["role"]
        row["activity"] = row["program"] if role is None else f"{row['program']}: {role}"
        row["called"] = row["edition"]
        if several and row["edition"]:
            row["called"] = f"{row['program']} {row['edition']}"
        row["is"] = {key: row[key] for key in ("role", "program", "tier", "edition")}
        found[row["participant"]].append(row)
    for rows in found.values():
        times = sorted({row["time"] for row in rows if row["counted"]})
        for row in rows:
            row["set"] = times.index(row["time"]) if row["counted"] else None
    return found


def _has(row: Mapping[str, Any], step: Mapping[str, str]) -> bool:
    return bool(row["counted"]) and all(row["is"][key] == step[key] for key in step)


def journey(log: EngagementLog, *, participant: str) -> Rows:
    told = []
    rows = _people(log)[participant]
    starts = {row["set"]: row["start"] for row in rows}
    for row in rows:
        before = None if not row["set"] else starts[row["set"] - 1]
        known = before is not None and row["start"] is not None
        days = (row["start"] - before).days if known else None
        what = (row[key] for key in ("start", "end", "activity", "called", "tier", "status"))
        told.append((row["set"], *map(_plain, what), days))
    return told


def did_then(
    log: EngagementLog, *, source: dict[str, str], target: dict[str, str], days: int = 365
) -> Rows:
    told = []
    for who, rows in _people(log).items():
        did = [row for row in rows if _has(row, source)]
        then = [row for row in rows if _has(row, target) and did and row["set"] > did[0]["set"]]
        if then and (then[0]["start"] - did[0]["start"]).days <= days:
            between = (then[0]["start"] - did[0]["start"]).days
            told.append((who, _plain(did[0]["start"]), _plain(then[0]["start"]), between))
    return sorted(told, key=lambda row: (row[1], row[0]))


def went_next(log: EngagementLog, *, participant: str, by: str = "activity") -> Rows:
    sets = {who: _sets(rows, by) for who, rows in _people(log).items()}
    own, told = sets.pop(participant, []), []
    for came_from in own[-2] if len(own) > 1 else [None]:
        for at in own[-1] if own else ():
            ways: dict[str, set[str]] = defaultdict(set)
            for who, other in sets.items():
                for nth, steps in enumerate(other):
                    before = other[nth - 1] if nth else {None}
                    if at in steps and came_from in before:
                        for step in other[nth + 1] if nth + 1 < len(other) else {"(end)"}:
                            ways[step].add(who)
            alike = {who for whose in ways.values() for who in whose}
            told += [(came_from, at, step, len(whose), len(alike)) for step, whose in ways.items()]
    return sorted(told, key=lambda row: (row[0] or "", row[1], -row[3], row[2]))


def _sets(rows: list[dict[str, Any]], by: str) -> list[set[Any]]:
    sets: dict[int, set[Any]] = defaultdict(set)
    for row in rows:
        if row["counted"]:
            sets[row["set"]].add(row[by])
    return [sets[number] for number in sorted(sets)]


def cohort_grid(log: EngagementLog, *, program: str | None = None) -> Rows:
    table = log.editions.table.set_index(["program", "edition"])
    ranks = table["rank"].astype(int).to_dict()
    came: dict[tuple[str, str], set[tuple[int, str]]] = defaultdict(set)
    for who, rows in _people(log).items():
        for row in rows:
            if row["counted"] and row["edition"] and program in (None, row["program"]):
                place = (ranks[row["program"], row["edition"]], row["edition"])
                came[row["program"], who].add(place)
    grid: dict[tuple[Any, ...], int] = defaultdict(int)
    size: dict[tuple[Any, ...], int] = defaultdict(int)
    for (name, _), places in came.items():
        size[name, min(places)] += 1
        for place in places:
            grid[name, min(places), place] += 1
    return [
        (name, first[1], place[1], grid[name, first, place], size[name, first])
        for name, first, place in sorted(grid)
    ]


def co_participation(log: EngagementLog, *, largest: int = 100, least: int = 1) -> Rows:
    there: dict[tuple[str, str], set[str]] = defaultdict(set)
    for who, rows in _people(log).items():
        for row in rows:
            if row["counted"] and row["edition"]:
                there[row["program"], row["edition"]].add(who)
    weight: dict[tuple[str, str], int] = defaultdict(int)
    for people in there.values():
        if len(people) <= largest:
            for one in people:
                for other in people:
                    weight[one, other] += one < other
    told = [(*pair, many) for pair, many in weight.items() if many >= max(least, 1)]
    return sorted(told, key=lambda row: (-row[2], *row[:2]))


LISTS: Mapping[str, Callable[..., Rows]] = {
    "co_participation": co_participation,
    "cohort_grid": cohort_grid,
    "did_then": did_then,
    "journey": journey,
    "went_next": went_next,
}
"""Each list by the name of its query."""
