"""What lies ahead of each step set: straight after it, or anywhere later on a person's way.

Of each step set it is said in bits which of the shown steps come ahead (one whole number for 64 of
them), so that counting whom a step lies ahead of is a few passes however many steps there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pathways.sequences.steps import Bools, Ints, Steps
from pathways.stats.bits import Bits, bits_of, has, many_of_each
from pathways.stats.sorting import changes, sorting

__all__ = ["Ahead", "any_later", "straight_after"]


@dataclass(frozen=True)
class Ahead:
    """Which of the shown steps come ahead of each step set, and where they are reached.

    Steps are spoken of by their place among those shown.

    Attributes:
        set_person: the person of each step set.
        bits: which steps come ahead of each.
        begun: for each step the step sets from which a route that begins with it goes on.
        reach: the step sets at which a step is reached from those that have it ahead.
    """

    set_person: Ints
    bits: Bits
    begun: list[Ints]
    reach: Callable[[Ints, int], Ints]

    def of(self, at: Ints) -> Bits:
        """What lies ahead of some step sets."""
        return self.bits.take(at, axis=1)

    def people(self, at: Ints, ahead: Bits) -> Ints:
        """For each step, of how many of the people with these step sets it lies ahead."""
        heads = np.flatnonzero(changes(self.set_person[at]))
        if 0 < len(heads) < len(at):
            ahead = np.bitwise_or.reduceat(ahead, heads, axis=1)
        return many_of_each(ahead, len(self.begun))

    def grown(self, at: Ints, ahead: Bits, step: int) -> Ints:
        """Where those who have the step ahead of them reach it."""
        return self.reach(at[has(ahead, step)], step)


def straight_after(steps: Steps, shown: list[int]) -> Ahead:
    """The steps of the step set right after each."""
    place, places = _places(steps, shown)
    held = bits_of(place, steps.starts[:-1], len(shown))
    follow = np.zeros_like(held)
    follow[:, :-1] = np.where(steps.follows[1:], held[:, 1:], np.uint64(0))
    return Ahead(steps.set_person, follow, places, lambda at, _: at + 1)


def any_later(steps: Steps, shown: list[int]) -> Ahead:
    """The steps of all later step sets of each person.

    Before anybody's first step set all their steps are ahead; at each set those leave that never
    come again.
    """
    place, places = _places(steps, shown)
    leaving = bits_of(np.where(_last(steps), place, -1), steps.starts[:-1], len(shown))
    heads = np.flatnonzero(~steps.follows)
    if len(heads):
        leaving[:, heads] ^= np.bitwise_xor.reduceat(leaving, heads, axis=1)

    def next_place(at: Ints, step: int) -> Ints:
        return places[step][np.searchsorted(places[step], at, side="right")]

    # To be done with a step early is to have most ahead: everyone's first time at it is enough.
    first = [at[changes(steps.set_person[at])] for at in places]
    return Ahead(steps.set_person, np.bitwise_xor.accumulate(leaving, axis=1), first, next_place)


def _places(steps: Steps, shown: list[int]) -> tuple[Ints, list[Ints]]:
    """The place of each row's step among those shown, -1 for none; and the step sets of each."""
    place_of = np.full(len(steps.labels), -1, dtype=np.int64)
    place_of[shown] = np.arange(len(shown))
    place = place_of[steps.step]
    ends = np.cumsum(np.bincount(place + 1, minlength=len(shown) + 1))
    return place, np.split(steps.at[sorting(place)], ends[:-1])[1:]


def _last(steps: Steps) -> Bools:
    """Whether each row is the last one of its person and step."""
    last = np.empty(len(steps.visits), dtype=np.int64)
    last[steps.visit_of_row] = np.arange(len(steps.step))
    found = np.zeros(len(steps.step), dtype=bool)
    found[last] = True
    return found
