"""What people say of places on a map, put where it belongs: open plans, and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from pathways.errors import PathwaysError
from pathways.map.facts import MapFacts, Placed, Said
from pathways.map.levels import rows_of
from pathways.record.log import EngagementLog
from pathways.record.selection import find_step
from pathways.sequences.steps import level_codes

__all__ = ["with_said"]


def with_said(log: EngagementLog, facts: MapFacts, said: Sequence[Said]) -> MapFacts:
    """The map with what was said of its steps and moves.

    What is said of a place stands at the circles that lie inside the place, or where none does at
    those that hold a part of it.  What belongs to no circle that is shown is left out: its name
    alone would tell of the few people there.
    """
    placed = (_placed(log, facts, one) for one in said)
    return replace(facts, said=tuple(one for one in placed if one is not None))


def _placed(log: EngagementLog, facts: MapFacts, one: Said) -> Placed | None:
    try:
        here = _circles(log, facts, one.at)
        there = _circles(log, facts, one.to) if one.to else ()
    except PathwaysError:
        return None
    if not here or (one.to and not there):
        return None
    made = {(move.source, move.target) for move in facts.moves}
    moves = tuple(pair for pair in product(here, there) if pair in made)
    return Placed(one.kind, one.name, one.at, one.text, here, moves)


def _circles(log: EngagementLog, facts: MapFacts, step: str) -> tuple[int, ...]:
    """The keys of the circles of a STEP, as far as they are shown."""
    codes, names = level_codes(*rows_of(log, facts.by))
    here = find_step(log, step).rows[log.records["counted"]]
    every, of_step = (
        np.bincount(codes[(codes >= 0) & rows], minlength=len(names)) for rows in (True, here)
    )
    inside = (of_step > 0) & (of_step == every)
    found = np.flatnonzero(inside if inside.any() else of_step)
    shown = {step.key for step in facts.steps}
    return tuple(int(key) for key in found if key in shown)
