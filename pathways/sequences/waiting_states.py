"""What became of everyone who reached a place on the way: moved on, waiting, or gone.

A *point* is a tier or a step.  :func:`arrivals` follows everyone who has reached each point,
:func:`counted_states` counts them by state; :func:`stuck_states` does both for every step of a
level, as the map and the graph need it.  The definitions are those of
:func:`~pathways.measures.stuck_points.stuck_points`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pathways.answer.wording import rate_columns
from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.selection import find_step
from pathways.record.window import Horizon
from pathways.sequences.first_passage import Ordered, first_times, next_of, ordered
from pathways.sequences.moments import Moments
from pathways.sequences.steps import FollowUp, Ints, level_codes, usual_tiers
from pathways.stats.sorting import changes, distinct, summed
from pathways.stats.survival import kaplan_meier

__all__ = [
    "STATES",
    "Points",
    "arrivals",
    "arrived",
    "counted_states",
    "outcome_rows",
    "points_of_level",
    "recently",
    "stuck_states",
    "with_states",
]

Bools = NDArray[np.bool_]

STATES = ("graduated", "moved_on", "in_progress", "stuck", "lapsed", "held")
GRADUATED, MOVED_ON, IN_PROGRESS, STUCK, LAPSED, HELD = range(len(STATES))
COVERED = 0.8
"""How much of the final height of the curve of moves makes the usual time."""


@dataclass(frozen=True)
class Points:
    """Places where people may be stuck.

    Attributes:
        labels: their names.
        row: the point that each counted engagement is at; -1 for none.
        tier: rank of each point's tier, -1 where the scheme has no rule.  To move on is to reach
            a tier above it.
        target: which counted engagements are the declared next step; with one, reaching it is
            what moves people on, whatever the tiers.
    """

    labels: tuple[str, ...]
    row: Ints
    tier: Ints
    target: Bools | None = None

    def held(self, tiers: int) -> Bools:
        """Points with nothing above them: the top tier of so many."""
        return np.asarray((self.tier == tiers - 1) & (self.target is None))

    @property
    def unknown(self) -> Bools:
        """Points of which nobody can say what lies above them."""
        return np.asarray((self.tier < 0) & (self.target is None))


def points_of_level(log: EngagementLog, by: str) -> Points:
    """Every step of a level as a point; a step is at the tier that most of its engagements have."""
    codes, labels = level_codes(log, by)
    known = codes >= 0
    tier = usual_tiers(column(log, "tier")[known], codes[known], len(labels))
    return Points(labels, codes, np.arange(len(labels)) if by == "tier" else tier)


def outcome_rows(log: EngagementLog, outcome: str | None) -> Bools:
    """Which counted engagements are the outcome; by default those at the top tier."""
    if outcome is None:
        return np.asarray(column(log, "tier") == len(log.scheme.tiers) - 1)
    return np.asarray(find_step(log, outcome).rows[log.records["counted"]])


def stuck_states(
    log: EngagementLog,
    by: str = "activity",
    *,
    outcome: str | None = None,
    recent: str | None = None,
) -> pd.DataFrame:
    """Everyone who has reached each step of a level, by what became of them.

    Args:
        log: the engagements.
        by: the level, as in :func:`~pathways.sequences.steps.make_steps`; rows stand in the
            order of its labels.
        outcome: the STEP that makes a graduate; by default the top tier.
        recent: how recent an engagement shows that somebody is still around, ``365d`` or ``1e``;
            see :func:`recently`.

    Returns:
        One row per step: ``step`` (str), ``people``, the six :data:`STATES` (Int64, adding to
        ``people`` less those not known to be waiting: they went on to something without a tier),
        ``x``, ``n``, ``not_yet_observable`` (Int64), ``rate``, ``low``, ``high`` (float64; missing
        where n is under 10), ``threshold`` (Int64) and ``threshold_unit`` (``day`` or
        ``edition``).  All but ``step`` and ``people`` are missing where a step has no
        tier; ``threshold`` also at the top tier, and where nobody has been.

    Example:
        >>> table = stuck_states(log, "role").set_index("step")
        >>> table.loc["mentee", ["people", "graduated", "lapsed", "in_progress"]].to_dict()
        {'people': 5, 'graduated': 3, 'lapsed': 1, 'in_progress': 1}
    """
    points = points_of_level(log, by)
    people = arrivals(log, points, outcome_rows(log, outcome), recent)
    return counted_states(log, points, people)


def arrivals(
    log: EngagementLog, points: Points, outcome: Bools, recent: str | None = None
) -> pd.DataFrame:
    """Everyone's first time at each point, what came of it, and how they stand.

    Returns:
        The rows of :func:`arrived`, and ``threshold`` (the point's usual time, in days, or in
        editions where most engagements have no date) and ``state`` (index into :data:`STATES`; -1
        where it is not known).
    """
    people = arrived(log, points, outcome, recent)
    return with_states(log, points, people, people)


def arrived(
    log: EngagementLog, points: Points, outcome: Bools, recent: str | None = None
) -> pd.DataFrame:
    """Everyone's first time at each point, and what came of it.

    Who reaches a point and a higher tier in one step set has moved on at once, in no time; a
    higher tier that came before the point does not count as moving on from it.

    Returns:
        One row per point and person: ``point``, ``person`` (codes), ``period`` (edition rank, or
        calendar year in a record without editions), ``moved`` (bool: reached a higher tier or the
        outcome since), ``graduated`` (bool: has the outcome, at any time), ``recent`` (bool),
        ``unclear`` (bool: went on to an engagement without a tier, so that nobody knows),
        ``time`` (until they moved, or else until the as-of date), ``followed`` (until the as-of
        date; both in days, or in editions where most engagements have no date) and ``many`` (1).
    """
    rows = ordered(log)
    point, outcome = points.row[rows.order], outcome[rows.order]
    first = first_times(point, rows.person)
    after = _next(rows, first, _ways_on(rows, points, outcome, point[first]))
    since, moved = rows.when[first], after >= 0
    # Waiting is told in days as they are: a year with a leap day has 366.
    watch = FollowUp(log, replace(log.horizon(), months=0))
    unclear = np.where(moved, -1, _without_tier(rows, points, first))
    came = np.where(unclear >= 0, unclear, after)
    took = np.maximum(watch.elapsed(since, rows.when[came]), 0)
    followed = np.maximum(watch.available(since), 0)
    at_once = rows.place[after] == rows.place[first]
    return pd.DataFrame(
        {
            "point": point[first],
            "person": rows.person[first],
            "period": _periods(log, since),
            "moved": moved,
            "graduated": _has(rows.person, outcome)[rows.person[first]],
            "recent": _has(rows.person, _lately(log, rows, recent))[rows.person[first]],
            "unclear": unclear >= 0,
            "time": np.where(moved & at_once, 0, np.where(came >= 0, took, followed)),
            "followed": followed,
            "many": 1,
        }
    )


def with_states(
    log: EngagementLog, points: Points, people: pd.DataFrame, times: pd.DataFrame
) -> pd.DataFrame:
    """People at points, with the ``threshold`` and ``state`` of :func:`arrivals`.

    A row stands for so ``many`` people.  ``times`` say of all of them ``point``, ``time`` and
    ``moved``, from which the thresholds come.
    """
    usual = _thresholds(times, len(points.labels), log.horizon())
    people = people.assign(threshold=usual[people["point"].to_numpy(np.int64)])
    return people.assign(state=_states(people, points, len(log.scheme.tiers)))


def counted_states(log: EngagementLog, points: Points, people: pd.DataFrame) -> pd.DataFrame:
    """People of each point by state, with the rate of being stuck; see :func:`stuck_states`."""
    many = len(points.labels)
    known = people[people["state"] >= 0]
    cell = known["point"] * len(STATES) + known["state"]
    states = _summed(cell, known, many * len(STATES)).reshape(many, len(STATES))
    long_enough = known[(known["followed"] >= known["threshold"]) & (known["state"] != HELD)]
    n = _summed(long_enough["point"], long_enough, many)
    table = pd.DataFrame(
        {
            "step": pd.Series(points.labels, dtype="str"),
            "people": _summed(people["point"], people, many),
            **{name: states[:, code] for code, name in enumerate(STATES)},
            **rate_columns(states[:, STUCK], n, states.sum(axis=1) - states[:, HELD] - n),
            "threshold": _of_each(people, many),
            "threshold_unit": log.horizon().unit,
        }
    )
    whole = ("people", *STATES, "x", "n", "not_yet_observable", "threshold")
    table = table.astype(dict.fromkeys(whole, "Int64"))
    table.loc[points.held(len(log.scheme.tiers)) | points.unknown, "threshold"] = pd.NA
    table.loc[points.unknown, [*STATES, "x", "n", "not_yet_observable"]] = pd.NA
    return table


def _summed(cell: pd.Series, people: pd.DataFrame, cells: int) -> Ints:
    """The people in each cell."""
    return np.bincount(cell, people["many"], minlength=cells).astype(np.int64)


def _of_each(people: pd.DataFrame, many: int) -> NDArray[np.float64]:
    """The usual time of each point; missing where nobody has been."""
    threshold = np.full(many, np.nan)
    threshold[people["point"].to_numpy(np.int64)] = people["threshold"]
    return threshold


def _ways_on(
    rows: Ordered, points: Points, outcome: Bools, point: Ints
) -> list[tuple[Bools, Bools]]:
    """Which people at a point are moved on by which engagements, tier by tier."""
    if points.target is not None:
        return [(points.target[rows.order] | outcome, np.ones(len(point), dtype=bool))]
    tier = points.tier[point]
    return [((rows.tier > rank) | outcome, tier == rank) for rank in distinct(tier).tolist()]


def _next(rows: Ordered, first: Ints, ways: list[tuple[Bools, Bools]]) -> Ints:
    """Row at which each person moved on, in the same step set or later; -1 where they did not."""
    after = np.full(len(first), -1, dtype=np.int64)
    for wanted, whose in ways:
        after[whose] = next_of(rows, first[whose], wanted, side="left")
    return after


def _without_tier(rows: Ordered, points: Points, first: Ints) -> Ints:
    """Row of each person's next later engagement of which nobody can say whether it is a way up."""
    if points.target is not None:
        return np.full(len(first), -1, dtype=np.int64)
    return next_of(rows, first, rows.tier < 0, side="right")


