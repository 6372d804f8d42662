"""What no query of the library knows: then Python answers, from the log that is read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pathways.cypher.points import POINTED, beyond_points
from pathways.cypher.tables import TABLED
from pathways.errors import shown
from pathways.record.kept import once
from pathways.record.log import EngagementLog
from pathways.scoring.program_costs import AMOUNTS
from pathways.sequences.directly_follows import END, START
from pathways.sequences.steps import level_codes

__all__ = ["SOURCE", "TARGET", "asks_amounts", "beyond_queries"]

SOURCE, TARGET = "(source)", "(target)"
"""How the query of routes calls the two steps that it is asked about."""

_STAND_FOR_SOMETHING = frozenset((START, END, SOURCE, TARGET))


def beyond_queries(question: str, log: EngagementLog, options: Mapping[str, Any]) -> str | None:
    """What is asked of a question, or is in the log, that its query does not know, in words.

    Args:
        question: its name.
        log: one record of each kind (role, program, tier, edition, precision) is enough.
        options: of the question's function.

    Example:
        >>> beyond_queries("next_steps", log, {"by": "role"})
        >>> beyond_queries("next_steps", log, {"ties": "rank"})
        'ties="rank"'
    """
    option = _option(question, options)
    if option is not None:
        return f'{option}="{options[option]}"'
    if question in _BEYOND and _left_out(log, options.get("by")):
        return "engagements that have no step at this level"
    if asks_amounts(question, log, options.get("by")):
        return "hours or cost"
    if question == "combinations" and options.get("at_least") is not None and _unlike_dates(log):
        return "at_least and dates of several precisions"
    names = _names(log)
    if names & _STAND_FOR_SOMETHING:
        return f"a step called {shown(min(names & _STAND_FOR_SOMETHING))}"
    return "names that a server puts in another order" if _in_another_order(names) else None


def asks_amounts(question: str, log: EngagementLog, by: str | None = None) -> bool:
    """Whether an answer has hours or cost: what an edition took is in all its rows together.

    Example:
        >>> asks_amounts("returns", log)
        False
    """
    known = {name.casefold() for name in log.attributes}
    return question == "returns" and by in (None, "program") and bool(known & set(AMOUNTS))


_BEYOND: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "entry_points": {"window": (), "ties": ("set", "split")},
    "transitions": {"ties": ("set",)},
    "paths": {"ties": ("set", "split"), "collapse": (False,)},
    "next_steps": {"ties": ("set", "split"), "after": (), "order": (1,)},
}
"""Options of questions whose queries take step sets and moves as they stand in the graph, with the
values that these queries know beside none."""


def _left_out(log: EngagementLog, by: str | None) -> bool:
    """Whether step sets at a level are others than those of the graph: something has no step."""
    return bool((level_codes(log, by or "activity")[0] < 0).any())


def _option(question: str, options: Mapping[str, Any]) -> str | None:
    if options.get("group") is not None and question != "equity":
        return "group"
    if options.get("rate") is not None:
        return "rate"
    if options.get("within") == "ever":
        return "within"
    if question in _BEYOND:
        known = _BEYOND[question]
        said = (name for name in known if options.get(name) not in (None, *known[name]))
        return next(said, None)
    if question in POINTED:
        return beyond_points(options)
    return "ties" if options.get("ties") == "rank" and question not in TABLED else None


def _unlike_dates(log: EngagementLog) -> bool:
    """Whether an engagement that is set aside may have tied two others, which it then does not."""
    return bool(log.counted["precision"].nunique() > 1)


def _in_another_order(names: frozenset[str]) -> bool:
    """Whether the alphabet differs: a server sorts by the halves that an emoji is written in."""
    return sorted(names) != sorted(names, key=lambda name: name.encode("utf-16-be"))


@once
def _names(log: EngagementLog) -> frozenset[str]:
    kinds = (log.records[kind].dropna().unique() for kind in ("program", "edition", "role"))
    return frozenset(str(name) for names in kinds for name in names)
