"""Places that a plan can be about, and everybody who came there: what a loop measures.

=================  ========================================================================
measure            of the people at a place, watched for the window, who
=================  ========================================================================
``move``           went on to ``to``: straight there, or at some time (``follows``)
``moved_on``       reached a higher tier
``further_step``   took any further step
``conversion``     of an edition came to ``to``, as :func:`~pathways.measures.conversion.conversion`
=================  ========================================================================

Each person counts from their first time at the place; for ``conversion`` from each edition that
they were there in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.errors import NoAnswerError, OptionError, one_of, shown
from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.selection import StepMatch, find_step
from pathways.record.window import AsOf
from pathways.sequences.cohorts import cohort_people
from pathways.sequences.first_passage import first_times, followed, next_of, ordered
from pathways.sequences.moments import Moments
from pathways.sequences.steps import (
    LEVELS,
    FollowUp,
    make_steps,
    set_of_rows,
    usual_tiers,
)
from pathways.stats.rate import Rate

__all__ = ["MEASURES", "Counts", "Place", "day_of", "known_on", "place_of"]

Ints = NDArray[np.int64]

MEASURES = ("move", "moved_on", "further_step", "conversion")
FOLLOWS = ("directly", "eventually")


@dataclass(frozen=True)
class Counts:
    """``x`` of ``n`` people who were watched for the whole window; ``waiting`` are still in it."""

    x: int
    n: int
    waiting: int = 0

    @property
    def rate(self) -> Rate:
        """As a share that is said with its counts."""
        return Rate(self.x, self.n, "", self.waiting)

    def __str__(self) -> str:
        return str(self.rate)


@dataclass(frozen=True)
class Place:
    """What is measured, and where.

    Attributes:
        measure: one of :data:`MEASURES`.
        at: the STEP at which people are.
        to: the STEP that is hoped for; empty where any will do.
        follows: ``directly`` or ``eventually``, of a move.
        window: how long people are watched, ``365d`` or ``1e``.
    """

    measure: str
    at: str
    to: str
    follows: str
    window: str

    def __str__(self) -> str:
        """The place inside a sentence.

        >>> str(Place("move", "mentee", "mentor", "directly", "365d"))
        'mentee to mentor'
        >>> str(Place("moved_on", "Participating", "", "directly", "365d"))
        'moving up from Participating'
        """
        words = {"moved_on": "moving up from", "further_step": "a further step after"}
        if self.measure in words:
            return f"{words[self.measure]} {self.at}"
        return f"{self.at} to {self.to}"

    def people(self, log: EngagementLog) -> pd.DataFrame:
        """Everybody who came to the place.

        Returns:
            One row per person (and edition, for a conversion): ``person`` (code), ``cohort``
            (str: the edition in which they came, or the year where they came without one),
            ``since`` (on the axis of the log: days since 1970, or the edition's rank), ``watched``
            (bool: for the whole window), ``reached`` (bool: within the window).

        Raises:
            UnknownStepError: the place is not in the record any more; the nearest is named.
        """
        measured = {
            "move": _move if self.follows == "directly" else _passage,
            "moved_on": _moved_on,
            "further_step": _move,
            "conversion": _conversion,
        }[self.measure]
        found = measured(log, self)
        return found.sort_values(["person", "since"], ignore_index=True)


def place_of(
    log: EngagementLog,
    *,
    at: str,
    to: str | None = None,
    measure: str | None = None,
    follows: str = "directly",
    window: str | None = None,
) -> Place:
    """The place that somebody means.

    Without a ``measure`` it is a ``move`` where ``to`` is said; otherwise ``moved_on`` where a
    tier lies above the step, and ``further_step`` where none does.

    Raises:
        OptionError: a measure that is none, or one that ``to`` does not go with.
        UnknownStepError: a step that is not in the record.

    >>> str(place_of(log, at="mentee", to="mentor")), str(place_of(log, at="mentee"))
    ('mentee to mentor', 'moving up from mentee')
    """
    if follows not in FOLLOWS:
        raise OptionError(f"{one_of(follows, FOLLOWS, 'follows')}.")
    tier = _tier(log, find_step(log, at))
    if to is not None:
        find_step(log, to)
    above = 0 <= tier < len(log.scheme.tiers) - 1
    usual = "move" if to is not None else "moved_on" if above else "further_step"
    chosen = (measure or usual).replace("-", "_").replace(" ", "_")
    if chosen not in MEASURES:
        raise OptionError(f"{one_of(chosen, MEASURES, 'measure')}.")
    if (to is None) == (chosen in ("move", "conversion")):
        need = "needs to" if to is None else "goes without to"
        raise OptionError(f"The measure {chosen} {need}: the step that is hoped for.")
    if chosen == "moved_on" and not above:
        raise NoAnswerError(f"No tier of {log.scheme.name} lies above {at}; ask for further_step.")
    usual_window = "1e" if chosen == "conversion" and not log.editions.table.empty else None
    length = log.horizon(window or usual_window)
    return Place(chosen, at, to or "", follows if chosen == "move" else "", length.short)


def known_on(log: EngagementLog, when: str) -> EngagementLog:
    """The log as it would have been on an earlier as-of date, by the records of today.

    Raises:
        OptionError: no date or edition of this record.
        NoAnswerError: a moment after its end.
    """
    cut = _cut(log, when)
    moment = cut.rank if cut.day is None else _day_number(cut.day)
    now = log.as_of.rank if log.as_of.day is None else _day_number(log.as_of.day)
    if moment > now:
        raise NoAnswerError(f"This record ends {log.as_of}, before {when}: nothing to see yet.")
    counted = log.records["counted"] & (log.records["time"] <= moment)
    origin = replace(log.origin, as_of=cut.label)
    return replace(log, records=log.records.assign(counted=counted), as_of=cut, origin=origin)


def _cut(log: EngagementLog, when: str) -> AsOf:
    if log.as_of.day is not None:
        try:
            day = date.fromisoformat(when.strip())
        except ValueError:
            raise OptionError(
                f"A date such as 2026-06-30 was expected, not {shown(when)}."
            ) from None
        rank = int(log.editions.rank_on(np.array([_day_number(day)]))[0])
        return AsOf(day, rank, day.isoformat())
    ranks = log.editions.table["rank"].unique()
    names = {log.editions.name_of(int(rank)): int(rank) for rank in ranks}
    name = when if when in names else when.removeprefix("edition ")
    if name not in names:
        raise OptionError(f"{one_of(when, tuple(names), 'edition')}.")
    return AsOf(None, names[name], when)


def day_of(text: str) -> date:
    """A date as it is written.

    Raises:
        OptionError: it is none.

    >>> day_of("2026-06-30").year
    2026
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        expected = f"A date such as 2026-06-30 was expected, not {shown(text)}."
        raise OptionError(expected) from None


def _day_number(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def _tier(log: EngagementLog, step: StepMatch) -> int:
    """Rank of the tier that most engagements of a step have; -1 where they have none."""
    tier = column(log, "tier")[step.rows[log.records["counted"]]]
    return int(usual_tiers(tier, np.zeros(len(tier), dtype=np.int64), 1)[0])


def _level(log: EngagementLog, place: Place) -> str:
    """The level at which a next step is one: that of the step hoped for, else that of the place."""
    kind = find_step(log, place.to or place.at).kind
    return kind if kind in LEVELS else "activity"


def _move(log: EngagementLog, place: Place) -> pd.DataFrame:
    """Each person's first step set at the place, and whether the next one is what is hoped for."""
    by, counts = _level(log, place), log.records["counted"].to_numpy()
    steps, number = make_steps(log, by), set_of_rows(log, by)
    follow = FollowUp(log, log.horizon(place.window))
    here = number[find_step(log, place.at).rows[counts]]
    here = np.unique(here[here >= 0])
    at = here[np.unique(steps.set_person[here], return_index=True)[1]]
    follows = np.append(steps.follows, False)[at + 1]
    then = np.where(follows, at + 1, at)
    if place.to:
        follows = follows & np.isin(then, number[find_step(log, place.to).rows[counts]])
    since = steps.when[at]
    took = follow.elapsed(since, steps.when[then])
    first = np.unique(number, return_index=True)
    row = first[1][np.searchsorted(first[0], at)]
    return _table(log, row, since, follow, follows & (took <= follow.horizon.length))


def _passage(log: EngagementLog, place: Place) -> pd.DataFrame:
    """The same, whatever comes in between; who was there before or at once is left out."""
    counts = log.records["counted"].to_numpy()
    rows = ordered(log)
    follow = FollowUp(log, log.horizon(place.window))
    here, there = (find_step(log, text).rows[counts][rows.order] for text in (place.at, place.to))
    start = first_times(np.where(here, 0, -1), rows.person)
    done = followed(rows, start, there, follow)
    new = ~done["already"].to_numpy()
    start, done = start[new], done[new]
    return _table(log, rows.order[start], rows.when[start], follow, done["reached"].to_numpy())


def _moved_on(log: EngagementLog, place: Place) -> pd.DataFrame:
    step = find_step(log, place.at)
    rows = ordered(log)
    follow = FollowUp(log, log.horizon(place.window))
    here = step.rows[log.records["counted"]][rows.order]
    start = first_times(np.where(here, 0, -1), rows.person)
    after = next_of(rows, start, rows.tier > _tier(log, step), side="left")
    took = follow.elapsed(rows.when[start], rows.when[after])
    # Who is at the step and higher at one time has moved up at once.
    reached = (after >= 0) & (took <= follow.horizon.length)
    return _table(log, rows.order[start], rows.when[start], follow, reached)


def _conversion(log: EngagementLog, place: Place) -> pd.DataFrame:
    kept = cohort_people(log, source=place.at, target=place.to, within=place.window)
    return pd.DataFrame(
        {
            "person": kept["person"],
            "cohort": kept["edition"],
            "since": kept["time"],
            "watched": kept["seen"],
            "reached": kept["x"],
        }
    )


def _table(
    log: EngagementLog, row: Ints, since: Moments, follow: FollowUp, reached: NDArray[np.bool_]
) -> pd.DataFrame:
    """People by the counted engagement with which they came."""
    came = log.counted.iloc[row]
    edition = came["edition"].astype("str")
    return pd.DataFrame(
        {
            "person": column(log, "participant")[row],
            "cohort": edition.fillna(came["start"].dt.year.astype("str")).to_numpy(dtype=object),
            "since": since.time,
            "watched": follow.observable(since),
            "reached": reached,
        }
    )
