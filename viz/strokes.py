"""Who joined here and who took no further step: a stroke that fades in and one that fades out.

They stand on the outer side of their circle, as wide as their people on the scale of the arrows,
and only where they cover nothing.  The stuck point has its words in any case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pathways.map_facts import MapFacts, Share, StepFacts
from viz.labels import box_of, free
from viz.layout import Layout
from viz.mountain import CENTRE
from viz.shapes import Box, Circle, Label, Stroke, TextLine
from viz.text import width
from viz.words import count, of_people, percent_of

__all__ = ["Strokes", "strokes"]


@dataclass(frozen=True)
class Strokes:
    """Strokes and the words beside them."""

    strokes: tuple[Stroke, ...] = ()
    labels: tuple[Label, ...] = ()

    @property
    def boxes(self) -> list[Box]:
        """Every rectangle that is covered."""
        return [stroke.box for stroke in self.strokes] + [label.box for label in self.labels]

    def __add__(self, other: Strokes) -> Strokes:
        return Strokes(self.strokes + other.strokes, self.labels + other.labels)


def strokes(
    facts: MapFacts, steps: Iterable[StepFacts], layout: Layout, scale: float, taken: list[Box]
) -> Strokes:
    """The strokes of the given steps, the first given first; one without room has none."""
    done = Strokes()
    for step in steps:
        circle = layout.circles[step.key]
        others = [c for c in layout.circles.values() if c.step != step.key]
        done += _first_free(_options(facts, step, circle, scale), others, taken + done.boxes)
    return done


def _first_free(options: list[Strokes], others: list[Circle], taken: list[Box]) -> Strokes:
    for option in options:
        if all(free(box, others, taken) for box in option.boxes):
            return option
    return Strokes()


def _options(facts: MapFacts, step: StepFacts, circle: Circle, scale: float) -> list[Strokes]:
    """Ways to place the two, the best first; the last resort of the stuck point is bare words."""
    loud = step.key == facts.stuck_at
    outer = -1 if circle.x < CENTRE else 1
    facing = [(-1, 1), (outer, outer), (1, -1), (-outer, -outer)]
    if abs(circle.x - CENTRE) > 40 and not loud:
        facing = [(outer, outer), (-1, 1), (1, -1)]
    pairs = [_pair(step, circle, scale, sides, loud) for sides in facing]
    if loud:
        pairs += [_stopped(step, circle, scale, (side, 0.0), loud) for side in (1, -1)]
        pairs += [_bare(step, circle, dx, dy) for dy in (1, -1) for dx in (0, 1, -1)]
    return [pair for pair in pairs if pair.boxes]


def _pair(
    step: StepFacts, circle: Circle, scale: float, sides: tuple[int, int], loud: bool
) -> Strokes:
    together = sides[0] == sides[1] and _shown(step.joined) and _shown(step.no_further)
    apart = max(9.5, min(13.0, circle.r * 0.4)) if together else 0.0
    low = 20.0 if 26 < circle.r < 48 and not together else 0.0
    joined = _joined(step, circle, scale, (sides[0], low - apart), loud)
    return joined + _stopped(step, circle, scale, (sides[1], low + apart), loud)


def _shown(share: Share) -> bool:
    return share.x is not None and share.x >= 5


def _edge(circle: Circle, side: int, dy: float) -> float:
    """The x where the marks of a circle end at a height."""
    off = max(circle.reach**2 - dy**2, 0.0) ** 0.5
    return circle.x + side * off


def _thick(people: int, circle: Circle, scale: float) -> float:
    return max(2.0, min(people * scale, 1.05 * circle.r))


def _joined(
    step: StepFacts, circle: Circle, scale: float, where: tuple[int, float], loud: bool
) -> Strokes:
    if not _shown(step.joined):
        return Strokes()
    side, dy = where
    thick = _thick(step.joined.x or 0, circle, scale)
    long = 34.0 if loud else 42.0
    near = _edge(circle, side, dy) + side * 2.5
    tall = max(thick, 10.0 if thick < 14 else thick)
    box = _span(near, side, long, circle.y + dy, tall)
    words = [count(step.joined.x)] + (["joined here"] if loud else [])
    lines = _words(near + side * (long + 4), circle.y + dy, side, words, loud)
    stroke = Stroke(step.key, "joined", box, side, "stroke")
    return Strokes((stroke,), (Label(step.key, "stroke", box_of(lines), lines),))


def _stopped(
    step: StepFacts, circle: Circle, scale: float, where: tuple[int, float], loud: bool
) -> Strokes:
    if not _shown(step.no_further):
        return Strokes()
    side, dy = where
    thick = _thick(step.no_further.x or 0, circle, scale)
    long = 26.0 if loud else 38.0
    near = _edge(circle, side, dy) + side * 2.5
    box = _span(near, side, long + 2, circle.y + dy, thick + 8)
    role = "stuck" if loud else "stroke"
    stroke = Stroke(step.key, "stopped", box, side, role)
    far = near + side * (long + 7)
    if loud:
        return Strokes((stroke,), _loud_words(step, circle, side, near, far, thick))
    lines = _words(far, circle.y + dy, side, [count(step.no_further.x)], loud)
    return Strokes((stroke,), (Label(step.key, "stroke", box_of(lines), lines),))


def _span(near: float, side: int, long: float, y: float, tall: float) -> Box:
    left = near if side > 0 else near - long
    return Box(round(left, 1), round(y - tall / 2, 1), round(long, 1), round(tall, 1))


def _words(x: float, y: float, side: int, words: list[str], loud: bool) -> tuple[TextLine, ...]:
    """Lines beside a stroke, centred on its height; the first one bold where they are loud."""
    anchor = "start" if side > 0 else "end"
    first = y + 5 - 9 * (len(words) - 1)
    return tuple(
        TextLine(
            round(x, 1), round(first + 18 * i, 1), text, 15 if loud and not i else 14,
            700 if loud and not i else 400, "text", anchor,
        )
        for i, text in enumerate(words)
    )  # fmt: skip


def _stuck_words(step: StepFacts) -> str:
    rate = percent_of(step.no_further)
    return f"Stuck point: {rate}" if rate else "Stuck point"


def _loud_words(
    step: StepFacts, circle: Circle, side: int, near: float, far: float, thick: float
) -> tuple[Label, ...]:
    """The finding over the stroke, its count at the bar, what it counts below."""
    anchor = "start" if side > 0 else "end"
    off = thick / 2 + 4
    heading = TextLine(
        round(near + 5 * side, 1), round(circle.y - off - 13, 1), _stuck_words(step), 15, 700,
        "stuck", anchor,
    )  # fmt: skip
    number = TextLine(
        round(far, 1), round(circle.y + 5, 1), of_people(step.no_further), 15, 700, "text", anchor
    )
    below = TextLine(
        round(near + 5 * side, 1), round(circle.y + off + 20, 1), step.no_further.label, 14, 400,
        "text", anchor,
    )  # fmt: skip
    return tuple(Label(step.key, "ring", box_of([one]), (one,)) for one in (heading, number, below))


def _bare(step: StepFacts, circle: Circle, dx: int, dy: int) -> Strokes:
    text = _stuck_words(step)
    x = circle.x + dx * (circle.reach + width(text, 15, 700) / 2)
    y = circle.y + dy * (circle.reach + 12) + 5
    line = TextLine(round(x, 1), round(y, 1), text, 15, 700, "stuck", "middle")
    return Strokes((), (Label(step.key, "ring", box_of([line]), (line,)),))
