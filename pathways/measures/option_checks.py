"""What is asked, checked before anything is counted: words, steps, and what goes together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from pathways.measures.equity import measure_of_rate
from pathways.measures.monthly_index import points_of_goal
from pathways.measures.options import Option, options_of
from pathways.measures.questions import question
from pathways.measures.relationships import length_of_gap
from pathways.measures.returns import check_program
from pathways.record.log import EngagementLog
from pathways.record.options import check_word
from pathways.record.selection import attribute_key, find_step
from pathways.scoring.threshold_crossing import place_in_time, threshold_of

__all__ = ["check_asked"]

Given = Callable[..., Any]
"""An option that was given, or what stands for it otherwise."""


def check_asked(log: EngagementLog, name: str, **options: Any) -> None:
    """See that a question can be asked so, without answering it.

    Args:
        log: whose names and clock count; one record of each kind is enough.
        name: of the question.
        options: as for its function; those that are ``None`` are left to it.

    Raises:
        OptionError, UnknownStepError, AmbiguousStepError, SchemeError, NoAnswerError: as of the
            function, in the same words.

    Example:
        >>> check_asked(log, "conversion", source="mentee", target="mentr")
        Traceback (most recent call last):
        pathways.errors.UnknownStepError: This record has no step "mentr"; the nearest is "mentor".
    """
    given = {key: value for key, value in options.items() if value is not None}
    known = options_of(question(name))
    for key, value in given.items():
        if key in known:
            _check_kind(log, known[key], value)
    _check_together(log, name, given)


def _check_kind(log: EngagementLog, option: Option, value: Any) -> None:
    """A word, a step or a tier by itself."""
    if option.words:
        check_word(value, option.kind)
    elif option.called == "STEP":
        for step in value if option.many else (value,):
            find_step(log, step)
    elif option.called == "TIER":
        log.scheme.tier(value)
    elif option.name == "horizon":
        log.horizon(value)


def _check_together(log: EngagementLog, name: str, given: Mapping[str, Any]) -> None:
    """What goes together; of a question that is asked in two steps its terms say so."""
    module = import_module(f"pathways.measures.{name}")
    if name in _RULES:
        _RULES[name](log, given.get)
    elif hasattr(module, "TWO_STEPS"):
        module.TWO_STEPS.terms(log, **given)


def _equity(log: EngagementLog, given: Given) -> None:
    attribute_key(log, given("group"))
    of_rate = ("by", "source", "target", "within", "horizon")
    options = {one: given(one) for one in of_rate if given(one) is not None}
    if measure_of_rate(given("rate"), options) is not None:
        check_asked(log, given("rate").strip().replace("-", "_"), **options)


def _relationships(log: EngagementLog, given: Given) -> None:
    for name in ("gap", "horizon"):
        if given(name) is not None:
            length_of_gap(log, given(name))


def _returns(log: EngagementLog, given: Given) -> None:
    check_program(log, given("by", "program"), given("program"))


def _monthly_index(_log: EngagementLog, given: Given) -> None:
    if given("goal") is not None:
        points_of_goal(given("goal"))


def _thresholds(log: EngagementLog, given: Given) -> None:
    asked = (given(one) for one in ("tier", "min", "window", "invite_to"))
    rule = threshold_of(log, *asked)
    if given("since") is not None:
        place_in_time(log, rule.window.unit, given("since"))


_RULES: Mapping[str, Callable[[EngagementLog, Given], None]] = {
    "equity": _equity,
    "monthly_index": _monthly_index,
    "relationships": _relationships,
    "returns": _returns,
    "thresholds": _thresholds,
}
"""What goes together: the helpers by which each function sees it for itself."""
