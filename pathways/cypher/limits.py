"""What no query of the library knows: then Python answers, from the log that is read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pathways.cypher.library import query_text, read_header
from pathways.cypher.points import POINTED, beyond_points
from pathways.cypher.steps import step_map
from pathways.cypher.tables import TABLED
from pathways.errors import shown
from pathways.measures.questions import QUESTIONS
from pathways.record.kept import once
from pathways.record.log import EngagementLog
from pathways.record.selection import attribute_key
from pathways.sequences.directly_follows import END, START
from pathways.sequences.steps import level_codes

__all__ = ["SOURCE", "TARGET", "beyond_queries", "steps_asked"]

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
    return next(_reasons(question, log, options), None)


def _reasons(question: str, log: EngagementLog, options: Mapping[str, Any]) -> Iterator[str]:
    option = _option(question, options)
    if option is not None:
        yield f'{option}="{options[option]}"'
    if question in _LEVELS and _left_out(log, options.get("by") or _LEVELS[question]):
        yield "engagements that have no step at this level"
    for name, text in steps_asked(question, options).items():
        if step_map(log, text) is None:
            yield f"{name}={shown(text)}, which no single name says"
    if question == "conversion" and log.editions.table.empty:
        yield "cohorts of calendar years"
    if question == "combinations" and options.get("at_least") is not None and _unlike_dates(log):
        yield "at_least and dates of several precisions"
    if question in ("program_kinds", "relationships") and log.unit != "day":
        yield "a record without dates"
    if question == "equity":
        yield from _of_groups(log, str(options.get("group")))
    if question in QUESTIONS:  # lists for analysts are their own answer, of any record
        yield from _of_the_record(log)


def _of_groups(log: EngagementLog, group: str) -> Iterator[str]:
    if attribute_key(log, group) not in log.attributes:
        yield f'group="{group}", which is not of people'
    if (log.records["time"] > log.as_of.time).any():
        yield "records after the cut-off, which may say more of people"


def _of_the_record(log: EngagementLog) -> Iterator[str]:
    if log.editions.order == "years":  # queries count the editions of each program
        yield "years as editions"
    names = _names(log)
    if names & _STAND_FOR_SOMETHING:
        yield f"a step called {shown(min(names & _STAND_FOR_SOMETHING))}"
    if _in_another_order(names):
        yield "names that a server puts in another order"


def steps_asked(question: str, options: Mapping[str, Any]) -> dict[str, str]:
    """The options of a question that are a STEP in words, and that its query is told of as a map.

    >>> steps_asked("conversion", {"source": "mentee", "target": "mentor", "goal": "0.9"})
    {'source': 'mentee', 'target': 'mentor'}
    """
    known = read_header(query_text(question)).parameters
    names = [one.name for one in known if one.type == "MAP"]
    return {name: options[name] for name in names if isinstance(options.get(name), str)}


_KNOWN: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "combinations": {"steps": ()},
    "entry_points": {"window": (), "ties": ("set", "split")},
    "transitions": {"ties": ("set",)},
    "points": {"by": ("tier", "activity", "program", "role")},
    "eventually_follows": {"ties": ("set", "split")},
    "paths": {"ties": ("set", "split"), "collapse": (False,)},
    "next_steps": {"ties": ("set", "split"), "after": (), "order": (1,)},
    "program_kinds": {"by": ("program",)},
    "relationships": {"by": ("age",)},
    "routes": {"ties": ("set",)},
    "stuck_points": {"at": (), "target": ()},
}
"""Options of questions with the values that their queries know beside none."""

_LEVELS: Mapping[str, str] = {
    "combinations": "program",
    "deepening": "tier",
    "entry_points": "activity",
    "eventually_follows": "activity",
    "next_steps": "activity",
    "paths": "activity",
    "routes": "activity",
    "stuck_points": "tier",
    "transitions": "activity",
}
"""Questions whose queries take step sets and moves as they stand in the graph, so that everything
must have a step at the level that is asked for, or else at this one."""


def _left_out(log: EngagementLog, by: str) -> bool:
    """Whether step sets at a level are others than those of the graph: something has no step."""
    return bool((level_codes(log, by)[0] < 0).any())


def _option(question: str, options: Mapping[str, Any]) -> str | None:
    if options.get("group") is not None and question != "equity":
        return "group"
    if options.get("rate") is not None:
        return "rate"
    if options.get("within") == "ever":
        return "within"
    if question in POINTED and beyond_points(options):
        return beyond_points(options)
    if question in _KNOWN:
        known = _KNOWN[question]
        asked = (name for name in known if options.get(name) not in (None, *known[name]))
        return next(asked, None)
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
