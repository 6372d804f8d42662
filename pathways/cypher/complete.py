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

from pathways.answer.wording import rate_columns
from pathways.cypher.library import query_text, read_header
from pathways.cypher.limits import SOURCE, TARGET, beyond_queries
from pathways.cypher.people import OF_PEOPLE, grouped_by
from pathways.cypher.points import POINTED, in_whole_points
from pathways.cypher.rows import Completion, people_followed, person_by_person, whole
from pathways.cypher.tables import TABLED
from pathways.errors import NoAnswerError, QueryError, one_of
from pathways.measures.competing_steps import (
    landmark_and_horizon,
    leading_steps,
    names_apart,
    pair_asked,
    rivalry,
)
from pathways.measures.conversion import changes_since_last, conversion_table, held_against_goal
from pathways.measures.deepening import deepening_table, kinds_of_people
from pathways.measures.graduation import EVERYONE, finished, outcome_label, source_label
from pathways.measures.next_steps import named_next_steps, next_steps_table
from pathways.measures.routes import route_row, routes_table
from pathways.project.interventions import made_between
from pathways.record.log import EngagementLog
from pathways.record.selection import find_step, folded
from pathways.record.window import Horizon
from pathways.sequences.directly_follows import START, first_visits
from pathways.sequences.network import (
    Network,
    graph_of_moves,
    likeliest_route,
    moves_of_steps,
    widest_route,
)
from pathways.sequences.steps import Bools, FollowUp, Ints, Moments, Steps, level_codes
from pathways.sequences.stuck_board import board_of, wanted_rate
from pathways.sequences.waiting_states import Points, with_states
from pathways.stats.rate import parse_goal
from pathways.tallies.follow_ups import NOTHING
from pathways.tallies.tally import Counts, Kind, count
from pathways.tallies.terms import Terms

__all__ = [
    "COUNTED",
    "complete",
    "is_counted_there",
    "parameters_for",
    "query_of",
    "step_parameters",
]

KINDS = ("role", "program", "tier", "edition")


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


def is_counted_there(question: str, log: EngagementLog, **options: Any) -> bool:
    """Whether the query of a question answers it; otherwise Python does, from what is read back."""
    by_year = log.editions.order == "years"  # queries count the editions of each program
    if question == "stuck_points" and log.records["tier"].isna().any():
        return False  # who went on to something without a tier is not known to be waiting
    if by_year or question not in COUNTED:
        return False
    return beyond_queries(query_of(question, **options), log, options) is None


def query_of(question: str, **options: Any) -> str:
    """The query that counts for a question: its own, or that of the question it goes on from.

    Which next step leads follows from the counts of next steps.

    Example:
        >>> query_of("competing_steps"), query_of("competing_steps", target="mentor", rival="host")
        ('next_steps', 'competing_steps')
    """
    leads = question == "competing_steps" and options.get("target") is None
    return "next_steps" if leads else question


def parameters_for(question: str, log: EngagementLog, **options: Any) -> dict[str, Any]:
    """The options of a question as the parameters of its query, the others by default.

    Args:
        question: its name.
        log: as for :func:`complete`; says what a STEP means, and where the cut-off is.
        options: the options of the question's function; those that only Python uses are passed by.

    Raises:
        QueryError: something that no query knows, as ``ties="rank"`` mostly is.
        UnknownStepError: a step that is not in the record.
    """
    beyond = beyond_queries(query_of(question, **options), log, options)
    if beyond is not None:
        raise QueryError(f"{question} with {beyond} runs in Python: leave the server out.")
    known = read_header(query_text(query_of(question, **options))).parameters
    values = {one.name: one.default for one in known}
    for name, value in options.items():
        if f"{name}_role" in values:
            values.update(step_parameters(log, name, value))
        elif name in values:
            values[name] = value
    if "unit" in values:
        values |= _window(log.horizon(options.get("horizon")))
    if values.get("at_least") is not None:
        values["at_least"] = log.scheme.tier(values["at_least"]).name
    if question == "equity":
        values["group"] = grouped_by(log, values["group"])
    return in_whole_points(values, log) if "worth" in values else values


def _window(horizon: Horizon) -> dict[str, Any]:
    if horizon.months:
        return {"unit": "months", "length": horizon.months}
    return {"unit": f"{horizon.unit}s", "length": horizon.length}


