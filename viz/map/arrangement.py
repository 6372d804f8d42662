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
from viz.map.ways import ways_of

__all__ = ["Arranged", "arranged", "by_size", "with_shares"]

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


def arranged(facts: MapFacts, selection: Selection, layout: Layout) -> Arranged:
    """The best of a few rounds, as long as they bring something; no shares yet."""
    scale = _people_scale(selection, layout)
    ways = ways_of(selection.moves, layout.circles, scale)
    ranked = by_size(selection.steps, facts.stuck_at)
    loud = [step for step in ranked if step.key == facts.stuck_at]
    found = routes(ways, [])
    best, least = Arranged(Strokes(), [], found, []), np.inf
    for _ in range(_ROUNDS if len(found) <= _MANY else 1):
        # The stuck point's words, then the names, then what other strokes find room.
        room = Room(layout, scale, _lines(found))
        side = strokes(facts, loud, room, [])
        labels = name_labels(ranked, layout, side.boxes, room.ways)
        side += strokes(facts, ranked[len(loud) :], room, side.boxes + _beside(labels))
        boxes = side.boxes + _beside(labels)
        again = routes(ways, boxes, found)
        before = least
        for tried in (found, again):
            faults = _covered(_lines(tried), boxes)
            if faults < least:
                best, least = Arranged(side, labels, tried, []), faults
        if least in (0, before):
            break
        found = again
    return best


def with_shares(facts: MapFacts, selection: Selection, layout: Layout, found: Arranged) -> Arranged:
    """The arrows with their shares; of a tidy view those that make no tangle and have a share."""
    circles, kept, told = list(layout.circles.values()), found.routes, facts.told
    if selection.tidy:
        kept = _untangled(kept, found.boxes, circles, told)
    shares = pills(kept, circles, found.boxes, _at(kept, told), layout.type.share)
    if selection.tidy:
        shown = [r for r, p in zip(kept, shares, strict=True) if p or r.told(told)]
        if len(shown) < len(kept):
            kept = shown
            shares = pills(kept, circles, found.boxes, _at(kept, told), layout.type.share)
    return replace(found, routes=kept, pills=shares)


def _at(found: list[Route], move: tuple[int, int] | None) -> int | None:
    return next((at for at, route in enumerate(found) if route.told(move)), None)


def _people_scale(selection: Selection, layout: Layout) -> float:
    """Width in px of one person, in arrows and strokes alike; small circles get thin arrows."""
    widest = max((m.people for m in selection.moves), default=1)
    broad = max((c.r for c in layout.circles.values()), default=0.0)
    broad = max(3.0, min(8.4, 0.16 * broad))
    ends = [share.x or 0 for s in selection.steps for share in (s.joined, s.no_further)]
    return min(0.25, broad / widest, 56 / max([1, *ends]))


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


def _covered(lines: Floats, boxes: list[Box]) -> float:
    """How often a line runs under words."""
    return sum(passing(lines, box) for box in boxes)


def by_size(steps: tuple[StepFacts, ...], first: int | None) -> list[StepFacts]:
    """The stuck point, then the rest, the largest first."""
    return sorted(steps, key=lambda s: (s.key != first, -(s.people or 0), s.key))


def _beside(labels: list[Label]) -> list[Box]:
    """The rectangles of names that do not lie in their circle."""
    return [label.box for label in labels if label.kind == "beside"]
