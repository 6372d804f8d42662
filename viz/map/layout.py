"""Where circles stand and how large they are: a fixed layout without physics or chance.

The tier gives the height, the order inside a tier the place from left to right.  Area means
people.  The largest scale is taken at which every band still has room for its circles and names.
Where no step has a tier, or more than twelve tiers are, there are no bands: steps stand in columns
from left to right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from pathways.map.facts import MapFacts, StepFacts, TierFacts
from viz.drawing.names import short_names
from viz.map.columns import in_cells, in_columns
from viz.map.mountain import CENTRE, MAP_BOTTOM, MAP_RIGHT, MAP_TOP, TIERS_RIGHT, Mountain
from viz.map.order import ordered_tiers
from viz.map.selection import Selection
from viz.map.shapes import Box, Circle
from viz.map.sizes import (
    SCALES,
    Sizes,
    Writing,
    cell_width,
    circle_in,
    sizes_of,
    step_height,
)
from viz.map.type import Type, type_for

__all__ = ["Layout", "Tier", "lay_out"]

_MOST_BANDS = 12
"""More would leave no room for their names, and every step alone with a zigzag between them."""
_NONE_BAND = 28.0
_ROW_GAP = 12.0
_ASIDE = 130.0
_BROADEST = 520.0
_BETWEEN = 100.0
"""What lies between two columns at least: strokes with their counts, and the shares of arrows."""
_ABOVE_COLUMNS = 30.0
"""Where no bands are, arrows need room over the topmost row, and under the lowest."""


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
    """The tiers from low to high, the circles by key, and the room each has for its name.

    There are no ``tiers`` where steps stand in columns; ``many_tiers`` says of how many they are.
    """

    mountain: Mountain
    tiers: tuple[Tier, ...]
    circles: dict[int, Circle]
    cells: dict[int, Box]
    name_lines: int
    names: Mapping[int, str]
    type: Type
    many_tiers: int = 0


@dataclass(frozen=True)
class _Scale:
    """The sizes that were found to fit, and of each band its rows of circles and its height."""

    sizes: Sizes
    rows: tuple[int, ...]
    needs: tuple[float, ...]


def lay_out(facts: MapFacts, selection: Selection) -> Layout:
    """Place every chosen step."""
    names = short_names({step.key: step.name for step in selection.steps})
    writing = Writing(names, type_for(len(names)), facts.stuck_at)
    known = {tier.name for tier in facts.tiers}
    if selection.steps and not any(step.tier in known for step in facts.steps):
        return _beside_each_other(in_columns(selection.steps, facts.moves), selection, writing)
    if selection.steps and len(known) > _MOST_BANDS:
        ranks: dict[str | None, int] = {tier.name: tier.rank for tier in facts.tiers}
        columns = in_columns(selection.steps, facts.moves, ranks)
        return replace(_beside_each_other(columns, selection, writing), many_tiers=len(known))
    groups = _by_tier(facts, selection)
    order = ordered_tiers(
        [[step.key for step in steps] for _, steps in groups],
        [(m.source, m.target, float(m.people)) for m in selection.moves],
    )
    if _is_ladder(steps for _, steps in groups):
        writing = replace(writing, alone=frozenset(step.key for step in selection.steps))
    return _on_bands(_in_order(groups, order), writing)


def _on_bands(bands: _Banded, writing: Writing) -> Layout:
    """Bands one on the other, at the largest scale at which they have room."""
    rough = Mountain(_shoulder(bands))
    drawn = [step for _, steps in bands for step in steps]
    for largest, lines in SCALES:
        scale = _scaled(bands, rough, sizes_of(drawn, largest, lines, writing), writing)
        if sum(scale.needs) <= MAP_BOTTOM - MAP_TOP:
            break
    tiers = _stacked(bands, scale)
    lost = bool(tiers) and tiers[0].tier is None
    mountain = Mountain(rough.shoulder, tiers[0].top) if lost else rough
    cells = {
        step.key: (step, cell)
        for tier in tiers
        for step, cell in _placed(tier, mountain, scale.sizes)
    }
    return Layout(
        mountain,
        tiers,
        {key: circle_in(cell, one, scale.sizes, writing) for key, (one, cell) in cells.items()},
        {key: cell for key, (_, cell) in cells.items()},
        scale.sizes.lines,
        writing.names,
        writing.type,
    )


def _beside_each_other(columns: list[list[int]], selection: Selection, writing: Writing) -> Layout:
    """Columns without bands, at the largest scale at which they and their rows have room."""
    rows = max(map(len, columns))
    steps = {step.key: step for step in selection.steps}
    high = MAP_BOTTOM - MAP_TOP - 2 * _ABOVE_COLUMNS
    room = Box(TIERS_RIGHT, MAP_TOP + _ABOVE_COLUMNS, MAP_RIGHT - TIERS_RIGHT - 8, high)
    for largest, lines in SCALES:
        sizes = sizes_of(selection.steps, largest, lines, writing)
        wide = {key: cell_width(one, sizes, writing) for key, one in steps.items()}
        tall = max(step_height(one, lines, sizes, writing) for one in selection.steps)
        across = sum(_BETWEEN + max(wide[key] for key in column) for column in columns)
        if across <= room.w and rows * (tall + _ROW_GAP) <= room.h:
            break
    cells = in_cells(columns, wide, room)
    circles = {key: circle_in(cells[key], one, sizes, writing) for key, one in steps.items()}
    flat = Mountain(_shoulder([]))
    return Layout(flat, (), circles, cells, sizes.lines, writing.names, writing.type)


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


def _scaled(bands: _Banded, mountain: Mountain, sizes: Sizes, writing: Writing) -> _Scale:
    rows, needs = [], []
    for index, (_, steps) in enumerate(bands):
        middle = MAP_BOTTOM - (index + 0.5) * (MAP_BOTTOM - MAP_TOP) / max(1, len(bands))
        room = 2 * min(mountain.half(middle), _BROADEST)
        wide = sum(cell_width(step, sizes, writing) for step in steps)
        rows.append(max(1, ceil(wide / room)))
        needs.append(rows[-1] * _row_height(steps, sizes, writing) + 6 if steps else _NONE_BAND)
    return _Scale(sizes, tuple(rows), tuple(needs))


def _row_height(steps: Sequence[StepFacts], sizes: Sizes, writing: Writing) -> float:
    """What the tallest of some steps takes with its name above or below it.

    Of one or two in a band the names stand beside their circles, in one line.
    """
    lines = sizes.lines if len(steps) > 2 else 1
    tall = max(step_height(step, lines, sizes, writing) for step in steps)
    ringed = writing.stuck_at in {step.key for step in steps} and sizes.lines == 3
    return max(96.0 if ringed else 0.0, tall + (_ROW_GAP if sizes.lines > 1 else 7))


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
    if not _is_ladder(tier.steps for tier in tiers):
        return tuple(tiers)
    sides = {id(tier): _ASIDE * (-1) ** at for at, tier in enumerate(filled)}
    return tuple(replace(tier, aside=sides.get(id(tier), 0.0)) for tier in tiers)


def _is_ladder(bands: Iterable[Sequence[StepFacts]]) -> bool:
    """Whether there is one step in each of several tiers."""
    filled = [len(steps) for steps in bands if steps]
    return len(filled) >= 3 and max(filled) == 1


def _placed(tier: Tier, mountain: Mountain, sizes: Sizes) -> list[tuple[StepFacts, Box]]:
    """Each step with its cell: neighbours go to different rows where there are several."""
    if not tier.steps:
        return []
    tall = (tier.bottom - tier.top) / tier.rows
    half = min(mountain.half((tier.top + tier.bottom) / 2), _BROADEST)
    middles = _spread(tier, half, sizes)
    apart = min((b - a for a, b in pairwise(middles)), default=2 * half)
    wide = apart * tier.rows
    return [
        (step, Box(x - wide / 2, tier.top + (index % tier.rows) * tall, wide, tall))
        for index, (step, x) in enumerate(zip(tier.steps, middles, strict=True))
    ]


def _spread(tier: Tier, half: float, sizes: Sizes) -> list[float]:
    """The x of each step of a tier."""
    steps = len(tier.steps)
    if steps == 1:
        return [CENTRE + tier.aside]
    if tier.rows > 1:
        slot = 2 * half / steps
        # A cell is several slots wide: the outermost ones may not stick out of the mountain.
        room = (2 * half - slot * tier.rows) / (steps - 1)
        return [CENTRE - half + slot * tier.rows / 2 + index * room for index in range(steps)]
    edge = max(sizes.radius[tier.steps[0].key], sizes.radius[tier.steps[-1].key])
    reach = (
        half * 0.56
        if steps == 2
        else min(half - edge - 8, 440.0 - edge, half * (1 - 1 / steps) * 1.25)
    )
    return [CENTRE - reach + 2 * reach * index / (steps - 1) for index in range(steps)]
