"""What a brief can say: each item one sentence with a number and a pointer."""

from __future__ import annotations

from dataclasses import dataclass

from pathways.answer.wording import people_word
from pathways.privacy.suppression import SMALLEST
from pathways.stats.rate import Rate

__all__ = ["Item", "how_many", "how_often"]


@dataclass(frozen=True)
class Item:
    """Something to say.

    Attributes:
        kind: ``data``, ``due``, ``crossed``, ``window`` or ``waiting``.
        sentence: the whole of it, with its number.
        number: the number alone.
        pointer: the command that shows more.
        p: how likely chance alone does as much; ``None`` for what is a fact and no finding.
        people: how many people it is about; more of them come first.
    """

    kind: str
    sentence: str
    number: str
    pointer: str
    p: float | None = None
    people: int = 0


def how_many(count: int) -> str:
    """A count of people that goes into a chat: none under 5.

    >>> how_many(12), how_many(3)
    ('12 people', 'fewer than 5 people')
    """
    return people_word(count) if count >= SMALLEST else f"fewer than {SMALLEST} people"


def how_often(x: int, n: int) -> str:
    """A rate that goes into a chat: neither part of it 1 to 4 people.

    >>> how_often(23, 61), how_often(2, 30), how_often(29, 30)
    ('23/61 = 38 % (27 to 50)', 'fewer than 5 of 30', 'all but fewer than 5 of 30')
    """
    if 0 < x < SMALLEST:
        return f"fewer than {SMALLEST} of {n:,}"
    if 0 < n - x < SMALLEST:
        return f"all but fewer than {SMALLEST} of {n:,}"
    return str(Rate(x, n, ""))
