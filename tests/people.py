"""People made by chance, and what they did, seen the slow and obvious way.

Nothing of the project is used here but the constructor of logs: step sets, labels and follow-up
are counted once more in plain loops, for tests to hold the measures against.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st
from logs import MOUNTAIN

from pathways.record.log import EngagementLog, build_log

TIERS = {"reader": "Learning", "mentee": "Participating", "mentor": "Leading"}
RANKS = {"Learning": 0, "Participating": 1, "Leading": 2}
DAYS = ("2020-01-01", "2020-01-01", "2020-02-01", "2020-12-01", "2021-03-01", "2022-01-01")

few = settings(max_examples=8, deadline=None)
"""Logs take a tenth of a second to build: few of them, each looked at from every side."""


class Row(NamedTuple):
    """One engagement; ``start`` is missing in a record of editions, ``edition`` in one of days."""

    participant: str
    program: str
    role: str | None
    start: str | None
    edition: str | None
    status: str | None = None

    @property
    def time(self) -> int:
        if self.start is None:
            return int(str(self.edition))
        return (pd.Timestamp(self.start) - pd.Timestamp("1970-01-01")).days

    @property
    def tier(self) -> str | None:
        return TIERS.get(str(self.role))

    def label(self, by: str) -> str | None:
        """The step at a level."""
        if by == "activity":
            return self.program if self.role is None else f"{self.program}: {self.role}"
        if by == "program":
            return self.program
        return self.role if by == "role" else self.tier


class StepSet(NamedTuple):
    """What one person did at one time."""

    time: int
    program: str
    labels: frozenset[str]
    tiers: frozenset[str]


Label = Callable[[Row], str | None]


def _rows(times: st.SearchStrategy[tuple[str | None, str | None]]) -> st.SearchStrategy[list[Row]]:
    row = st.builds(
        lambda who, program, role, time, status: Row(who, program, role, *time, status),
        st.sampled_from("abcdef"),
        st.sampled_from(["OL", "GS", "Fest"]),
        st.sampled_from(["reader", "mentee", "mentor", "mentor", "juggler", None]),
        times,
        st.sampled_from([None, None, "attended", "registered"]),
    )
    several = st.lists(row, min_size=1, max_size=40)
    return several.map(lambda rows: [rows[0]._replace(status=None), *rows[1:]])


rows_of_days = _rows(st.sampled_from(DAYS).map(lambda day: (day, None)))
rows_of_editions = _rows(st.sampled_from(["1", "2", "3", "10"]).map(lambda name: (None, name)))
rows = st.one_of(rows_of_days, rows_of_editions)


def built(rows: list[Row], **options: object) -> EngagementLog:
    return build_log(pd.DataFrame(rows, columns=Row._fields), MOUNTAIN, **options)  # type: ignore[arg-type]


def counted(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.status != "registered"]


def by_level(by: str) -> Label:
    return lambda row: row.label(by)


def step_sets(rows: list[Row], label: Label) -> dict[str, list[StepSet]]:
    """Each person's step sets in order."""
    found: dict[str, list[StepSet]] = {}
    steps = [row for row in counted(rows) if label(row) is not None]
    for person in sorted({row.participant for row in steps}):
        own = [row for row in steps if row.participant == person]
        for time in sorted({row.time for row in own}):
            now = [row for row in own if row.time == time]
            labels = frozenset(str(label(row)) for row in now)
            tiers = frozenset(row.tier for row in now if row.tier)
            first = min(row.program for row in now)
            found.setdefault(person, []).append(StepSet(time, first, labels, tiers))
    return found


def observable(rows: list[Row], since: StepSet) -> bool:
    """Whether 12 months, or one edition of the same program, have passed since."""
    cut = max(row.time for row in counted(rows))
    if rows[0].edition is None:
        return since.time + 365 <= cut
    own = {row.time for row in rows if row.program == since.program}
    return any(since.time < edition <= cut for edition in own)


def visit(sets: list[StepSet], label: str) -> int | None:
    """The number of the first set with a step."""
    return next((at for at, step_set in enumerate(sets) if label in step_set.labels), None)
