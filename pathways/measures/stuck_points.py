"""Stuck points: where people stay below the next tier, and how many we could have moved."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pathways.answer import Answer
from pathways.answer.wording import People, Sentence, listed
from pathways.errors import NoAnswerError, OptionError
from pathways.record.kept import column
from pathways.record.log import EngagementLog
from pathways.record.options import Goal, Length, Step
from pathways.record.selection import find_step
from pathways.record.window import Horizon, length_of_time
from pathways.sequences.caveats import usual_caveats
from pathways.sequences.steps import make_steps, usual_tiers
from pathways.sequences.stuck_board import WOULD, Reference, board_of, wanted_rate
from pathways.sequences.waiting_states import (
    HELD,
    Points,
    arrivals,
    outcome_rows,
    points_of_level,
    recently,
)
from pathways.stats.rate import Rate

__all__ = ["check_has_place", "stuck_points"]


def stuck_points(
    log: EngagementLog,
    *,
    at: Step | None = None,
    target: Step | None = None,
    outcome: Step | None = None,
    reference: Reference = "best",
    goal: Goal | None = None,
    recent: Length | None = None,
) -> Answer:
    """Where people get stuck: everyone who has reached a tier, by what became of them there.

    Everyone who has reached tier *k* by the as-of date *A* is, by what came after their first time
    there:

    - *graduated*: has the outcome, at any time (by default the top tier);
    - *moved on*: reached a higher tier, in the same step set or later;
    - otherwise, waiting since their first day at *k*: *in progress* (less than ``q``), *stuck*
      (``q`` or longer, with a counted engagement at most ``R`` before *A*) or *lapsed* (``q`` or
      longer, with none).  At the top tier everyone is *held*: there is no way up.

    ``q`` (``threshold``) is the first day or edition on which the Kaplan–Meier curve of the time
    to move has covered 80 % of its final height.  The curve is that of everyone at *k*: who
    reached a higher tier or the outcome since has moved, everyone else is watched until *A*.  It
    is at least 1, since nobody is stuck on the day they arrive; where nobody has moved it is 12
    months (or one edition), and a caveat says so.

    The rate is ``x / n``.  ``n``: people with at least ``q`` of follow-up since their first day at
    *k*, whatever became of them.  ``x``: those of them who are stuck.  Everyone with less is not
    yet observable, movers too: counting only the fast ones would flatter the rate.

    Points are ranked by ``would_have_moved``: the reference rate times ``n``, less those of the
    ``n`` who moved on or graduated, rounded, never below 0.  The reference rate is that of moving
    on or graduating in the edition (calendar year in a record without editions) in which people
    reached *k*: of all editions with ``n`` of 10 or more the ``best`` or the ``last``, or else it
    is the ``goal``.

    Not at *k*, and not counted there, are people who passed it by.  A higher tier that somebody
    had before their first time at *k*, and not since, is not moving on from *k*.

    Args:
        log: the engagements.
        at: one TIER or STEP; by default every tier.  From a step people move on by reaching a
            tier above the one that most of its engagements have.
        target: the declared next STEP of ``at``; only reaching it is then moving on.
        outcome: the STEP that makes a graduate.
        reference: what a point is held against: its ``best`` edition, its ``last`` or a ``goal``.
        goal: the rate we want, from 0 to 1; goes with ``reference="goal"``.
        recent: ``R``, ``365d`` or ``1e``; by default 365 days.  Without dates it is one edition:
            an engagement in the latest edition of its program, or the one before, is recent.

    Returns:
        One row per point, most people to win first: ``step`` (str), ``people``, ``graduated``,
        ``moved_on``, ``in_progress``, ``stuck``, ``lapsed``, ``held`` (Int64; the six add to
        ``people``, less those who went on to something without a tier), ``x``, ``n`` (Int64),
        ``rate``, ``low``, ``high`` (float64, 95 % Wilson; missing where n is under 10),
        ``not_yet_observable`` (Int64), ``threshold`` (Int64),
        ``threshold_unit`` (``day``, or ``edition`` where most engagements have no date),
        ``would_have_moved``, ``would_low``, ``would_high`` (Int64; with the ends of the reference
        rate's interval; missing where n is under 10 or there is no reference), ``reference``
        (str: which edition, with its rate).

    Raises:
        OptionError: another word for ``reference``, a goal without ``reference="goal"`` or the
            other way round, a target without ``at``, or a window that is none.
        UnknownStepError: a step that is not in the record.
        NoAnswerError: a step without a tier, and no target: nothing lies above it.

    Definition: docs/measures.md#stuck-points.

    Example:
        >>> answer = stuck_points(log, at="mentee")
        >>> answer.table.loc[0, ["people", "graduated", "in_progress", "lapsed"]].to_dict()
        {'people': 5, 'graduated': 3, 'in_progress': 1, 'lapsed': 1}
    """
    wanted = wanted_rate(reference, goal)
    points = _points(log, at, target)
    people = arrivals(log, points, outcome_rows(log, outcome), recent)
    table = board_of(log, points, people, (reference, wanted))
    references = tuple(table["reference"])
    return Answer(
        question="stuck_points",
        asked={
            "at": at,
            "target": target,
            "outcome": outcome,
            "reference": reference,
            "goal": wanted,
            "recent": recent,
        },
        sentence=_sentence(table, at),
        denominator="people followed for the threshold or longer since their first day at the step",
        table=table.astype({"reference": "str"}),
        caveats=(
            *usual_caveats(log, make_steps(log, "tier"), None),
            *_caveats(log, points, people, recently(log, recent)),
        ),
        origin=log.origin,
        parts={"reference": references},
    )


def check_has_place(at: str | None, target: str | None) -> None:
    """See that a target is that of one step.

    Raises:
        OptionError: it is not.
    """
    if at is None and target is not None:
        raise OptionError('A target is the next step of one step: say which, as at="mentee".')


def _points(log: EngagementLog, at: str | None, target: str | None) -> Points:
    if at is None:
        check_has_place(at, target)
        return points_of_level(log, "tier")
    counts = log.records["counted"].to_numpy()
    found = find_step(log, at)
    rows = found.rows[counts]
    tier = usual_tiers(column(log, "tier")[rows], np.zeros(int(rows.sum()), dtype=np.int64), 1)
    hoped = None if target is None else find_step(log, target).rows[counts]
    if rows.any() and tier[0] < 0 and hoped is None:
        raise NoAnswerError(
            f"{found.label} has no tier in the scheme {log.scheme.name}, so nothing lies above it. "
            f"Say which next step you hope for (target), or give it a tier."
        )
    return Points((found.label,), np.where(rows, 0, -1), tier, hoped)


def _sentence(table: pd.DataFrame, at: str | None) -> Sentence:
    place = str(table.loc[0, "step"]) if at is not None else "a tier"
    if not table["people"].sum():
        return Sentence("Nobody has reached {place} yet.", "nobody has reached yet", place=place)
    below = table[table["held"].eq(0) & table["people"].gt(0)]
    if below.empty:
        return Sentence(
            "Nobody waits: {held} at the top tier, no way up.",
            "nobody waits",
            held=People(int(table["held"].sum())),
        )
    watched = below[below["n"] > 0]
    if watched.empty:
        waiting = People(below["not_yet_observable"].sum())
        where = listed(list(below["step"]))
        return Sentence(
            "Nobody has been followed for long enough since {where} yet ({waiting} for less).",
            "nobody watched",
            where=where,
            waiting=waiting,
        )
    return _finding(watched.iloc[0])


def _finding(top: pd.Series) -> Sentence:
    rate = Rate(int(top["x"]), int(top["n"]), "people followed for long enough")
    long = length_of_time(Horizon(int(top["threshold"]), str(top["threshold_unit"])))
    finding = Sentence(
        "At {step}, stuck for {long} or longer: {rate}; lapsed: {lapsed}.",
        "stuck",
        step=top["step"],
        long=long,
        rate=rate,
        lapsed=int(top["lapsed"]),
    )
    nobody_moved = not top["moved_on"] + top["graduated"]
    if pd.isna(top["would_have_moved"]) or nobody_moved:
        return finding
    more, low, high = (int(top[name]) for name in WOULD)
    band = Sentence(" ({low} to {high})", low=low, high=high) if low != high else ""
    others = (
        Sentence("{more} more{band} would have moved on", more=more, band=band)
        if more
        else Sentence("nobody else would have moved on{band}", band=band)
    )
    return Sentence(
        "{finding} At the rate of {reference}, {others}.",
        "stuck",
        finding=finding,
        reference=top["reference"],
        others=others,
    )


def _caveats(
    log: EngagementLog, points: Points, people: pd.DataFrame, recent: Horizon
) -> tuple[Sentence, ...]:
    around = Sentence(
        "Who has waited for the threshold or longer is stuck with an engagement within "
        "{recent} before {as_of}, and lapsed without.",
        "who is stuck and who has lapsed",
        recent=length_of_time(recent),
        as_of=str(log.as_of),
    )
    caveats = [around]
    waiting = people[~people["state"].isin([HELD, -1])]
    moves = waiting.groupby("point")["moved"].any()
    still = [points.labels[point] for point in moves.index[~moves]]
    if still:
        caveats.append(
            Sentence(
                "Nobody has moved on from {still}: {horizon} stands for the usual time.",
                "nobody has moved on",
                still=listed(still),
                horizon=length_of_time(log.horizon()),
            )
        )
    caveats.append(
        Sentence(
            "What would have moved is the reference rate applied here; it is not a promise.",
            "no promise",
        )
    )
    return tuple(caveats)
