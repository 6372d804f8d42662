"""How large circles and their names are: area means people, and every name has its room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from pathways.map.facts import StepFacts
from pathways.map.levels import MOST_CIRCLES
from viz.drawing.text import width, wrap
from viz.drawing.words import count
from viz.map.shapes import Box, Circle
from viz.map.type import Type

__all__ = [
    "SCALES",
    "InsideName",
    "Sizes",
    "Writing",
    "cell_width",
    "circle_in",
    "inside_name",
    "sizes_of",
    "step_height",
]

_NARROWEST = 110.0
_SMALLEST, _SMALLEST_OF_MANY = 12.0, 5.0
SCALES = (
    (60, 3), (53, 3), (47, 3), (42, 3), (37, 3), (32, 3), (28, 3), (24, 2), (20, 2), (16, 2),
    (13, 1), (10, 1), (8, 1), (7, 1),
)  # fmt: skip
"""The largest radius and the lines a name may take, from airy to dense."""


@dataclass(frozen=True)
class Writing:
    """How names are written, and which step needs room for its words as the stuck point.

    The names of the steps that are ``alone``, each in its tier, stand beside them.
    """

    names: Mapping[int, str]
    type: Type
    stuck_at: int | None
    alone: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sizes:
    """The radius of every circle, whose name is ``inside`` it, and how many lines others have."""

    radius: Mapping[int, float]
    lines: int
    inside: frozenset[int]


def sizes_of(steps: Sequence[StepFacts], largest: float, lines: int, writing: Writing) -> Sizes:
    """The sizes at which the largest circle has a radius of at most so much."""
    most = max((step.people or 0 for step in steps), default=0)
    # Three px a root of a person is the design's scale; a small record may be drawn larger.
    unit = min(6.0, largest / sqrt(most)) if most else 0.0
    least = _SMALLEST if len(steps) <= MOST_CIRCLES else _SMALLEST_OF_MANY
    radius = {step.key: max(least, unit * sqrt(step.people or 4)) for step in steps}
    inside = [
        step.key
        for step in steps
        if inside_name(writing.names[step.key], step, radius[step.key], writing.type)
    ]
    return Sizes(radius, lines, frozenset(inside))


def cell_width(step: StepFacts, sizes: Sizes, writing: Writing) -> float:
    """How broad a circle is with its name and what stands beside it."""
    size, lines = writing.type.name, sizes.lines
    words = width(writing.names[step.key], size, 700) / max(1, lines - 1) + 12
    broad = (10.5 if lines == 3 else 8) * size
    beside = 0.0 if step.key in sizes.inside else min(words, broad)
    extra = 0 if step.key != writing.stuck_at else 290 if lines == 3 else 110
    return max(2 * sizes.radius[step.key] + 30, beside, _NARROWEST) + extra


def step_height(step: StepFacts, lines: int, sizes: Sizes, writing: Writing) -> float:
    """How high a circle is with its ring, and its name above or below it in so many lines."""
    ring = 7.5 if step.key == writing.stuck_at else 0.0
    size = writing.type.name
    if step.key in writing.alone:
        return max(2 * (sizes.radius[step.key] + ring), writing.type.line)
    needed = ceil(width(writing.names[step.key], size, 700) / (12.5 * size))
    name = 0.0 if step.key in sizes.inside else min(lines, needed) * writing.type.line
    return 2 * (sizes.radius[step.key] + ring) + name


@dataclass(frozen=True)
class InsideName:
    """The lines of a name in its circle, and their size.

    ``baselines`` are the y of each line and of the count below them, from the centre.
    """

    lines: tuple[str, ...]
    size: float
    baselines: tuple[float, ...]


def inside_name(name: str, step: StepFacts, radius: float, size: Type) -> InsideName | None:
    """The name as it fits in the circle above its count; ``None`` where it does not."""
    tall = size.name + 2
    for most in (1, 2):
        lines = wrap(name, 1.9 * radius, most, size.name, 700)
        first = size.name * 0.36 - len(lines) * tall / 2
        baselines = tuple(first + tall * index for index in range(len(lines) + 1))
        tried = InsideName(lines, size.name, baselines)
        whole = " ".join(lines) == name
        if whole and _fits(tried, count(step.people), radius, size.count):
            return tried
    return None


def _fits(name: InsideName, number: str, radius: float, size: float) -> bool:
    """Whether the corners of every line lie in the disc."""
    wide = [width(line, name.size, 700) for line in name.lines] + [width(number, size)]
    return all(
        (across / 2) ** 2 + max(abs(y - 0.68 * name.size), abs(y)) ** 2 <= (radius - 0.5) ** 2
        for across, y in zip(wide, name.baselines, strict=True)
    )


def circle_in(cell: Box, step: StepFacts, sizes: Sizes, writing: Writing) -> Circle:
    """The circle of a step in the middle of its cell, a little higher where its name is below."""
    radius = sizes.radius[step.key]
    y = cell.y + cell.h / 2
    if step.key not in sizes.inside | writing.alone and sizes.lines < 3:
        y -= sizes.lines * writing.type.line / 2
    watched = 1.0
    if step.still_inside and step.people and step.watched is not None:
        watched = sqrt(step.watched / step.people)
    # A rim that cannot be told from the disc would only look like a fault.
    if radius * (1 - watched) < 1.2:
        watched = 1.0
    ring = radius + 5.5 if step.key == writing.stuck_at else None
    return Circle(
        step.key,
        round(cell.x + cell.w / 2, 1),
        round(y, 1),
        round(radius, 2),
        round(radius * watched, 2),
        None if ring is None else round(ring, 2),
    )
