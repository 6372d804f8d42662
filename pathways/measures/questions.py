"""The questions that can be asked, by name: the name of the function, the command and the query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Any

from pathways.errors import OptionError, one_of

if TYPE_CHECKING:
    from pathways.answer import Answer
    from pathways.record.log import EngagementLog

__all__ = ["QUESTIONS", "ask", "question"]

QUESTIONS: Mapping[str, str] = {
    "entry_points": "Where do people begin?",
    "next_steps": "Where do people go next, and who takes no further step?",
    "transitions": "How many go from each step straight to each next one?",
    "eventually_follows": "How many come to each step some time after another?",
    "paths": "Which whole paths do people take?",
    "deepening": "Do engagements deepen, and more than by chance?",
    "stuck_points": "Where do people get stuck?",
    "routes": "By which route do people get from one step to another?",
    "isolation": "Which programs stand alone, and what could connect them?",
    "combinations": "Which programs do people combine, in which order?",
    "conversion": "How many of each edition come back in a deeper role?",
    "competing_steps": "Which next step leads, and does a rival replace ours?",
    "equity": "Do groups fare alike, in a rate or from tier to tier?",
    "graduation": "How many reach the outcome that we hope for, and how soon?",
    "exchange": "What do we give and get at each tier, and who never gave?",
    "program_kinds": "How do on-going and discrete programs compare?",
    "relationships": "Who still comes, who returns after a gap, who is new?",
    "returns": "What do programs return, and do people who got more give more?",
    "points": "What are engagements worth, and where do points come from?",
    "monthly_index": "How much engagement did each month bring, from how many?",
    "thresholds": "Who has just crossed a threshold, so that we can invite them?",
}


def question(name: str) -> Callable[..., Answer]:
    """The function that answers a question, loaded when it is asked for.

    Raises:
        OptionError: no such question; the message names the nearest.
    """
    if name not in QUESTIONS:
        raise OptionError(f"{one_of(name, tuple(QUESTIONS), 'question')}.")
    function: Callable[..., Answer] = getattr(import_module(f"pathways.measures.{name}"), name)
    return function


def ask(log: EngagementLog, name: str, group: str | None = None, **options: Any) -> Answer:
    """The answer to a question, for everyone or group by group.

    Options that are ``None`` are left to the measure.

    Example:
        >>> str(ask(log, "transitions", by="role")).split(":")[0]
        'The most common move is from mentee to mentor'
    """
    from pathways.measures.by_group import by_group

    given = {key: value for key, value in options.items() if value is not None}
    if group is None:
        return question(name)(log, **given)
    if "group" in signature(question(name)).parameters:
        return question(name)(log, group=group, **given)
    return by_group(log, group, question(name), **given)
