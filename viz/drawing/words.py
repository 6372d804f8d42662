"""Numbers as they are read aloud; suppressed ones say so."""

from __future__ import annotations

from pathways.map.facts import Share
from pathways.stats.rate import ends, percent

__all__ = [
    "HIDDEN",
    "HOLLOW",
    "MOVE",
    "PLANNED",
    "count",
    "of_people",
    "people",
    "percent_of",
    "pill_percent",
    "share_words",
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


def percent_of(share: Share) -> str:
    """The bare percentage for a label whose denominator stands in the caption, or nothing."""
    return "" if share.rate is None else percent(share.rate)


def pill_percent(share: Share) -> str:
    """The same where there is room for little."""
    if share.rate is None:
        return ""
    return "<1 %" if 0 < share.rate < 0.005 else percent(share.rate)


def share_words(share: Share) -> str:
    """What stands after the count: the rate with its interval, or why there is none."""
    if share.x is None:
        return ""
    if share.rate is None:
        return "too few to say" + ("" if share.n is None else f" (n = {share.n})")
    if share.low is None or share.high is None:
        return percent(share.rate)
    return f"{percent(share.rate)} ({ends(share.low, share.high)})"


def of_people(share: Share) -> str:
    """The count with its denominator: ``225 of 319``."""
    return count(share.x) if share.n is None else f"{count(share.x)} of {count(share.n)}"
