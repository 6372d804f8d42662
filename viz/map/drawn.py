"""A picture drawn once: the marks of its map and of the key below it, for page, twin and print."""

from __future__ import annotations

from dataclasses import dataclass

from viz.map.legend import legend_marks
from viz.map.marks import Mark, Scene, scene
from viz.map.mountain import MAP_LEFT
from viz.map.spec import MapSpec
from viz.map.type import LEGEND_Y

__all__ = ["Drawn", "drawn"]


@dataclass(frozen=True)
class Drawn:
    """The marks of a map, and those of the key to them."""

    scene: Scene
    legend: list[Mark]


def drawn(spec: MapSpec) -> Drawn:
    """Every mark of a picture that is not a word around it."""
    return Drawn(scene(spec), legend_marks(spec.legend, MAP_LEFT, LEGEND_Y))