def _has(person: Ints, rows: Bools) -> Bools:
    """Whether each person has such an engagement."""
    found = np.zeros(int(person.max(initial=-1)) + 1, dtype=bool)
    found[person[rows]] = True
    return found


def _lately(log: EngagementLog, rows: Ordered, recent: str | None) -> Bools:
    """Engagements at most ``R`` before the as-of date; one that lasted counts up to its end."""
    watch = FollowUp(log, recently(log, recent))
    last = Moments(rows.last, rows.when.rank, rows.when.program)
    return np.asarray(watch.available(last) <= watch.horizon.length)


def recently(log: EngagementLog, recent: str | None) -> Horizon:
    """How recent an engagement shows that somebody is still around: 365 days where there are dates.

    In a record of editions without dates it is one edition: the latest or the one before it.
    """
    return log.horizon(recent or ("365d" if log.unit == "day" else "1e"))


def _periods(log: EngagementLog, when: Moments) -> Ints:
    if not log.editions.table.empty:
        return when.rank
    years = when.time.astype("datetime64[D]").astype("datetime64[Y]")
    return np.asarray(years.astype(np.int64) + 1970)


def _thresholds(people: pd.DataFrame, many: int, usual: Horizon) -> Ints:
    """The usual time of each point; where nobody moves there is none, and it is the window's.

    It is at least 1: nobody is stuck on the day they arrive.
    """
    threshold = np.full(many, usual.length, dtype=np.int64)
    moved = people["moved"].to_numpy(np.int64)
    point, time, alike = (people[name].to_numpy(np.int64) for name in ("point", "time", "many"))
    (point, time, moved), (alike,) = summed((point, time, moved), (alike,))
    ends = np.append(np.flatnonzero(changes(point)), len(point))
    for at_point in (slice(*pair) for pair in itertools.pairwise(ends)):
        curve = kaplan_meier(time[at_point], moved[at_point] > 0, alike[at_point])
        if curve.height > 0:
            threshold[point[at_point.start]] = max(1, int(curve.time_to(COVERED * curve.height)))
    return threshold


def _states(people: pd.DataFrame, points: Points, tiers: int) -> Ints:
    point = people["point"].to_numpy(np.int64)
    rules = [
        (points.unknown[point], -1),
        (points.held(tiers)[point], HELD),
        (people["graduated"], GRADUATED),
        (people["moved"], MOVED_ON),
        (people.get("unclear", np.zeros(len(people), dtype=bool)), -1),
        (people["followed"] < people["threshold"], IN_PROGRESS),
        (people["recent"], STUCK),
    ]
    met, states = zip(*rules, strict=True)
    chosen = np.select([np.asarray(rule) for rule in met], states, LAPSED)
    return np.asarray(chosen, dtype=np.int64)
