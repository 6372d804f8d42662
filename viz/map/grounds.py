"""What lies behind words: where a line runs under them, they get an outline in its ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from viz.drawing.palette import band_role
from viz.map.curves import Floats, sampled
from viz.map.layout import Layout
from viz.map.shapes import Arrow, Box, Label

__all__ = ["grounded", "runs_through"]


def grounded(labels: Sequence[Label], arrows: Sequence[Arrow], layout: Layout) -> tuple[Label, ...]:
    """The labels, those that a line runs under with the ground that keeps them legible."""
    if not arrows:
        return tuple(labels)
    points = sampled([arrow.curve for arrow in arrows]).reshape(-1, 2)
    return tuple(
        replace(label, halo=_ground(label.box, layout))
        if label.kind != "inside" and runs_through(points, label.box.grown(5))
        else label
        for label in labels
    )


def runs_through(points: Floats, box: Box) -> bool:
    """Whether any of the points lies in the rectangle."""
    across = (points[:, 0] > box.x) & (points[:, 0] < box.right)
    return bool(np.any(across & (points[:, 1] > box.y) & (points[:, 1] < box.bottom)))


def _ground(box: Box, layout: Layout) -> str:
    x, y = box.x + box.w / 2, box.y + box.h / 2
    if not layout.mountain.holds(x, y):
        return "page"
    return next(
        (band_role(i) for i, tier in enumerate(layout.tiers) if tier.top <= y <= tier.bottom),
        "page",
    )
