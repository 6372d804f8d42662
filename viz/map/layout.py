"""Where circles stand and how large they are: a fixed layout without physics or chance.

The tier gives the height, the order inside a tier the place from left to right.  Area means
people.  The largest scale is taken at which every band still has room for its circles and names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, sqrt

from pathways.map.facts import MapFacts, StepFacts, TierFacts
from pathways.map.levels import MOST_CIRCLES
from viz.drawing.text import width, wrap
from viz.drawing.words import count
from viz.map.mountain import CENTRE, MAP_BOTTOM, MAP_TOP, Mountain
from viz.map.names import short_names
from viz.map.order import ordered_tiers
from viz.map.selection import Selection
from viz.map.shapes import Box, Circle
from viz.map.type import Type, type_for

__all__ = ["InsideName", "Layout", "Tier", "inside_name", "lay_out"]

_NONE_BAND = 28.0
_ROW_GAP = 12.0
_NARROWEST = 110.0
_ASIDE = 130.0
_BROADEST = 520.0
_SMALLEST, _SMALLEST_OF_MANY = 12.0, 5.0
# The largest radius and the lines a name may take, from airy to dense.
_SCALES = (
    (60, 3), (53, 3), (47, 3), (42, 3), (37, 3), (32, 3), (28, 3), (24, 2), (20, 2), (16, 2),
    (13, 1), (10, 1), (8, 1), (7, 1),
)  # fmt: skip


@dataclass(frozen=True)
class Tier:
    """A band with its steps from left to right; ``tier`` is ``None`` for steps without one.

    A single step stands ``aside`` of the middle.
    """

    tier: TierFacts | None
    steps: tuple[StepFacts, ...]
    rows: int
    top: float
    bottom: float
    aside: float = 0.0


@dataclass(frozen=True)
class Layout:
    """The tiers from low to high, the circles by key, and the room each has for its name."""

    mountain: Mountain
    tiers: tuple[Tier, ...]
    circles: dict[int, Circle]
    cells: dict[int, Box]
    name_lines: int
    names: Mapping[int, str]
    type: Type


@dataclass(frozen=True)
class _Writing:
    """How names are written, and which step needs room for its words as the stuck point."""

    names: Mapping[int, str]
    type: Type
    stuck_at: int | None


@dataclass(frozen=True)
class _Scale:
    """The radius of every circle, which names stand ``inside`` theirs, how many lines others have.

    ``rows`` and ``needs`` are those of each band: of circles, and of px in height.
    """

    radius: dict[int, float]
    lines: int
    inside: frozenset[int]
    rows: tuple[int, ...] = ()
    needs: tuple[float, ...] = ()


def lay_out(facts: MapFacts, selection: Selection) -> Layout:
    """Place every chosen step."""
    groups = _by_tier(facts, selection)
    order = ordered_tiers(
        [[step.key for step in steps] for _, steps in groups],
        [(m.source, m.target, float(m.people)) for m in selection.moves],
    )
    bands = _in_order(groups, order)
    rough = Mountain(_shoulder(bands))
    names = short_names({step.key: step.name for step in selection.steps})
    writing = _Writing(names, type_for(len(names)), facts.stuck_at)
    scale = _largest_scale(bands, rough, writing)
    tiers = _stacked(bands, scale)
    lost = bool(tiers) and tiers[0].tier is None
    mountain = Mountain(rough.shoulder, tiers[0].top) if lost else rough
    circles: dict[int, Circle] = {}
    cells: dict[int, Box] = {}
    for tier in tiers:
        for step, cell in _placed(tier, mountain, scale):
            circles[step.key] = _circle(step, cell, scale, writing)
            cells[step.key] = cell
    return Layout(mountain, tiers, circles, cells, scale.lines, names, writing.type)


_Banded = list[tuple[TierFacts | None, tuple[StepFacts, ...]]]


def _by_tier(facts: MapFacts, selection: Selection) -> _Banded:
    """Every tier from low to high with its steps; those without a tier at the bottom."""
    known = sorted(facts.tiers, key=lambda tier: tier.rank)
    names = {tier.name for tier in known}
    lost = tuple(step for step in selection.steps if step.tier not in names)
    bands: _Banded = [(None, lost)] if lost else []
    return bands + [(t, tuple(s for s in selection.steps if s.tier == t.name)) for t in known]


def _in_order(bands: _Banded, order: list[list[int]]) -> _Banded:
    """The same bands, each with its steps from left to right."""
    steps = {step.key: step for _, band in bands for step in band}
    return [(t, tuple(steps[k] for k in row)) for (t, _), row in zip(bands, order, strict=True)]


def _shoulder(bands: _Banded) -> float:
    """Broad shoulders where the upper tiers are crowded."""
    crowd = max((len(steps) for tier, steps in bands[-2:] if tier), default=0)
    return 310.0 if crowd <= 3 else 380.0 if crowd <= 5 else 450.0


def _largest_scale(bands: _Banded, mountain: Mountain, writing: _Writing) -> _Scale:
    room = MAP_BOTTOM - MAP_TOP
    tried = (_scaled(bands, mountain, r, lines, writing) for r, lines in _SCALES)
    fitting = (scale for scale in tried if sum(scale.needs) <= room)
    return next(fitting, None) or _scaled(bands, mountain, *_SCALES[-1], writing)


def _scaled(
    bands: _Banded, mountain: Mountain, largest: float, lines: int, writing: _Writing
) -> _Scale:
    radius = _radii(bands, largest)
    inside = [
        step.key
        for _, steps in bands
        for step in steps
        if inside_name(writing.names[step.key], step, radius[step.key], writing.type)
    ]
    scale = _Scale(radius, lines, frozenset(inside))
    rows, needs = [], []
    for index, (_, steps) in enumerate(bands):
        middle = MAP_BOTTOM - (index + 0.5) * (MAP_BOTTOM - MAP_TOP) / max(1, len(bands))
        room = 2 * min(mountain.half(middle), _BROADEST)
        wide = sum(_cell_width(step, scale, writing) for step in steps)
        rows.append(max(1, ceil(wide / room)))
        needs.append(rows[-1] * _row_height(steps, scale, writing) + 6 if steps else _NONE_BAND)
    return replace(scale, rows=tuple(rows), needs=tuple(needs))


def _radii(bands: _Banded, largest: float) -> dict[int, float]:
    steps = [step for _, group in bands for step in group]
    most = max((step.people or 0 for step in steps), default=0)
    # Three px a root of a person is the design's scale; a small record may be drawn larger.
    unit = min(6.0, largest / sqrt(most)) if most else 0.0
    least = _SMALLEST if len(steps) <= MOST_CIRCLES else _SMALLEST_OF_MANY
    return {step.key: max(least, unit * sqrt(step.people or 4)) for step in steps}


def _cell_width(step: StepFacts, scale: _Scale, writing: _Writing) -> float:
    size, lines = writing.type.name, scale.lines
    words = width(writing.names[step.key], size, 700) / max(1, lines - 1) + 12
    broad = (10.5 if lines == 3 else 8) * size
    beside = 0.0 if step.key in scale.inside else min(words, broad)
    extra = 0 if step.key != writing.stuck_at else 290 if lines == 3 else 110
    return max(2 * scale.radius[step.key] + 30, beside, _NARROWEST) + extra


def _row_height(steps: Sequence[StepFacts], scale: _Scale, writing: _Writing) -> float:
    """What the tallest of some steps takes with its name above or below it.

    Of one or two in a band the names stand beside their circles, in one line.
    """
    lines = scale.lines if len(steps) > 2 else 1
    tall = [
        2 * (scale.radius[step.key] + (7.5 if step.key == writing.stuck_at else 0.0))
        + (0.0 if step.key in scale.inside else _name_height(step, lines, writing))
        for step in steps
    ]
    least = 96.0 if writing.stuck_at in {step.key for step in steps} and scale.lines == 3 else 0.0
    return max(least, max(tall) + (_ROW_GAP if scale.lines > 1 else 7))


def _name_height(step: StepFacts, lines: int, writing: _Writing) -> float:
    size = writing.type.name
    needed = ceil(width(writing.names[step.key], size, 700) / (12.5 * size))
    return min(lines, needed) * writing.type.line


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
    for most in (1, 2, 3):
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


def _stacked(bands: _Banded, scale: _Scale) -> tuple[Tier, ...]:
    """The bands from the bottom up; bands with moves to draw inside take more of the spare room."""
    spare = MAP_BOTTOM - MAP_TOP - sum(scale.needs)
    shares = [0.0 if not steps else 1.0 if len(steps) == 1 else 2.2 for _, steps in bands]
    whole = sum(shares) or float(len(bands))
    shares = shares if sum(shares) else [1.0] * len(bands)
    tiers, bottom = [], MAP_BOTTOM
    for (tier, steps), need, rows, part in zip(bands, scale.needs, scale.rows, shares, strict=True):
        top = bottom - need - spare * part / whole
        tiers.append(Tier(tier, steps, rows, round(top, 1), round(bottom, 1)))
        bottom = top
    return _zigzag(tiers)


def _zigzag(tiers: list[Tier]) -> tuple[Tier, ...]:
    """Steps that would stand in one column go left and right: so their arrows keep apart."""
    filled = [tier for tier in tiers if tier.steps]
    if len(filled) < 3 or max(len(tier.steps) for tier in filled) > 1:
        return tuple(tiers)
    sides = {id(tier): _ASIDE * (-1) ** at for at, tier in enumerate(filled)}
    return tuple(replace(tier, aside=sides.get(id(tier), 0.0)) for tier in tiers)


def _placed(tier: Tier, mountain: Mountain, scale: _Scale) -> list[tuple[StepFacts, Box]]:
    """Each step with its cell: neighbours go to different rows where there are several."""
    if not tier.steps:
        return []
    tall = (tier.bottom - tier.top) / tier.rows
    half = min(mountain.half((tier.top + tier.bottom) / 2), _BROADEST)
    middles = _spread(tier, half, scale)
    apart = min((b - a for a, b in pairwise(middles)), default=2 * half)
    wide = apart * tier.rows
    return [
        (step, Box(x - wide / 2, tier.top + (index % tier.rows) * tall, wide, tall))
        for index, (step, x) in enumerate(zip(tier.steps, middles, strict=True))
    ]


def _spread(tier: Tier, half: float, scale: _Scale) -> list[float]:
    """The x of each step of a tier."""
    steps = len(tier.steps)
    if steps == 1:
        return [CENTRE + tier.aside]
    if tier.rows > 1:
        slot = 2 * half / steps
        # A cell is several slots wide: the outermost ones may not stick out of the mountain.
        room = (2 * half - slot * tier.rows) / (steps - 1)
        return [CENTRE - half + slot * tier.rows / 2 + index * room for index in range(steps)]
    edge = max(scale.radius[tier.steps[0].key], scale.radius[tier.steps[-1].key])
    reach = (
        half * 0.56
        if steps == 2
        else min(half - edge - 8, 440.0 - edge, half * (1 - 1 / steps) * 1.25)
    )
    return [CENTRE - reach + 2 * reach * index / (steps - 1) for index in range(steps)]


def _circle(step: StepFacts, cell: Box, scale: _Scale, writing: _Writing) -> Circle:
    radius = scale.radius[step.key]
    y = cell.y + cell.h / 2
    if step.key not in scale.inside and scale.lines < 3:
        y -= scale.lines * writing.type.line / 2
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