def step_parameters(log: EngagementLog, name: str, text: str | None) -> dict[str, str | None]:
    """A STEP as the parameters ``NAME_role``, ``NAME_program``, ``NAME_tier``, ``NAME_edition``.

    Raises:
        UnknownStepError, AmbiguousStepError, OptionError: as for
            :func:`~pathways.record.selection.find_step`.

    Example:
        >>> step_parameters(log, "after", "MENTEE")["after_role"]
        'mentee'
    """
    found: dict[str, str | None] = {f"{name}_{kind}": None for kind in KINDS}
    if text is None:
        return found
    records = log.records[find_step(log, text).rows]
    for kind in KINDS:
        values = records[kind].unique()
        # What all these engagements share, and the person named: no more, no less.
        if len(values) == 1 and not pd.isna(values[0]) and _says(text, kind, str(values[0])):
            found[f"{name}_{kind}"] = str(values[0])
    return found


def _says(text: str, kind: str, value: str) -> bool:
    """Whether a STEP names this value as what it is: exactly, alone, or in an activity."""
    if "=" in text:
        return any(part.split("=")[0].strip() == kind for part in text.split(","))
    program, _, role = text.rpartition(":")
    activity = {"program": program, "role": role} if program else {}
    return folded(value) in (folded(text), folded(activity.get(kind, text)))


def _conversion(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> pd.DataFrame:
    goal = parse_goal(given["goal"]) if "goal" in given else None
    source = log.counted[find_step(log, given["source"]).rows[log.records["counted"]]]
    if len(source) and len(log.editions.table) and source["edition"].isna().all():
        raise NoAnswerError("Nobody at the source has an edition, so there is no cohort to follow.")
    whole = frame.astype({"program": "str", "edition": "str", "rank": "int64", "already": "int64"})
    rates = rate_columns(frame["x"], frame["n"], frame["not_yet_observable"])
    table = whole[["program", "edition", "rank", "already"]].join(pd.DataFrame(rates))
    table = held_against_goal(table, goal).join(changes_since_last(table))
    table["interventions"] = made_between(log, table, given.get("interventions", ()))
    table["follow_up"] = np.where(table["not_yet_observable"] == 0, "complete", "open")
    return conversion_table(table)


def _stuck_points(
    frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]
) -> pd.DataFrame:
    reference = given.get("reference", "best")
    wanted = wanted_rate(reference, given.get("goal"))
    points = _points(frame, log, given)
    labels = log.scheme.tier_names if "at" not in given else (frame["step"].iloc[:1]).tolist()
    columns = ["step", "period", "moved", "graduated", "recent", "times", "followed"]
    people = people_followed(frame[columns].astype({"period": np.int64}), labels)
    people = with_states(log, points, people)
    return board_of(log, points, people, (reference, wanted)).astype({"reference": "str"})


