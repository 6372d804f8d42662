"""Where circles stand and how large they are: a fixed layout without physics or chance.

The tier gives the height, the order inside a tier the place from left to right.  Area means
people.  The largest scale is taken at which every band still has room for its circles and names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

from pathways.map.facts import MapFacts, StepFacts, TierFacts
from viz.drawing.text import clean, width, wrap
from viz.drawing.words import count
from viz.map.mountain import CENTRE, MAP_BOTTOM, MAP_TOP, Mountain
from viz.map.order import ordered_tiers
from viz.map.selection import Selection
from viz.map.shapes import Box, Circle

__all__ = ["LINE", "InsideName", "Layout", "Tier", "fits_inside", "inside_name", "lay_out"]

LINE = 16.0
"""Height of a line of 14 px."""

_NONE_BAND = 28.0
_ROW_GAP = 12.0
_NARROWEST = 96.0
_SMALLEST = 4.0
# The largest radius and the lines a name may take, from airy to dense.
_SCALES = (
    (66, 3), (58, 3), (50, 3), (43, 3), (37, 3), (31, 3), (26, 3), (22, 2), (18, 2), (14, 2),
    (12, 1), (10, 1), (8, 1), (7, 1),
)  # fmt: skip


@dataclass(frozen=True)
class Tier:
    """A band with its steps from left to right; ``tier`` is ``None`` for steps without one."""

    tier: TierFacts | None
    steps: tuple[StepFacts, ...]
    rows: int
    top: float
    bottom: float


@dataclass(frozen=True)
class Layout:
    """The tiers from low to high, the circles by key, and the room each has for its name."""

    mountain: Mountain
    tiers: tuple[Tier, ...]
    circles: dict[int, Circle]
    cells: dict[int, Box]
    name_lines: int


@dataclass(frozen=True)
class _Scale:
    """Radius of the largest circle and lines of a name that were found to fit."""

    radius: dict[int, float]
    lines: int
    rows: tuple[int, ...]
    needs: tuple[float, ...]


def lay_out(facts: MapFacts, selection: Selection) -> Layout:
    """Place every chosen step."""
    bands = _banded(facts, selection)
    rough = Mountain(_shoulder(bands))
    scale = _largest_scale(bands, rough, facts.stuck_at)
    tiers = _stacked(bands, scale)
    lost = bool(tiers) and tiers[0].tier is None
    mountain = Mountain(rough.shoulder, tiers[0].top) if lost else rough
    circles: dict[int, Circle] = {}
    cells: dict[int, Box] = {}
    for tier in tiers:
        for step, cell in _placed(tier, mountain, scale):
            circles[step.key] = _circle(step, cell, scale, facts.stuck_at)
            cells[step.key] = cell
    return Layout(mountain, tiers, circles, cells, scale.lines)


_Banded = list[tuple[TierFacts | None, tuple[StepFacts, ...]]]


def _banded(facts: MapFacts, selection: Selection) -> _Banded:
    """Every tier from low to high with its steps in order; those without a tier at the bottom."""
    known = sorted(facts.tiers, key=lambda tier: tier.rank)
    names = {tier.name for tier in known}
    lost = [step.key for step in selection.steps if step.tier not in names]
    groups = [[s.key for s in selection.steps if s.tier == tier.name] for tier in known]
    tiers: list[TierFacts | None] = [*([None] if lost else []), *known]
    rows = ordered_tiers(
        [*([lost] if lost else []), *groups],
        [(m.source, m.target, float(m.people)) for m in selection.moves],
    )
    by_key = {step.key: step for step in selection.steps}
    return [(t, tuple(by_key[k] for k in row)) for t, row in zip(tiers, rows, strict=True)]


def _shoulder(bands: _Banded) -> float:
    """Broad shoulders where the upper tiers are crowded."""
    crowd = max((len(steps) for tier, steps in bands[-2:] if tier), default=0)
    return 214.0 if crowd <= 3 else 280.0 if crowd <= 5 else 350.0


def _largest_scale(bands: _Banded, mountain: Mountain, stuck_at: int | None) -> _Scale:
    room = MAP_BOTTOM - MAP_TOP
    tried = (_scaled(bands, mountain, r, lines, stuck_at) for r, lines in _SCALES)
    fitting = (scale for scale in tried if sum(scale.needs) <= room)
    return next(fitting, None) or _scaled(bands, mountain, *_SCALES[-1], stuck_at)


def _scaled(
    bands: _Banded, mountain: Mountain, largest: float, lines: int, stuck_at: int | None
) -> _Scale:
    radius = _radii(bands, largest)
    rows, needs = [], []
    for index, (_, steps) in enumerate(bands):
        middle = MAP_BOTTOM - (index + 0.5) * (MAP_BOTTOM - MAP_TOP) / max(1, len(bands))
        room = 2 * min(mountain.half(middle), 380.0)
        wide = sum(_cell_width(step, radius[step.key], lines, stuck_at) for step in steps)
        rows.append(max(1, ceil(wide / room)))
        needs.append(_need(steps, radius, lines, rows[-1], stuck_at))
    return _Scale(radius, lines, tuple(rows), tuple(needs))


def _radii(bands: _Banded, largest: float) -> dict[int, float]:
    steps = [step for _, group in bands for step in group]
    most = max((step.people or 0 for step in steps), default=0)
    # Three px a root of a person is the design's scale; a small record may be drawn larger.
    unit = min(6.0, largest / sqrt(most)) if most else 0.0
    return {step.key: max(_SMALLEST, unit * sqrt(step.people or 4)) for step in steps}


def _cell_width(step: StepFacts, radius: float, lines: int, stuck_at: int | None) -> float:
    words = width(clean(step.name), 14, 700) / max(1, lines - 1) + 12
    beside = 0.0 if fits_inside(step, radius) else min(words, 150.0 if lines == 3 else 112.0)
    extra = 0 if step.key != stuck_at else 190 if lines == 3 else 100
    return max(2 * radius + 30, beside, _NARROWEST) + extra


def _need(
    steps: Sequence[StepFacts],
    radius: dict[int, float],
    lines: int,
    rows: int,
    stuck_at: int | None,
) -> float:
    """Height of a band."""
    if not steps:
        return _NONE_BAND
    ring = [7.5 if step.key == stuck_at else 0.0 for step in steps]
    tall = [
        2 * (radius[step.key] + more) + (0 if fits_inside(step, radius[step.key]) else lines * LINE)
        for step, more in zip(steps, ring, strict=True)
    ]
    return rows * (max(tall) + (_ROW_GAP if lines > 1 else 7)) + 6


@dataclass(frozen=True)
class InsideName:
    """The lines of a name in its circle, and their size."""

    lines: tuple[str, ...]
    size: float

    def baselines(self) -> list[float]:
        """The y of each line and of the count below them, from the centre of the circle."""
        step = self.size + (3 if self.size > 14 else 2)
        first = self.size * 0.36 - len(self.lines) * step / 2
        return [first + step * index for index in range(len(self.lines) + 1)]


def inside_name(step: StepFacts, radius: float) -> InsideName | None:
    """The name as large as it fits in the circle above its count; ``None`` where it does not."""
    for size in (18.0, 14.0) if radius >= 40 else (14.0,):
        for lines in (1, 2, 3):
            name = InsideName(wrap(clean(step.name), 1.9 * radius, lines, size, 700), size)
            whole = " ".join(name.lines) == clean(step.name)
            if whole and _fits(name, count(step.people), radius):
                return name
    return None


def _fits(name: InsideName, number: str, radius: float) -> bool:
    """Whether the corners of every line lie in the disc."""
    wide = [width(line, name.size, 700) for line in name.lines] + [width(number, name.size)]
    return all(
        (across / 2) ** 2 + max(abs(y - 0.68 * name.size), abs(y)) ** 2 <= (radius - 0.5) ** 2
        for across, y in zip(wide, name.baselines(), strict=True)
    )


def fits_inside(step: StepFacts, radius: float) -> bool:
    """Whether name and count have room in the circle."""
    return inside_name(step, radius) is not None


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
    return tuple(tiers)


def _placed(tier: Tier, mountain: Mountain, scale: _Scale) -> list[tuple[StepFacts, Box]]:
    """Each step with its cell: neighbours go to different rows where there are several."""
    if not tier.steps:
        return []
    tall = (tier.bottom - tier.top) / tier.rows
    half = min(mountain.half((tier.top + tier.bottom) / 2), 385.0)
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
        return [CENTRE]
    if tier.rows > 1:
        slot = 2 * half / steps
        # A cell is several slots wide: the outermost ones may not stick out of the mountain.
        room = (2 * half - slot * tier.rows) / (steps - 1)
        return [CENTRE - half + slot * tier.rows / 2 + index * room for index in range(steps)]
    edge = max(scale.radius[tier.steps[0].key], scale.radius[tier.steps[-1].key])
    reach = (
        half * 0.56
        if steps == 2
        else min(half - edge - 8, 300.0 - edge, half * (1 - 1 / steps) * 1.25)
    )
    return [CENTRE - reach + 2 * reach * index / (steps - 1) for index in range(steps)]


def _circle(step: StepFacts, cell: Box, scale: _Scale, stuck_at: int | None) -> Circle:
    radius = scale.radius[step.key]
    y = cell.y + cell.h / 2
    if not fits_inside(step, radius) and scale.lines < 3:
        y -= scale.lines * LINE / 2
    watched = 1.0
    if step.still_inside and step.people and step.watched is not None:
        watched = sqrt(step.watched / step.people)
    # A rim that cannot be told from the disc would only look like a fault.
    if radius * (1 - watched) < 1.2:
        watched = 1.0
    ring = radius + 5.5 if step.key == stuck_at else None
    return Circle(
        step.key,
        round(cell.x + cell.w / 2, 1),
        round(y, 1),
        round(radius, 2),
        round(radius * watched, 2),
        None if ring is None else round(ring, 2),
    )
