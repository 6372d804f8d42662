"""Stuck points: where people stay below the next tier, and how many we could have moved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

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
from pathways.sequences.steps import Ints
from pathways.sequences.stuck_board import WOULD, Reference, board_of, wanted_rate
from pathways.sequences.waiting_states import HELD, Points, outcome_rows, recently, with_states
from pathways.stats.rate import Rate
from pathways.stats.sorting import distinct
from pathways.tallies.moves import said_of
from pathways.tallies.tally import Tally
from pathways.tallies.terms import Terms, terms_of
from pathways.tallies.two_steps import TwoSteps
from pathways.tallies.waiting import waiting

__all__ = ["TWO_STEPS", "stuck_points"]


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
    return TWO_STEPS.whole(
        log,
        at=at,
        target=target,
        outcome=outcome,
        reference=reference,
        goal=goal,
        recent=recent,
    )


def _terms(
    log: EngagementLog,
    at: str | None = None,
    target: str | None = None,
    outcome: str | None = None,
    reference: str = "best",
    goal: Goal | None = None,
    recent: str | None = None,
) -> Terms:
    asked = {
        "at": at,
        "target": target,
        "outcome": outcome,
        "reference": reference,
        "goal": wanted_rate(reference, goal),
        "recent": recent,
    }
    if at is None and target is not None:
        raise OptionError('A target is the next step of one step: say which, as at="mentee".')
    label, tiers = (None, ()) if at is None else _step(log, at, target)
    outcome_rows(log, outcome)
    recently(log, recent)
    terms = terms_of(log, "tier", asked=asked, tiers=tiers)
    return terms if label is None else replace(terms, options={**terms.options, "step": label})


def _step(log: EngagementLog, at: str, target: str | None) -> tuple[str, tuple[int, ...]]:
    """The name of a step, and the tiers that its engagements have."""
    found = find_step(log, at)
    rows = found.rows[log.records["counted"]]
    tiers = distinct(column(log, "tier")[rows])
    if target is not None:
        find_step(log, target)
    elif rows.any() and tiers[-1] < 0:
        raise NoAnswerError(
            f"{found.label} has no tier in the scheme {log.scheme.name}, so nothing lies above it. "
            f"Say which next step you hope for (target), or give it a tier."
        )
    return found.label, tuple(tiers[tiers >= 0].tolist()) or (-1,)


def _answer(tally: Tally, terms: Terms) -> Answer:
    """The answer that a tally of waiting holds."""
    asked, record = cast("dict[str, Any]", terms.options["asked"]), terms.record
    points, people = _stood(tally, terms)
    table = board_of(record, points, people, (asked["reference"], asked["goal"]))
    references = tuple(table["reference"])
    return Answer(
        question="stuck_points",
        asked=asked,
        sentence=_sentence(table, asked["at"]),
        denominator="people followed for the threshold or longer since their first day at the step",
        table=table.astype({"reference": "str"}),
        caveats=(
            *said_of(tally, terms),
            *_caveats(record, points, people, recently(record, asked["recent"])),
        ),
        origin=terms.origin,
        parts={"reference": references},
    )


TWO_STEPS = TwoSteps(_terms, waiting, _answer)


def _stood(tally: Tally, terms: Terms) -> tuple[Points, pd.DataFrame]:
    """The points, and people there by how they stand."""
    asked = cast("dict[str, Any]", terms.options["asked"])
    none, labels, tier = np.zeros(0, dtype=np.int64), terms.labels, np.arange(len(terms.labels))
    people, times = tally["waiting"].table, tally["times"].table
    if asked["at"] is not None:
        labels, tier = (str(terms.options["step"]),), _usual(tally)
        people, times = (rows[rows["tier"] == tier[0]] for rows in (people, times))
    points = Points(labels, none, tier, None if asked["target"] is None else none > 0)
    flags = dict.fromkeys(("moved", "graduated", "recent", "unclear"), bool)
    return points, with_states(terms.record, points, people.astype(flags), times)


def _usual(tally: Tally) -> Ints:
    """The tier that most engagements of the step have; the lower one where two are as many."""
    known = tally["tiers"].table.query("tier >= 0")
    return np.array([known["tier"][known["many"].idxmax()] if len(known) else -1], dtype=np.int64)


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
