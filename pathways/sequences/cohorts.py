"""Cohorts: the people of each edition, and what became of them within a window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pathways.errors import NoAnswerError
from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.selection import find_step
from pathways.record.window import Horizon, months_long
from pathways.sequences.first_passage import first_times
from pathways.sequences.moments import Moments
from pathways.sequences.steps import Bools, FollowUp, Ints, level_codes, step_keys
from pathways.stats.sorting import sorting

__all__ = [
    "EVER",
    "NEVER",
    "Members",
    "after_gaps",
    "check_in_cohorts",
    "cohort_level",
    "cohort_members",
    "cohort_name",
    "cohort_people",
    "cohort_window",
    "gaps_of",
    "in_cohort",
    "until_target",
]

EVER = "ever"
NEVER = np.iinfo(np.int64).max
"""How long it takes until something that never came."""
_YEARS = 10_000


@dataclass(frozen=True)
class Members:
    """Each person's first engagement at a source in each cohort.

    ``cohort`` holds the code of the edition, or of the program and the calendar year, as
    :func:`cohort_name` reads it.
    """

    person: Ints
    cohort: Ints
    since: Moments

    def __getitem__(self, chosen: Bools) -> Members:
        return Members(self.person[chosen], self.cohort[chosen], self.since[chosen])


def cohort_level(log: EngagementLog) -> str:
    """What cohorts are made of: the editions, or in a record without any programs by the year."""
    return "program" if log.editions.table.empty else "edition"


def check_in_cohorts(log: EngagementLog, rows: Bools) -> None:
    """Raise NoAnswerError where none of the counted engagements at a source is in a cohort."""
    codes = level_codes(log, cohort_level(log))[0][rows]
    if len(codes) and not (codes >= 0).any():
        raise NoAnswerError("Nobody at the source has an edition, so there is no cohort to follow.")


def cohort_members(log: EngagementLog, rows: Bools, codes: Ints) -> Members:
    """The members of every cohort.

    Args:
        log: the engagements.
        rows: which of those counted are at the source.
        codes: their steps at the level of cohorts; -1 for none.
    """
    person, here, year = column(log, "participant"), rows & (codes >= 0), np.zeros_like(codes)
    if log.editions.table.empty:
        start = log.counted["start"].to_numpy()
        here = here & ~np.isnat(start)
        year = np.where(here, start.astype("datetime64[Y]").astype(np.int64) + 1970, 0)
    cohort = np.where(here, in_cohort(codes, year), -1)
    first = first_times(cohort, person)
    return Members(person[first], cohort[first], _moments(log)[first])


def _moments(log: EngagementLog) -> Moments:
    """When each counted engagement was; they stand by person and time."""
    return Moments(column(log, "time"), column(log, "rank"), column(log, "program"))


def in_cohort(code: Ints, year: Ints) -> Ints:
    """The number of a cohort: the code of its step, and its calendar year or 0."""
    return code * _YEARS + year


def cohort_name(cohort: int, keys: tuple[tuple[str, ...], ...]) -> tuple[str, str]:
    """The program and the edition, or the year, of a cohort; ``keys`` are those of its level."""
    code, year = divmod(cohort, _YEARS)
    return (keys[code][0], str(year)) if year else (keys[code][0], keys[code][1])


def cohort_window(log: EngagementLog, within: str | None) -> Horizon:
    """The window asked for, or the usual one; of those in which ``ever`` asks the shortest."""
    usual = log.horizon("12m" if log.editions.table.empty else "1e")
    return after_gaps(usual, 1) if within == EVER else log.horizon(within or usual.short)


def after_gaps(usual: Horizon, gaps: int) -> Horizon:
    """A window so many times as long as the usual one."""
    if usual.months:
        return months_long(gaps * usual.months)
    return Horizon(gaps * usual.length, usual.unit)


def gaps_of(log: EngagementLog, members: Members) -> Ints:
    """How many editions, or years, anybody of each member's cohort can have been watched for.

    It is the same for all of a cohort, whatever part of a record they stand in; at least one.
    """
    if log.as_of.day is not None and log.editions.table.empty:
        return np.maximum(log.as_of.day.year - members.cohort % _YEARS, 1)
    return np.maximum(FollowUp(log, Horizon(1, "edition")).available(members.since), 1)


def until_target(
    log: EngagementLog, members: Members, hoped: Bools, follow: FollowUp
) -> tuple[Bools, Ints]:
    """For each member: had the target at or before the edition; how long until it after that."""
    person, when, goals = column(log, "participant"), _moments(log), np.flatnonzero(hoped)
    if not len(goals):
        return np.zeros(len(members.person), dtype=bool), np.full(len(members.person), NEVER)
    place, now = follow.clock(when), FollowUp(log, Horizon(0, follow.horizon.unit))
    goals = goals[sorting(person[goals], place[goals])]
    span = int(place.max()) - int(place.min()) + 2
    latest = np.minimum(now.until(members.since), place.max())
    line = person[goals] * span + place[goals]
    nth = np.searchsorted(line, members.person * span + latest, side="right")
    before = nth > np.searchsorted(person[goals], members.person)
    goal = goals[np.minimum(nth, len(goals) - 1)]
    theirs = (nth < len(goals)) & (person[goal] == members.person)
    until = Moments(when.time[goal], when.rank[goal], members.since.program)
    return before, np.where(theirs, follow.elapsed(members.since, until), NEVER)


def cohort_people(
    log: EngagementLog, *, source: str, target: str, within: str | None = None
) -> pd.DataFrame:
    """The people whom :func:`~pathways.measures.conversion.conversion` counts, edition by edition.

    Returns:
        One row per edition and person at the source who had not the target by then: ``person``
        (code), ``edition`` (str), ``time`` (int64, of their first engagement at the source in it),
        ``seen`` (watched for the whole window) and ``x`` (bool).

    Raises:
        UnknownStepError: a step that the record does not contain.
        NoAnswerError: the source step has no edition anywhere in a record of editions.
    """
    counts, level = log.records["counted"].to_numpy(), cohort_level(log)
    start, hoped = (find_step(log, step).rows[counts] for step in (source, target))
    check_in_cohorts(log, start)
    members = cohort_members(log, start, level_codes(log, level)[0])
    follow = FollowUp(log, cohort_window(log, within))
    before, took = until_target(log, members, hoped, follow)
    keys = step_keys(log, level)
    people = pd.DataFrame(
        {
            "person": members.person,
            "edition": [cohort_name(cohort, keys)[1] for cohort in members.cohort.tolist()],
            "time": members.since.time,
            "seen": follow.observable(members.since),
            "x": took <= follow.horizon.length,
        }
    ).astype({"edition": "str"})
    return people[~before]
