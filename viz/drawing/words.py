"""Counts as they are read aloud, and the words of the key; suppressed counts say so."""

from __future__ import annotations

__all__ = [
    "HIDDEN",
    "HOLLOW",
    "MOVE",
    "PLANNED",
    "count",
    "people",
]

HOLLOW = "hollow: still inside the window"
"""What the key to the marks says of a circle with people who had no time yet."""
MOVE = "move"
"""What it says of an arrow where nothing has a tier, so that none goes up or down."""
PLANNED = "plan"
"""What it says of a dotted mark: people have planned something there."""
HIDDEN = "hidden"
"""What stands where a count is suppressed: it is under 5, or would give such a count back."""


def count(number: int | None) -> str:
    """A count with a thousands separator that every reader reads the same way."""
    return HIDDEN if number is None else f"{number:,}"


def people(number: int | None) -> str:
    """A count of people at a place, with the noun; such a count is hidden only when it is small."""
    if number is None:
        return "under 5 people"
    return f"{count(number)} {'person' if number == 1 else 'people'}"
