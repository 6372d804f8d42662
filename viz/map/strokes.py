"""Who joined here and who took no further step: a stroke that fades in and one that fades out.

They stand on the outer side of their circle, as wide as their people on the scale of the arrows,
and only where they cover nothing.  The stuck point has its words in any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from pathways.map.facts import MapFacts, Share, StepFacts
from viz.drawing.text import width
from viz.drawing.words import count
from viz.map.curves import Floats
from viz.map.labels import box_of, free, passing
from viz.map.layout import Layout
from viz.map.mountain import CENTRE
from viz.map.shapes import Box, Circle, Label, Stroke, TextLine
from viz.map.share_words import of_people, percent_of
from viz.map.type import KEY_NUMBER

__all__ = ["Strokes", "strokes"]

STUCK_POINT = "Stuck point"
_LEAST = 5
# Beside a smaller circle the strokes would be larger than what they belong to.
_SMALL = 17.0
_BETWEEN = 6.0
# All around a circle, in its own widths and heights; two down leaves room for a name in between.
_AROUND = [(dx, dy) for dy in (1, -1, 0) for dx in (0, 1, -1) if dx or dy]
_AROUND += [(0, 2), (0, -2), (1, 2), (-1, 2)]


@dataclass(frozen=True)
class Strokes:
    """Strokes and the words beside them."""

    strokes: tuple[Stroke, ...] = ()
    labels: tuple[Label, ...] = ()

    @property
    def boxes(self) -> list[Box]:
        """Every rectangle that is covered."""
        return [stroke.box for stroke in self.strokes] + [label.box for label in self.labels]

    @property
    def covered(self) -> list[Box]:
        """The same, with room around numbers: two beside each other would read as one."""
        words = [label.box.grown(_BETWEEN) for label in self.labels]
        return [stroke.box for stroke in self.strokes] + words

    def __add__(self, other: Strokes) -> Strokes:
        return Strokes(self.strokes + other.strokes, self.labels + other.labels)


@dataclass(frozen=True)
class _End:
    """A step whose ends are drawn; ``loud`` is the stuck point, which has words as well."""

    step: StepFacts
    circle: Circle
    scale: float
    loud: bool
    size: float

    def edge(self, side: int, dy: float, tall: float) -> float:
        """The x at which a stroke of a height ends beside the marks of the circle."""
        nearest = max(0.0, abs(dy) - tall / 2)
        off = sqrt(max(self.circle.reach**2 - nearest**2, 0.0))
        return self.circle.x + side * (off + 2.5)

    def thick(self, share: Share) -> float:
        """How thick the stroke of so many people is."""
        return max(2.0, min((share.x or 0) * self.scale, 1.05 * self.circle.r))


@dataclass(frozen=True)
class Room:
    """Where strokes may stand, px a person, and the straight ways that arrows will take."""

    layout: Layout
    scale: float
    ways: Floats


def strokes(
    facts: MapFacts, steps: Iterable[StepFacts], room: Room, taken: Sequence[Box]
) -> Strokes:
    """The strokes of the given steps, the first given first; one without room has none."""
    done = Strokes()
    circles = room.layout.circles
    for step in steps:
        circle, loud = circles[step.key], step.key == facts.stuck_at
        if loud or circle.r >= _SMALL:
            end = _End(step, circle, room.scale, loud, room.layout.type.count)
            pairs = [
                [_joined(end, at) + _stopped(end, below) for at, below in alike]
                for alike in _places(end)
            ]
            others = [c for c in circles.values() if c is not circle]
            options = [*pairs, *(_bare(end) if loud else [])]
            done += _roomiest(options, others, [*taken, *done.covered], room.ways)
    return done


def _roomiest(
    options: list[list[Strokes]], others: list[Circle], taken: list[Box], ways: Floats
) -> Strokes:
    """Where fewest moves pass of the fullest options with room."""
    for alike in options:
        fitting = [
            one
            for one in alike
            if _apart(one.boxes) and all(free(box, others, taken) for box in one.boxes)
        ]
        if fitting:
            return min(fitting, key=lambda o: sum(passing(ways, box) for box in o.boxes))
    return Strokes()


def _apart(boxes: list[Box]) -> bool:
    return not any(one.overlaps(other) for one, other in combinations(boxes, 2))


_Place = tuple[int, float]
"""On which side a stroke stands, and how far below the middle."""
_Pair = tuple[_Place | None, _Place]
"""Where those who joined stand, if anywhere, and those who took no further step."""


def _places(end: _End) -> list[list[_Pair]]:
    """Where the two could stand, the fullest first."""
    if end.loud:
        alone: list[_Pair] = [(None, (side, 0.0)) for side in (1, -1)]
        return [_facing(end), alone] if _shown(end.step.no_further) else []
    outer = -1 if end.circle.x < CENTRE else 1
    if abs(end.circle.x - CENTRE) > 40:
        return [[_below(end, outer), *_facing(end)]]
    return [[*_facing(end), _below(end, outer), _below(end, -outer)]]


def _facing(end: _End) -> list[_Pair]:
    """Each on a side of its own, level."""
    # Beside the middle of a circle of this size its own loops and arrows come and go.
    low = 20.0 if 26 < end.circle.r < 48 and not end.loud else 0.0
    return [((side, low), (-side, low)) for side in (-1, 1)]


def _below(end: _End, side: int) -> _Pair:
    """One below the other on the same side; one alone in the middle."""
    if not (_shown(end.step.joined) and _shown(end.step.no_further)):
        return ((side, 0.0), (side, 0.0))
    up = max(end.thick(end.step.joined) / 2 + 3, 9.0)
    down = max(end.thick(end.step.no_further) / 2 + 6, 9.0)
    return ((side, -up), (side, down))


def _shown(share: Share) -> bool:
    return share.x is not None and share.x >= _LEAST


def _joined(end: _End, place: _Place | None) -> Strokes:
    if place is None or not _shown(end.step.joined):
        return Strokes()
    side, dy = place
    long = 34.0 if end.loud else 42.0
    tall = max(end.thick(end.step.joined), 10.0)
    near, y = end.edge(side, dy, tall), end.circle.y + dy
    box = _span(near, side * long, y, tall)
    words = [count(end.step.joined.x)] + (["joined here"] if end.loud else [])
    lines = _words(end, near + side * (long + 4), y, words, side)
    stroke = Stroke(end.step.key, "joined", box, side, "stroke")
    return Strokes((stroke,), (Label(end.step.key, "stroke", box_of(lines), lines),))


def _stopped(end: _End, place: _Place) -> Strokes:
    share, (side, dy) = end.step.no_further, place
    if not _shown(share):
        return Strokes()
    long = 26.0 if end.loud else 38.0
    tall = end.thick(share) + 8
    near, y = end.edge(side, dy, tall), end.circle.y + dy
    box = _span(near, side * (long + 2), y, tall)
    stroke = Stroke(end.step.key, "stopped", box, side, "stuck" if end.loud else "stroke")
    if end.loud:
        return Strokes((stroke,), _loud_words(end, side, box))
    lines = _words(end, near + side * (long + 7), y, [count(share.x)], side)
    return Strokes((stroke,), (Label(end.step.key, "stroke", box_of(lines), lines),))


def _span(near: float, long: float, y: float, tall: float) -> Box:
    """The rectangle from ``near`` to ``near + long``, whichever is left."""
    left = min(near, near + long)
    return Box(round(left, 1), round(y - tall / 2, 1), round(abs(long), 1), round(tall, 1))


def _words(end: _End, x: float, y: float, words: Sequence[str], side: int) -> tuple[TextLine, ...]:
    """Lines beside a stroke, centred on its height; the number is bold where it is loud."""
    tall = end.size + 4
    first = y + 0.36 * end.size - tall / 2 * (len(words) - 1)
    weight = 700 if end.loud else 400
    lines = [_line(x, first, words[0], side, end.size, weight)]
    lines += [_line(x, first + tall * i, text, side, end.size) for i, text in
              enumerate(words[1:], 1)]  # fmt: skip
    return tuple(lines)


def _line(
    x: float, y: float, text: str, side: int, size: float, weight: int = 400, role: str = "text"
) -> TextLine:
    """A line that starts (or, on the left, ends) at ``x``."""
    anchor = "start" if side > 0 else "end"
    return TextLine(round(x, 1), round(y, 1), text, size, weight, role, anchor)


def _loud_words(end: _End, side: int, box: Box) -> tuple[Label, ...]:
    """At the bar of the stroke: the finding, its number, of whom, and what it counts."""
    x = (box.right if side > 0 else box.x) + 8 * side
    share, y = end.step.no_further, box.y + box.h / 2
    waiting = end.step.stuck.rate if end.step.stuck else None
    rate = percent_of(waiting) if waiting else ""
    told = [f"{share.label}: {of_people(share)}"]
    if waiting is not None and rate:
        told.insert(0, f"{of_people(waiting)} stuck")
    lines = [_line(x, y - (18 if rate else 8), STUCK_POINT, side, end.size + 1, 700, "stuck")]
    if rate:
        lines.append(_line(x, y + 10, rate, side, KEY_NUMBER, 700, "stuck"))
    under = y + (30 if rate else 12)
    lines += [_line(x, under + 19 * i, text, side, end.size) for i, text in enumerate(told)]
    return (Label(end.step.key, "ring", box_of(lines), tuple(lines)),)


def _bare(end: _End) -> list[list[Strokes]]:
    """The words of the stuck point without a stroke, in full and short, all around its circle.

    The number is that of the board, as where there is room for more.
    """
    rate = percent_of(end.step.stuck.rate) if end.step.stuck else ""
    labels = [f"{word} {rate}".strip() for word in (STUCK_POINT, "Stuck")]
    return [[_around(end, dx, dy, text) for dx, dy in _AROUND] for text in labels]


def _around(end: _End, dx: int, dy: int, text: str) -> Strokes:
    x = end.circle.x + dx * (end.circle.reach + 6 + width(text, 18, 700) / 2)
    # Two lines further out leaves room for a name in between.
    off = end.circle.reach + 12 if abs(dy) == 1 else end.circle.reach + 14 + 22 * (abs(dy) - 1)
    y = end.circle.y + (0 if not dy else off if dy > 0 else -off) + 5
    line = TextLine(round(x, 1), round(y, 1), text, 18, 700, "stuck", "middle")
    return Strokes((), (Label(end.step.key, "ring", box_of([line]), (line,)),))
