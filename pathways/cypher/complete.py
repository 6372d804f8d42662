"""What Python makes of the rows and counts that queries return, with the measures' own functions.

A query of the library returns ``x`` and ``n``, or, where Cypher cannot go on (Kaplan–Meier,
Aalen–Johansen, random orders, shortest paths), counts from which all else follows.
:func:`complete` makes the table of the question of either.  It enters the function of the same
name half-way, at the functions that come after the counting: each definition stands once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pathways.cypher.limits import SOURCE, TARGET
from pathways.cypher.people import OF_PEOPLE
from pathways.cypher.points import POINTED
from pathways.cypher.rows import (
    NO_CAVEATS,
    Completion,
    people_counted,
    people_followed,
    person_by_person,
    whole,
)
from pathways.cypher.tables import TABLED
from pathways.errors import QueryError, one_of
from pathways.measures.competing_steps import TWO_STEPS as COMPETING_STEPS
from pathways.measures.competing_steps import leading_steps
from pathways.measures.conversion import TWO_STEPS as CONVERSION
from pathways.measures.deepening import deepening_table, kinds_of_people
from pathways.measures.graduation import TWO_STEPS as GRADUATION
from pathways.measures.next_steps import named_next_steps, next_steps_table
from pathways.measures.routes import TWO_STEPS as ROUTES
from pathways.measures.stuck_points import TWO_STEPS as STUCK_POINTS
from pathways.record.log import EngagementLog
from pathways.record.window import Horizon
from pathways.sequences.cohorts import in_cohort
from pathways.sequences.moments import Moments
from pathways.sequences.steps import Bools, Ints, Steps
from pathways.tallies.follow_ups import NOTHING
from pathways.tallies.tally import Counts, Kind, Tally, count
from pathways.tallies.terms import Terms
from pathways.tallies.waiting import waiting_counted
from pathways.tallies.watching import NOBODY
from pathways.tallies.ways import moves_between, routes_gone

__all__ = [
    "COUNTED",
    "complete",
]


def complete(
    question: str, frame: pd.DataFrame, log: EngagementLog, **options: Any
) -> pd.DataFrame:
    """The table of a question, from what its query returned.

    Args:
        question: its name.
        frame: the rows of the query.
        log: who the rows are of; its engagements are not looked at one by one, so that one record
            of each kind (role, program, tier, edition) is enough.
        options: the options of the question's function; those that are ``None`` are left out.

    Raises:
        QueryError: a question without counts.
        NoAnswerError: the question has no answer here.
    """
    if question not in COUNTED:
        raise QueryError(f"{one_of(question, tuple(COUNTED), 'question')}.")
    given = {name: value for name, value in options.items() if value is not None}
    return COUNTED[question](frame.reset_index(drop=True), log, given)


def _conversion(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> pd.DataFrame:
    terms = CONVERSION.terms(log, **given)
    step = {key: number for number, key in enumerate(terms.keys)}
    steps = [step[key] for key in zip(frame["program"], frame["edition"], strict=True)]
    cohort = np.tile(in_cohort(whole(steps), np.zeros(len(frame), dtype=np.int64)), 4)
    missed = frame["n"] - frame["x"]
    people = pd.concat([frame["x"], missed, frame["not_yet_observable"], frame["already"]])
    states = {"already": (0, 0, 0, 1), "seen": (1, 1, 0, 0), "x": (1, 0, 0, 0)}
    keys = {name: np.repeat(values, len(frame)) for name, values in states.items()}
    of_cohorts = people_counted({"cohort": cohort, "gap": people * 0 + 1, **keys}, people)
    tally = {"cohorts": of_cohorts, "facts": NO_CAVEATS, "watching": NOBODY}
    return CONVERSION.answer(tally, terms).table


def _stuck_points(
    frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]
) -> pd.DataFrame:
    terms = STUCK_POINTS.terms(log, **given)
    columns = ["step", "period", "moved", "graduated", "recent", "times", "followed"]
    people = people_followed(frame[columns].astype({"period": np.int64}), terms.labels)
    tally = {**waiting_counted(people.assign(unclear=False, tier=0)), "facts": NO_CAVEATS}
    return STUCK_POINTS.answer(tally, terms).table


def _deepening(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> pd.DataFrame:
    each = person_by_person(frame)[["sequence"]]
    each = each.assign(person=np.arange(len(each))).explode("sequence")
    number = each.groupby("person").cumcount()
    steps = _steps(log.scheme.tier_names, each.assign(step=each["sequence"], number=number))
    rng = np.random.default_rng(given.get("seed", 1))
    return deepening_table(kinds_of_people(steps), given.get("permutations", 1000), rng)


def _next_steps(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> pd.DataFrame:
    names = sorted(set(frame["next"].dropna()))
    sources = tuple(sorted(set(frame["source"])))
    people = frame.explode("times", ignore_index=True).rename(columns={"times": "time"})
    window, came = log.horizon(given.get("horizon")), people["next"].notna().to_numpy()
    key = {
        "source": pd.Index(sources, dtype="str").get_indexer(people["source"]),
        "previous": 0,
        "next": pd.Index(names, dtype="str").get_indexer(people["next"]) + 1,
    }
    coded = people.assign(**key, time=_of_one_length(people, came, window))
    stand_for = dict.fromkeys(("previous", "next"), (NOTHING, *((name,) for name in names)))
    state = ("time", "watched", "within")
    tally = {
        "next": count({k: coded[k].to_numpy(np.int64) for k in (*key, *state)}, None, stand_for),
        # All people of a row and no others go the same way, so their median may stand for each.
        **{w: _as_counted(coded, f"median_{w}", w, stand_for) for w in ("days", "editions")},
    }
    terms = Terms("", "", window, sources, (), log, {"source": None})
    return named_next_steps(next_steps_table(tally, terms), terms, tally["next"]).drop(
        columns="previous"
    )


def _of_one_length(people: pd.DataFrame, came: Bools, window: Horizon) -> Ints:
    """Times of people whose windows of months have one length, as for :class:`FollowUp`.

    ``people`` have ``time``, ``watched`` and ``within``; ``came`` is who came to something.
    """
    time = whole(people["time"])
    if not window.months:
        return time
    inside = np.where(came, people["within"], ~people["watched"].astype(bool)).astype(bool)
    last = window.length - ~came
    short, long = np.minimum(time, last), np.maximum(time, last + 1)
    return np.asarray(np.where(inside, short, long), dtype=np.int64)


def _as_counted(
    coded: pd.DataFrame, median: str, what: str, stand_for: Mapping[str, tuple[Kind, ...]]
) -> Counts:
    """Times of the watched who took a further step, each at the median of its row."""
    rows = coded[coded["watched"].astype(bool) & coded["within"].astype(bool)].dropna(subset=median)
    keys = ("source", "previous", "next", what)
    known = rows.assign(**{what: rows[median].astype(np.float64)})
    return Counts(keys, known.groupby(list(keys)).size().reset_index(name="many"), stand_for)


def _competing_steps(
    frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]
) -> pd.DataFrame:
    terms = COMPETING_STEPS.terms(log, **given)
    if terms.options["rivals"] is None:
        return leading_steps(_next_steps(frame, log, given))
    keys = ("had_target", "rival", "watched", "x")
    tally = {"landmark": people_counted({name: frame[name] for name in keys}, frame["people"])}
    return COMPETING_STEPS.answer(tally, terms).table


def _graduation(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> pd.DataFrame:
    terms = GRADUATION.terms(log, **given)
    unit = pd.Series(0, frame.index)
    if "by" in given:
        unit = pd.Index(terms.labels, dtype="str").get_indexer(frame["unit_of"])
    within = frame.assign(within=frame["reached"])
    time = _of_one_length(within, frame["event"].to_numpy(bool), terms.window)
    states = {name: frame[name] for name in ("already", "event", "watched", "reached")}
    keys = {"unit": unit, **states, "time": time}
    tally = {"followed": people_counted(keys, frame["people"]), "watching": NOBODY}
    return GRADUATION.answer(tally, terms).table


def _routes(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> pd.DataFrame:
    """The table, from everybody's sequence of steps; moves are counted before routes are."""
    terms = ROUTES.terms(log, **given)
    target, source = terms.options["ends"]
    every = person_by_person(frame)
    sets = every.assign(person=np.arange(len(every))).explode(["sets", "watched"])
    sets["number"] = np.arange(len(sets))
    each = sets.explode("sets")
    marked = pd.Index([*terms.labels, TARGET, SOURCE], dtype="str")
    named = (*terms.labels, target, source)
    steps = _steps(named, each.assign(step=marked.get_indexer(each["sets"])))
    in_time = sets["watched"].to_numpy(dtype=bool)
    both = int(frame["both"] @ frame["people"]) if len(frame) else 0
    begun = both + int((steps.step == len(named) - 1).sum())

    def counted(terms: Terms) -> Tally:
        if "routes" not in terms.options:
            return moves_between(steps, in_time, "set", (begun, both))
        start = len(named) - bool(source)
        return routes_gone(steps, in_time, terms.options["routes"], start)

    return ROUTES.over(counted, terms).table


