"""Cohorts: the people of each edition, and what became of them within a window."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pathways.errors import NoAnswerError
from pathways.record.log import EngagementLog
from pathways.record.selection import find_step
from pathways.record.window import Horizon, months_long
from pathways.sequences.moments import Moments
from pathways.sequences.steps import FollowUp

__all__ = [
    "EVER",
    "NEVER",
    "cohort_members",
    "cohort_people",
    "cohort_windows",
    "cohorts_followed",
    "moments_of",
]

EVER = "ever"
NEVER = np.iinfo(np.int64).max
"""How long it takes until something that never came."""


def cohort_people(
    log: EngagementLog, *, source: str, target: str, within: str | None = None
) -> pd.DataFrame:
    """The people whom :func:`~pathways.measures.conversion.conversion` counts, edition by edition.

    Returns:
        One row per edition and person at the source: ``person``, ``program`` (codes), ``edition``
        (str), ``rank``, ``time`` (int64, of the edition, and of their first engagement at the
        source in it), ``already``, ``seen`` (watched for the whole window) and ``x`` (bool).

    Raises:
        UnknownStepError: a step that the record does not contain.
        NoAnswerError: the source step has no edition anywhere in a record of editions.
    """
    people = cohort_members(log, find_step(log, source).rows)
    window = cohort_windows(log, people, within)[0]
    return cohorts_followed(log, people, find_step(log, target).rows, window, already="exclude")


def cohort_windows(log: EngagementLog, people: pd.DataFrame, within: str | None) -> list[Horizon]:
    """The window asked for, or one, two, three of the usual ones for as long as anybody waits."""
    usual = "12m" if log.editions.table.empty else "1e"
    if within != EVER:
        return [log.horizon(within or usual)]
    one = log.horizon(usual)
    longest = int(FollowUp(log, one).available(moments_of(people)).max(initial=0))
    gaps = max(longest // one.length, 1)
    if one.months:
        return [months_long(gap * one.months) for gap in range(1, gaps + 1)]
    return [Horizon(gap * one.length, one.unit) for gap in range(1, gaps + 1)]


def cohort_members(log: EngagementLog, rows: np.ndarray) -> pd.DataFrame:
    """Each person's first engagement at the source in each edition."""
    found = log.records[rows & log.records["counted"]]
    by_year = log.editions.table.empty
    cohort = found["start"].dt.year.astype("str") if by_year else found["edition"].astype("str")
    if len(found) and not by_year and cohort.isna().all():
        raise NoAnswerError("Nobody at the source has an edition, so there is no cohort to follow.")
    members = pd.DataFrame(
        {
            "program": found["program"].cat.codes.astype(np.int64),
            "name": found["program"].astype("str"),
            "edition": cohort,
            "person": found["participant"].cat.codes.astype(np.int64),
            "time": found["time"],
            "rank": found["start"].dt.year if by_year else found["rank"],
        }
    )
    return members.dropna().drop_duplicates(["program", "edition", "person"], ignore_index=True)


def cohorts_followed(
    log: EngagementLog, people: pd.DataFrame, rows: np.ndarray, window: Horizon, *, already: str
) -> pd.DataFrame:
    """What became of each member within a window."""
    follow, since = FollowUp(log, window), moments_of(people)
    before, took = _outcomes(log, rows, people, follow)
    kept = ~before if already == "exclude" else np.ones(len(people), dtype=bool)
    return people.assign(
        already=~kept,
        kept=kept,
        seen=kept & follow.observable(since),
        x=kept & (took <= window.length),
        event=took < NEVER,
        wait=np.where(took < NEVER, took, np.maximum(follow.available(since), 0)),
    )


def _outcomes(
    log: EngagementLog, rows: np.ndarray, people: pd.DataFrame, follow: FollowUp
) -> tuple[np.ndarray, np.ndarray]:
    """For each member: had the target at or before the edition; how long until it after that."""
    found = log.records[rows & log.records["counted"]]
    hoped = pd.DataFrame(
        {
            "person": found["participant"].cat.codes.astype(np.int64),
            "then": found["time"],
            "then_rank": found["rank"],
        }
    )
    pairs = people.assign(member=np.arange(len(people))).merge(hoped, on="person")
    since = moments_of(pairs)
    until = Moments(pairs["then"].to_numpy(), pairs["then_rank"].to_numpy(), since.program)
    elapsed = follow.elapsed(since, until)
    before, took = np.zeros(len(people), dtype=bool), np.full(len(people), NEVER)
    before[pairs["member"][elapsed <= 0]] = True
    later = elapsed > 0
    np.minimum.at(took, pairs["member"].to_numpy()[later], elapsed[later])
    return before, took


def moments_of(people: pd.DataFrame) -> Moments:
    """When each member's time in their edition began."""
    time, rank, program = (
        people[name].to_numpy(dtype=np.int64) for name in ("time", "rank", "program")
    )
    return Moments(time, rank, program)