def _points(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> Points:
    """The tiers, or the one step that was asked for."""
    none = np.zeros(0, dtype=np.int64)
    if "at" not in given:
        return Points(log.scheme.tier_names, none, np.arange(len(log.scheme.tiers)))
    label = find_step(log, given["at"]).label
    known = frame["tier"].dropna()
    tier = np.array([known.iloc[0] if len(known) else -1], dtype=np.int64)
    hoped = none.astype(bool) if "target" in given else None
    if len(frame) and tier[0] < 0 and hoped is None:
        raise NoAnswerError(
            f"{label} has no tier in the scheme {log.scheme.name}, so nothing lies above it. "
            f"Say which next step you hope for (target), or give it a tier."
        )
    return Points((label,), none, tier, hoped)


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
    people = frame.explode("times", ignore_index=True)
    window = log.horizon(given.get("horizon"))
    key = {
        "source": pd.Index(sources, dtype="str").get_indexer(people["source"]),
        "previous": 0,
        "next": pd.Index(names, dtype="str").get_indexer(people["next"]) + 1,
    }
    coded = people.assign(**key, time=_of_one_length(people, window))
    stand_for = dict.fromkeys(("previous", "next"), (NOTHING, *((name,) for name in names)))
    state = ("time", "watched", "within")
    tally = {
        "next": count({k: coded[k].to_numpy(np.int64) for k in (*key, *state)}, None, stand_for),
        # All people of a row and no others go the same way, so their median may stand for each.
        **{w: _as_counted(coded, f"median_{w}", w, stand_for) for w in ("days", "editions")},
    }
    terms = Terms("", "", window, sources, (), log.origin, {"source": None})
    return named_next_steps(next_steps_table(tally, terms), terms, tally["next"]).drop(
        columns="previous"
    )


def _of_one_length(people: pd.DataFrame, window: Horizon) -> Ints:
    """Times of people whose windows of months have one length, as for :class:`FollowUp`."""
    time = whole(people["times"])
    if not window.months:
        return time
    inside = np.where(people["next"].isna(), ~people["watched"].astype(bool), people["within"])
    last = window.length - people["next"].isna().to_numpy()
    short, long = np.minimum(time, last), np.maximum(time, last + 1)
    return np.asarray(np.where(inside.astype(bool), short, long), dtype=np.int64)


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
    steps = pair_asked(*(given.get(name) for name in ("target", "rival", "landmark")))
    if steps is None:
        return leading_steps(_next_steps(frame, log, given))
    landmark_and_horizon(log, given.get("landmark"), given.get("horizon"))
    people = person_by_person(frame)
    return rivalry(people.drop(columns="people").astype(bool), names_apart(log, steps))


def _graduation(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> pd.DataFrame:
    by = given.get("by")
    follow = FollowUp(log, log.horizon(given.get("horizon")))
    names = EVERYONE if by is None else level_codes(log, by)[1]
    known = pd.Index(names, dtype="str")
    people = person_by_person(frame)
    unit = np.zeros(len(people), np.int64) if by is None else known.get_indexer(people["unit_of"])
    coded = people.assign(unit=unit, time=people["time"].astype(np.int64)).astype(
        dict.fromkeys(("already", "event", "watched", "reached"), bool)
    )
    start, reached = (
        source_label(log, given.get("source")),
        outcome_label(log, given.get("outcome")),
    )
    return finished(coded, names, follow, (start, reached, str(follow.horizon)), by)[0]


def _routes(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> pd.DataFrame:
    network = _journeys(frame, log, given)
    found = {"likeliest": likeliest_route(network), "widest": widest_route(network)}
    return routes_table(
        network, [route_row(network, name, path) for name, path in found.items() if path]
    )


def _journeys(frame: pd.DataFrame, log: EngagementLog, given: Mapping[str, Any]) -> Network:
    """The moves, source and target among the steps, from everybody's sequence of steps."""
    usual = level_codes(log, given.get("by", "activity"))[1]
    source = find_step(log, given["source"]).label if "source" in given else ""
    names = (*usual, find_step(log, given["target"]).label, source)
    marked = pd.Index([*usual, TARGET, SOURCE], dtype="str")
    every = person_by_person(frame)
    sets = every.assign(person=np.arange(len(every))).explode(["sets", "watched"])
    sets["number"] = np.arange(len(sets))
    each = sets.explode("sets")
    steps = _steps(names, each.assign(step=marked.get_indexer(each["sets"])))
    both = int(frame["both"] @ frame["people"]) if len(frame) else 0
    if both and source and not (steps.step == len(names) - 1).any():
        raise NoAnswerError(
            f"Everything that is {source} is {names[-2]} already; there is no way to go."
        )
    watched = sets["watched"].to_numpy(dtype=bool)
    return _network(steps, watched, len(names) - bool(source), both)


def _network(steps: Steps, in_time: Bools, source: int, both: int) -> Network:
    outside = len(steps.labels)
    entered = np.flatnonzero(~steps.follows)
    starts = pd.DataFrame({"step": outside, "person": steps.set_person[entered], "at": entered})
    seen = pd.concat([first_visits(steps), starts], ignore_index=True)
    seen = seen.assign(watched=in_time[seen["at"].to_numpy(np.int64)])
    at_source = seen[seen["step"] == source]
    there, watched = np.zeros((2, steps.people), dtype=bool)
    there[at_source["person"]] = True
    watched[at_source.loc[at_source["watched"], "person"]] = True
    return Network(
        graph=graph_of_moves(steps, moves_of_steps(steps, "set", seen)),
        steps=steps,
        names=(*steps.labels, START),
        source=source,
        target=outside - 2,
        there=there,
        watched=watched,
        both=both,
    )


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