def _steps(labels: tuple[str, ...], each: pd.DataFrame) -> Steps:
    """Steps from ``person``, ``number`` of the set within the person, and ``step``, in order."""
    person, number, step = (each[name].to_numpy(np.int64) for name in ("person", "number", "step"))
    fresh = np.ones(len(step), dtype=bool)
    fresh[1:] = (person[1:] != person[:-1]) | (number[1:] != number[:-1])
    at = np.cumsum(fresh) - 1
    order = np.lexsort((step, at))
    set_person = person[fresh]
    nowhen = np.zeros(len(set_person), dtype=np.int64)
    return Steps(
        labels=labels,
        tiers=np.full(len(labels), -1, dtype=np.int64),
        person=person,
        at=at,
        step=step[order],
        set_person=set_person,
        when=Moments(nowhen, nowhen, nowhen),
        dated=nowhen.astype(bool),
        people=int(person.max(initial=-1)) + 1,
        left_out=0,
    )


COUNTED: Mapping[str, Completion] = {
    **POINTED,
    **TABLED,
    **OF_PEOPLE,
    "competing_steps": _competing_steps,
    "conversion": _conversion,
    "deepening": _deepening,
    "graduation": _graduation,
    "next_steps": _next_steps,
    "routes": _routes,
    "stuck_points": _stuck_points,
}
"""The questions whose table is made here, each from the rows of its query."""
