"""Words and arrows beside each other: neither can be placed well before the other is.

Words are placed where few arrows are likely to pass, arrows go round the words; then the words are
placed again, now that it is known where the arrows went.  The round with the fewest lines under
words is kept.  Of a first view the arrows are then left out that would make a tangle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pathways.map.facts import MapFacts, StepFacts
from viz.map.curves import Floats, crossings
from viz.map.labels import name_labels, passing
from viz.map.layout import Layout
from viz.map.pills import pills
from viz.map.routing import Route, routes
from viz.map.selection import Selection
from viz.map.shapes import Box, Circle, Label, Pill
from viz.map.strokes import Room, Strokes, strokes

__all__ = ["Arranged", "arranged", "by_size"]

_ROUNDS = 4
_MOST_CROSSINGS = 5
"""More than these and nobody follows an arrow from the last row."""
_MANY = 40
"""More arrows than these are laid once: nobody can follow them anyhow."""


@dataclass(frozen=True)
class Arranged:
    """The strokes with their words, the names, the route of every move and its share."""

    side: Strokes
    labels: list[Label]
    routes: list[Route]
    pills: list[Pill | None]

    @property
    def boxes(self) -> list[Box]:
        """Every rectangle of words and strokes outside the circles."""
        return self.side.boxes + _beside(self.labels)


def arranged(facts: MapFacts, selection: Selection, layout: Layout, scale: float) -> Arranged:
    """The best of a few rounds, as long as they bring something."""
    best = _best(facts, selection, layout, scale)
    circles = list(layout.circles.values())
    if selection.tidy:
        kept = _untangled(best.routes, best.boxes, circles, facts.told)
        best = replace(best, routes=kept)
    told = _told(best.routes, facts.told)
    shares = pills(best.routes, circles, best.boxes, told, layout.type.share)
    if selection.tidy:
        named = [r for r, p in zip(best.routes, shares, strict=True) if p or r.told(facts.told)]
        shares = pills(named, circles, best.boxes, _told(named, facts.told), layout.type.share)
        best = replace(best, routes=named)
    return replace(best, pills=shares)


def _told(found: list[Route], move: tuple[int, int] | None) -> int | None:
    return next((at for at, route in enumerate(found) if route.told(move)), None)


def _best(facts: MapFacts, selection: Selection, layout: Layout, scale: float) -> Arranged:
    found = routes(selection.moves, layout.circles, [], scale)
    best, least = Arranged(Strokes(), [], found, []), np.inf
    for _ in range(_ROUNDS if len(found) <= _MANY else 1):
        side, labels = _words(facts, selection, Room(layout, scale, _lines(found)))
        boxes = side.boxes + _beside(labels)
        again = routes(selection.moves, layout.circles, boxes, scale, found)
        before = least
        for tried in (found, again):
            faults = _covered(tried, boxes)
            if faults < least:
                best, least = Arranged(side, labels, tried, []), faults
        if least in (0, before):
            break
        found = again
    return best


def _untangled(
    found: list[Route], boxes: list[Box], circles: list[Circle], told: tuple[int, int] | None
) -> list[Route]:
    """The routes without those that run under words or circles, and without the worst to cross."""
    kept = [r for r in found if r.told(told) or not _in_the_way(r, boxes, circles)]
    while True:
        met = _met(kept)
        if met.sum() / 2 <= _MOST_CROSSINGS:
            return kept
        # Of those that cross most the weakest goes; the move of the title stays.
        worst = max(
            range(len(kept)),
            key=lambda at: (not kept[at].told(told), met[at], -kept[at].move.people, at),
        )
        kept = kept[:worst] + kept[worst + 1 :]


def _met(found: list[Route]) -> Floats:
    """How often each route crosses others."""
    if len(found) < 2:
        return np.zeros(len(found))
    lines = np.stack([route.fine[::2] for route in found])
    each = np.stack([crossings(line, lines) for line in lines])
    np.fill_diagonal(each, 0)
    return np.asarray(each.sum(axis=1))


def _in_the_way(route: Route, boxes: list[Box], circles: list[Circle]) -> bool:
    if any(passing(route.fine[None], box.grown(-2)) for box in boxes):
        return True
    ends = (route.move.source, route.move.target)
    others = [circle for circle in circles if circle.step not in ends]
    return any(
        np.hypot(route.fine[:, 0] - c.x, route.fine[:, 1] - c.y).min() < c.reach for c in others
    )


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
    taken = done.boxes + _beside(labels)
    return done + strokes(facts, rest, room, taken), labels


def by_size(steps: tuple[StepFacts, ...], first: int | None) -> list[StepFacts]:
    """The stuck point, then the rest, the largest first."""
    return sorted(steps, key=lambda s: (s.key != first, -(s.people or 0), s.key))


def _beside(labels: list[Label]) -> list[Box]:
    """The rectangles of names that do not lie in their circle."""
    return [label.box for label in labels if label.kind == "beside"]
