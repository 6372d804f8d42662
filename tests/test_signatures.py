"""One concept, one name: what the parameters of all public functions are called, and mean."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pathways as pw
from pathways.measures.questions import QUESTIONS, question

CONCEPTS = {
    "after": "STEP after which people are followed",
    "already": "whether people count who had the target before",
    "at": "STEP at which people are looked at",
    "at_least": "lowest TIER that counts",
    "by": "what rows or steps are",
    "collapse": "whether repeats are one step",
    "contact": "whom we may invite",
    "contributing": "first TIER at which people give",
    "gap": "time without any engagement",
    "goal": "rate (of the monthly index: points of a month) that we want",
    "group": "column that describes people",
    "horizon": "how long people are watched",
    "interventions": "what was changed, and when",
    "invite_to": "TIER to which people are invited",
    "landmark": "time at which everyone is looked at",
    "limit": "how many rows are listed",
    "min": "points that are to be reached",
    "mode": "which sets count",
    "of": "which denominator",
    "order": "how many steps before the next one matter",
    "outcome": "STEP that makes a graduate",
    "permutations": "how many random orders are drawn",
    "program": "one program by its name",
    "rate": "question whose rate is compared",
    "recent": "how recent an engagement is of somebody who is around",
    "reference": "rate that a point is held against",
    "rival": "STEP that may take the place of the target",
    "seed": "where random numbers start",
    "since": "moment after which a crossing is new",
    "size": "largest set",
    "source": "STEP from which people start",
    "steps": "STEPs to combine",
    "target": "STEP that we hope for",
    "ties": "how steps count that nothing orders",
    "tier": "TIER at which points count",
    # Two names: the project's multipliers are beside raw points wherever ``weighting`` is known,
    # and take their place only where somebody asks for it, with ``weighted_by``.
    "weighted_by": "multipliers of points that are counted in the place of raw ones",
    "weighting": "multipliers of points that stand beside raw ones",
    "within": "time in which people come back, as text of their own command",
    "window": "see WINDOWS",
}
"""Every parameter of a question.  A new one is a new concept, or has a name here already."""
WINDOWS = {
    "entry_points": "first and last day: --window FROM..TO",
    "thresholds": "how far back points count: --window 365d",
}
"""Two commands promise an option of this name, so that it means two things, each in its own."""


def public() -> dict[str, Callable[..., Any]]:
    return {name: one for name in pw.__all__ if inspect.isfunction(one := getattr(pw, name))}


def test_every_parameter_of_a_question_is_a_known_concept() -> None:
    asked = defaultdict(set)
    for name in QUESTIONS:
        for parameter in list(inspect.signature(question(name)).parameters)[1:]:
            asked[parameter].add(name)
    assert asked.keys() == CONCEPTS.keys()
    assert asked["window"] == WINDOWS.keys()


def test_a_name_has_one_type_everywhere() -> None:
    """Required or not, it is of one type; ``None`` leaves it to the function.

    What rows can be differs from question to question: each has its own list of words.
    """
    types = defaultdict(set)
    for name in QUESTIONS:
        for one in list(inspect.signature(question(name)).parameters.values())[1:]:
            types[one.name].add(str(one.annotation).removesuffix(" | None"))
    assert {name for name, kinds in types.items() if len(kinds) > 1} == {"by", "window"}


def test_a_question_is_asked_of_a_log_and_everything_else_is_said_by_name() -> None:
    for name in QUESTIONS:
        log, *options = inspect.signature(question(name)).parameters.values()
        assert (log.name, log.annotation) == ("log", "EngagementLog")
        assert all(one.kind is one.KEYWORD_ONLY for one in options), name


def test_the_log_comes_first_and_is_called_log() -> None:
    for name, function in public().items():
        places = list(inspect.signature(function).parameters.values())
        logs = [nth for nth, one in enumerate(places) if one.annotation == "EngagementLog"]
        assert logs in ([], [0]), name
        assert all(places[nth].name == "log" for nth in logs), name
