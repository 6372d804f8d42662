"""Words and arrows beside each other: neither can be placed well before the other is.

Words are placed where few arrows are likely to pass, arrows go round the words; then the words are
placed again, now that it is known where the arrows went.  The round with the fewest lines under
words is kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pathways.map.facts import MapFacts, StepFacts
from viz.map.curves import Floats
from viz.map.labels import name_labels, passing
from viz.map.layout import Layout
from viz.map.routing import Route, routes
from viz.map.selection import Selection
from viz.map.shapes import Box, Label
from viz.map.strokes import Room, Strokes, strokes

__all__ = ["arranged", "beside", "by_size"]

_ROUNDS = 4


class Arranged(NamedTuple):
    """The strokes with their words, the names, and the route of every move."""

    side: Strokes
    labels: list[Label]
    routes: list[Route]


def arranged(facts: MapFacts, selection: Selection, layout: Layout, scale: float) -> Arranged:
    """The best of a few rounds, as long as they bring something."""
    found = routes(selection.moves, layout.circles, [], scale)
    best, least = Arranged(Strokes(), [], found), np.inf
    for _ in range(_ROUNDS):
        side, labels = _words(facts, selection, Room(layout, scale, _lines(found)))
        boxes = side.boxes + beside(labels)
        again = routes(selection.moves, layout.circles, boxes, scale, found)
        before = least
        for tried in (found, again):
            faults = _covered(tried, boxes)
            if faults < least:
                best, least = Arranged(side, labels, tried), faults
        if least in (0, before):
            break
        found = again
    return best


def _lines(found: list[Route]) -> Floats:
    return np.stack([route.fine for route in found]) if found else np.zeros((0, 1, 2))


def _covered(found: list[Route], boxes: list[Box]) -> float:
    """How often a line runs under words."""
    lines = _lines(found)
    return sum(passing(lines, box) for box in boxes)


def _words(facts: MapFacts, selection: Selection, room: Room) -> tuple[Strokes, list[Label]]:
    """The stuck point's words, then the names, then what other strokes find room."""
    layout, ways = room.layout, room.ways
    ranked = by_size(selection.steps, facts.stuck_at)
    loud = [step for step in ranked if step.key == facts.stuck_at]
    rest = [step for step in ranked if step.key != facts.stuck_at]
    done = strokes(facts, loud, room, [])
    labels = name_labels(ranked, layout, done.boxes, ways)
    taken = done.boxes + beside(labels)
    return done + strokes(facts, rest, room, taken), labels


def by_size(steps: tuple[StepFacts, ...], first: int | None) -> list[StepFacts]:
    """The stuck point, then the rest, the largest first."""
    return sorted(steps, key=lambda s: (s.key != first, -(s.people or 0), s.key))


def beside(labels: list[Label]) -> list[Box]:
    """The rectangles of names that do not lie in their circle."""
    return [label.box for label in labels if label.kind == "beside"]
