"""Columns that tick off who was there, and those that can be events."""

from __future__ import annotations

import re

from loaders.understanding.draft import Draft, share
from loaders.understanding.marks import UNCLEAR, means
from loaders.understanding.private import kind_of_header

__all__ = ["COUNT", "candidates", "tick_like", "ticked"]

COUNT = re.compile(r"[\d.,\s]+")
"""A number, which may be an amount of anything."""
_MARKS = 0.6
"""Share of different words that have to be marks before a column is one of ticks."""


def candidates(draft: Draft) -> list[str]:
    """Columns that can be events: not about persons by their names, unless they are ticked off.

    Family Dinner, Phone Bank and City Walk are events where the cells say who came.
    """
    return [
        header
        for header in draft.free
        if not kind_of_header(header) or (draft.filled(header) and tick_like(draft, header))
    ]


def ticked(draft: Draft, headers: list[str]) -> list[str]:
    """The columns that tick something off, of which some cell says something."""
    return [header for header in headers if draft.filled(header) and tick_like(draft, header)]


def tick_like(draft: Draft, header: str) -> bool:
    """Whether what a column says is marks, by most of its words."""
    return share(draft.texts(header), lambda text: means(text) != UNCLEAR) >= _MARKS
