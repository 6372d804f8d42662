"""Random small logs, and what the tests know about them in plain loops."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import strategies as st
from logs import MOUNTAIN

from pathways.record.log import EngagementLog, build_log

COLUMNS = ["participant", "program", "edition", "role", "start", "precision", "status"]
FIRST = date(2020, 1, 1)

Row = dict[str, Any]


def frames(people: int = 6, days: int = 500, rows: int = 25) -> st.SearchStrategy[pd.DataFrame]:
    """Records with dates (some of a month only), with editions only, or both; ties, no-shows."""
    who = st.integers(0, people - 1).map(lambda number: f"p{number}")
    role = st.sampled_from(["reader", "mentee", "mentee", "mentor", "juggler", None])
    status = st.sampled_from([None, None, None, "attended", "no-show"])
    program = st.sampled_from(["OL", "GS"])
    day = st.integers(0, days).map(lambda number: (FIRST + timedelta(number)).isoformat())
    month = day.map(lambda text: f"{text[:7]}-01")
    when = st.one_of(
        st.tuples(day, st.just("day")),
        st.tuples(day, st.just("day")),
        st.tuples(month, st.just("month")),
    )
    edition = st.sampled_from(["1", "2", "3", "4"])
    dated = st.tuples(who, program, st.none() | edition, role, when, status)
    undated = st.tuples(who, program, edition, role, st.just((None, "edition")), status)
    kinds = (dated, undated, dated | undated)
    return st.one_of(*(st.lists(kind, min_size=1, max_size=rows) for kind in kinds)).map(
        lambda found: pd.DataFrame([(*r[:4], *r[4], r[5]) for r in found], columns=COLUMNS)
    )


def logs(people: int = 6, days: int = 500, rows: int = 25) -> st.SearchStrategy[EngagementLog]:
    """The logs of such records."""
    return frames(people, days, rows).map(lambda frame: build_log(frame, MOUNTAIN))


def shuffled(frame: pd.DataFrame, order: list[int]) -> pd.DataFrame:
    """The same records in another order, and people under other names."""
    renamed = frame.iloc[order].reset_index(drop=True)
    names = {name: f"q{sum(map(ord, name)) * 7919 % 97}-{name}" for name in frame["participant"]}
    return renamed.assign(participant=renamed["participant"].map(names))


def rows_of(log: EngagementLog) -> dict[str, list[list[Row]]]:
    """Each person's engagements in step sets, in order, found by looking at every pair."""
    people: dict[str, list[Row]] = {}
    for row in log.counted.to_dict("records"):
        tier = row["tier"]
        found = {
            "role": row["role"] if isinstance(row["role"], str) else None,
            "program": str(row["program"]),
            "tier": log.scheme.tier_names.index(tier) if isinstance(tier, str) else -1,
            "time": int(row["time"]),
            "rank": int(row["rank"]),
            "precision": row["precision"],
            "edition": (str(row["program"]), str(row["edition"])),
            "start": row["start"],
        }
        people.setdefault(str(row["participant"]), []).append(found)
    return {name: _sets(rows) for name, rows in people.items()}


def _sets(rows: list[Row]) -> list[list[Row]]:
    spans = sorted(((*_span(row, rows), row) for row in rows), key=lambda span: span[:2])
    sets: list[list[Row]] = []
    reach = None
    for first, last, row in spans:
        if reach is not None and first <= reach:
            sets[-1].append(row)
        else:
            sets.append([row])
        reach = last if reach is None else max(reach, last)
    return sets


def _span(row: Row, rows: list[Row]) -> tuple[int, int]:
    """The first and the last place at which an engagement may have begun."""
    if row["precision"] == "month":
        after = (row["start"] + pd.offsets.MonthBegin(1)) - row["start"]
        return row["time"], row["time"] + after.days - 1
    if row["precision"] == "edition":
        own = [other for other in rows if other["edition"] == row["edition"]]
        spans = [_span(other, []) for other in own]
        return (
            min([row["time"], *(first for first, _ in spans)]),
            max([row["time"], *(last for _, last in spans)]),
        )
    return row["time"], row["time"]


def lasting(sets: list[list[Row]]) -> list[tuple[int, int]]:
    """When each step set of a person began, and the latest time in it and in those before it."""
    times, reach = [], None
    for own in sets:
        end = max(row["time"] for row in own)
        reach = end if reach is None else max(reach, end)
        times.append((min(row["time"] for row in own), reach))
    return times


def sets_with(sets: list[list[Row]], key: str) -> list[list[Row]]:
    """The step sets of one person made of engagements that have a step at this level only."""
    known = [row for each in sets for row in each if row[key] not in (None, -1)]
    return _sets(known)


def elapsed(log: EngagementLog, since: list[Row], until: list[Row] | None) -> int:
    """Days or editions of the first set's program, from one set to another or to the cut-off."""
    if log.horizon().unit == "day":
        start = min(row["time"] for row in since)
        if until is None:
            assert log.as_of.day is not None
            return (log.as_of.day - date(1970, 1, 1)).days - start
        return min(row["time"] for row in until) - start
    program = min(row["program"] for row in since)
    ranks = [int(rank) for rank in log.editions.ranks(program)]
    then = log.as_of.rank if until is None else min(row["rank"] for row in until)
    now = min(row["rank"] for row in since)
    return sum(rank <= then for rank in ranks) - sum(rank <= now for rank in ranks)


def incidence(
    times: list[int], events: list[str | None], by: int
) -> tuple[dict[str, float], float]:
    """Aalen–Johansen in plain loops: the share of each event by a time, and of none."""
    share: dict[str, float] = {}
    waiting = 1.0
    for time in sorted({t for t in times if t <= by}):
        risk = sum(t >= time for t in times)
        here = [event for t, event in zip(times, events, strict=True) if t == time and event]
        for event in here:
            share[event] = share.get(event, 0.0) + waiting / risk
        waiting *= 1 - len(here) / risk
    return share, waiting
