"""Marks that mean what the file itself says of them: L is late, and who is late is there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from loaders.understanding.draft import Draft
from loaders.understanding.marks import CAME, STAYED_AWAY, UNCLEAR, means
from loaders.understanding.statuses import status_of
from pathways.record.rules import COUNTED_STATUSES

__all__ = ["take_legend"]


def take_legend(draft: Draft, words: Collection[str]) -> None:
    """Let the marks in columns of events mean what a legend of the file says, where it has one.

    ``words`` is what stands in those columns, in small letters.
    """
    rule = draft.mapping.wide
    told = {mark.casefold(): _explained(word) for mark, word in draft.legend.items()}
    told = {mark: meaning for mark, meaning in told.items() if meaning != UNCLEAR}
    if rule is None or not told.keys() & set(words):
        return
    yes = tuple(mark for mark, meaning in told.items() if meaning == CAME)
    away = [mark for mark, meaning in told.items() if meaning == STAYED_AWAY]
    unusual = any(means(mark) != STAYED_AWAY for mark in away)
    no = [word for word in words if means(word, yes, away) == STAYED_AWAY] if unusual else []
    draft.mapping = replace(draft.mapping, wide=replace(rule, yes=yes, no=tuple(no)))
    said = ", ".join(f"{mark} is {word}" for mark, word in draft.legend.items())
    draft.notes.append(f"Marks mean what the file says of them: {said}.")


def _explained(word: str) -> str:
    """What the words for a mark mean: those of attendance, or what became of a registration."""
    status = status_of(word)
    if status is None:
        return means(word)
    return CAME if status in COUNTED_STATUSES else STAYED_AWAY
