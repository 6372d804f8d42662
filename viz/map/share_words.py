"""Shares as they are read aloud; suppressed ones say so."""

from __future__ import annotations

from pathways.map.facts import Share
from pathways.stats.rate import ends, percent
from viz.drawing.words import count

__all__ = ["of_people", "percent_of", "pill_percent", "share_words"]


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
