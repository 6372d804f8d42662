"""What is drawn at first view, and how much of the whole that is.

A map that shows every move shows none.  The strongest moves of each step are drawn, the rest is
folded and said in words; it stays in the cards and the table.
"""

from __future__ import annotations

from dataclasses import dataclass

from pathways.map.facts import MapFacts, MoveFacts, StepFacts
from pathways.map.rollup import MOST_STEPS, ROLLED

__all__ = ["MOST_STEPS", "Selection", "select"]

_MOST_ROLLED = 26
"""Where everything smaller can be found inside a program, a map need not be so full."""


@dataclass(frozen=True)
class Selection:
    """The steps and moves to draw; ``out`` is how many moves out of each step were asked for."""

    steps: tuple[StepFacts, ...]
    moves: tuple[MoveFacts, ...]
    steps_folded: int
    out: int


def select(facts: MapFacts) -> Selection:
    """The largest steps, and each step's strongest moves out and its strongest in."""
    steps = _largest(facts.steps, _MOST_ROLLED if facts.by == ROLLED else MOST_STEPS)
    keys = {step.key for step in steps}
    moves = [m for m in _by_strength(facts.moves) if m.source in keys and m.target in keys]
    out = _moves_out(len(steps))
    chosen = {id(m) for key in keys for m in _strongest(key, moves, out)}
    drawn = tuple(m for m in moves if id(m) in chosen)
    return Selection(steps, drawn, len(facts.steps) - len(steps), out)


def _largest(steps: tuple[StepFacts, ...], most: int) -> tuple[StepFacts, ...]:
    ranked = sorted(steps, key=lambda step: (-(step.people or 0), step.key))
    return tuple(sorted(ranked[:most], key=lambda step: step.key))


def _by_strength(moves: tuple[MoveFacts, ...]) -> list[MoveFacts]:
    return sorted(moves, key=lambda m: (-m.people, m.source, m.target))


def _moves_out(steps: int) -> int:
    # Three arrows from each of fifty circles are a hundred and fifty: nobody can follow one.
    return 3 if steps <= 14 else 2 if steps <= 26 else 1


def _strongest(key: int, moves: list[MoveFacts], out: int) -> list[MoveFacts]:
    leaving = [m for m in moves if m.source == key][:out]
    coming = [m for m in moves if m.target == key and m.source != key][:1]
    return leaving + coming
