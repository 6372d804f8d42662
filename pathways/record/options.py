"""The kinds of options that questions have: what each is called, and which words it may be.

A signature says the kind of each of its options; commands, their help and their completion are
made from that, and an option is checked against it before anything is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pathways.errors import OptionError, one_of

__all__ = [
    "Attribute",
    "Count",
    "Goal",
    "Length",
    "Level",
    "Moment",
    "PointsToReach",
    "ProgramName",
    "QuestionName",
    "Step",
    "StepList",
    "TierName",
    "Ties",
    "check_word",
    "words_of",
]

Step = Annotated[str, "STEP"]
"""A role, program, tier or edition, or several of them together."""
StepList = Annotated[Sequence[str], "STEP"]
TierName = Annotated[str, "TIER"]
ProgramName = Annotated[str, "PROGRAM"]
Attribute = Annotated[str, "ATTRIBUTE"]
"""A column that describes people."""
QuestionName = Annotated[str, "QUESTION"]
Length = Annotated[str, "12m|90d|1e"]
"""A length of time: months, days, or editions of the same program."""
Moment = Annotated[str, "DATE|start"]
Goal = Annotated[float | str | Decimal, "GOAL"]
PointsToReach = Annotated[float | str | Decimal, "POINTS"]
Count = Annotated[int, "N"]
"""A number from 1 up."""
Level = Annotated[Literal["activity", "program", "role", "tier", "edition"], "level"]
"""What a step is."""
Ties = Annotated[Literal["set", "rank", "split"], "ties"]
"""How steps count that nothing orders."""


def words_of(kind: Any) -> tuple[Any, ...]:
    """The words that an option of a kind may be; none where it may be any.

    >>> words_of(Ties), words_of(Step)
    (('set', 'rank', 'split'), ())
    """
    words = getattr(kind, "__origin__", kind)
    return get_args(words) if getattr(words, "__origin__", None) is Literal else ()


def check_word(value: object, kind: Any) -> None:
    """See that an option is one of the words of its kind.

    Raises:
        OptionError: another word; the message names the nearest.

    >>> check_word("actvity", Level)
    Traceback (most recent call last):
    pathways.errors.OptionError: level "actvity" is not one of activity, program, role, tier, \
edition; the nearest is "activity".
    """
    words = words_of(kind)
    if value not in words:
        listed = [str(word) for word in words]
        raise OptionError(f"{one_of(str(value), listed, kind.__metadata__[0])}.")
