"""A record whose people are divided over parts: what a question of two steps takes for a log."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from pathways.errors import NoAnswerError
from pathways.record.log import EngagementLog
from pathways.tallies.tally import Tally, facts
from pathways.tallies.terms import Terms

__all__ = ["PEOPLE", "Divided", "tally_of_part"]

PEOPLE = "people in all"
"""The table beside those of a tally that says how many people counted engagements have."""

Count = Callable[[EngagementLog, Terms], Tally]


class Divided:
    """A record that is counted part by part, everybody's engagements in one part.

    Whatever else is asked of it than a tally needs the record in one piece, and is refused.

    Args:
        kinds: the kinds of its engagements, see :mod:`pathways.record.kinds`.
        add_up: counts every part by :func:`tally_of_part`, and adds.
    """

    def __init__(self, kinds: EngagementLog, add_up: Callable[[Count, Terms], Tally]) -> None:
        self.kinds = kinds
        self.add_up = add_up

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NoAnswerError(
            "This is counted in a record in one piece, and this record is counted part by part: "
            "ask it of fewer engagements, or ask for transitions, next steps or paths."
        )


def tally_of_part(count: Count, part: EngagementLog, terms: Terms) -> Tally:
    """What one part knows, and how many people it has."""
    return {**count(part, terms), PEOPLE: facts(people=part.people)}
